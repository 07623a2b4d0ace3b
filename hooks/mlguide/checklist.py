"""Checklists: the items under a page's heading "Checklist", each with an id by which it can be linked to and kept.

    ## Checklist

    - Every inventory row names one person. { #check-gap-owner }

In:  the tree of one page. Python-Markdown's attribute lists reach a list item only from a line of their own; here one
     at the end of the item's text counts, for its id and classes.
Out: `CheckItem`s, told once for each page; in the page the ids, a small link to each item, a class for the box before
     it; a `Problem` for each item without an id on a page that has some, an id of another form, one that is used
     twice, and one of an item that has been retired.

An id is never used again for another item: a ledger names every one that was published, one a line with its page's
address, and `retired` behind those that were taken away (`read_ledger`).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from .problems import Problem
from .source import Source

_HEADING = "Checklist"
_ID = re.compile(r"check-[a-z0-9-]+")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*((?:[#.][^\s{}]+\s*)+)\}\s*\Z")
_MARKER = re.compile(r" {0,3}(?:[-*+]|\d+[.)])\s+\S")
_TITLE = re.compile(r" {0,3}(#{1,6})\s+(.*)")
_BLOCKS = frozenset({"p", "ul", "ol", "dl", "div", "pre", "table", "blockquote"})
_RETIRED = "retired"

# After the inline patterns (20) and before terms, figures and attribute lists (8) look at the text.
_ID_PRIORITY = 19.5
# After links have been read (0.5): a link to the item itself is none of the text.
_LINK_PRIORITY = 0.4


@dataclass(frozen=True)
class CheckItem:
    """An item of a checklist: its id ("" if it has none) and the line of the page that it begins in."""

    id: str
    line: int


@dataclass(frozen=True)
class Entry:
    """What the ledger says of an id: the address of its page ("/gap/"), and whether it was taken away for good."""

    page: str
    retired: bool = False


@dataclass
class ChecklistContext:
    """What the extension needs of its surroundings: the page at work, where to report, where to put its items."""

    source: Callable[[], Source]
    report: Callable[[Problem], None]
    keep: Callable[[list[CheckItem]], None]


class ChecklistExtension(Extension):
    """Registers the tree processors; one instance serves a whole build."""

    def __init__(self, context: ChecklistContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        found: list[etree.Element] = []
        md.treeprocessors.register(_Items(md, self._context, found), "mlguide-checklist", _ID_PRIORITY)
        md.treeprocessors.register(_Links(md, found), "mlguide-checklist-links", _LINK_PRIORITY)


def item_lines(source: Source) -> list[int]:
    """The lines in which the items of a page's checklists begin."""
    lines, level = [], 0
    for number, line in enumerate(source.masked.split("\n"), 1):
        if title := _TITLE.fullmatch(line):
            is_checklist = _is_checklist(title[2])
            level = len(title[1]) if is_checklist else 0 if len(title[1]) <= level else level
        elif level and _MARKER.match(line):
            lines.append(number)
    return lines


def faults(items: Sequence[CheckItem], source: Source) -> Iterator[Problem]:
    """What is wrong with the items of one page. None of them has an id: then its author has not begun with them."""
    if not any(item.id for item in items):
        return
    for item in items:
        if not item.id:
            message, suggestion = "item of the checklist has no id", "end it with { #check-page-word }"
        elif not _ID.fullmatch(item.id):
            message = f'id of a checklist item is "{item.id}"'
            suggestion = "write check- and then small letters, digits and hyphens"
        else:
            continue
        yield Problem(source.file, item.line, 0, message, suggestion)


def crossing_faults(
    pages: Mapping[str, Sequence[CheckItem]], files: Mapping[str, Source], retired: Collection[str]
) -> Iterator[Problem]:
    """When every page has been rendered: ids that are used twice, and those that are not to be used any more."""
    first: dict[str, str] = {}
    for page, items in sorted(pages.items()):
        file = files[page].file
        for item in (one for one in items if one.id):
            if item.id in first:
                message = f'id "{item.id}" of a checklist item is used in {first[item.id]} too'
                yield Problem(file, item.line, 0, message, "give each item an id of its own")
            first.setdefault(item.id, f"{file}:{item.line}")
            if item.id in retired:
                message = f'id "{item.id}" belongs to an item that was taken away'
                yield Problem(file, item.line, 0, message, "choose one that was never used")


def read_ledger(text: str, file: str) -> tuple[dict[str, Entry], list[Problem]]:
    """The ids that were ever published, from lines `id address` or `id address retired`; lines that are none."""
    found: dict[str, Entry] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        is_entry = len(words) in (2, 3) and words[2:] in ([], [_RETIRED]) and words[1].startswith("/")
        if is_entry and words[0] not in found:
            found[words[0]] = Entry(words[1], len(words) > 2)
        elif words:
            message = f'"{words[0]}" stands here twice' if is_entry else "is no line of an id"
            problems.append(
                Problem(file, number, 0, message, f"write `id /address/`, and `{_RETIRED}` behind it or not")
            )
    return found, problems


def write_ledger(entries: Mapping[str, Entry]) -> str:
    """The text of a ledger, sorted by id."""
    lines = (f"{id_} {entry.page}{f' {_RETIRED}' * entry.retired}\n" for id_, entry in sorted(entries.items()))
    return "".join(lines)


def differences(ledger: Mapping[str, Entry], published: Mapping[str, str], name: str) -> list[str]:
    """What the ledger called `name` says otherwise than the finished site (ids with their page), and what to do."""
    found = []
    for id_, entry in sorted(ledger.items()):
        page = published.get(id_)
        if entry.retired and page:
            found.append(f"{id_} on {page} was taken away: choose an id that was never used")
        elif page is None and not entry.retired:
            found.append(f"{id_} is gone from {entry.page}: put it back, or write `{_RETIRED}` behind it in {name}")
        elif page and page != entry.page:
            what = f"put it back, or write `{_RETIRED}` behind it in {name} and give the item on {page} a new id"
            found.append(f"{id_} has moved from {entry.page} to {page}: {what}")
    new = (
        f"{id_} on {page} is new: run `make published`" for id_, page in sorted(published.items()) if id_ not in ledger
    )
    return [*found, *new]


class _Items(Treeprocessor):
    """Gives the items their ids and tells of them."""

    def __init__(self, md: Markdown, context: ChecklistContext, found: list[etree.Element]) -> None:
        super().__init__(md)
        self._context = context
        self._found = found

    def run(self, root: etree.Element) -> None:
        self._found[:] = list(_items(root))
        for item in self._found:
            _take_attributes(item)
        source = self._context.source()
        lines = item_lines(source)
        if len(lines) != len(self._found):  # made by something else than a list: say at least which page
            lines = [0] * len(self._found)
        items = [CheckItem(item.get("id", ""), line) for item, line in zip(self._found, lines, strict=True)]
        self._context.keep(items)
        for problem in faults(items, source):
            self._context.report(problem)


class _Links(Treeprocessor):
    """Puts a link to itself at the end of each item's text."""

    def __init__(self, md: Markdown, found: list[etree.Element]) -> None:
        super().__init__(md)
        self._found = found

    def run(self, root: etree.Element) -> None:
        for item in self._found:
            if id_ := item.get("id"):
                holder = _holder(item)
                link = etree.Element(
                    "a",
                    {"class": "headerlink", "href": f"#{id_}", "title": "Link to this item", "data-search-exclude": ""},
                )
                link.text = "¶"
                holder.insert(_inline_count(holder), link)


def _is_checklist(heading: str) -> bool:
    return heading.partition("{")[0].strip(" #") == _HEADING


def _items(root: etree.Element) -> Iterator[etree.Element]:
    """The items of the lists between a heading "Checklist" and the next one as high."""
    level = 0
    for block in root:
        if re.fullmatch(r"h[1-6]", str(block.tag)):
            own = int(block.tag[1])
            is_checklist = _is_checklist("".join(block.itertext()))
            level = own if is_checklist else 0 if own <= level else level
        elif level and block.tag in ("ul", "ol"):
            block.set("class", " ".join([*block.get("class", "").split(), "checklist"]))
            yield from block.findall("li")


def _holder(item: etree.Element) -> etree.Element:
    """The element with the item's own text: its first paragraph, where blank lines have made one."""
    first = next(iter(item), None)
    return first if first is not None and first.tag == "p" and not (item.text or "").strip() else item


def _inline_count(holder: etree.Element) -> int:
    """How many children come before the first block."""
    return next((number for number, child in enumerate(holder) if child.tag in _BLOCKS), len(holder))


def _take_attributes(item: etree.Element) -> None:
    holder = _holder(item)
    count = _inline_count(holder)
    text = (holder[count - 1].tail if count else holder.text) or ""
    found = _ATTRIBUTES.search(text)
    if found is None:
        return
    text = text[: found.start()]
    if count:
        holder[count - 1].tail = text
    else:
        holder.text = text
    for word in found[1].split():
        if word[0] == "#":
            item.set("id", word[1:])
        else:
            item.set("class", " ".join([*item.get("class", "").split(), word[1:]]))
