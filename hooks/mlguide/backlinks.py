"""Backlinks: at a page's foot, the pages that link to it, each with the sentence around the link.

In:  the links of all pages in reading order (`link`), and where each leads (`destination`).
Out: for each page its `Backlink`s; the HTML of the list, in a <details> if it is long.

Navigation, the lifecycle map and its transitions, the glossary's terms, and lists of sources are no links of the text,
so they are not among them; a page's links to itself are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from .link import Link, PageLinks
from .markup import free_id

HEADING_ID = "linked-from"
_MOST_OPEN = 5  # as many places are shown at once


@dataclass(frozen=True)
class Backlink:
    """One sentence that links here: its page, the heading above it and the id of that, the ids that it links to."""

    page: str
    sentence: str
    section: str
    place: str
    targets: tuple[str, ...] = ()


def collect(
    pages: Iterable[str], links: Mapping[str, PageLinks], destination: Callable[[str, Link], tuple[str, str]]
) -> dict[str, list[Backlink]]:
    """The backlinks of each page that has any, by page and then in the order of the text; `pages` in reading order."""
    found: dict[str, dict[tuple[str, str, str], list[str]]] = {}
    for page in pages:
        for link in links[page].links if page in links else ():
            target, id_ = destination(page, link)
            if target and target != page:
                ids = found.setdefault(target, {}).setdefault((page, link.sentence, link.place), [link.section])
                ids += [id_] if id_ and id_ not in ids[1:] else []
    return {
        target: [Backlink(*place[:2], ids[0], place[2], tuple(ids[1:])) for place, ids in places.items()]
        for target, places in found.items()
    }


@dataclass(frozen=True)
class View:
    """A page from which others are seen.

    `link` gives the address and title of a page, `name` what an id of this page is called ("" if nothing to speak of),
    `plain` a text with its references written out; `taken` are the ids of this page.
    """

    link: Callable[[str], tuple[str, str]]
    name: Callable[[str], str]
    plain: Callable[[str], str] = str
    taken: Container[str] = ()


def list_html(backlinks: Iterable[Backlink], view: View) -> str:
    """The section as HTML; "" if nothing links here."""
    pages: dict[str, list[Backlink]] = {}
    for one in backlinks:
        pages.setdefault(one.page, []).append(one)
    if not pages:
        return ""
    items = "".join(_page_html(places, view) for places in pages.values())
    shown = f'<ul class="backlinks">\n{items}</ul>\n'
    count = sum(map(len, pages.values()))
    if count > _MOST_OPEN:
        said = f"{count} places on {len(pages)} page{'s'[: len(pages) != 1]}"
        shown = f'<details class="backlinks-folded">\n<summary>{said}</summary>\n{shown}</details>\n'
    id_ = free_id(HEADING_ID, view.taken)
    return (
        f'<section class="page-links" aria-labelledby="{id_}" data-search-exclude>\n'
        f'<h2 id="{id_}">Linked from</h2>\n{shown}</section>\n'
    )


def _page_html(places: list[Backlink], view: View) -> str:
    href, title = view.link(places[0].page)
    quotations = "".join(_quotation(one, href, title, view) for one in places)
    said = escape(title, quote=False)
    return f'<li><a href="{escape(href)}">{said}</a>\n<ul class="quotations">\n{quotations}</ul></li>\n'


def _quotation(one: Backlink, href: str, title: str, view: View) -> str:
    sentence, section = view.plain(one.sentence), view.plain(one.section)
    said = [f"<q>{escape(sentence, quote=False)}</q>"] if sentence else []
    if one.place and section not in ("", title):
        said.append(f'in <a href="{escape(href)}#{escape(one.place)}">{escape(section, quote=False)}</a>')
    about = [
        f'<a href="#{escape(id_)}">{escape(name, quote=False)}</a>' for id_ in one.targets if (name := view.name(id_))
    ]
    if about:
        said.append(f"to {' and '.join(about)}")
    return f"<li>{' '.join(said)}</li>\n" if said else ""
