"""The list at a page's end, by itself. Numbers, ranges and notes: tests/golden/cite/."""

from __future__ import annotations

from markdown import Markdown

from mlguide import reference_list
from mlguide.reference_list import Entry, PageReferences, fill_references


def test_page_without_notes_and_citations_is_left_alone() -> None:
    md = Markdown(extensions=["footnotes"])
    told: list[PageReferences] = []
    reference_list.register(md, dict, told.append)
    assert md.convert("# A\n\nText.") == "<h1>A</h1>\n<p>Text.</p>"
    assert told == [PageReferences([], [])]


def test_entries_are_filled_in_where_their_numbers_stand() -> None:
    entries = [Entry(1, "ref-k", key="k", places=["cite-k-1", "cite-k-2"]), Entry(2, "fn:a", places=["fnref:a"])]
    html = fill_references(
        "<ol><!--mlguide-reference:1--><p>A <!--mlguide-reference:2--></p></ol>", entries, "<{}>".format, "E{}".format
    )
    assert html == (
        '<ol><li id="ref-k"><p><k> <span class="references-back">'
        '<a href="#cite-k-1" role="doc-backlink" aria-label="Back to use 1 of reference 1 in the text">↩1</a> '
        '<a href="#cite-k-2" role="doc-backlink" aria-label="Back to use 2 of reference 1 in the text">↩2</a></span>'
        'Ek</p></li>\n<p>A <span class="references-back">'
        '<a href="#fnref:a" role="doc-backlink" aria-label="Back to use 1 of note 2 in the text">↩</a></span></p></ol>'
    )
    assert fill_references("<p>no mark</p>", entries, str, str) == "<p>no mark</p>"


def test_notes_alone_have_a_list_of_their_own() -> None:
    md = Markdown(extensions=["footnotes"])
    told: list[PageReferences] = []
    reference_list.register(md, dict, told.append)
    html = md.convert("B[^b] A[^a] B[^b].\n\n[^a]: First defined.\n[^b]: First used.\n[^c]: Never used.\n")
    html = fill_references(html, told[0].entries, str, str)
    assert '<h2 id="notes">Notes</h2>' in html
    assert html.index("First used") < html.index("First defined") < html.index("Never used")
    assert html.count('href="#fn:b" role="doc-noteref">1<') == 2
    assert html.count('role="doc-backlink"') == 3
