"""Related pages: those that have most in common with a page, and what that is.

In:  the sources that each page cites, the glossary terms that it uses, its stage.
Out: up to four pages, each with its reason: "shares 4 sources and 3 terms, same stage".

The score of a page is the sum over what both have. What n of N pages have weighs log((N + 1) / n), as in the inverse
document frequency of Sparck Jones (1972, https://doi.org/10.1108/eb026526): a source that half of the guide cites says
little of two pages, one that only these two cite says much. A source counts in full, since an author chose it for a
claim; a term counts a quarter, since a word may merely occur; a stage counts half, since the navigation shows it
anyway. A single term alone relates nothing. Equal scores keep the reading order.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from .markup import free_id

HEADING_ID = "related-pages"
MOST = 4
_SOURCE, _TERM, _STAGE = 1.0, 0.25, 0.5
# What more pages than this have in common says next to nothing of two of them; without it, time would grow as N².
_TOO_COMMON = 60


_Feature = tuple[str, str]  # its kind, and which it is


@dataclass(frozen=True)
class Related:
    """A page and the reason why it is shown."""

    page: str
    reason: str


@dataclass
class Index:
    """What every page has, made once: `pages` in reading order, each with its sources, terms and stage."""

    pages: Sequence[str]
    sources: Mapping[str, Collection[str]]
    terms: Mapping[str, Collection[str]]
    stages: Mapping[str, str]

    def __post_init__(self) -> None:
        having: dict[_Feature, list[str]] = {}
        self._of: dict[str, set[_Feature]] = {}
        for page in self.pages:
            features = self._features(page)
            self._of[page] = set(features)
            for feature in features:
                having.setdefault(feature, []).append(page)
        self._order = {page: number for number, page in enumerate(self.pages)}
        self._telling = {
            feature: (_weight(feature[0]) * math.log((len(self.pages) + 1) / len(pages)), pages)
            for feature, pages in having.items()
            if len(pages) <= _TOO_COMMON
        }

    def related(self, page: str, without: Collection[str] = ()) -> list[Related]:
        """The pages most like `page`, the nearest first; none of `without`."""
        features = [one for one in self._features(page) if one in self._telling]
        scores: defaultdict[str, float] = defaultdict(float)
        for feature in features:
            weight, pages = self._telling[feature]
            for other in pages:
                scores[other] += weight
        others = scores.keys() - {page, *without}
        best = sorted(others, key=lambda other: (-round(scores[other], 9), self._order[other]))
        shared = ((other, Counter(one[0] for one in features if one in self._of[other])) for other in best)
        worth = (Related(other, _reason(kinds)) for other, kinds in shared if kinds != {"term": 1})
        return list(islice(worth, MOST))

    def _features(self, page: str) -> list[_Feature]:
        stage = self.stages.get(page, "")
        return [
            *(("source", key) for key in sorted(self.sources.get(page, ()))),
            *(("term", term) for term in sorted(self.terms.get(page, ()))),
            *([("stage", stage)] if stage else []),
        ]


def list_html(related: Iterable[Related], link: Callable[[str], tuple[str, str]], taken: Container[str] = ()) -> str:
    """The section as HTML; "" if there is none. `link` gives a page's address and title; `taken` are our page's ids."""
    items = "".join(_item_html(one, *link(one.page)) for one in related)
    if not items:
        return ""
    id_ = free_id(HEADING_ID, taken)
    return (
        f'<section class="page-links" aria-labelledby="{id_}" data-search-exclude>\n'
        f'<h2 id="{id_}">Related pages</h2>\n<ul class="related">\n{items}</ul>\n</section>\n'
    )


def _item_html(one: Related, href: str, title: str) -> str:
    reason = f'<span class="related-reason">{one.reason}</span>'
    return f'<li><a href="{escape(href)}">{escape(title, quote=False)}</a> {reason}</li>\n'


def _weight(kind: str) -> float:
    return {"source": _SOURCE, "term": _TERM}.get(kind, _STAGE)


def _reason(shared: Mapping[str, int]) -> str:
    counted = [f"{shared[kind]} {kind}{'s'[: shared[kind] != 1]}" for kind in ("source", "term") if shared.get(kind)]
    parts = [f"shares {' and '.join(counted)}"] if counted else []
    return ", ".join([*parts, *["same stage"] * bool(shared.get("stage"))])
