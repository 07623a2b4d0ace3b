"""The pages of one site, read part by part: what many pages have in common, such as their navigation, is read once.

In:  the texts of HTML files.
Out: for each page its `Part`s, and where each stands. Pages that hold the same stretch of text share one object, so
     that whoever looks at all pages can keep what it has found out about a part.

A page is cut behind end tags: first into coarse parts, and those that were never met before into fine ones. A cut is
made only where `html.parser` stands between elements whatever may follow; if it does not, the rest of the page is one
part. So the parts of a page say together what `htmlpage.read` says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

from .htmlpage import BEGINNING, HtmlPage, Piece, Reader, Reference, State
from .problems import Problem

# The coarse cuts set apart the sections of a navigation, each of which is the same on most pages.
_CUTS = (re.compile(r"</ul>"), re.compile(r"</(?:button|div|footer|form|head|header|label|li|nav|p|svg|ul)>"))
# Text, comments without ">", scripts without "</", and tags whose quotes are all closed: nothing that follows changes
# what these mean, whichever version of `html.parser` reads them.
_SPACE = r"[\x20\t\n\r\f]"
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\x20\t\n\r\f"'<>=`]++)"""
_ATTRIBUTES = rf"""(?:{_SPACE}++[^\x20\t\n\r\f"'<>/=]++(?:={_VALUE})?+)*+{_SPACE}*+"""
_SOUND = re.compile(
    rf"""(?:[^<]++
    |<!--(?!-?>)[^>]*+(?<=--)>
    |<!doctype[^<>"'\[\]]*+>
    |<(?:script|style)\b{_ATTRIBUTES}>[^<]*+(?:<(?![/!])[^<]*+)*+</(?:script|style)>
    |<[a-z][a-z0-9:-]*+{_ATTRIBUTES}/?>
    |</[a-z][a-z0-9:-]*+{_SPACE}*+>
    )*+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, eq=False)
class Part:
    """What a stretch of text holds, with lines and columns that count from its beginning.

    It has `lines` line ends and `width` characters behind the last; `state` is the reader's behind it.
    """

    page: HtmlPage
    lines: int
    width: int
    state: State


class Where(TypedDict):
    """A place in a page, both from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Place:
    """A part in a page: how many line ends stand before it, and how many characters in its first line."""

    part: Part
    lines: int = 0
    width: int = 0

    def of(self, one: Piece | Reference | Problem) -> Where:
        """Line and column in the page of something in the part."""
        return {"line": one.line + self.lines, "column": one.column + (self.width if one.line == 1 else 0)}


@dataclass(frozen=True)
class PartedPage:
    """A page as a sequence of parts."""

    places: tuple[Place, ...]

    def ids(self) -> Iterator[tuple[str, Place, Piece]]:
        """Every id in order, with the part that has it."""
        return ((one.text, place, one) for place in self.places for one in place.part.page.ids)

    @property
    def canonical(self) -> str:
        """The address that the page gives as its own; "" if it does not."""
        return next((place.part.page.canonical for place in self.places if place.part.page.canonical), "")

    @property
    def redirects(self) -> bool:
        """Whether the page sends its reader elsewhere at once."""
        return any(place.part.page.redirects for place in self.places)


class PartReader:
    """Reads pages, and remembers their parts. Texts are kept only if they are `worth` it."""

    def __init__(self, worth: Callable[[str], object]) -> None:
        self._worth = worth
        self._known: tuple[dict[tuple[str, State], Part | None], ...] = tuple({} for _ in _CUTS)

    def read(self, text: str) -> PartedPage:
        """The parts of a page. Never raises."""
        parts, end = self._cut(text, 0, BEGINNING)
        if end < len(text):
            reader = Reader(_state(parts, BEGINNING))
            reader.feed(text[end:])
            reader.close()
            parts.append(self._made(text[end:], reader))
        return PartedPage(tuple(_placed(parts)))

    def _cut(self, text: str, level: int, state: State) -> tuple[list[Part], int]:
        """The parts of a text up to its end, or up to what cannot be cut off there."""
        parts: list[Part] = []
        start = 0
        while start < len(text):
            cut = _CUTS[level].search(text, start)
            end = cut.end() if cut else len(text)
            part = self._part(text[start:end], level, _state(parts, state))
            if part is None:
                break
            parts.append(part)
            start = end
        return parts, start

    def _part(self, text: str, level: int, state: State) -> Part | None:
        """A text as a part; None if what it means depends on what follows."""
        known = self._known[level]
        if (text, state) not in known:
            is_finest = level + 1 == len(_CUTS)
            known[text, state] = self._alone(text, state) if is_finest else self._joined(text, level + 1, state)
        return known[text, state]

    def _joined(self, text: str, level: int, state: State) -> Part | None:
        parts, end = self._cut(text, level, state)
        if end < len(text):
            rest = self._alone(text[end:], _state(parts, state))
            if rest is None:
                return None
            parts.append(rest)
        return _join(parts)

    def _alone(self, text: str, state: State) -> Part | None:
        if not _SOUND.fullmatch(text):
            return None
        reader = Reader(state)
        reader.feed(text)
        return self._made(text, reader) if reader.is_between() else None

    def _made(self, text: str, reader: Reader) -> Part:
        reader.page.texts = [one for one in reader.page.texts if self._worth(one.text)]
        return Part(reader.page, text.count("\n"), len(text) - text.rfind("\n") - 1, reader.state())


def _state(parts: list[Part], before: State) -> State:
    return parts[-1].state if parts else before


def _placed(parts: Iterable[Part]) -> Iterator[Place]:
    lines = width = 0
    for part in parts:
        yield Place(part, lines, width)
        lines, width = lines + part.lines, part.width + (0 if part.lines else width)


def _join(parts: list[Part]) -> Part:
    """Several parts as one."""
    whole = HtmlPage()
    places = list(_placed(parts))
    for place in places:
        page = place.part.page
        for mine, theirs in zip(_things(whole), _things(page), strict=True):
            if theirs:
                mine.extend(one._replace(**place.of(one)) for one in theirs)
        whole.headings += page.headings
        whole.navigation += page.navigation
        whole.base = whole.base or page.base
        whole.canonical = page.canonical or whole.canonical
        whole.redirects |= page.redirects
    last = places[-1]
    width = last.part.width + (0 if last.part.lines else last.width)
    return Part(whole, last.lines + last.part.lines, width, last.part.state)


def _things(page: HtmlPage) -> tuple[list[Any], ...]:
    """What has a place in a page."""
    return page.ids, page.references, page.id_references, page.texts, page.without_alt
