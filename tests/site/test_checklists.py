"""The checklists of the guide: every item keeps its id, and no id says something else one day."""

from __future__ import annotations

import checklist_ids

from helpers import ROOT, Built
from mlguide import checklist
from mlguide.source import Source


def test_ids_are_those_of_the_ledger(guide: Built) -> None:
    """Each difference says what to do."""
    assert (
        checklist.differences(checklist_ids.ledger(), checklist_ids.ids(guide.site), "tests/site/checklist-ids.txt")
        == []
    )


def test_every_page_with_a_checklist_has_ids() -> None:
    without = set()
    for path in (ROOT / "docs").rglob("*.md"):
        source = Source(path.name, path.read_text("utf-8"))
        lines = source.text.split("\n")
        if (items := checklist.item_lines(source)) and not any("#check-" in lines[number - 1] for number in items):
            without.add(path.relative_to(ROOT / "docs").as_posix())
    assert without == set(), "end each item with { #check-page-word }"
