"""The feed of changes (Atom, RFC 4287): the pages that were changed last, newest first.

In:  titles, addresses, descriptions and dates of pages. Out: the text of the feed.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Sequence
from dataclasses import dataclass

URI = "feed.xml"
MOST = 30
_ATOM = "http://www.w3.org/2005/Atom"
_NOON = "T12:00:00Z"  # a commit's day is known; feeds want a moment


@dataclass(frozen=True)
class Entry:
    """A page: its title, full address, description, the day of its last change as in 2026-11-28."""

    title: str
    url: str
    description: str
    changed: str


def to_xml(title: str, url: str, author: str, entries: Sequence[Entry]) -> str:
    """The feed of the site at `url`, which ends with "/"; "" if nothing is dated."""
    dated = sorted((one for one in entries if one.changed), key=lambda one: (one.changed, one.url), reverse=True)[:MOST]
    if not dated:
        return ""
    etree.register_namespace("", _ATOM)
    feed = etree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", url)
    _add(feed, "title", title)
    _add(feed, "updated", dated[0].changed + _NOON)
    _add(_add(feed, "author"), "name", author)
    _add(feed, "link", rel="self", href=f"{url}{URI}")
    _add(feed, "link", href=url)
    for one in dated:
        entry = _add(feed, "entry")
        _add(entry, "id", one.url)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.changed + _NOON)
        _add(entry, "link", href=one.url)
        if one.description:
            _add(entry, "summary", one.description)
    etree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{etree.tostring(feed, encoding="unicode")}\n'


def _add(parent: etree.Element, name: str, text: str | None = None, **attributes: str) -> etree.Element:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child
