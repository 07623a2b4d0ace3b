"""Links that authors wrote as HTML: found in the markup that Python-Markdown has put aside, with their sentences.

In:  a piece of markup: a block of raw HTML, or a paragraph with tags in its text.
Out: for each <a href> its address, its tag as written, and the sentence around it as text. Code and drawings count not.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from .sentence import BLOCKS, sentence_at

_LEFT_OUT = frozenset({"code", "pre", "svg", "nav", "script", "style", "template"})


@dataclass(frozen=True)
class RawLink:
    """One <a href> tag: its address (which counts from the finished page), the tag, the sentence around it."""

    href: str
    tag: str
    sentence: str


def may_have(markup: str) -> bool:
    """Whether there is an <a> outside of <pre>: a quick look, since each line of highlighted code has an anchor."""
    markup = markup.casefold()
    while "<a" in markup:
        before, code, rest = markup.partition("<pre")
        if "<a" in before or not code:
            return True
        markup = rest.partition("</pre>")[2]
    return False


def find(markup: str) -> list[RawLink]:
    """Every link in a piece of markup, in order."""
    parser = _Anchors()
    parser.feed(markup)
    parser.close()
    parser.end_block()
    return parser.found


class _Anchors(HTMLParser):
    """Gathers text up to the next end of a block, and says then in which sentence each link stood."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[RawLink] = []
        self._text = ""
        self._open: list[tuple[str, str, int]] = []  # address, tag, where its text begins
        self._left_out = 0

    def end_block(self) -> None:
        """Tell of the links since the last block."""
        for href, tag, at in self._open:
            self.found.append(RawLink(href, tag, sentence_at(self._text, at)))
        self._text, self._open = "", []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag in BLOCKS:
            self.end_block()
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        if tag == "a" and attributes.get("href") and not self._left_out and "term" not in classes:
            self._open.append((attributes["href"] or "", self.get_starttag_text() or "", len(self._text) + 1))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out = max(0, self._left_out - 1)
        elif tag in BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        self._text += data
