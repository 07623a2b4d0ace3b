"""The page that shows what each citation rests on: `/// claims` becomes the records of all pages.

In:  the claims of each page (`claims`), the bibliography.
Out: for each page something to open: its sentences, the sources of each, what in them supports it, how it was checked;
     under the headings of the navigation, so that dozens of pages can be looked over. The line at a page's foot that
     leads to its part. Nothing of it is indexed by the search: every sentence is on its own page.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .claims import Claim
from .csl import Item
from .markup import append, ascii_id
from .problems import Problem, did_you_mean
from .references import short_authors, year

FOLDER = "claims"
PLACE = '<div class="claims" data-mlguide="claims"></div>'


@dataclass
class Claims:
    """The claims of all pages by their paths below docs/, and the page that shows them; "" if there is none."""

    pages: dict[str, list[Claim]] = field(default_factory=dict)
    shown_on: str = ""


@dataclass(frozen=True)
class CheckedPage:
    """A page as the list shows it: its path below docs/, title, address seen from the list, claims."""

    uri: str
    title: str
    href: str
    claims: Sequence[Claim]


class ClaimsExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; `found` is told when a page has it."""

    def __init__(self, found: Callable[[], None]) -> None:
        super().__init__()
        self._found = found

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// claims`."""
        block_mgr.register(_ClaimsBlock, {"found": self._found})  # type: ignore[attr-defined]


class _ClaimsBlock(Block):  # type: ignore[misc]
    NAME = "claims"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave a place that is filled when every page has been rendered."""
        self.config["found"]()
        return append(parent, "div", class_="claims", data_mlguide="claims")


def page_of(path: str) -> str:
    """The page that a file of claims, named from their folder, is about: `gap/index.yml` on `gap/index.md`."""
    return PurePosixPath(path).with_suffix(".md").as_posix()


def file_of(page: str) -> str:
    """The file of claims of a page, below docs/."""
    return f"{FOLDER}/{PurePosixPath(page).with_suffix('.yml').as_posix()}"


def part_id(page: str) -> str:
    """The id of the part about a page."""
    return f"claims-{ascii_id(page.removesuffix('.md').replace('/', '-'))}"


def faults(
    claims: Mapping[str, Sequence[Claim]], pages: Iterable[str], items: Mapping[str, Item], shown: Callable[[str], str]
) -> Iterator[Problem]:
    """Files of claims about no page, and sources that the bibliography does not have; `shown` names a file."""
    known = sorted(pages)
    for page, found in claims.items():
        file = shown(file_of(page))
        if page not in known:
            hint = did_you_mean(page, known, "name the file like its page")
            yield Problem(file, 1, 0, f'claims are about a page that does not exist: "{page}"', hint)
        for claim in found:
            if claim.source and claim.source not in items:
                hint = did_you_mean(claim.source, items, "see the bibliography")
                yield Problem(file, claim.line, 0, f'claim rests on an unknown source: "{claim.source}"', hint)


def to_html(groups: Mapping[str, Sequence[CheckedPage]], source: Callable[[str], str]) -> str:
    """The whole list, from pages by heading; `source` gives the HTML of the link to a source by its key."""
    pages = [page for listed in groups.values() for page in listed]
    if not pages:
        return '<div class="claims"><p>No page has a record yet.</p></div>'
    parts = [f'<div class="claims" data-search-exclude>\n<p>{_count(pages)}</p>\n']
    for heading, listed in groups.items():
        parts.append(f"<h2>{escape(heading, quote=False)}</h2>\n")
        parts += [_page_html(page, source) for page in listed]
    return "".join([*parts, "</div>"])


def source_html(key: str, item: Item | None, bibliography: str) -> str:
    """A source by authors and year, linked to its entry at the address `bibliography`; its key if nobody knows it."""
    if item is None:
        return f"<code>{escape(key, quote=False)}</code>"
    text = escape(", ".join(filter(None, (short_authors(item), year(item)))), quote=False)
    return f'<a href="{escape(bibliography)}">{text}</a>' if bibliography else text


def note_html(href: str) -> str:
    """The line at the foot of a page's references that leads to its part of the list."""
    return f'<p class="claims-note"><a href="{escape(href)}">How these sources were checked</a></p>'


def _count(pages: Sequence[CheckedPage]) -> str:
    claims = [claim for page in pages for claim in page.claims]
    return f"{_plural(len(claims), 'record')} on {_plural(len(pages), 'page')}."


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'s'[: number != 1]}"


def _page_html(page: CheckedPage, source: Callable[[str], str]) -> str:
    """One page. The id stands inside, so that browsers open it for who follows a link to it."""
    sentences: dict[str, list[Claim]] = {}
    for claim in page.claims:
        sentences.setdefault(claim.claim, []).append(claim)
    counted = f"{_plural(len(sentences), 'sentence')}, {_plural(len({one.source for one in page.claims}), 'source')}"
    items = "".join(_sentence_html(text, claims, source) for text, claims in sentences.items())
    title = escape(page.title, quote=False)
    return (
        f'<details class="claims-of-page"><summary>{title} <span class="claims-count">{counted}</span></summary>\n'
        f'<div id="{part_id(page.uri)}"><p><a href="{escape(page.href)}">Read the page</a></p>\n'
        f"<ol>\n{items}</ol></div></details>\n"
    )


def _sentence_html(text: str, claims: Sequence[Claim], source: Callable[[str], str]) -> str:
    rests = "".join(
        f"<dt>{source(claim.source)}</dt>\n"
        f'<dd>{_said(claim.support)}<p class="claims-checked">Checked: {_said_plain(claim.checked)}</p></dd>\n'
        for claim in claims
    )
    return f"<li><q>{escape(text, quote=False)}</q>\n<dl>\n{rests}</dl></li>\n"


def _said(text: str) -> str:
    return f"<p>{_said_plain(text)}</p>\n"


def _said_plain(text: str) -> str:
    return escape(text, quote=False) or "not recorded yet"
