"""A page's foot: which pages link to it, and which are like it.

In:  the backlinks of all pages (`backlinks`) and what pages have in common (`related`).
Out: both lists as HTML. A related page is left out if the reader meets it anyway: linked in the text, listed under
     "Linked from", or next or previous in the navigation.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from . import backlinks, related
from .backlinks import Backlink, View
from .related import Index


@dataclass
class PageFoot:
    """What stands at the foot of every page; pages by their paths below docs/."""

    backlinks: dict[str, list[Backlink]]
    index: Index
    _linked: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for target, places in self.backlinks.items():
            for one in places:
                self._linked.setdefault(one.page, set()).add(target)

    def html(self, page: str, view: View, neighbours: Collection[str] = ()) -> str:
        """Both lists as `page` shows them; "" if there is nothing to list."""
        here = self.backlinks.get(page, [])
        met = {page, *neighbours, *(one.page for one in here), *self._linked.get(page, ())}
        like = related.list_html(self.index.related(page, met), view.link, view.taken)
        return backlinks.list_html(here, view) + like
