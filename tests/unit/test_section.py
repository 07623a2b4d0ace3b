"""Sections by themselves. What pages look like: tests/golden/section/."""

from __future__ import annotations

import pytest
from markdown import Markdown

from mlguide.crossref import token
from mlguide.section import Section, SectionContext, SectionExtension, key_of


def convert(text: str) -> tuple[str, list[Section]]:
    """The HTML of a page and its sections."""
    kept: list[list[Section]] = []
    context = SectionContext(lambda: "sub/a.md", kept.append)
    html = Markdown(extensions=["attr_list", "toc", "footnotes", SectionExtension(context)]).convert(text)
    assert len(kept) == 1
    return html, kept[0]


def test_section_has_id_words_page_beginning_and_knows_who_chose_the_id() -> None:
    _, (first, second) = convert("# *A* `b` & c\n\nText\n\n## State { .x #sec-state }\n\n- List\n\nOne. Two. Three.\n")
    assert first == Section("a-b-c", 1, "A b & c", "<em>A</em> <code>b</code> &amp; c", "sub/a.md", "Text")
    assert (second.id, second.level, second.said) == ("sec-state", 2, "One. Two.")
    assert (first.labelled, second.labelled) == (False, True)


def test_beginning_ends_before_the_next_heading() -> None:
    assert [section.said for section in convert("## A\n\n### B\n\nText.\n")[1]] == ["", "Text."]


@pytest.mark.parametrize(
    ("heading", "html"),
    [
        ("A [link](b.md) here", "A link here"),
        ("A note[^1]", "A note"),
        ("Raw <b>b</b> & <a href='x'>link</a>", "Raw b &amp; link"),
        ("Q&amp;A &copy;", "Q&amp;A &copy;"),
        ("Escaped \\*star\\*", "Escaped *star*"),
    ],
)
def test_words_of_a_heading_may_stand_in_a_link(heading: str, html: str) -> None:
    assert convert(f"# {heading}\n\n[^1]: Note.\n")[1][0].html == html


def test_same_label_twice_is_counted() -> None:
    assert [section.nth for section in convert("# A { #x }\n\n# B { #x }\n")[1]] == [0, 1]


def test_link_without_text_becomes_a_place_that_keeps_its_attributes() -> None:
    html, _ = convert('[](../b.md#c "T"){ .d } [ ](#e)\n')
    assert 'data-label="b.md#c" data-own-class="d" data-own-title="T" data-written="../b.md#c"' in html
    assert token("b.md#c") in html
    assert 'data-label="*sub/a.md#e"' in html


@pytest.mark.parametrize(
    "text", ["[](https://e.org)", "[](){ #here }", "[x](b.md)", "`[](b.md)`", "[![i](i.png)](b.md)"]
)
def test_other_links_are_left_alone(text: str) -> None:
    assert convert(text)[0] == Markdown(extensions=["attr_list"]).convert(text)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("b.md", "sub/b.md"),
        ("/b.md#c", "b.md#c"),
        ("b%20c.md#%C3%BC", "sub/b%20c.md#%C3%BC"),
        ("b c.md#ü", "sub/b%20c.md#%C3%BC"),
        ("#c", "*sub/a.md#c"),
        ("../../x.md", "../../x.md"),
        ("mailto:a@b.c", ""),
        ("http://[x", ""),
    ],
)
def test_key_names_the_target_from_docs(address: str, key: str) -> None:
    assert key_of("sub/a.md", address) == key
