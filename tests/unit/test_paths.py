"""Reading, writing, joining: bad files give messages, nothing leaves docs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide import paths


def test_text_is_read_without_byte_order_mark_and_with_plain_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree")
    assert paths.read_text(path) == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"one\ntwo\xff", 2, "is not UTF-8: byte 0xff cannot be decoded"),
        ("one".encode("utf-16"), 1, "is not UTF-8"),
        (b"one\n\ntw\0o", 3, "has a NUL character"),
    ],
)
def test_what_is_not_text_is_refused_with_its_line(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(paths.UnreadableFileError, match=message) as caught:
        paths.read_text(path)
    assert caught.value.line == line
    assert caught.value.text


def test_missing_large_and_linked_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_bytes(b"x" * 11)
    (tmp_path / "link.md").symlink_to("/etc/hostname")
    for name, message in (("none.md", "No such file"), ("big.md", "11 bytes; at most 10"), ("link.md", "symbolic")):
        with pytest.raises(paths.UnreadableFileError, match=message):
            paths.read_text(tmp_path / name, max_bytes=10)


def test_writing_replaces_the_whole_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.svg"
    paths.write_text(path, "old")
    paths.write_text(path, "né\n")
    assert path.read_bytes() == "né\n".encode()
    assert [one.name for one in path.parent.iterdir()] == ["a.svg"]


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("data/index.md", "../img/a.png", "img/a.png"),
        ("data/index.md", "a.png", "data/a.png"),
        ("index.md", "a/./b/../c.png", "a/c.png"),
        ("data/index.md", "/img/a.png", "img/a.png"),
        ("data/index.md", "../../a.png", None),
        ("index.md", "..", None),
        ("index.md", "..a.png", "..a.png"),
    ],
)
def test_links_are_resolved_inside_docs_only(page: str, link: str, expected: str | None) -> None:
    assert paths.resolve(page, link) == expected


def test_relative_links_lead_back() -> None:
    assert paths.relative("data/index.md", "modeling/index.md") == "../modeling/index.md"
    assert paths.relative("index.md", "links.md") == "links.md"
