"""The list of files to take along."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markdown import Markdown

from mlguide import downloads
from mlguide.downloads import DownloadsContext, DownloadsExtension


def render(files: Mapping[str, Path]) -> str:
    context = DownloadsContext(lambda: files, lambda uri: f"../{uri}")
    return Markdown(extensions=[DownloadsExtension(context)]).convert("/// downloads\n///\n")


def test_files_that_were_made_are_listed_with_their_size(tmp_path: Path) -> None:
    (tmp_path / "ml-lifecycle-guide.pdf").write_bytes(b"x" * 2_340_000)
    (tmp_path / "other.pdf").write_bytes(b"x")
    files = downloads.found(tmp_path)
    assert list(files) == ["ml-lifecycle-guide.pdf"]
    html = render(files)
    assert '<a download="" href="../download/ml-lifecycle-guide.pdf">PDF, 2.3 MB</a>: for paper' in html


def test_without_any_the_reader_is_told_how_they_are_made(tmp_path: Path) -> None:
    assert downloads.found(tmp_path / "none") == {}
    assert "<code>make take-along</code>" in render({})
