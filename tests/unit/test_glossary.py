"""The glossary as data, and what is wrong with it. Whole pages: tests/golden/glossary/."""

from __future__ import annotations

import pytest

from mlguide.glossary import Entry, check, fill, parse, previews
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


def test_facts_and_previews_are_filled_in() -> None:
    entries = {"a": Entry("a", ("Alpha & co",), "Data", 1), "b": Entry("b", ("B",), "all", 2)}
    html = '<dd>x<p class="term-facts" data-term="a"></p></dd><dd>y<p class="term-facts" data-term="b"></p></dd>'
    assert fill(html, entries, str.lower, {"a": ["X", "Y"]}) == (
        '<dd>x<p class="term-facts">data. Used in X, Y.</p></dd><dd>y<p class="term-facts">Every stage.</p></dd>'
    )
    assert previews(entries.values(), {"a": "Less < more."}) == (
        '<div class="crossref-preview" id="term-a" hidden data-search-exclude>'
        "<p><strong>Alpha &amp; co</strong></p><p>Less &lt; more.</p></div>\n"
    )
