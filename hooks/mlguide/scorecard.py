"""The readiness scorecard: lists of checks become tables to be filled in, on the page and without a server.

    /// score | Data
        rubric: true

    1. A schema says what each feature may hold. [Checks](../data/validation.md#check-validation-schema){ effort=days }
    ///

In:  blocks of this kind, each a section; an item's last link leads to the item of a checklist that raises it, and says
     how long that usually takes: hours, days or weeks. `/// scorecard` marks the place of the sums and buttons.
Out: a table for each section with three buttons a row, which can also be printed and ticked; the sums, which
     `scorecard.js` fills; a `Problem` for an item without such a link, or one that stands twice.

The rule is that of the ML Test Score (Breck et al. 2017, `breck2017mltestscore`): half a point for a check done by hand
with its result written down, a whole one for a check that runs by itself; the score is the smallest sum of the sections
of its rubric. Sections without `rubric` are summed and do not count in it.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_boolean

from .markup import append, ascii_id, problem_mark
from .problems import Problem, did_you_mean
from .source import Source

EFFORTS = ("hours", "days", "weeks")
ANSWERS = (("0", "No"), ("0.5", "By hand"), ("1", "Automated"))
_CHECK = "check-"
_FORM = "end it with [Page](page.md#check-page-word){ effort=days }"
_BUTTONS = (
    ("new", "New project"),
    ("rename", "Rename"),
    ("delete", "Delete"),
    ("json", "Export JSON"),
    ("import", "Import JSON"),
    ("markdown", "Export Markdown"),
    ("csv", "Export CSV"),
    ("print", "Print"),
)

# After attribute lists (8), which give the links their effort, and before MkDocs looks at links (0).
_PRIORITY = 7.0


@dataclass(frozen=True)
class ScorecardContext:
    """What the extension needs of its surroundings: the page at work and where to report."""

    source: Callable[[], Source]
    report: Callable[[Problem], None]


class ScorecardExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the blocks; one instance serves a whole build."""

    def __init__(self, context: ScorecardContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_Tables(md, self._context), "mlguide-scorecard", _PRIORITY)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// scorecard` and `/// score | TITLE`."""
        block_mgr.register(_Sums, {})  # type: ignore[attr-defined]
        block_mgr.register(_Section, {})  # type: ignore[attr-defined]


class _Sums(Block):  # type: ignore[misc]
    NAME = "scorecard"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave a place that is filled when the sections of the page are known."""
        return append(parent, "div", class_="scorecard")


class _Section(Block):  # type: ignore[misc]
    NAME = "score"
    ARGUMENT = True
    OPTIONS = {"rubric": [False, type_boolean]}  # noqa: RUF012 - the form that pymdownx prescribes

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Mark the list; the tree processor makes the table of it."""
        return append(
            parent, "div", class_="score", data_title=self.argument, data_rubric=str(self.options["rubric"]).lower()
        )


@dataclass
class _Read:
    """The sections of one page: title, whether it is the rubric's, number of items; the keys that were met."""

    sections: list[tuple[str, bool, int]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


class _Tables(Treeprocessor):
    def __init__(self, md: Markdown, context: ScorecardContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        places = [one for one in root.iter("div") if one.get("class") in ("score", "scorecard")]
        read = _Read()
        for place in places:
            if place.get("class") == "score":
                self._table(place, read)
        for place in places:
            if place.get("class") == "scorecard":
                _sums(place, read.sections)

    def _table(self, place: etree.Element, read: _Read) -> None:
        title = place.attrib.pop("data-title")
        rubric = place.attrib.pop("data-rubric") == "true"
        section = ascii_id(title.lower())
        items = list(_items(place))
        for child in list(place):
            place.remove(child)
        place.set("data-section", section)
        wrap = append(place, "div", class_="score-wrap")
        table = append(wrap, "table", class_="score-table")
        append(table, "caption", f"{title}: {len(items)} checks")
        row = append(append(table, "thead"), "tr")
        append(row, "th", "Check", scope="col")
        for value, name in ANSWERS:
            append(row, "th", name, scope="col", id=f"score-{section}-{value.replace('.', '')}")
        body = append(table, "tbody")
        count = 0
        for item in items:
            count += self._row(body, item, section, read)
        read.sections.append((title, rubric, count))

    def _row(self, body: etree.Element, item: etree.Element, section: str, read: _Read) -> bool:
        link = next((one for one in reversed(list(item.iter("a"))) if f"#{_CHECK}" in one.get("href", "")), None)
        effort = link.attrib.pop("effort", "") if link is not None else ""
        message = suggestion = ""
        key = link.get("href", "").rpartition(f"#{_CHECK}")[2] if link is not None else ""
        if link is None:
            message, suggestion = "item of the scorecard leads to no item of a checklist", _FORM
        elif effort not in EFFORTS:
            message = f'effort of an item of the scorecard is "{effort}"' if effort else "item has no effort"
            suggestion = did_you_mean(effort, EFFORTS, f"write one of {', '.join(EFFORTS)}")
        elif key in read.keys:
            message, suggestion = f'"{key}" stands in the scorecard twice', "take one of them away"
        if message:
            found = self._context.source().find(f"#{_CHECK}{key}") if key else None
            self._context.report(
                Problem(self._context.source().file, found.line if found else 0, 0, message, suggestion)
            )
            append(append(body, "tr"), "td", colspan="4").append(problem_mark(f"[{message}]"))
            return False
        read.keys.add(key)
        _fill_row(append(body, "tr", id=f"score-{key}", data_item=key, data_effort=effort), item, key, section)
        return True


def _items(place: etree.Element) -> Iterator[etree.Element]:
    for block in place:
        if block.tag in ("ol", "ul"):
            yield from block.findall("li")


def _fill_row(row: etree.Element, item: etree.Element, key: str, section: str) -> None:
    cell = append(row, "th", scope="row")
    text = append(cell, "div", class_="score-text", id=f"score-{key}-text")
    text.text, text[:] = item.text, list(item)
    notes = append(cell, "details", class_="score-notes")
    append(notes, "summary", "Notes and evidence")
    append(append(notes, "label", "Notes "), "textarea", rows="2", name=f"note-{key}")
    label = append(notes, "label", "Link to the evidence ")
    append(label, "input", type="url", name=f"link-{key}", autocomplete="off")
    for value, name in ANSWERS:
        answer = append(row, "td", class_="score-answer")
        label = append(answer, "label")
        column = f"score-{section}-{value.replace('.', '')}"
        append(
            label, "input", type="radio", name=f"score-{key}", value=value, aria_labelledby=f"{column} score-{key}-text"
        )
        append(label, "span", name, class_="score-word", aria_hidden="true")


def _sums(place: etree.Element, sections: list[tuple[str, bool, int]]) -> None:
    """The project, the sums, what to do next, the buttons. Of use with JavaScript only."""
    line = append(place, "p", class_="score-project")
    label = append(line, "label", "Project ")
    append(label, "select", class_="score-projects")
    buttons = append(place, "p", class_="score-buttons")
    for name, text in _BUTTONS:
        append(buttons, "button", text, type="button", class_="md-button", data_do=name)
    append(buttons, "input", type="file", accept=".json,application/json", hidden="", aria_label="File to import")
    append(place, "p", class_="score-status", role="status")
    table = append(append(place, "div", class_="score-wrap"), "table", class_="score-sums")
    append(table, "caption", "Score by section")
    body = append(table, "tbody")
    for title, rubric, count in sections:
        section = ascii_id(title.lower())
        row = append(body, "tr", data_sum=section, data_rubric=str(rubric).lower())
        append(row, "th", title, scope="row")
        meter = append(row, "td")
        append(meter, "meter", min="0", max=str(count), value="0", aria_label=f"{title}, points of {count}")
        append(row, "td", f"0 of {count}", class_="score-sum")
    append(place, "p", class_="score-final", aria_live="polite")
    append(place, "p", "Cheapest next improvements", class_="score-heading", id="score-next")
    append(place, "ol", class_="score-next", aria_labelledby="score-next")
