"""The page of all sources. In the browser: tests/browser/test_citations.py."""

from __future__ import annotations

from mlguide import bibliography, bibliography_page
from mlguide.bibliography import Record
from mlguide.bibliography_page import CitingPage
from mlguide.reference_list import Citing

GOOD = "@misc{good, title = {T}, url = {https://example.org}}\n"


def test_entry_quotes_every_sentence_once_in_reading_order() -> None:
    found = bibliography.parse(GOOD, "r.bib")
    one = CitingPage(
        "One", "../one/", [Citing("good", "cite-1", "A < B.", "Why"), Citing("good", "cite-2", "A < B.", "Why")]
    )
    two = CitingPage("Two", "../two/", [Citing("good", "cite-1", "A < B.", ""), Citing("other", "cite-9", "No.", "")])
    html = bibliography_page.page_html(found, [one, two])
    assert html.count("<q>A &lt; B.</q>") == 2
    assert html.index('<a href="../one/#cite-1">One, Why</a>') < html.index('<a href="../two/#cite-1">Two</a>')
    assert "cite-2" not in html
    assert "No." not in html
    assert "1 sources, 1 of them cited so far." in html


def test_entry_says_how_it_was_checked() -> None:
    found = bibliography.parse(GOOD, "r.bib")
    found = bibliography.Bibliography(found.items, found.lines, records={"good": Record("A & B", ("title", "url"))})
    html = bibliography_page.page_html(found, [])
    assert "found its title, URL confirmed by: A &amp; B." in html
    assert "quotations" not in html
