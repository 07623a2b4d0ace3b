"""Quoted results: a Python-Markdown extension for `{{ }}`, on pages whose front matter says `render_macros: true`.

    Late were {{ percent("data.late_share", 1) }}.   ->  Late were 24.5%.
    {{ table("data-leaks") }}                         ->  the table, where this stands in a paragraph of its own

The syntax is that of mkdocs-macros-plugin, which hands the text of a page to Jinja before Markdown sees it: it would
take `{#id}` for a comment and give up the page, rewrite `{{` in code, and name no line. Here code, raw HTML, links'
addresses and attribute lists have been put aside before the processor runs, and what is wrong is a `Problem` at its
place, with a mark on the page; the rest of the page stands.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from . import results
from .markup import problem_mark
from .problems import Problem
from .results import QuoteError, Results
from .source import Position, Source

FRONT_MATTER = "render_macros"

# After code (190), escaped characters (180), links (160) and raw HTML (90), before citations (76) and emphasis (60).
_INLINE_PRIORITY = 85
# After the inline patterns (20): an image's text is no longer looked at by them.
_IMAGE_PRIORITY = 19
# After indented code (80), before tables (75), which a file may be.
_BLOCK_PRIORITY = 76

_EXPRESSION = r"\{\{(?:([^{}]*)\}\})?"
_OPEN = re.compile(r"(?<!\\)\{\{(?![^{}]*\}\})")
_ALONE = re.compile(r"\s*\{\{([^{}]*)\}\}\s*")
_UNASKED = re.compile(r"\{\{\s*(?:number|signed|percent|points|dollars|interval|limits|table|findings|document)\(")


@dataclass
class QuoteContext:
    """What the extension needs of its surroundings: the results, the page at work, where to report problems."""

    results: Callable[[], Results]
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def report_at(self, written: str, error: QuoteError) -> None:
        """Report a problem of an expression as it stands in the source; the nth time it is told, the nth one there."""
        source = self.source()
        nth = self._seen.get((source.file, written), 0)
        self._seen[source.file, written] = nth + 1
        at = source.find(written, nth) if written != "{{" else _nth_open(source, nth)
        self.report(Problem(source.file, at.line if at else 0, at.column if at else 0, str(error), error.suggestion))

    def text(self, expression: str | None) -> str:
        """What an expression shows within a line; None stands for one that is not closed. Raises QuoteError."""
        if expression is None:
            raise QuoteError('"{{" is not closed', "close it with }}, or write \\{{ if it is no quoted result")
        quote = results.parse(expression)
        if results.is_block(quote):
            raise QuoteError(f"a {quote.form} cannot stand within a line", "give it a paragraph of its own")
        return results.inline(self.results(), quote)


class QuoteExtension(Extension):
    """Registers the processors for pages that ask for them; one instance serves a whole build."""

    def __init__(self, context: QuoteContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        if asks(self._context.source(), self._context.report):
            md.inlinePatterns.register(_Inline(_EXPRESSION, md, self._context), "mlguide-quote", _INLINE_PRIORITY)
            md.treeprocessors.register(_ImageTexts(md, self._context), "mlguide-quote", _IMAGE_PRIORITY)
            md.parser.blockprocessors.register(_Block(md.parser, self._context), "mlguide-quote", _BLOCK_PRIORITY)


def asks(source: Source, report: Callable[[Problem], None]) -> bool:
    """Whether a page asks for quoted results; one that has them and does not ask is reported, and left as it is."""
    wanted = source.front_matter.data.get(FRONT_MATTER, False)
    if not isinstance(wanted, bool):
        line = source.position(max(source.text.find(FRONT_MATTER), 0)).line
        report(
            Problem(source.file, line, 0, f"{FRONT_MATTER} is neither true nor false", f"write {FRONT_MATTER}: true")
        )
    elif not wanted and "{{" in source.text and (found := _UNASKED.search(source.masked)):
        at = source.position(found.start())
        message = "page quotes a result and does not ask for it"
        report(Problem(source.file, at.line, at.column, message, f"add {FRONT_MATTER}: true to its front matter"))
    return wanted is True


def _nth_open(source: Source, nth: int) -> Position | None:
    found = [match.start() for match in _OPEN.finditer(source.masked)]
    return source.position(found[nth]) if nth < len(found) else None


class _Inline(InlineProcessor):
    """Puts the text of a result in the place of its expression; nothing in it is taken for Markdown."""

    def __init__(self, pattern: str, md: Markdown, context: QuoteContext) -> None:
        super().__init__(pattern, md)
        self._context = context

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        try:
            return self._context.text(m[1]), m.start(0), m.end(0)
        except QuoteError as error:
            self._context.report_at(m[0], error)
            return problem_mark(f"[{error}]"), m.start(0), m.end(0)


class _ImageTexts(Treeprocessor):
    """Puts results into the alternative texts of images."""

    def __init__(self, md: Markdown, context: QuoteContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        """Change the `alt` of every image that has an expression."""
        for image in root.iter("img"):
            if "{{" in (text := image.get("alt", "")):
                image.set("alt", re.sub(_EXPRESSION, self._filled, text))

    def _filled(self, m: re.Match[str]) -> str:
        try:
            return self._context.text(m[1])
        except QuoteError as error:
            self._context.report_at(m[0], error)
            return f"[{error}]"


class _Block(BlockProcessor):
    """Puts the Markdown of a whole file in the place of a paragraph that is nothing but its expression."""

    def __init__(self, parser: object, context: QuoteContext) -> None:
        super().__init__(parser)  # type: ignore[arg-type]
        self._context = context

    def test(self, parent: etree.Element, block: str) -> bool:
        """Whether the block is one expression, and one that stands for a file."""
        alone = _ALONE.fullmatch(block)
        try:
            return alone is not None and results.is_block(results.parse(alone[1]))
        except QuoteError:
            return False  # the inline processor says so

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        """Parse the file's text as if it stood in the page."""
        written = blocks.pop(0).strip()
        try:
            text = results.block(self._context.results(), results.parse(written[2:-2]))
        except QuoteError as error:
            self._context.report_at(written, error)
            paragraph = etree.SubElement(parent, "p")
            paragraph.append(problem_mark(f"[{error}]"))
            return
        self.parser.parseBlocks(parent, re.split(r"\n{2,}", text))
