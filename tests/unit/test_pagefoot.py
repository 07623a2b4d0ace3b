"""What stands at a page's foot."""

from __future__ import annotations

from mlguide.backlinks import Backlink, View
from mlguide.pagefoot import PageFoot
from mlguide.related import Index

VIEW = View(lambda page: (page, page.upper()), lambda id_: "")
PAGES = ("a", "b", "c", "d", "e")
INDEX = Index(PAGES, {page: {"x"} for page in PAGES}, {}, {})


def test_related_pages_are_those_that_a_reader_does_not_meet_anyway() -> None:
    foot = PageFoot({"a": [Backlink("b", "S.", "", "")], "c": [Backlink("a", "S.", "", "")]}, INDEX)
    html = foot.html("a", VIEW, neighbours=["d"])
    linked, related = html.split('id="related-pages"')
    assert ">B</a>" in linked
    assert [page for page in "BCDE" if f">{page}</a>" in related] == ["E"]


def test_page_alone_has_nothing_at_its_foot() -> None:
    assert PageFoot({}, Index(["a"], {}, {}, {})).html("a", VIEW) == ""
