"""The bibliography of the whole site: `/// bibliography` in a page becomes every entry, and every sentence citing it.

In:  the bibliography, and the citings of all pages, which are known when every page has been rendered.
Out: a list sorted by first author; under each entry the sentences that cite it, each with a link to its place, and how
     the entry was checked. Complete without JavaScript, which works the filter only. What stands under an entry is
     filled in last: the theme's search indexes the entries, and each sentence only on its own page.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .bibliography import Record
from .csl import Item
from .markup import append, ascii_id
from .reference_list import Citing
from .references import sort_key

PLACEHOLDER = '<div class="bibliography" data-mlguide="bibliography"></div>'
_UNDER = "mlguide-under:"
# Of use with JavaScript only: a style rule hides it without. It stands here so that nothing moves when the script runs.
_FILTER = (
    '<form class="bibliography-filter" role="search" data-search-exclude>'
    '<label>Filter <input type="search" autocomplete="off"></label> <output></output></form>\n'
)
_FIELD_NAMES = {"doi": "DOI", "url": "URL", "isbn": "ISBN", "booktitle": "proceedings", "howpublished": "site"}


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


def list_html(items: Mapping[str, Item], cited: Container[str], formatted: Callable[[str], str]) -> str:
    """The sorted list, with a comment where each entry's sentences will stand."""
    count = sum(key in cited for key in items)
    entries = "".join(
        f'<li id="{entry_id(key)}"><p>{formatted(key)}</p><!--{_UNDER}{key.encode().hex()}--></li>\n'
        for key in sorted(items, key=lambda key: sort_key(items[key]))
    )
    return (
        '<div class="bibliography">'
        f'<p class="bibliography-count">{len(items)} source{"s"[: len(items) != 1]}, {count} cited so far.</p>\n'
        f'{_FILTER}<ul class="bibliography-list">\n{entries}</ul></div>'
    )


def fill_entries(html: str, pages: Sequence[CitingPage], records: Mapping[str, Record]) -> str:
    """Put the sentences and the records under the entries of a page with the list; `pages` in reading order."""
    by_key: dict[str, list[tuple[CitingPage, Citing]]] = {}
    for page in pages:
        for citing in page.citings:
            by_key.setdefault(citing.key, []).append((page, citing))
    first, *others = html.split(f"<!--{_UNDER}")
    parts = [first]
    for other in others:
        coded, _, rest = other.partition("-->")
        key = bytes.fromhex(coded).decode()
        parts += [_quotations(by_key.get(key, [])), _checked(records.get(key)), rest]
    return "".join(parts)


def _quotations(cited: list[tuple[CitingPage, Citing]]) -> str:
    seen: set[tuple[str, str]] = set()
    quotations = []
    for page, citing in cited:
        if (page.href, citing.sentence) in seen:  # cited twice in one sentence
            continue
        seen.add((page.href, citing.sentence))
        section = "" if citing.section in ("", page.title) else f", {citing.section}"
        quotations.append(
            f"<li><q>{escape(citing.sentence, quote=False)}</q> "
            f'<a href="{escape(page.href)}#{citing.place}">{escape(page.title + section, quote=False)}</a></li>\n'
        )
    return f'<ul class="quotations">\n{"".join(quotations)}</ul>\n' if quotations else ""


def _checked(record: Record | None) -> str:
    if record is None:
        return ""
    fields = ", ".join(_FIELD_NAMES.get(name, name) for name in record.fields)
    said = escape(f"The guide’s editors found its {fields} confirmed by: {record.confirmed_by}.", quote=False)
    return f'<details class="source-checked"><summary>How this entry was checked</summary><p>{said}</p></details>\n'
