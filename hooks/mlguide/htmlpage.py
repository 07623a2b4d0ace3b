"""One finished page, read once: its ids, everything that refers to something, and the text that a reader sees.

In:  the text of an HTML file. Out: plain data with line and column of each thing, both from 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

# Attributes with one address, by element; "*" is any. Of <a> and <area> they lead somewhere, of others they load it.
_ADDRESSES = {
    "href": ("a", "area", "link", "base", "use", "image"),
    "xlink:href": ("*",),
    "src": ("*",),
    "data-later": ("script",),  # of this guide: loaded when the text has been painted
    "poster": ("video",),
    "data": ("object",),
    "action": ("form",),
    "formaction": ("button", "input"),
    "cite": ("blockquote", "q", "del", "ins"),
    "background": ("body", "table", "td"),
}
_ADDRESS_LISTS = ("srcset", "imagesrcset")
_ID_LISTS = frozenset(
    """for headers list form popovertarget aria-labelledby aria-describedby aria-controls aria-owns aria-details
    aria-errormessage aria-flowto aria-activedescendant""".split()
)
_LOCAL = re.compile(r"url\(\s*['\"]?([^'\")]*)['\"]?\s*\)")
_REFRESH = re.compile(r"^\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*['\"]?(?P<url>[^'\"]*)", re.IGNORECASE)
_UNREAD = frozenset({"code", "pre", "script", "style", "math", "template", "textarea", "kbd", "samp", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})  # of a glossary too


class Reference(NamedTuple):
    """Something that names a place: its address, element and attribute, and where it stands."""

    value: str
    tag: str
    attribute: str
    line: int
    column: int

    @property
    def leads(self) -> bool:
        """Whether a reader follows it, rather than a browser."""
        return self.tag in ("a", "area", "form")


class Piece(NamedTuple):
    """A piece of text, or an id, and where it stands."""

    text: str
    line: int
    column: int


@dataclass
class HtmlPage:
    """What a page holds."""

    ids: list[Piece] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    id_references: list[Reference] = field(default_factory=list)
    texts: list[Piece] = field(default_factory=list)
    without_alt: list[Piece] = field(default_factory=list)
    navigation: list[str] = field(default_factory=list)
    base: str = ""
    canonical: str = ""
    redirects: bool = False


# What a reader has to know of what stands before: the elements around whose text is not read, and how many are <nav>.
State = tuple[tuple[str, ...], int]
BEGINNING: State = ((), 0)


def read(text: str) -> HtmlPage:
    """Read a page. Never raises: what is not understood is passed over, as browsers do."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.page


class Reader(HTMLParser):
    """Reads a page, or a part of one that begins in `state`, into `page`."""

    def __init__(self, state: State = BEGINNING) -> None:
        super().__init__(convert_charrefs=True)
        self.page = HtmlPage()
        self._unread = list(state[0])
        self._navs = state[1]

    def state(self) -> State:
        """What is to be known of it behind what was read."""
        return tuple(self._unread), self._navs

    def is_between(self) -> bool:
        """Whether all was read, and the last did not open a script or the like, in which "<" means nothing."""
        return not self.rawdata and self.cdata_elem is None

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![x` and the like: what `html.parser` would die of is a comment, as in browsers."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in _UNREAD:
            self._unread.append(tag)
        self._navs += tag == "nav"
        self._element(tag, {name: value or "" for name, value in reversed(attrs)})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self._element(tag, {name: value or "" for name, value in reversed(attrs)})

    def handle_endtag(self, tag: str) -> None:
        """An element ends; one that was never begun does nothing."""
        self._navs -= tag == "nav" and self._navs > 0
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._unread and not data.isspace():
            line, column = self.getpos()
            self.page.texts.append(Piece(data, line, column + 1))

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self.getpos()[0], self.getpos()[1] + 1
        page = self.page
        self._ids(tag, attributes, line, column)
        if tag == "base":
            page.base = page.base or attributes.get("href", "")
            return
        if tag == "link" and attributes.get("rel", "").lower() in ("canonical", "prev", "next"):
            page.canonical = attributes.get("href", "") if attributes["rel"] == "canonical" else page.canonical
        if tag == "img" and "alt" not in attributes and attributes.get("role") != "presentation":
            page.without_alt.append(Piece(attributes.get("src", ""), line, column))
        if tag == "a" and self._navs and attributes.get("href"):
            page.navigation.append(attributes["href"])
        for name, value in attributes.items():
            for address in _addresses(tag, name, value, attributes):
                page.references.append(Reference(address, tag, name, line, column))
            if name in _ID_LISTS:
                for one in value.split():
                    page.id_references.append(Reference(one, tag, name, line, column))
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            page.redirects = True

    def _ids(self, tag: str, attributes: dict[str, str], line: int, column: int) -> None:
        if tag in _HEADINGS and "id" in attributes:
            self.page.headings.append(attributes["id"])
        names = [attributes[name] for name in ("id", "name") if name in attributes and (name == "id" or tag == "a")]
        self.page.ids.extend(Piece(name, line, column) for name in dict.fromkeys(names))


def _addresses(tag: str, name: str, value: str, attributes: dict[str, str]) -> list[str]:
    owners = _ADDRESSES.get(name, ())
    if tag in owners or "*" in owners:
        return [value]
    if name in _ADDRESS_LISTS:
        return [part.split()[0] for part in re.split(r",\s+", value.strip()) if part.split()]
    if name == "content" and tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        found = _REFRESH.match(value)
        return [found["url"]] if found and found["url"] else []
    if name == "ping":
        return value.split()
    if "url(" in value and name not in ("content", "alt", "title", "aria-label"):
        return _LOCAL.findall(value)
    return []
