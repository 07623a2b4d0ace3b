"""Where links lead."""

from __future__ import annotations

import pytest

from mlguide.destination import Destinations, Ids, split
from mlguide.link import Link
from mlguide.section import Section
from mlguide.target import Targets

FILES = {"index.md": "", "sub/index.md": "", "sub/Page.md": "", "sub/a b.md": "", "draft.md": "a draft", "c.png": ""}
URLS = {
    "index.md": "./",
    "sub/index.md": "sub/",
    "sub/Page.md": "sub/Page/",
    "sub/a b.md": "sub/a%20b/",
    "draft.md": "draft/",
    "c.png": "c.png",
}
SECTION = Section("sec-a", 2, "A", "A", "sub/Page.md", "", labelled=True)
PLACES = Destinations(FILES, URLS, Targets({}, {"sub/Page.md": [SECTION]}, {}), lambda uri, id_: True, lambda uri: [])


def link(kind: str, key: str) -> Link:
    return Link(kind, key, key, 0, "")


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("link", "Page.md#x", ("sub/Page.md", "x")),
        ("link", "/index.md", ("index.md", "")),
        ("link", "a%20b.md", ("sub/a b.md", "")),
        ("link", "#x", ("sub/index.md", "x")),
        ("link", "page.md", ("", "")),
        ("link", "../../x.md", ("", "")),
        ("link", "https://e.org/index.md", ("", "")),
        ("link", "http://[", ("", "")),
        ("label", "sec-a", ("sub/Page.md", "sec-a")),
        ("label", "sec-b", ("", "")),
        ("empty", "sub/Page.md#sec-a", ("sub/Page.md", "sec-a")),
        ("raw", "Page/#x", ("sub/Page.md", "x")),
        ("raw", "Page/index.html", ("sub/Page.md", "")),
        ("raw", "../", ("index.md", "")),
        ("raw", "a%20b/", ("sub/a b.md", "")),
        ("raw", "/c.png", ("c.png", "")),
        ("raw", "../draft/", ("", "")),
        ("raw", "#x", ("sub/index.md", "x")),
    ],
)
def test_link_of_a_page_leads_to(kind: str, key: str, expected: tuple[str, str]) -> None:
    assert PLACES.destination("sub/index.md", link(kind, key)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("sub", ("sub/index.md", "")),
        ("sub/", ("sub/index.md", "")),
        ("sub/index.html", ("sub/index.md", "")),
        ("sub/Page", ("sub/Page.md", "")),
        ("/sub/Page/", ("sub/Page.md", "")),
        ("sub/page.md", ("sub/Page.md", "Capitals count")),
        ("old/Page.md", ("sub/Page.md", "")),
        ("old/index.md", ("", "")),
        ("nothing.md", ("", "")),
        ("..", ("", "")),
    ],
)
def test_wrong_path_was_meant_as(path: str, expected: tuple[str, str]) -> None:
    assert PLACES.like("index.md", path) == expected


def test_ids_of_html_include_names_of_anchors() -> None:
    assert Ids('<p id="a"><a name="b"></a><input name="c">&lt;p id="d"&gt;<!-- <p id="e"> -->').found == {"a", "b"}


def test_address_is_split_and_decoded() -> None:
    assert split("a%20b.md#%C3%BC") == ("", "a b.md", "ü")
    assert split("http://[") is None
