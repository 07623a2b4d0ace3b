"""The page of all sources. In the browser: tests/browser/test_citations.py."""

from __future__ import annotations

from mlguide import bibliography
from mlguide.bibliography import Record
from mlguide.bibliography_page import CitingPage, fill_entries, list_html
from mlguide.reference_list import Citing

GOOD = "@misc{good, title = {T}, url = {https://example.org}}\n"


def page(pages: list[CitingPage], records: dict[str, Record]) -> str:
    items = bibliography.parse(GOOD, "r.bib").items
    cited = {citing.key for one in pages for citing in one.citings}
    return fill_entries(list_html(items, cited, "({})".format), pages, records)


def test_entry_quotes_every_sentence_once_in_reading_order() -> None:
    twice = [Citing("good", "cite-1", "A < B.", "Why"), Citing("good", "cite-2", "A < B.", "Why")]
    one = CitingPage("One & only", "../one/", twice)
    two = CitingPage("Two", "../two/", [Citing("good", "cite-1", "A < B.", ""), Citing("other", "cite-9", "No.", "")])
    html = page([one, two], {})
    assert '<li id="source-good"><p>(good)</p><ul class="quotations">' in html
    assert html.count("<q>A &lt; B.</q>") == 2
    first, second = '<a href="../one/#cite-1">One &amp; only, Why</a>', '<a href="../two/#cite-1">Two</a>'
    assert html.index(first) < html.index(second)
    assert "cite-2" not in html
    assert "No." not in html
    assert "1 source, 1 cited so far." in html


def test_entry_says_how_it_was_checked() -> None:
    html = page([], {"good": Record("A & B", ("title", "url"))})
    assert "found its title, URL confirmed by: A &amp; B." in html
    assert "quotations" not in html
    assert "1 source, 0 cited so far." in html


def test_search_reads_the_entries_alone() -> None:
    items = bibliography.parse(GOOD, "r.bib").items
    assert list_html(items, (), str).count("<!--") == 1
