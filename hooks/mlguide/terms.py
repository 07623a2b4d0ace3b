"""Terms of the glossary in the text: the first use in each section becomes a link that shows the definition.

In:  the tree of one page, and one automaton over the words of all terms.
Out: <a class="term">; the ids of the terms that the page uses.

A section begins at each heading of level 1 to 3. Headings, links, code, mathematics, drawings and the machinery of the
page are left alone, and so is what an author writes as `[word]{ .no-term }` (Pandoc's bracketed span,
https://pandoc.org/MANUAL.html#extension-bracketed_spans) or a page with `terms: false` in its front matter. The longest
term wins. Words must match as wholes; capitals count in terms that have two or more of them ("PSI").
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX, AtomicString

from . import paths
from .glossary import Entry, preview_id

# After headings have been read (toc 5, sections 3.6), definitions too (2); before links are read (0.5).
_PRIORITY = 1
_SPAN_PRIORITY = 165  # before links (160)
_SPAN = r"\[([^\[\]\n]+)\]\{\s*\.no-term\s*\}"
_WORD = re.compile(r"\w+")
_GAPS = frozenset({" ", "\n", "-", "\u00a0", "\u2010", "\u2011"})
_JOINS = frozenset("-./@#_&=\\$")  # beside one of these with a letter beyond, a word is part of something longer
_SECTIONS = frozenset({"h1", "h2", "h3"})
_LEFT_ALONE = frozenset(
    "a abbr button code dt h1 h2 h3 h4 h5 h6 iframe kbd label math nav pre samp script style summary svg var".split()
)
_MACHINERY = frozenset(
    """no-term arithmatex headerlink crossref problem problems references admonition-title caption-prefix
    term-facts bibliography list-of-figures list-of-tables site-picture transitions-of diagram-text""".split()
)
_RAW_OPENING = re.compile(r"^<(/?)(a|abbr|button|code|kbd|label|math|pre|samp|svg|var)\b", re.IGNORECASE)
_BLOCKS = frozenset({"p", "li", "td", "th", "dd", "div", "blockquote", "figcaption", "section", "details"})


@dataclass
class _Node:
    """A state of the automaton: where each further word leads, and the terms that end here with the form they need."""

    after: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Match:
    """A term in a text: from and to (exclusive) which character, and the term's id."""

    start: int
    end: int
    id: str


class Automaton:
    """All words of all terms in one trie: each word of a text is looked up once for each word of the longest term.

    `steps` counts these look-ups.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._root = _Node()
        self.steps = 0
        for entry in entries:
            for form in entry.forms:
                node = self._root
                for word in _WORD.findall(form):
                    node = node.after.setdefault(word.casefold(), _Node())
                node.ends.append((form if sum(map(str.isupper, form)) > 1 else "", entry.id))

    def find(self, text: str) -> list[Match]:
        """The terms in `text` from left to right: the longest at each place, none within another."""
        found: list[Match] = []
        beginnings = self._root.after
        done = 0
        for word in _WORD.finditer(text):
            self.steps += 1
            begin = word.start()
            if begin >= done and (node := beginnings.get(word[0].casefold())):
                end, id_ = self._longest(text, begin, word.end(), node)
                if id_:
                    found.append(Match(begin, end, id_))
                    done = end
        return found

    def _longest(self, text: str, begin: int, end: int, node: _Node) -> tuple[int, str]:
        """Where the longest term ends that begins there, and its id; (0, "") if none does. `node` is after one word."""
        best = (0, "")
        while True:
            if node.ends and _is_whole(text, begin, end):
                written = " ".join(text[begin:end].split())
                id_ = next((one for form, one in node.ends if form in ("", written)), "")
                best = (end, id_) if id_ else best
            following = _WORD.match(text, end + 1) if node.after and text[end : end + 1] in _GAPS else None
            if following is None:
                return best
            self.steps += 1
            after = node.after.get(following[0].casefold())
            if after is None:
                return best
            node, end = after, following.end()


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether what stands there is no part of a longer word, address or name."""
    before, after = text[max(0, begin - 2) : begin], text[end : end + 2]
    joined_before = len(before) == 2 and before[1] in _JOINS and not before[0].isspace()
    joined_after = len(after) == 2 and after[0] in _JOINS and after[1].isalnum()
    return not (joined_before or before[-1:] in ("@", "#", "\\", "$") or joined_after)


@dataclass
class TermContext:
    """What the extension needs of its surroundings: pages are paths below docs/.

    `automaton` is None on pages that want no terms. `keep` is told which terms the page uses.
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
        if automaton is None:
            self._context.keep(set())
            return
        page, glossary = self._context.page(), self._context.glossary()
        address = "" if page == glossary else paths.relative(page, glossary)
        linker = _Linker(automaton, address, self.md.htmlStash.rawHtmlBlocks)
        linker.walk(root)
        self._context.keep(linker.used)


class _Linker:
    """Goes through one page in the order of its text."""

    def __init__(self, automaton: Automaton, address: str, stash: list[str | etree.Element]) -> None:
        self._automaton = automaton
        self._address = address
        self._stash = stash
        self._seen: set[str] = set()
        self._open: list[str] = []  # raw HTML elements that are left alone and not closed yet
        self.used: set[str] = set()

    def walk(self, element: etree.Element, own: str = "") -> None:
        """Link the terms in an element; not `own`, which it defines."""
        if element.tag in _BLOCKS:
            self._open = []
        if element.tag == "dd" and own:  # each definition is a section of its own
            self._seen = {own}
        text, element.text = element.text, None
        self._put(element, 0, text)
        term = ""
        for child in list(element):
            if child.tag in _SECTIONS:
                self._seen = set()
            if child.tag == "dt":
                term = child.get("id", "") if not self._address else ""
            elif not _is_left_alone(child):
                self.walk(child, term)
            tail, child.tail = child.tail, None
            self._put(element, list(element).index(child) + 1, tail)

    def _put(self, parent: etree.Element, position: int, text: str | None) -> None:
        """Insert a text with its links among the children of `parent`, before the child at `position`."""
        last: etree.Element | None = parent[position - 1] if position else None
        for piece in self._pieces(text):
            if isinstance(piece, str):
                if last is None:
                    parent.text = piece
                else:
                    last.tail = piece
            else:
                parent.insert(position, piece)
                position, last = position + 1, piece

    def _pieces(self, text: str | None) -> Iterator[str | etree.Element]:
        """The text between links, and the links, by turns; first and last is text."""
        if not text or isinstance(text, AtomicString):
            yield text or ""
            return
        done = 0
        for start, end in self._free(text):
            for match in self._automaton.find(text[start:end]):
                self.used.add(match.id)
                if match.id not in self._seen:
                    self._seen.add(match.id)
                    yield text[done : start + match.start]
                    yield self._link(text[start + match.start : start + match.end], match.id)
                    done = start + match.end
        yield text[done:]

    def _free(self, text: str) -> Iterator[tuple[int, int]]:
        """The parts of a text that lie between placeholders of raw HTML, and in no element that is left alone."""
        if STX not in text:
            if not self._open:
                yield 0, len(text)
            return
        done = 0
        for found in HTML_PLACEHOLDER_RE.finditer(text):
            if not self._open:
                yield done, found.start()
            self._see_raw(str(self._stash[int(found[1])]))
            done = found.end()
        if not self._open:
            yield done, len(text)

    def _see_raw(self, markup: str) -> None:
        tag = _RAW_OPENING.match(markup)
        if tag is None:
            return
        name = tag[2].lower()
        if not tag[1] and f"</{name}" not in markup.lower():
            self._open.append(name)
        elif tag[1] and name in self._open:
            self._open.remove(name)

    def _link(self, text: str, id_: str) -> etree.Element:
        link = etree.Element("a", {"class": "term footnote-ref", "href": f"{self._address}#{id_}"})
        link.set("data-shows", preview_id(id_))
        link.text = text
        return link


def _is_left_alone(element: etree.Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _LEFT_ALONE:
        return True
    return bool(_MACHINERY & set(element.get("class", "").split()))
