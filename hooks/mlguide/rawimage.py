"""Images that authors wrote as HTML: found where Python-Markdown keeps raw HTML, and checked, never changed.

In:  the stash of raw HTML of one page: whole blocks, and tags that stand in running text.
Out: for each <img> its attributes and its text as written, and what is wrong with it. Its address counts from the
     finished page, not from the Markdown file: MkDocs leaves raw HTML alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from . import alttext, paths
from .problems import did_you_mean
from .source import Position, Source

_WRITE_MARKDOWN = "write ![text](file) in Markdown, which sees to it"


@dataclass(frozen=True)
class RawImage:
    """One <img> tag: its attributes and the tag as it was written."""

    attributes: dict[str, str]
    tag: str


def find(stash: Iterable[object]) -> list[RawImage]:
    """Every <img> in the raw HTML of a page; escaped code and comments are none."""
    found: list[RawImage] = []
    for block in stash:
        if isinstance(block, str) and "<img" in block.casefold():
            parser = _Images()
            parser.feed(block)
            parser.close()
            found += parser.found
    return found


def faults(
    image: RawImage, page_url: str, known: list[str], exists: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Message and suggestion for everything wrong with it; `exists` answers for a path below docs/."""
    link = image.attributes.get("src", "")
    url = urlsplit(link)
    if url.scheme == "data":
        pass
    elif url.scheme or url.netloc:
        yield f'image is loaded from another host: "{link}"', "keep a copy under docs/"
    else:
        target = paths.resolve(page_url, unquote(url.path))
        if not link or target is None or not exists(target):
            near = did_you_mean(target or "", known, "the address counts from the finished page; " + _WRITE_MARKDOWN)
            yield f'image not found: "{link}"', near
    if "alt" not in image.attributes:
        yield "image has no alternative text", 'add alt="what it shows", or alt="" if it only decorates'
    elif wrong := alttext.fault(image.attributes["alt"], url.path) if image.attributes["alt"].strip() else None:
        yield wrong
    if not (image.attributes.get("width") and image.attributes.get("height")):
        yield f'image has no width and height: "{link}"', _WRITE_MARKDOWN


def position(image: RawImage, source: Source) -> Position | None:
    """Where the tag stands in the page's file; the first place if it is there twice. Code blocks do not count."""
    return tag_position(image.tag, source)


def tag_position(tag: str, source: Source, nth: int = 0) -> Position | None:
    """Where the `nth` (from 0) tag that is written so stands in a page's file, outside code blocks."""
    offset = source.text.find(tag)
    while offset >= 0:
        at = source.position(offset)
        if not any(fence.line <= at.line <= fence.line + fence.body.count("\n") + 1 for fence in source.fences):
            if not nth:
                return at
            nth -= 1
        offset = source.text.find(tag, offset + 1)
    return None


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[RawImage] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            attributes = {name: value or "" for name, value in attrs}
            self.found.append(RawImage(attributes, self.get_starttag_text() or ""))
