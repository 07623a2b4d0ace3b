"""The Markdown extension by itself, without MkDocs. What pages look like: tests/golden/cite/."""

from __future__ import annotations

import re

from markdown import Markdown

from mlguide.cite import CitationContext, CitationExtension
from mlguide.csl import Item
from mlguide.problems import Problem
from mlguide.reference_list import Citing, PageReferences, fill_references
from mlguide.source import Source

ITEMS: dict[str, Item] = {
    f"k{number}": {"id": f"k{number}", "type": "webpage", "title": f"T{number}", "author": [{"family": "Wu"}]}
    for number in range(300)
}


def convert(text: str, **items: Item) -> tuple[str, list[Problem], list[Citing]]:
    problems: list[Problem] = []
    kept: list[PageReferences] = []
    context = CitationContext(lambda: items or ITEMS, lambda: Source("a.md", text), problems.append, kept.append)
    md = Markdown(extensions=["footnotes", "tables", "md_in_html", CitationExtension(context)])
    html = md.convert(text)
    (references,) = kept
    return fill_references(html, references.entries, str, lambda _: ""), problems, list(references.citings)


def test_each_place_is_told_with_its_sentence_and_section() -> None:
    text = (
        "# Page\n\nIntro [@k1]. More.\n\n## Why\n\n- Because @k2 [p. 3] say so. Yes.\n\nNote.[^n]\n\n[^n]: In [@k1].\n"
    )
    assert convert(text)[2] == [
        Citing("k1", "cite-k1-1", "Intro.", "Page"),
        Citing("k2", "cite-k2-1", "Because Wu say so.", "Why"),
        Citing("k1", "cite-k1-2", "In.", "Notes"),
    ]


def test_repeated_three_thousand_times() -> None:
    html, problems, citings = convert("\n\n".join(f"Text {number} [@k{number % 300}]." for number in range(3000)))
    assert problems == []
    assert len(citings) == 3000
    assert len(set(re.findall(r'id="cite-[^"]+"', html))) == 3000
    assert html.count('role="doc-backlink"') == 3000


def test_three_thousand_mistakes_are_each_reported_at_their_line() -> None:
    problems = convert("\n\n".join("Text [@nobody]." for _ in range(3000)))[1]
    assert [problem.line for problem in problems] == list(range(1, 6000, 2))


def test_same_mistake_twice_has_two_places() -> None:
    problems = convert("A [@nobody] and\nB [@nobody; @k1, pg. 3].\n")[1]
    assert [(problem.line, problem.column, problem.message) for problem in problems] == [
        (1, 4, 'unknown citation key "nobody"'),
        (2, 4, 'unknown citation key "nobody"'),
        (2, 13, 'unknown locator "pg."'),
    ]


def test_keys_that_differ_in_letters_of_no_id_have_ids_of_their_own() -> None:
    items = {key: {"id": key, "type": "webpage", "title": key} for key in ("wu:1", "wu-1", "Ω")}
    html = convert("[@wu:1] [@wu-1] [@Ω]", **items)[0]
    ids = re.findall(r'<li [^>]*id="([^"]+)"', html)
    assert len(set(ids)) == 3
    assert all(id_.isascii() for id_ in ids)
