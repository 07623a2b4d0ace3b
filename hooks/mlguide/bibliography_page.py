"""The bibliography of the whole site: `/// bibliography` in a page becomes every entry, and every sentence citing it.

In:  the bibliography, and the citings of all pages, which are known when every page has been rendered.
Out: a list sorted by first author; under each entry the sentences that cite it, each with a link to its place, and how
     the entry was checked. Complete without JavaScript; a script adds the filter.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markdown import Markdown
from markdown.serializers import to_html_string
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .bibliography import Bibliography, Record
from .csl import Item
from .markup import append, append_text, ascii_id
from .reference_list import Citing
from .references import format_item, sort_key, to_elements

PLACEHOLDER = '<div class="bibliography" data-mlguide="bibliography"></div>'
_FIELD_NAMES = {"doi": "DOI", "url": "URL", "isbn": "ISBN", "eprint": "eprint"}


@dataclass(frozen=True)
class CitingPage:
    """A page that cites something: its title, its address relative to the bibliography, its citings."""

    title: str
    href: str
    citings: Sequence[Citing]


class BibliographyExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; `found` is told when a page has it."""

    def __init__(self, found: Callable[[], None]) -> None:
        super().__init__()
        self._found = found

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// bibliography`."""
        block_mgr.register(_BibliographyBlock, {"found": self._found})  # type: ignore[attr-defined]


class _BibliographyBlock(Block):  # type: ignore[misc]
    NAME = "bibliography"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave a place that is filled when every page has been rendered."""
        self.config["found"]()
        return append(parent, "div", class_="bibliography", data_mlguide="bibliography")


def entry_id(key: str) -> str:
    """The id of an entry in the bibliography."""
    return f"source-{ascii_id(key)}"


def page_html(bibliography: Bibliography, pages: Sequence[CitingPage]) -> str:
    """The list as HTML; `pages` in reading order."""
    by_key: dict[str, list[tuple[CitingPage, Citing]]] = {}
    for page in pages:
        for citing in page.citings:
            by_key.setdefault(citing.key, []).append((page, citing))
    root = etree.Element("div", {"class": "bibliography"})
    cited = sum(key in by_key for key in bibliography.items)
    append(root, "p", f"{len(bibliography.items)} sources, {cited} of them cited so far.", class_="bibliography-count")
    list_ = append(root, "ul", class_="bibliography-list")
    for item in sorted(bibliography.items.values(), key=sort_key):
        _append_entry(list_, item, by_key.get(item["id"], []), bibliography.records)
    return str(to_html_string(root))


def _append_entry(
    list_: etree.Element, item: Item, cited: list[tuple[CitingPage, Citing]], records: Mapping[str, Record]
) -> None:
    entry = append(list_, "li", id=entry_id(item["id"]))
    to_elements(append(entry, "p"), format_item(item))
    if cited:
        _append_quotations(entry, cited)
    if record := records.get(item["id"]):
        fields = ", ".join(_FIELD_NAMES.get(name, name) for name in record.fields)
        details = append(entry, "details", class_="source-checked", data_search_exclude="")
        append(details, "summary", "How this entry was checked")
        append(details, "p", f"The guide’s editors found its {fields} confirmed by: {record.confirmed_by}.")


def _append_quotations(entry: etree.Element, cited: list[tuple[CitingPage, Citing]]) -> None:
    quotations = append(entry, "ul", class_="quotations", data_search_exclude="")
    seen: set[tuple[str, str]] = set()
    for page, citing in cited:
        if (page.href, citing.sentence) in seen:  # cited twice in one sentence
            continue
        seen.add((page.href, citing.sentence))
        quotation = append(quotations, "li")
        append(quotation, "q", citing.sentence)
        append_text(quotation, " ")
        section = "" if citing.section in ("", page.title) else f", {citing.section}"
        append(quotation, "a", f"{page.title}{section}", href=f"{page.href}#{citing.place}")
