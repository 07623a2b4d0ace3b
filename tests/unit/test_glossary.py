"""The glossary as data, and what is wrong with it. Whole pages: tests/golden/glossary/."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlguide.glossary import Entry, Glossary, check, fill, front_matter_problems, parse, previews, wants_terms
from mlguide.source import Source

GOOD = """---
title: G
---

# Glossary

Canary { #canary stage="Deployment" aliases="canaries, canary release" }
:   A release that serves few requests [@key].

Point-in-time join { #join stage="Data" }

:   A join that looks back. See [Data](data.md).
"""


def parsed(text: str) -> tuple[list[Entry], list[str]]:
    entries, problems = parse(Source("docs/glossary.md", text))
    return entries, [str(one) for one in problems]


def test_entries_have_words_stage_and_line() -> None:
    entries, problems = parsed(GOOD)
    assert problems == []
    assert entries == [
        Entry("canary", ("Canary", "canaries", "canary release"), "Deployment", 7),
        Entry("join", ("Point-in-time join",), "Data", 10),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('Canary { stage="Data" }\n:   Text [@key].\n', '1:1: term "Canary" has no id'),
        ('Canary { #canary stage="Data" }\n\nText.\n', '1:1: term "Canary" has no definition'),
        ('Canary { #canary stage="Data" }', '1:1: term "Canary" has no definition'),
        ('Canary { aliases="a" }\n:   Text [@key].\n', '1:1: term "Canary" has no id'),
        ("Canary\n:   Text [@key].\n", '1:1: term "Canary" has no id'),
        ('Canary { #1 stage="Data" }\n:   Text [@key].\n', '1:1: id "1" of the term "Canary" is not plain'),
        ('## D\n\nCanary { #c stage="Data" }\n:   [@key]\n', '3:1: term "Canary" stands under the letter D'),
        ('Canary { #canary stage="Data" }\n:   Text.\n', '1:1: definition of "Canary" names no source'),
    ],
)
def test_single_entries_that_are_not_whole(text: str, message: str) -> None:
    assert [one.partition(" (")[0] for one in parsed(text)[1]] == [f"docs/glossary.md:{message}"]


@pytest.mark.parametrize(
    "text",
    [
        "## Heading { #id }\n:   x\n",
        "![Image](a.png){ #fig-a }\n",
        "```\nCanary { #canary }\n:   x\n```\n",
        "| a | b { #x } |\n",
        "- item { #x }\n",
        "Text { .class }\n",
    ],
)
def test_what_is_no_term_is_passed_over(text: str) -> None:
    assert parsed(text) == ([], [])


def test_terms_that_do_not_fit_together_are_reported() -> None:
    entries = [
        Entry("a", ("Alpha", "first"), "Data", 1),
        Entry("b", ("Beta", "First"), "Dta", 2),
        Entry("a", ("Gamma",), "all", 3),
        Entry("d", ("Delta",), "", 4),
    ]
    found = [str(one) for one in check(entries, "docs/g.md", ["Data"], {"a", "b"}, all_rendered=True)]
    assert found == [
        'docs/g.md:2:1: "First" stands for two terms (the other is Alpha in line 1; keep one)',
        'docs/g.md:2:1: term "Beta" has unknown stage "Dta" (did you mean Data?)',
        'docs/g.md:3:1: id "a" belongs to two terms (the other is in line 1; give each its own)',
        'docs/g.md:4:1: term "Delta" has no stage (one of Data, all)',
        'docs/g.md:4:1: no page uses the term "Delta" '
        "(use it, add the word that pages use as an alias, or take the entry out)",
    ]


def test_unused_terms_are_not_known_when_only_some_pages_are_rendered() -> None:
    assert list(check([Entry("a", ("A",), "all", 1)], "g.md", [], set(), all_rendered=False)) == []


def test_facts_are_filled_in() -> None:
    entries = {
        "a": Entry("a", ("Alpha",), "Data", 1),
        "b": Entry("b", ("B",), "all", 2),
        "c": Entry("c", ("C",), "", 3),
    }
    html = "".join(f'<dd>x<p class="term-facts" data-term="{id_}"></p></dd>' for id_ in entries)
    assert fill(html, entries, str.lower, {"a": ["X", "Y"]}) == (
        '<dd>x<p class="term-facts" data-search-exclude>Stage: data. Used in: X, Y.</p></dd>'
        '<dd>x<p class="term-facts" data-search-exclude>Stage: all.</p></dd>'
        '<dd>x<p class="term-facts" data-search-exclude></p></dd>'
    )


def test_previews_name_the_entry_and_say_what_is_known_of_it() -> None:
    entries = [Entry("a", ("Alpha & co",), "Data", 1), Entry("b", ("B",), "all", 2)]
    assert previews(entries, {"a": "Less < more."}, "../g/?x&y") == (
        '<div class="term-preview" id="term--a" hidden data-search-exclude>'
        '<p class="term-name"><a href="../g/?x&amp;y#a">Alpha &amp; co</a></p><p>Less &lt; more.</p></div>\n'
        '<div class="term-preview" id="term--b" hidden data-search-exclude>'
        '<p class="term-name"><a href="../g/?x&amp;y#b">B</a></p></div>\n'
    )


def test_glossary_keeps_the_first_of_two_entries_with_one_id_and_finds_every_word() -> None:
    glossary = Glossary("g.md")
    text = 'A word { #x stage="all" aliases="words" }\n:   Text [@key].\n\nOther { #x stage="all" }\n:   Text [@key].\n'
    assert glossary.read(Source("docs/g.md", text)) == []
    assert [entry.term for entry in glossary.listed] == ["A word", "Other"]
    assert glossary.entries["x"].term == "A word"
    assert glossary.automaton is not None
    assert [one.value for one in glossary.automaton.find("Words, a word, other.")] == ["x", "x", "x"]


@pytest.mark.parametrize(
    ("value", "wanted", "problems"),
    [("false", False, 0), ("true", True, 0), ("no thanks", True, 1), ("[a]", True, 1), ("", True, 1)],
)
def test_pages_say_whether_they_want_terms(value: str, wanted: bool, problems: int) -> None:
    source = Source("docs/a.md", f"---\nterms: {value}\n---\n# A\n")
    assert wants_terms(source) is wanted
    assert len(list(front_matter_problems(source))) == problems
    assert wants_terms(Source("docs/a.md", "# A\n"))


@given(
    st.lists(
        st.sampled_from(
            [
                "Term",
                "{ #id }",
                '{ #id stage="Data" aliases="a, b" }',
                "{ #é }",
                "{",
                "}",
                "\n",
                "\n\n",
                ":   ",
                "[@key]",
                "## A",
                " ",
                "```",
                "x",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_page_is_read_and_every_term_with_a_stage_is_an_entry_or_a_problem(text: str) -> None:
    source = Source("docs/g.md", text)
    entries, problems = parse(source)
    known = {entry.line for entry in entries} | {problem.line for problem in problems}
    for number, line in enumerate(source.masked.split("\n"), 1):
        if line.startswith("Term{ #id stage=") and line.endswith('b" }') and line.count("{") == 1:
            assert number in known
