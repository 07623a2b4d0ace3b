"""What references mean."""

from __future__ import annotations

from html import escape

import pytest

from mlguide.crossref import Label, token
from mlguide.section import Section
from mlguide.target import Targets


def section(id_: str, page: str, text: str, labelled: bool = False) -> Section:
    return Section(id_, 2, text, escape(text, quote=False), page, "", labelled)


FIGURE = Label("fig-a", "Figure", 2, "a.md", "Falls.", "docs/a.md", 3, 1)
OWN_A, OWN_B = section("own", "a.md", "Own of A"), section("own", "b.md", "Own of B")
STATE = section("sec-state", "b.md", "State & more", labelled=True)
TARGETS = Targets({"fig-a": FIGURE}, {"a.md": [OWN_A], "b.md": [STATE, OWN_B]}, {"a.md": "A", "b.md": "B <b>"})


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("fig-a", ["Figure\N{NO-BREAK SPACE}2"]),
        ("sec-state", ["State & more"]),
        ("b.md", ["B <b>"]),
        ("b.md#own", ["Own of B"]),
        ("*b.md#own", ["Own of B"]),
        ("*c.md#own", ["Own of A", "Own of B"]),
        ("*b.md#fig-a", ["Figure\N{NO-BREAK SPACE}2"]),
        ("a.md#fig-a", ["Figure\N{NO-BREAK SPACE}2"]),
        ("a.md#sec-state", []),
        ("sec-none", []),
        ("c.md", []),
    ],
)
def test_key_means(key: str, texts: list[str]) -> None:
    assert [target.text for target in TARGETS.candidates(key)] == texts


def test_label_comes_before_an_id_that_nobody_chose() -> None:
    chosen = section("own", "c.md", "Chosen", labelled=True)
    targets = Targets({}, {"a.md": [OWN_A], "c.md": [chosen]}, {})
    assert [target.text for target in targets.candidates("*b.md#own")] == ["Chosen"]


def test_text_is_written_out_as_a_reader_sees_it() -> None:
    text = f"As {token('sec-state')}, {token('fig-a')}, {token('b.md')} and {token('*a.md#own')}; @fig-a stays."
    said = "As “State & more”, Figure\N{NO-BREAK SPACE}2, B <b> and Own of A; @fig-a stays."
    assert TARGETS.plain(text) == said
    assert TARGETS.plain(token("b.md"), escape) == "B &lt;b&gt;"


def test_unknown_reference_is_shown_as_it_was_written() -> None:
    assert TARGETS.plain(f"{token('sec-none')} {token('*a.md#none')} {token('c.md#x')}") == "@sec-none #none c.md#x"


def test_typed_text_knows_labels_but_no_mail() -> None:
    assert TARGETS.typed("@fig-a, me@fig-a.org, @fig-none") == "Figure\N{NO-BREAK SPACE}2, me@fig-a.org, @fig-none"


def test_heading_that_names_another_is_written_out() -> None:
    naming = Section("n", 2, f"On {token('sec-state')}", f"On {token('sec-state')}", "c.md", "")
    found = Targets({}, {"b.md": [STATE], "c.md": [naming]}, {}).find("c.md#n")
    assert found is not None
    assert found.text == "On “State & more”"
    assert found.html == "On “State &amp; more”"


def test_headings_that_name_each_other_come_to_an_end() -> None:
    one = Section("sec-a", 2, f"A {token('sec-b')}", f"A {token('sec-b')}", "a.md", "", labelled=True)
    two = Section("sec-b", 2, f"B {token('sec-a')}", f"B {token('sec-a')}", "a.md", "", labelled=True)
    found = Targets({}, {"a.md": [one, two]}, {}).find("sec-a")
    assert found is not None
    assert found.text == "A “B “sec-a””"
