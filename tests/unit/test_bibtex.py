"""BibTeX: good entries are kept whatever stands beside them; each bad one is a problem with its line."""

from __future__ import annotations

import pytest

from mlguide import bibtex

GOOD = "@misc{good, title = {Good}, year = {2000}}\n"

BROKEN = {
    "unclosed brace": "@misc{a,\n title = {x\n\n",
    "unclosed quote": '@misc{a,\n title = "x\n\n',
    "no comma after key": "@misc{a title = {x}}\n",
    "no key": "@misc{, title = {x}}\n",
    "no title": "@misc{a, year = {2001}}\n",
    "same key": "@misc{good, title = {x}}\n",
    "same field": "@misc{a, title = {x}, title = {y}}\n",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("first", [True, False])
def test_broken_entry_is_reported_with_its_line_and_the_good_one_is_kept(name: str, first: bool) -> None:
    broken = BROKEN[name]
    text = broken + GOOD if first else GOOD + broken + "@misc{later, title = {Later}}\n"
    found = bibtex.parse(text, "docs/references.bib")
    assert "good" in found.entries
    assert len(found.problems) == 1
    if name != "same key":
        lines_in = 1 if name.startswith("unclosed") else 0  # the value that is never closed
        assert found.problems[0].line == (1 if first else 2) + lines_in
    assert first or name == "no title" or "later" in found.entries


def test_nothing_but_problems_is_lost() -> None:
    text = GOOD + "".join(BROKEN.values()) + GOOD.replace("good", "last")
    found = bibtex.parse(text, "r.bib")
    starts = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("@")]
    for start, end in zip(starts, [*starts[1:], 10**6], strict=True):
        told = [problem for problem in found.problems if start <= problem.line < end]
        assert told or any(entry.line == start for entry in found.entries.values())


def test_entry_keeps_fields_as_written_and_knows_its_line() -> None:
    entry = bibtex.parse("\n\n@Article{Key_1,\n  TITLE = {The {ML} \\'Etude},\n}\n", "r.bib").entries["Key_1"]
    assert (entry.type, entry.line, entry.fields["title"]) == ("article", 3, "The {ML} \\'Etude")


def test_empty_file_is_an_empty_bibliography() -> None:
    assert bibtex.parse("", "r.bib") == bibtex.Bibliography({}, ())


def test_strings_are_resolved() -> None:
    text = "@string{v = {Venue}}\n@misc{a, title = {x}, howpublished = v}\n"
    assert bibtex.parse(text, "r.bib").entries["a"].fields["howpublished"] == "Venue"
