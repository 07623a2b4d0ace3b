"""Rendered pages that need not be rendered again, in memory and on disk.

In:  a page's own key (its path, address, text, the configuration, the versions of the code) and a way to ask again what
     it asked when it was rendered (`rendered.Reads`).
Out: what rendering gave, if every answer is the same; None if it must be rendered.

Pages with problems are not kept: they are few, and their messages may depend on anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .rendered import Rendered
from .store import Store


class PageCache:
    """The latest rendering of each page in memory, and on disk if there is a store."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._latest: dict[str, tuple[str, Rendered]] = {}

    def get(self, uri: str, key: str, ask: Callable[[str, str], Any]) -> Rendered | None:
        """What rendering the page gave the last time that everything was as it is now."""
        kept_key, kept = self._latest.get(uri, ("", None))
        if kept is None or kept_key != key:
            kept = self._store.get(key) if self._store else None
        if not isinstance(kept, Rendered) or not kept.reads.hold(ask):
            return None
        if not all(path.exists() for path in kept.collected.published.values()):
            return None
        self._latest[uri] = (key, kept)
        return kept

    def put(self, uri: str, key: str, rendered: Rendered) -> None:
        """Keep what rendering a page gave."""
        if rendered.collected.problems:
            self._latest.pop(uri, None)
            return
        self._latest[uri] = (key, rendered)
        if self._store:
            self._store.put(key, rendered)

    def forget_others(self, uris: set[str]) -> None:
        """Let go of pages that are no more."""
        for uri in self._latest.keys() - uris:
            del self._latest[uri]
