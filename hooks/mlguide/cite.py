"""Citations: a Python-Markdown extension for Pandoc's citation syntax.

    Models rot [@sculley2015hidden].            ->  Models rot [1].
    Both [@a, p. 3; see @b] agree [@a].         ->  Both [1, p. 3; see 2] agree [1].
    @sculley2015hidden say so.                  ->  Sculley et al. [1] say so.

The inline processor, which sees text in no certain order, leaves placeholder elements; `reference_list` numbers them in
the order of the finished page and makes the list at its end. In code, math, raw HTML, comments and links nothing is a
citation: Python-Markdown has put them aside when the processor runs.
"""

from __future__ import annotations

import difflib
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, AtomicString

from .citation import CitationSyntaxError, Cite, closing_bracket, parse_group, parse_narrative
from .csl import Item
from .problems import Problem, did_you_mean
from .reference_list import PLACEHOLDER, PageReferences, register
from .references import short_authors
from .source import PUT_ASIDE, Source

# Below code (190), links (160), raw HTML (90) and entities (80), above emphasis (60), which may stand in a prefix.
_INLINE_PRIORITY = 76
_CAPTION_PRIORITY = 21  # before the inline patterns (20) are applied

_START = r"\[(?=[^\]]*@)|(?<![\w@/.=&\\])@(?=[\w{])"
_POSSESSIVE = re.compile(r"['’]s\b")
# A key that nobody would write to mention a person: letters, a year, perhaps more.
_LIKE_A_KEY = re.compile(r"^[^\W\d]+[_:-]?(?:18|19|20)\d\d(?!\d)")
_NEAR = 0.85
_VERBATIM_TAG = re.compile(r"<(?P<end>/?)(?P<name>a|code|kbd|samp|tt|var|textarea)\b", re.IGNORECASE)


@dataclass
class CitationContext:
    """What the extension needs of its surroundings: the bibliography, the page at work, where to put what it finds."""

    items: Callable[[], Mapping[str, Item]]
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    keep: Callable[[PageReferences], None] = lambda _: None
    _seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _suggestions: dict[str, str] = field(default_factory=dict)
    _likeness: dict[str, bool] = field(default_factory=dict)

    def report_at(self, written: str, key: str, message: str, suggestion: str) -> None:
        """Report a problem of `written`, a citation as it stands in the source; the column is that of its key's "@"."""
        source = self.source()
        nth = self._seen.get((source.file, written, message), 0)
        self._seen[source.file, written, message] = nth + 1
        at = source.find(written, nth, inner=f"@{key}" if f"@{key}" in written else f"@{{{key}}}")
        line, column = (at.line, at.column) if at else (0, 0)
        self.report(Problem(source.file, line, column, message, suggestion))

    def suggestion(self, key: str) -> str:
        """What an unknown key may have been meant to be."""
        if key not in self._suggestions:
            otherwise = "add it to the bibliography, correct the key, or write \\@ if it is no citation"
            self._suggestions[key] = did_you_mean(key, self.items(), otherwise)
        return self._suggestions[key]

    def looks_cited(self, key: str) -> bool:
        """Whether an unknown `@key` is a citation gone wrong rather than a mention of somebody."""
        if key not in self._likeness:
            near = difflib.get_close_matches(key, self.items(), n=1, cutoff=_NEAR)
            self._likeness[key] = bool(near or _LIKE_A_KEY.match(key))
        return self._likeness[key]


class CitationExtension(Extension):
    """Registers the inline processor and the check of definitions; one instance serves a whole build."""

    def __init__(self, context: CitationContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.inlinePatterns.register(_CitationInline(_START, md, self._context), PLACEHOLDER, _INLINE_PRIORITY)
        md.treeprocessors.register(_TypedCaptions(md), "mlguide-cite-captions", _CAPTION_PRIORITY)
        md.treeprocessors.register(_SwallowedCheck(md, self._context), "mlguide-cite-definitions", _INLINE_PRIORITY)
        register(md, self._context.items, self._context.keep)


class _CitationInline(InlineProcessor):
    """Turns a citation into an element that keeps its cites as children; emphasis in their text is still to come."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: Markdown, context: CitationContext) -> None:
        super().__init__(pattern, md)
        self._context = context
        self._verbatim = False  # whether the page has typed <code> or the like at all
        self._looked_at = 0  # as many pieces of raw HTML were looked at for it

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        start = m.start(0)
        if self._in_raw_code(data, start):
            return None, None, None
        element, end = self._group(data, start) if data[start] == "[" else self._narrative(data, start)
        return (element, start, end) if element is not None else (None, None, None)

    def _in_raw_code(self, data: str, end: int) -> bool:
        """Whether an HTML tag that an author has typed, such as <code> or <a>, is still open at `end`."""
        raw = self.md.htmlStash.rawHtmlBlocks
        self._verbatim = self._verbatim or any(_VERBATIM_TAG.match(str(tag)) for tag in raw[self._looked_at :])
        self._looked_at = len(raw)
        if not self._verbatim:
            return False
        open_tags: list[str] = []
        nodes = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for placeholder in INLINE_PLACEHOLDER_RE.finditer(data, 0, end):
            stashed = HTML_PLACEHOLDER_RE.fullmatch(str(nodes.get(placeholder[1], "")))
            tag = _VERBATIM_TAG.match(str(raw[int(stashed[1])])) if stashed else None
            if tag and not tag["end"]:
                open_tags.append(tag["name"].lower())
            elif tag and tag["name"].lower() in open_tags:
                open_tags.remove(tag["name"].lower())
        return bool(open_tags)

    def _group(self, data: str, start: int) -> tuple[etree.Element | None, int]:
        end = closing_bracket(data, start)
        if not end:
            return None, 0
        body = data[start + 1 : end - 1]
        try:
            cites = parse_group(body)
        except CitationSyntaxError as error:
            if any(f"@{key}" in body for key in self._context.items()):
                self._context.report_at(data[start:end], "", PUT_ASIDE.sub("…", str(error)), error.suggestion)
            return None, 0
        if not cites:
            return None, 0
        self._check(cites, data[start:end])
        # Tables of contents leave out an element of this kind, as they leave out a footnote's number.
        return _element("sup", cites, id="fnref"), end

    def _narrative(self, data: str, start: int) -> tuple[etree.Element | None, int]:
        parsed = parse_narrative(data, start)
        if parsed is None:
            return None, 0
        cites, end = parsed
        item = self._context.items().get(cites[0].key)
        if item is None:
            if data[start + 1] == "{" or len(cites) > 1 or cites[0].locator or self._context.looks_cited(cites[0].key):
                self._check(cites, data[start:end])
            return None, 0
        self._check(cites, data[start:end])
        authors = short_authors(item)
        if possessive := _POSSESSIVE.match(data, end):
            authors += "’s"
            end = possessive.end()
        element = _element("span", cites)
        named = etree.Element("span", {"class": "citation-authors"})
        named.text = AtomicString(authors)
        element.insert(0, named)
        return element, end

    def _check(self, cites: list[Cite], written: str) -> None:
        for cite in cites:
            if cite.key not in self._context.items():
                message = f'unknown citation key "{cite.key}"'
                self._context.report_at(written, cite.key, message, self._context.suggestion(cite.key))
            for message, suggestion in cite.problems:
                self._context.report_at(written, cite.key, message, suggestion)


def _element(tag: str, cites: list[Cite], **attributes: str) -> etree.Element:
    """A placeholder: for each cite its prefix, its key and locator, its suffix, side by side.

    Python-Markdown looks for emphasis and the like in an element and its children, and no deeper.
    """
    element = etree.Element(tag, {"class": PLACEHOLDER, **attributes})
    for cite in cites:
        etree.SubElement(element, "span", {"part": "prefix"}).text = cite.prefix
        etree.SubElement(element, "span", {"part": "key", "key": cite.key, "locator": cite.locator})
        etree.SubElement(element, "span", {"part": "suffix"}).text = cite.suffix
    return element


class _TypedCaptions(Treeprocessor):
    """Opens the text of <figcaption> in <figure markdown> to Markdown: it is kept as typed otherwise."""

    def run(self, root: etree.Element) -> None:
        for caption in root.iter("figcaption"):
            for element in caption.iter():
                element.text = str(element.text) if element.text and element.tag != "code" else element.text
                if element is not caption and element.tail:
                    element.tail = str(element.tail)


class _SwallowedCheck(Treeprocessor):
    """Reports a line `[@key]: word`, which Markdown takes for the definition of a link and shows nowhere."""

    def __init__(self, md: Markdown, context: CitationContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        for name in self.md.references:
            if name.startswith("@"):
                message = f'"[{name}]:" at the start of a line defines a link and is not shown'
                self._context.report_at(f"[{name}]:", "", message, "begin the line with a word")
