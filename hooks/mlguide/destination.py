"""What links can lead to: every file below docs/, its address in the finished site, and the ids in it.

In:  a link (`link`) of a page.
Out: the file and id that it leads to; how a path that leads nowhere was probably meant.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

from . import paths
from .link import Link
from .target import Targets


@dataclass
class Destinations:
    """What links can lead to. Paths are relative to docs/.

    `files` says of each file why it is not published: "" if it is. `urls` has each file's address in the finished
    site, relative to its root. `has_id` tells whether a page has an id, `ids` what to suggest.
    """

    files: Mapping[str, str]
    urls: Mapping[str, str]
    targets: Targets
    has_id: Callable[[str, str], bool]
    ids: Callable[[str], Collection[str]]

    def __post_init__(self) -> None:
        self._by_url = {plain_url(url): uri for uri, url in self.urls.items() if not self.files[uri]}
        self._folded = {uri.casefold(): uri for uri in self.files}
        self._named: dict[str, list[str]] = {}
        for uri in self.files:
            self._named.setdefault(posixpath.basename(uri), []).append(uri)

    def destination(self, page: str, link: Link) -> tuple[str, str]:
        """The file that a link of `page` leads to, and the id in it; ("", "") if to none of ours."""
        if link.kind in ("label", "empty"):
            found = self.targets.find(link.key)
            return (found.page, found.id) if found else ("", "")
        url = split(link.key)
        if url is None or url[0]:
            return "", ""
        _, path, anchor = url
        if link.kind == "raw":
            return self._by_url.get(self.raw_address(page, path), ""), anchor
        target = paths.resolve(page, path) if path else page
        return (target, anchor) if target and target in self.files else ("", anchor)

    def raw_address(self, page: str, path: str) -> str:
        """The address below the site's root that a raw link of `page` means."""
        return plain_url(urljoin(f"/{self.urls[page]}", quote(path)) if path else self.urls[page])

    def like(self, page: str, path: str) -> tuple[str, str]:
        """How a path that is wrong should be written in `page`, and what is the matter; ("", "") if nobody knows."""
        bases = (posixpath.dirname(page), self.urls[page].strip("/"))
        for base in bases:
            for guess in _guesses(path):
                if (uri := posixpath.normpath(posixpath.join(base, guess))) in self.files:
                    return paths.relative(page, uri), ""
        target = paths.resolve(page, path) or path
        if (uri := self._folded.get(target.casefold(), "")) and uri in self.files:
            return paths.relative(page, uri), "Capitals count"
        moved = self._named.get(posixpath.basename(target), [])
        if len(moved) == 1 and posixpath.basename(target) != "index.md":
            return paths.relative(page, moved[0]), ""
        return "", ""


class Ids(HTMLParser):
    """The ids of a rendered page, those in raw HTML too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the ids of one element."""
        names = ("id", "name") if tag == "a" else ("id",)
        self.found.update(value for name, value in attrs if value and name in names)


def split(address: str) -> tuple[str, str, str] | None:
    """Scheme and host, path, id, the latter two decoded; None if it is no address."""
    try:
        url = urlsplit(address.strip())
    except ValueError:
        return None
    return url.scheme or url.netloc, unquote(url.path), unquote(url.fragment)


def plain_url(url: str) -> str:
    """An address in the finished site by which it can be looked up: decoded, without "index.html"."""
    path = posixpath.normpath(f"/{unquote(url)}").lstrip("/")
    return path.removesuffix("index.html").strip("/") or "."


def _guesses(path: str) -> Iterator[str]:
    """What an author may have meant by a path to a folder or to a finished page."""
    path = path.lstrip("/")
    stem = path.rstrip("/")
    if stem.endswith("index.html"):
        yield f"{stem.removesuffix('.html')}.md"
        stem = stem.removesuffix("index.html").rstrip("/")
    stem = stem.removesuffix(".html")
    if not posixpath.splitext(stem)[1] or stem.endswith(".."):
        yield from (f"{stem}.md", posixpath.join(stem, "index.md"))
