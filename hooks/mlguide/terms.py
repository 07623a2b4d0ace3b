"""Terms of the glossary in the text: the first use in each section becomes a link that shows the definition.

In:  the tree of one page, and one automaton over the phrases of all terms (`phrases`).
Out: <a class="term">; the ids of the terms that the page links to. The text of the page stays what it was.

A section begins at each heading of level 1 to 3, and with the notes. Headings, links, code, mathematics, drawings,
heads of tables, citations and the machinery of the page are left alone, and so is what an author marks as
`[word]{ .no-term }` (Pandoc's bracketed span, https://pandoc.org/MANUAL.html#extension-bracketed_spans), a block with
`{: .no-term }`, a page with `terms: false` in its front matter, and in the glossary each entry's own term. A term that
is partly emphasized ("data *drift*") is not linked.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import NamedTuple
from urllib.parse import quote

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from . import paths
from .glossary import preview_id
from .phrases import OPAQUE, Automaton
from .source import PUT_ASIDE

# After headings have been read (toc 5, sections 3.6), definitions too (2); before links are read (0.5).
_PRIORITY = 1
_SPAN_PRIORITY = 165  # before links (160)
_SPAN = r"\[([^\[\]]+)\]\{\s*\.no-term\s*\}"

_SECTIONS = frozenset({"h1", "h2", "h3"})
_PASSED = frozenset("b bdi bdo big br cite del dfn em font i img ins mark q s small span strong sub sup u wbr".split())
_WORDS_ALONE = frozenset("a abbr button code kbd label math samp select svg textarea tt var".split())
_ALONE = _WORDS_ALONE.union("dt h1 h2 h3 h4 h5 h6 iframe nav pre script style summary template th".split())
_INLINE = _PASSED | _WORDS_ALONE
_MACHINERY = frozenset(
    """arithmatex headerlink crossref footnote-ref mlguide-cite problem problems references admonition-title
    caption-prefix term-facts bibliography list-of-figures list-of-tables site-picture transitions-of
    diagram-text""".split()
)
_MARK = "\ufffc"  # stands for a picture or a note's number: no letter, and nothing that joins words
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_FREE, _CHARACTER, _FIXED = range(3)


@dataclass
class TermContext:
    """What the extension needs of its surroundings: pages are paths below docs/.

    `automaton` is None on pages that want no terms. `keep` is told which terms the page links to.
    """

    page: Callable[[], str]
    glossary: Callable[[], str]
    automaton: Callable[[], Automaton | None]
    keep: Callable[[set[str]], None]


class TermExtension(Extension):
    """Registers the processors; one instance serves a whole build."""

    def __init__(self, context: TermContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.inlinePatterns.register(_NoTerm(_SPAN, md), "mlguide-no-term", _SPAN_PRIORITY)
        md.treeprocessors.register(_Terms(md, self._context), "mlguide-terms", _PRIORITY)


class _NoTerm(InlineProcessor):
    """`[word]{ .no-term }`: the word, marked."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        span = etree.Element("span", {"class": "no-term"})
        span.text = m[1]
        return span, m.start(0), m.end(0)


class _Terms(Treeprocessor):
    def __init__(self, md: Markdown, context: TermContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        automaton = self._context.automaton()
        used: set[str] = set()
        if automaton is not None:
            page, glossary = self._context.page(), self._context.glossary()
            address = "" if page == glossary else quote(paths.relative(page, glossary))
            used = _Linker(automaton, address, self.md.htmlStash.rawHtmlBlocks).link(root)
        self._context.keep(used)


@dataclass(eq=False, slots=True)
class _Slot:
    """A text of the tree: that at the beginning of `parent`, or after its child `after`."""

    parent: etree.Element
    after: etree.Element | None
    text: str


class _Piece(NamedTuple):
    """A stretch of a run: where it begins there, and in the text of its slot; what it is.

    `_FREE` text may become part of a link, a `_CHARACTER` that was put aside within such a text too.
    """

    at: int
    kind: int
    slot: _Slot | None = None
    start: int = 0


@dataclass
class _Run:
    """The text of one block, across emphasis and the like, and where each piece of it comes from."""

    pieces: list[_Piece] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    length: int = 0
    open_tags: list[str] = field(default_factory=list)  # of typed HTML, whose text is left alone

    def add(self, text: str, kind: int = _FIXED, slot: _Slot | None = None, start: int = 0) -> None:
        """Add a stretch."""
        self.pieces.append(_Piece(self.length, kind, slot, start))
        self.texts.append(text)
        self.length += len(text)

    def places(self, automaton: Automaton) -> Iterator[tuple[_Slot, int, int, str]]:
        """Each term that lies within one text of the tree: that, from and to where in it, the term's id."""
        starts = [piece.at for piece in self.pieces]
        for match in automaton.find("".join(self.texts)):
            first, last = bisect_right(starts, match.start) - 1, bisect_right(starts, match.end - 1) - 1
            within = self.pieces[first : last + 1]
            slot = within[0].slot
            ends_are_free = within[0].kind == within[-1].kind == _FREE
            if slot and ends_are_free and all(one.slot is slot and one.kind != _FIXED for one in within):
                end = within[-1].start + match.end - within[-1].at
                yield slot, within[0].start + match.start - within[0].at, end, match.value


class _Linker:
    """Goes through one page in the order of its text, once."""

    def __init__(self, automaton: Automaton, address: str, stash: list[str | etree.Element]) -> None:
        self._automaton = automaton
        self._address = address
        self._stash = stash
        self._run = _Run()
        self._defined = ""  # the term of the glossary whose entry this is
        self._seen: set[str] = set()  # in this section
        self._used: set[str] = set()
        self._added: dict[etree.Element, dict[etree.Element | None, list[etree.Element]]] = {}

    def link(self, root: etree.Element) -> set[str]:
        """Put the links into the tree; the ids of their terms."""
        waiting: list[Callable[[], object]] = [self._finish_run]
        self._open(root, waiting)
        while waiting:
            waiting.pop()()
        for parent, after in self._added.items():
            children = list(after.get(None, ()))
            for child in parent:
                children += [child, *after.get(child, ())]
            parent[:] = children
        return self._used

    def _open(self, element: etree.Element, waiting: list[Callable[[], object]]) -> None:
        """Read an element; what comes after that is put upon the pile of what is waiting, in reverse."""
        inline = element.tag in _INLINE
        if not inline:
            self._finish_run()
            self._begin(element)
        if _is_left_alone(element):
            if inline:
                self._pass_over(element)
            return
        if not inline:
            waiting.append(self._finish_run)
        for child in reversed(element):
            if child.tail:
                waiting.append(partial(self._read, _Slot(element, child, child.tail)))
            waiting.append(partial(self._open, child, waiting))
        if element.text:
            self._read(_Slot(element, None, element.text))

    def _begin(self, block: etree.Element) -> None:
        """A heading or the notes begin a section; in the glossary each definition is one."""
        if block.tag in _SECTIONS or block.get("class") == "footnote":
            self._seen = set()
        elif block.tag == "dt":
            self._defined = block.get("id", "")
        elif block.tag == "dd" and not self._address:
            self._seen = {self._defined}

    def _pass_over(self, element: etree.Element) -> None:
        """Note what stands where something is left alone."""
        classes = element.get("class", "").split()
        if "term" in classes:
            self._note(element.get("href", "").partition("#")[2])
        is_word = element.tag in _WORDS_ALONE or "no-term" in classes
        self._run.add(OPAQUE if is_word and not _MACHINERY & set(classes) else _MARK)

    def _read(self, slot: _Slot) -> None:
        """Add a text to the run; what was put aside from it, such as typed tags, as what it is."""
        if isinstance(slot.text, AtomicString):
            self._run.add(slot.text)
            return
        done = 0
        for aside in PUT_ASIDE.finditer(slot.text):
            self._read_plain(slot, done, aside.start())
            self._read_aside(slot, aside)
            done = aside.end()
        self._read_plain(slot, done, len(slot.text))

    def _read_plain(self, slot: _Slot, start: int, end: int) -> None:
        if start < end:
            self._run.add(slot.text[start:end], _FIXED if self._run.open_tags else _FREE, slot, start)

    def _read_aside(self, slot: _Slot, aside: re.Match[str]) -> None:
        raw = HTML_PLACEHOLDER_RE.fullmatch(aside[0])
        if raw is None:
            self._run.add(_character(aside[0][1:-1]), _CHARACTER, slot, aside.start())
            return
        kept = self._stash[int(raw[1])]
        if isinstance(kept, str) and kept.startswith("&"):
            self._run.add(unescape(kept), _CHARACTER, slot, aside.start())
        else:
            self._see_tag(str(kept))

    def _see_tag(self, markup: str) -> None:
        """Typed elements that are left alone stay open until their end tag, or the end of the block."""
        tag = _TAG.match(markup)
        name = tag[2].lower() if tag else ""
        self._run.add("\n" if name == "br" else "")
        if tag is None or name not in _ALONE or f"</{name}" in markup[2:].lower():
            return
        if not tag[1]:
            self._run.open_tags.append(name)
        elif name in self._run.open_tags:
            self._run.open_tags.remove(name)

    def _finish_run(self) -> None:
        """The text of a block is complete: link its terms."""
        run, self._run = self._run, _Run()
        if not any(piece.kind == _FREE for piece in run.pieces):
            return
        slots: dict[_Slot, list[tuple[int, int, str]]] = {}
        for slot, start, end, id_ in run.places(self._automaton):
            if id_ not in self._seen:
                self._note(id_)
                slots.setdefault(slot, []).append((start, end, id_))
        for slot, places in slots.items():
            self._put(slot, places)

    def _note(self, id_: str) -> None:
        self._seen.add(id_)
        self._used.add(id_)

    def _put(self, slot: _Slot, places: list[tuple[int, int, str]]) -> None:
        links = []
        for number, (start, end, id_) in enumerate(places):
            until = places[number + 1][0] if number + 1 < len(places) else len(slot.text)
            links.append(self._link(slot.text[start:end], id_))
            links[-1].tail = slot.text[end:until]
        before = slot.text[: places[0][0]]
        if slot.after is None:
            slot.parent.text = before
        else:
            slot.after.tail = before
        self._added.setdefault(slot.parent, {})[slot.after] = links

    def _link(self, text: str, id_: str) -> etree.Element:
        link = etree.Element("a", {"class": "term footnote-ref", "href": f"{self._address}#{id_}"})
        link.set("data-shows", preview_id(id_))
        link.text = text
        return link


def _character(code: str) -> str:
    """What an escaped character or "&" is put aside as."""
    if code == "amp":
        return "&"
    return chr(int(code)) if code.isdecimal() and int(code) < 0x110000 else OPAQUE


def _is_left_alone(element: etree.Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _ALONE:
        return True
    classes = set(element.get("class", "").split())
    note = element.tag == "sup" and element.get("id", "").startswith("fnref")
    return note or bool(classes & _MACHINERY) or "no-term" in classes
