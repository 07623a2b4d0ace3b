"""Citations: a Python-Markdown extension for Pandoc's bracketed citation syntax.

    Models rot [@sculley2015hidden].            ->  Models rot [1].
    Both [@a, p. 3; see @b] agree [@a].         ->  Both [1, p. 3; see 2] agree [1].

Each number is an `a.footnote-ref` to an item of the page's "References" list, which Material shows as a pop-up on
hover and focus; each item links back to every place of use. Numbers follow the order of the finished page, whatever
order the inline parser works in: the inline processor leaves placeholder elements, a tree processor numbers them.

In code, math, raw HTML, comments and links nothing is a citation (Python-Markdown never shows them to us).
Syntax: https://pandoc.org/MANUAL.html#citation-syntax
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from .bibtex import Entry
from .markup import append, append_text, ascii_id, problem_mark
from .problems import Problem, did_you_mean
from .references import format_entry, to_elements
from .source import Source

# Above footnotes (175) and references (170), below backticks (190) and escapes (180).
_INLINE_PRIORITY = 175.5
# The heading must be in the tree before toc (5) makes ids. The numbers must come after toc, or they would stand in it,
# and after MkDocs has looked at the links (0): it has collected ids earlier (5) and would miss ours.
_HEADING_PRIORITY = 6
_NUMBER_PRIORITY = -5

_GROUP = r"\[([^\[\]]*)\](?![(\[:])"
_ITEM = re.compile(
    r"""(?x) ^ (?P<prefix> (?: [^@]* \s )? ) (?P<suppress> -? )
    @ (?: \{ (?P<braced> [^{}]+ ) \} | (?P<key> [A-Za-z0-9_] (?: [A-Za-z0-9_]* [:.\#$%&+?<>~/-]? [A-Za-z0-9_] )* ) )
    (?P<suffix> .* ) $""",
    re.DOTALL,
)
_PLACEHOLDER = "mlguide-cite"
_HEADING_TEXT = "References"


@dataclass(frozen=True)
class Item:
    """One key of a citation group, with the text before and after it ("see ", ", p. 3")."""

    key: str
    prefix: str = ""
    suffix: str = ""


@dataclass
class CitationContext:
    """What the extension needs of its surroundings: the bibliography, the page at work, a place for problems."""

    entries: Callable[[], Mapping[str, Entry]]
    source: Callable[[], Source]
    report: Callable[[Problem], None]


def parse_group(body: str) -> list[Item] | None:
    """The items of the text between "[" and "]"; None if it is not a citation (each part needs one @key)."""
    if "@" not in body:
        return None
    items = []
    for part in body.split(";"):
        match = _ITEM.match(part.strip())
        if match is None or "@" in match["suffix"].replace("\\@", ""):
            return None
        prefix = " ".join(match["prefix"].split())
        suffix = " ".join(match["suffix"].split())
        items.append(Item(match["braced"] or match["key"], prefix, suffix))
    return items


class CitationExtension(Extension):
    """Registers the inline processor and the two tree processors; one instance serves a whole build."""

    def __init__(self, context: CitationContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.inlinePatterns.register(_CitationInline(_GROUP, md), "mlguide-cite", _INLINE_PRIORITY)
        md.treeprocessors.register(_ReferencesHeading(md), "mlguide-references-heading", _HEADING_PRIORITY)
        md.treeprocessors.register(_Numbering(md, self._context), "mlguide-references", _NUMBER_PRIORITY)


class _CitationInline(InlineProcessor):
    """Turns `[@key; @other, p. 3]` into a placeholder that keeps the items as attributes of its children."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        items = parse_group(m[1])
        if items is None:
            return None, None, None
        group = etree.Element(_PLACEHOLDER)
        for item in items:
            etree.SubElement(group, "item", {"key": item.key, "prefix": item.prefix, "suffix": item.suffix})
        return group, m.start(0), m.end(0)


class _ReferencesHeading(Treeprocessor):
    """Adds the "References" heading and its empty list to a page that cites something."""

    def run(self, root: etree.Element) -> None:
        if next(root.iter(_PLACEHOLDER), None) is not None:
            append(root, "h2", _HEADING_TEXT, id="references")
            append(root, "ol", class_="references")


@dataclass
class _Use:
    """An entry in use on a page: its number, its id, the ids of the places that cite it."""

    entry: Entry
    number: int
    id: str
    places: list[str] = field(default_factory=list)


class _Numbering(Treeprocessor):
    """Numbers placeholders in document order and fills the list."""

    def __init__(self, md: Markdown, context: CitationContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        groups = list(root.iter(_PLACEHOLDER))
        if not groups:
            return
        uses: dict[str, _Use] = {}
        unknown: dict[str, int] = {}
        for group in groups:
            items = [Item(**item.attrib) for item in group]
            tail = group.tail
            group.clear()
            group.tail = tail
            group.tag = "span"
            group.set("class", "citation")
            self._fill(group, items, uses, unknown)
        lists = [element for element in root.iter("ol") if element.get("class") == "references"]
        if uses:
            _fill_list(lists[-1], list(uses.values()))
        else:
            root.remove(lists[-1])
            heading = [element for element in root if element.get("id") == "references"]
            root.remove(heading[-1])

    def _fill(self, group: etree.Element, items: list[Item], uses: dict[str, _Use], unknown: dict[str, int]) -> None:
        append_text(group, "[")
        plain = all(not item.prefix and not item.suffix for item in items)
        for position, item in enumerate(items):
            if position:
                append_text(group, ", " if plain else "; ")
            if item.prefix:
                append_text(group, item.prefix + " ")
            entry = self._context.entries().get(item.key)
            if entry is None:
                group.append(problem_mark(f"unknown source: {item.key}"))
                self._report_unknown(item.key, unknown)
            else:
                _link(group, _use(entry, uses))
            if item.suffix:
                append_text(group, item.suffix if item.suffix.startswith(",") else " " + item.suffix)
        append_text(group, "]")

    def _report_unknown(self, key: str, seen: dict[str, int]) -> None:
        source = self._context.source()
        nth = seen.get(key, 0)
        seen[key] = nth + 1
        at = source.find("@" + key, nth, whole_word=True) or source.find("@{" + key + "}", nth)
        line, column = (at.line, at.column) if at else (0, 0)
        suggestion = did_you_mean(key, self._context.entries(), "add it to the bibliography or correct the key")
        self._context.report(Problem(source.file, line, column, f'unknown citation key "{key}"', suggestion))


def _use(entry: Entry, uses: dict[str, _Use]) -> _Use:
    if entry.key not in uses:
        taken = {use.id for use in uses.values()}
        base = "ref-" + ascii_id(entry.key)
        id_ = base if base not in taken else f"{base}-{len(uses) + 1}"
        uses[entry.key] = _Use(entry, len(uses) + 1, id_)
    return uses[entry.key]


def _link(parent: etree.Element, use: _Use) -> None:
    place = f"cite-{use.id.removeprefix('ref-')}-{len(use.places) + 1}"
    use.places.append(place)
    append(
        parent, "a", str(use.number), class_="footnote-ref", id=place, href=f"#{use.id}", role="doc-biblioref",
        aria_label=f"Reference {use.number}",
    )  # fmt: skip


def _fill_list(list_: etree.Element, uses: list[_Use]) -> None:
    for use in uses:
        item = append(list_, "li", id=use.id)
        paragraph = append(item, "p")
        to_elements(paragraph, format_entry(use.entry))
        append_text(paragraph, " ")
        back = append(paragraph, "span", class_="references-back")
        for number, place in enumerate(use.places, 1):
            append(
                back, "a", f"↩{number}" if len(use.places) > 1 else "↩", href=f"#{place}", role="doc-backlink",
                aria_label=f"Back to use {number} of reference {use.number} in the text",
            )  # fmt: skip
            if number < len(use.places):
                append_text(back, " ")
