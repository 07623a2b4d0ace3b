"""The list at a page's end, by itself. Numbers, ranges and notes: tests/golden/cite/."""

from __future__ import annotations

from markdown import Markdown

from mlguide import reference_list
from mlguide.reference_list import fill_elsewhere


def test_page_without_notes_and_citations_is_left_alone() -> None:
    md = Markdown(extensions=["footnotes"])
    told: list[object] = []
    reference_list.register(md, dict, told.append)
    assert md.convert("# A\n\nText.") == "<h1>A</h1>\n<p>Text.</p>"
    assert told == [[]]


def test_what_stands_elsewhere_is_filled_in_behind_each_reference() -> None:
    html = f"<p>a<!--mlguide-elsewhere:{b'k:1'.hex()}--></p><p>b<!--mlguide-elsewhere:{'ω'.encode().hex()}--></p>"
    assert fill_elsewhere(html, lambda key: f"<{key}>") == "<p>a<k:1></p><p>b<ω></p>"
    assert fill_elsewhere("<p>no mark</p>", lambda key: "x") == "<p>no mark</p>"


def test_notes_alone_have_a_list_of_their_own() -> None:
    md = Markdown(extensions=["footnotes"])
    reference_list.register(md, dict, lambda _: None)
    html = md.convert("B[^b] A[^a] B[^b].\n\n[^a]: First defined.\n[^b]: First used.\n[^c]: Never used.\n")
    assert '<h2 id="notes">Notes</h2>' in html
    assert html.index("First used") < html.index("First defined") < html.index("Never used")
    assert html.count('href="#fn:b" role="doc-noteref">1<') == 2
    assert html.count('role="doc-backlink"') == 3
