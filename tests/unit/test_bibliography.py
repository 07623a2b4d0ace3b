"""The bibliography: what is wrong with entries that can be read, how they were checked, and the cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers import ROOT
from mlguide import bibliography

GOOD = "@misc{good, title = {T}, url = {https://example.org}}\n"


def problems(text: str) -> list[str]:
    return [str(problem) for problem in bibliography.parse(text, "r.bib").problems]


def test_source_that_nobody_can_find_is_reported() -> None:
    assert problems(GOOD + "@misc{lost, title = {T}}\n") == [
        'r.bib:2: entry "lost" has no DOI, URL, eprint or ISBN (add one of them, so that a reader can find the source)'
    ]


@pytest.mark.parametrize(
    "field", ["doi = {10.1/x}", "url = {https://e.org}", "eprint = {2101.1}, archiveprefix = {arXiv}", "isbn = {978-0}"]
)
def test_any_identifier_will_do(field: str) -> None:
    assert problems(f"@misc{{found, title = {{T}}, {field}}}") == []


def test_same_source_under_two_keys_is_reported() -> None:
    text = "@misc{a, title = {T}, doi = {10.1/X}}\n@misc{b, title = {T}, doi = {https://doi.org/10.1/x}}\n"
    assert problems(text) == ['r.bib:2: entry "b" has the DOI of "a" (keep one of the two entries)']


def test_unchanged_text_is_read_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD + "@misc{untitled}\n"
    first = bibliography.load(text, "r.bib", tmp_path)
    monkeypatch.setattr(bibliography, "parse", lambda *_: pytest.fail("parsed again"))
    assert bibliography.load(text, "r.bib", tmp_path) == first


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"items": [{}], "lines": [], "problems": [], "file": ""}', b"\xff"]
)
def test_damaged_cache_is_read_anew(tmp_path: Path, damage: bytes) -> None:
    first = bibliography.load(GOOD, "r.bib", tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert bibliography.load(GOOD, "r.bib", tmp_path) == first
    assert bibliography.load(GOOD, "r.bib", tmp_path) == first


def test_never_cited_entries_are_named_with_their_lines() -> None:
    found = bibliography.parse(GOOD + GOOD.replace("good", "idle"), "r.bib")
    assert bibliography.never_cited(found, ["good"]) == "r.bib: 1 of 2 entries are not cited yet: idle (line 2)"
    assert bibliography.never_cited(found, ["good", "idle"]) == ""


def test_records_of_checks_fit_the_entries() -> None:
    items = bibliography.parse(GOOD + GOOD.replace("good", "idle"), "r.bib").items
    table = "key\tconfirmed_by\tfields_confirmed\ngood\tA; B\ttitle,url\n\ngod\tA\ttitle\nidle\tA\n"
    records, found = bibliography.parse_records(table, "r.tsv", items)
    assert records == {"good": bibliography.Record("A; B", ("title", "url"))}
    assert [str(problem) for problem in found] == [
        'r.tsv:4: no entry "god" in the bibliography (did you mean good?)',
        "r.tsv:5: row has fewer than three cells (key, confirmed by, fields)",
        'r.tsv: no record of how "idle" was checked (add a row for it)',
    ]


def test_every_entry_of_the_guide_has_a_record_of_its_check() -> None:
    items = bibliography.parse((ROOT / "docs" / "references.bib").read_text("utf-8"), "r.bib").items
    table = (ROOT / "docs" / "references-verified.tsv").read_text("utf-8")
    records, found = bibliography.parse_records(table, "r.tsv", items)
    assert found == []
    assert records.keys() == items.keys()


def test_csl_json_is_one_array_with_every_item() -> None:
    found = bibliography.parse(GOOD + GOOD.replace("good", "idle"), "r.bib")
    assert json.loads(bibliography.csl_json(found.items.values())) == list(found.items.values())
    assert json.loads(bibliography.csl_json([])) == []
