"""Links: every place of a page that leads to a page, a section or a figure, as plain data.

In:  the tree of one page, while its links still stand as their author wrote them.
Out: `PageLinks`: for each link its address, the sentence around it and the heading above it; the ids of the page.
     Links to pages that can have a preview are marked in the tree.

What the machinery makes is no link of the text: navigation, drawings, marks of notes and sources, the glossary's terms
(class `term`). Links written as raw HTML count.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX

from . import rawlink
from .crossref import ADDRESS, LEADS_TO
from .section import HEADINGS
from .sentence import block_of, plain_text, resolver, sentences_around, text_as_kept

# After toc (5), figures (3.7) and sections, before MkDocs makes links relative to the finished page (0).
_PRIORITY = 0.5

_DRAWN = frozenset({"svg", "nav"})
# A run-in heading such as "**Data.** Which fields ..." says nothing without the sentence that follows.
_LEAST_WORDS = 3
_WORDS = frozenset({"b", "code", "em", "i", "strong"})
_APPARATUS = frozenset({"headerlink", "footnote-ref", "footnote-backref", "term"})


@dataclass(frozen=True)
class Link:
    """One link. `kind`: "link" and "empty" are Markdown's, with and without a text; "label" is `@sec-a`; "raw" HTML.

    `written` is the address or label as the author wrote it, of a raw link its whole tag; `key` is the address, or for
    "empty" and "label" the key that `target` knows. It is the `nth` (from 0) on the page that is written so. `section`
    is the heading above as text, "" for the page's own, `place` the id to reach it by, `inside` the id of the heading
    that the link stands in.
    """

    kind: str
    written: str
    key: str
    nth: int
    sentence: str
    section: str = ""
    place: str = ""
    inside: str = ""


@dataclass(frozen=True)
class PageLinks:
    """The links of a page in the order of its text, and its ids."""

    links: tuple[Link, ...] = ()
    ids: frozenset[str] = frozenset()


class LinkExtension(Extension):
    """Registers the tree processor; `keep` is told of each page's links."""

    def __init__(self, keep: Callable[[PageLinks], None]) -> None:
        super().__init__()
        self._keep = keep

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.treeprocessors.register(_Links(md, self._keep), "mlguide-links", _PRIORITY)


class _Links(Treeprocessor):
    def __init__(self, md: Markdown, keep: Callable[[PageLinks], None]) -> None:
        super().__init__(md)
        self._md = md
        self._keep = keep

    def run(self, root: etree.Element) -> None:
        raw = {
            number
            for number, block in enumerate(self._md.htmlStash.rawHtmlBlocks)
            if isinstance(block, str) and rawlink.may_have(block)
        }
        page = _Page(self._md, root, raw)
        links = tuple(page.links())
        ids = frozenset(id_ for element in root.iter() if (id_ := element.get("id")))
        self._keep(PageLinks(links, ids))
        _disarm(root)


class _Page:
    """Goes through a page once, in the order of its text."""

    def __init__(self, md: Markdown, root: etree.Element, raw: set[int]) -> None:
        self._md = md
        self._root = root
        self._raw = raw
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._resolve = resolver(md)
        self._seen: Counter[str] = Counter()

    def links(self) -> Iterator[Link]:
        """Every link."""
        found = list(self._marks())
        blocks: dict[etree.Element, list[etree.Element]] = {}
        for mark, _, _ in found:
            blocks.setdefault(block_of(mark, self._parents), []).append(mark)
        sentences: dict[etree.Element, str] = {}
        for block, marks in blocks.items():
            sentences.update(sentences_around(block, marks, self._resolve, least_words=_LEAST_WORDS))
        read: set[etree.Element] = set()
        for mark, section, place in found:
            block = block_of(mark, self._parents)
            inside = block.get("id", "") if block.tag in HEADINGS else ""
            if not _is_link(mark):
                if block not in read:
                    read.add(block)
                    yield from self._raw_links(block, section, place, inside)
                continue
            kind, written, key = _address(mark)
            if kind == "link" and _may_preview(mark, block, key):
                mark.set(LEADS_TO, ADDRESS + key)
            yield Link(kind, written, key, self._nth(written), sentences.get(mark, ""), section, place, inside)

    def _raw_links(self, block: etree.Element, section: str, place: str, inside: str) -> Iterator[Link]:
        for raw in rawlink.find(self._markup(block)):
            sentence = self._resolve(raw.sentence)
            yield Link("raw", raw.tag, raw.href, self._nth(raw.tag), sentence, section, place, inside)

    def _markup(self, block: etree.Element) -> str:
        stash = self._md.htmlStash.rawHtmlBlocks
        return HTML_PLACEHOLDER_RE.sub(lambda found: str(stash[int(found[1])]), text_as_kept(block))

    def _nth(self, written: str) -> int:
        self._seen[written] += 1
        return self._seen[written] - 1

    def _marks(self) -> Iterator[tuple[etree.Element, str, str]]:
        """Links, and elements whose text or tail holds raw HTML with links; with the heading above and its id."""
        section, place = "", ""
        for element in _text_of(self._root):
            if element.tag in HEADINGS:
                above = element.tag != "h1"
                section, place = (plain_text(element, self._resolve), element.get("id", "")) if above else ("", "")
            elif element.tag == "li" and element.get("id", "").startswith("fn:"):
                section, place = "Notes", element.get("id", "")
            if _is_link(element) or self._holds_raw(element):
                yield element, section, place

    def _holds_raw(self, element: etree.Element) -> bool:
        if not self._raw:
            return False
        texts = (text for text in (element.text, *(one.tail for one in element)) if text and STX in text)
        return any(int(found[1]) in self._raw for text in texts for found in HTML_PLACEHOLDER_RE.finditer(text))


def _disarm(root: etree.Element) -> None:
    """Take away addresses that cannot be read, which are reported (MkDocs would die of them), and those of anchors."""
    for element in root.iter("a"):
        if element.get("id") and not element.get("href"):  # [](){ #old-id } is no link
            element.tag = "span"
            element.attrib.pop("href", None)
            continue
        try:
            urlsplit(element.get("href", ""))
        except ValueError:
            element.tag = "span"
            element.attrib.pop("href")


def _text_of(root: etree.Element) -> Iterator[etree.Element]:
    """Every element in order, drawings and navigation left out."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(child for child in reversed(element) if child.tag not in _DRAWN)


def _is_link(element: etree.Element) -> bool:
    if element.tag == "a":
        href = element.get("href")  # a placeholder in it is a mail address that Markdown writes in code numbers
        if not href and (href is None or element.get("id")):  # an anchor: [](){ #id }
            return False
        return STX not in href and not _APPARATUS & set(element.get("class", "").split())
    return element.get("class") == "crossref"


def _may_preview(mark: etree.Element, block: etree.Element, address: str) -> bool:
    """Whether a link leads to the text of a page, and stands in text as words."""
    path, _, id_ = address.partition("#")
    to_page = path.endswith(".md") if path else bool(id_)
    words = not len(mark) or all(one.tag in _WORDS for one in mark.iter() if one is not mark)
    return to_page and ":" not in path and words and block.tag not in HEADINGS and not mark.get("class")


def _address(mark: etree.Element) -> tuple[str, str, str]:
    """Kind, the address as written, the key."""
    if mark.tag == "a":
        address = mark.get("href", "")
        has_text = len(mark) or (mark.text or "").strip()
        return ("link", address, address) if has_text else ("empty", address, "")
    key = mark.get("data-label", "")
    written = mark.get("data-written")
    return ("label", f"@{key}", key) if written is None else ("empty", written, key)
