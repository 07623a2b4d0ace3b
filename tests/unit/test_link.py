"""Which links a page has."""

from __future__ import annotations

from markdown import Markdown

from mlguide.link import Link, LinkExtension, PageLinks
from mlguide.section import SectionContext, SectionExtension


def page(text: str) -> PageLinks:
    """What is told of a page."""
    kept: list[PageLinks] = []
    sections = SectionExtension(SectionContext(lambda: "a.md", lambda found: None))
    extensions = ["attr_list", "md_in_html", "toc", "footnotes", "tables", sections, LinkExtension(kept.append)]
    Markdown(extensions=extensions).convert(text)
    return kept[0]


def sentences(text: str) -> list[tuple[str, str]]:
    return [(link.key, link.sentence) for link in page(text).links]


def test_link_is_told_with_sentence_section_and_number() -> None:
    found = page("# T\n\nOne. To [b](b.md).\n\n## S\n\n[Again b](b.md) is here. So.\n").links
    assert found == (
        Link("link", "b.md", "b.md", 0, "To b."),
        Link("link", "b.md", "b.md", 1, "Again b is here.", "S", "s"),
    )


def test_run_in_words_are_told_with_the_sentence_that_follows() -> None:
    assert sentences("**[Data](b.md).** Which fields? More.") == [("b.md", "Data. Which fields?")]


def test_link_without_text_and_with_a_key() -> None:
    (link,) = page("See [](b.md#c).").links
    assert (link.kind, link.written, link.key) == ("empty", "b.md#c", "b.md#c")


def test_link_in_a_heading_knows_it() -> None:
    (link,) = page("## To [b](b.md) { #x }\n").links
    assert (link.inside, link.sentence) == ("x", "To b")


def test_link_in_a_note_is_reached_by_the_note() -> None:
    (link,) = page("Text[^1].\n\n[^1]: See [b](b.md).\n").links
    assert (link.section, link.place) == ("Notes", "fn:1")


def test_row_of_a_table_is_one_sentence() -> None:
    assert sentences("| A | B |\n|---|---|\n| one | [b](b.md) |\n") == [("b.md", "one · b")]


def test_raw_html_counts() -> None:
    text = 'One. Two <a href="b/">b</a> \\* three.\n\n<p>Four. <A HREF="c/">C</A> five.</p>\n'
    assert sentences(text) == [("b/", "Two b * three."), ("c/", "C five.")]


def test_machinery_counts_not() -> None:
    text = (
        'A[^1] [t](b.md){ .term } <a class="term" href="b/">t</a> `<a href="c/">` <me@e.org>\n\n'
        '<nav><a href="b/">b</a></nav>\n\n<svg><a href="b/"><text>b</text></a></svg>\n\n'
        '[](){ #here }\n\n    <a href="d/">\n\n[^1]: Note.\n'
    )
    assert sentences(text) == []


def test_ids_of_the_page_are_told() -> None:
    assert {"t", "x"} <= page("# T\n\nText\n{: #x }\n").ids


def test_address_that_cannot_be_read_is_told_and_taken_away() -> None:
    kept: list[PageLinks] = []
    html = Markdown(extensions=[LinkExtension(kept.append)]).convert("[a](http://[b)")
    assert html == "<p><span>a</span></p>"
    assert kept[0].links[0].written == "http://[b"
