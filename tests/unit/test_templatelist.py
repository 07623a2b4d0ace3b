"""The list of all templates, and the archive with them."""

from __future__ import annotations

import io
import zipfile

from mlguide import templatelist
from mlguide.templatelist import Row


def test_rows_stand_under_their_part_with_pages_and_files() -> None:
    row = Row("Gap & inventory", [("The gap", "../gap/"), ("Home", "../")], {"blank": "b.md", "filled": "f.md"})
    html = templatelist.to_html({"Data": [row]}, "all.zip")
    assert '<a href="all.zip" download>All 1 templates in one ZIP file</a>' in html
    assert '<th scope="rowgroup" colspan="3">Data</th>' in html
    assert '<th scope="row">Gap &amp; inventory</th>' in html
    assert '<a href="../gap/">The gap</a>, <a href="../">Home</a>' in html
    assert 'aria-label="Gap &amp; inventory, blank"' in html


def test_archive_holds_the_files_and_has_the_same_bytes_each_time() -> None:
    files = {"filled/b.md": b"two", "blank/a.md": "ünï".encode()}
    packed = templatelist.archive(files)
    assert packed == templatelist.archive(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert opened.namelist() == ["blank/a.md", "filled/b.md"]
        assert opened.read("blank/a.md").decode() == "ünï"
        assert opened.testzip() is None
