"""Sections: what a page's headings say and are called, and links without a text that ask for it.

    ## Which state are you in? { #sec-drift }    ->  a `Section` with the label sec-drift
    [](#sec-drift)  [](other.md)                 ->  a placeholder; it gets the text of the heading or page

In:  the tree of one page.
Out: its sections, told once for each page; placeholders that `crossref.resolve` fills in when all pages are known.

References are written as in Quarto (https://quarto.org/docs/authoring/cross-references.html) and MyST
(https://mystmd.org/guide/cross-references). mkdocs-autorefs 1.4.5 is not used: in a trial its warnings named neither
line nor candidates, a heading with code in it gave a link without text, and it knows no previews.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import render_inner_html, strip_tags
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from . import paths
from .crossref import token
from .markup import append_text
from .sentence import is_apparatus, opening, plain_text, resolver

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ANYWHERE = "*"  # begins a key that is looked for on the page itself, then in all pages

# After attribute lists (8), before the "References" heading (6) and toc (5), which read headings and give them ids.
_EMPTY_PRIORITY = 7
# After toc, before MkDocs makes links relative to the finished page (0).
_SECTION_PRIORITY = 3.6


@dataclass(frozen=True)
class Section:
    """A heading: its id, level, words as text and HTML; the page below docs/; the first sentences under it.

    `labelled` if its author chose the id; it is the `nth` (from 0) heading of the page that has it so.
    """

    id: str
    level: int
    text: str
    html: str
    page: str
    said: str
    labelled: bool = False
    nth: int = 0


@dataclass
class SectionContext:
    """What the extension needs of its surroundings: the page at work, and where to put its sections."""

    page: Callable[[], str]
    keep: Callable[[list[Section]], None]


class SectionExtension(Extension):
    """Registers the tree processors; one instance serves a whole build."""

    def __init__(self, context: SectionContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        labelled: set[etree.Element] = set()
        md.treeprocessors.register(_EmptyLinks(md, self._context, labelled), "mlguide-empty-links", _EMPTY_PRIORITY)
        md.treeprocessors.register(_Sections(md, self._context, labelled), "mlguide-sections", _SECTION_PRIORITY)


def key_of(page: str, address: str) -> str:
    """The key by which a link without a text asks for one: the target's path below docs/ and its id, encoded.

    "" if the address is of another site, or none at all.
    """
    try:
        url = urlsplit(address)
    except ValueError:
        return ""
    if url.scheme or url.netloc:
        return ""
    anchor = f"#{quote(unquote(url.fragment))}" if url.fragment else ""
    if not url.path:
        return f"{ANYWHERE}{quote(page)}{anchor}"
    path = unquote(url.path)
    return quote(paths.resolve(page, path) or path) + anchor


class _EmptyLinks(Treeprocessor):
    """Puts a placeholder where a link has no text; notes which headings have an id of their author's."""

    def __init__(self, md: Markdown, context: SectionContext, labelled: set[etree.Element]) -> None:
        super().__init__(md)
        self._context = context
        self._labelled = labelled

    def run(self, root: etree.Element) -> None:
        self._labelled.clear()
        for element in root.iter():
            if element.tag == "a" and not len(element) and not (element.text or "").strip() and element.get("href"):
                self._replace(element)
            elif element.tag in HEADINGS and element.get("id"):
                self._labelled.add(element)

    def _replace(self, link: etree.Element) -> None:
        address = link.attrib["href"]
        key = key_of(self._context.page(), address)
        if not key:
            return
        own = {f"data-own-{name}": value for name, value in link.items() if name != "href"}
        link.tag = "span"
        link.attrib.clear()
        link.attrib.update({"class": "crossref", "data-label": key, **own, "data-written": address})
        link.text = AtomicString(token(key))


class _Sections(Treeprocessor):
    """Collects the headings of a page."""

    def __init__(self, md: Markdown, context: SectionContext, labelled: set[etree.Element]) -> None:
        super().__init__(md)
        self._context = context
        self._labelled = labelled

    def run(self, root: etree.Element) -> None:
        seen: Counter[str] = Counter()
        self._context.keep([self._section(*one, seen) for one in _headings(root) if one[0].get("id")])

    def _section(self, heading: etree.Element, following: Iterable[etree.Element], seen: Counter[str]) -> Section:
        id_, labelled = heading.get("id", ""), heading in self._labelled
        seen[id_] += labelled
        html = heading_html(heading, self.md)
        return Section(
            id_,
            int(heading.tag[1]),
            unescape(strip_tags(html)),
            html,
            self._context.page(),
            self._first_sentences(following),
            labelled,
            seen[id_] - labelled,
        )

    def _first_sentences(self, following: Iterable[etree.Element]) -> str:
        for block in following:
            if block.tag in HEADINGS:
                break
            if block.tag == "p" and (text := plain_text(block, resolver(self.md))):
                return opening(text)
        return ""


def heading_html(heading: etree.Element, md: Markdown) -> str:
    """What a heading says as HTML that may stand within a link: no links, ids, citations, marks of footnotes."""
    copy = etree.Element("span")
    _copy(heading, copy)
    html = render_inner_html(copy, md)
    return escape(unescape(strip_tags(html)), quote=False) if "<a" in html else html


def _copy(source: etree.Element, target: etree.Element) -> None:
    append_text(target, source.text or "")
    for child in source:
        if (child.tag == "a" and not is_apparatus(child)) or child.get("class") == "crossref":
            _copy(child, target)
        elif isinstance(child.tag, str) and not is_apparatus(child):
            _copy(child, etree.SubElement(target, child.tag, {k: v for k, v in child.items() if k != "id"}))
        append_text(target, child.tail or "")


def _headings(root: etree.Element) -> Iterator[tuple[etree.Element, Iterable[etree.Element]]]:
    """Each heading with the blocks beside it that follow."""
    for parent in root.iter():
        for number, block in enumerate(parent):
            if block.tag in HEADINGS:
                yield block, map(parent.__getitem__, range(number + 1, len(parent)))
