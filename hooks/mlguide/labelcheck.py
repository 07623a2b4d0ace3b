"""Checks references to sections: labels that nobody gave, that two headings have, headings that name each other.

In:  the links of all pages (`link`), and what they can lead to (`destination`).
Out: `Fault`s of single links; `Problem`s of labels and of headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import paths
from .crossref import typed_labels
from .destination import Destinations
from .link import Link, PageLinks
from .problems import Problem, did_you_mean
from .rawimage import tag_position
from .section import Section
from .source import Source
from .target import Target

# The checks, by the names of MkDocs' settings below validation.links.
NOT_FOUND, UNRECOGNIZED, ANCHORS = "not_found", "unrecognized_links", "anchors"

_Place = tuple[str, str]  # a page, and the id of a heading in it


@dataclass(frozen=True)
class Fault:
    """What is wrong with a link: which check found it, the message, the suggestion."""

    check: str
    message: str
    suggestion: str


def place_of(link: Link, source: Source) -> tuple[int, int]:
    """Line and column of a link in its page's source; zeros if it cannot be found."""
    if link.kind == "label":
        at = source.find(link.written, link.nth, whole_word=True)
    elif link.kind == "raw":
        at = tag_position(link.written, source, link.nth)
    else:
        at = source.find_link(link.written, link.nth)
    return (at.line, at.column) if at else (0, 0)


def label_faults(site: Destinations, page: str, link: Link) -> Iterator[Fault]:
    """What is wrong with `@sec-label`; figures and tables are checked by `crossref`."""
    if not link.key.startswith("sec-"):
        return
    found = site.targets.candidates(link.key)
    if not found:
        near = did_you_mean(link.key, site.targets.ids(), f"label the heading {{ #{link.key} }}")
        yield Fault(ANCHORS, f'unknown label "@{link.key}"', near)
    elif found[0].kind != "Section":
        yield Fault(ANCHORS, f'label "@{link.key}" belongs to a {found[0].kind.lower()}', "label a heading with it")
    else:
        yield from _ambiguous(page, link.written, found)
        yield from _within_itself(page, link, found[0])


def _ambiguous(page: str, written: str, found: list[Target]) -> Iterator[Fault]:
    """An id of several pages. Labels that are used twice are reported once, where they stand."""
    if len(found) > 1 and not found[0].labelled:
        choices = [f"[]({paths.relative(page, one.page)}#{one.id})" for one in found]
        shown = " or ".join(choices[:3]) + (f" or one of {len(choices) - 3} more" if len(choices) > 3 else "")
        yield Fault(ANCHORS, f'"{written}" may lead to {len(found)} pages', f"write {shown}")


def _within_itself(page: str, link: Link, target: Target) -> Iterator[Fault]:
    if link.inside and (target.page, target.id) == (page, link.inside):
        yield Fault(ANCHORS, f'heading refers to itself: "{link.written}"', "write the words")


def empty_link_faults(site: Destinations, page: str, link: Link, anchor: str) -> Iterator[Fault]:
    """What is wrong with `[](#label)`."""
    found = site.targets.candidates(link.key)
    if found:
        own = found[0].page == page
        yield from () if own else _ambiguous(page, link.written, found)
        yield from _within_itself(page, link, found[0])
    elif site.has_id(page, anchor):
        yield Fault(ANCHORS, f'link has no text, and "#{anchor}" is no heading to take it from', "write one")
    else:
        known = {*site.ids(page), *site.targets.ids()}
        near = did_you_mean(anchor, known, f"label the heading {{ #{anchor} }}")
        yield Fault(ANCHORS, f'unknown label "#{anchor}"', near)


def circles(site: Destinations, links: Mapping[str, PageLinks], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Headings that take their words from each other."""
    names: dict[_Place, list[tuple[_Place, Link]]] = {}
    for page, found in links.items():
        for link in found.links:
            if link.inside and link.kind in ("label", "empty"):
                names.setdefault((page, link.inside), []).append((site.destination(page, link), link))
    for start, named in names.items():
        for target, link in named:
            if target != start and _leads(names, target, start):
                source = sources[start[0]]
                message = f'headings take their words from each other: "{link.written}"'
                yield Problem(source.file, *place_of(link, source), message, "write the words in one of them")


def _leads(names: Mapping[_Place, list[tuple[_Place, Link]]], start: _Place, end: _Place) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        place = waiting.pop()
        if place == end:
            return True
        following = {target for target, _ in names.get(place, [])} - seen
        seen |= following
        waiting.extend(following)
    return False


def twice(site: Destinations, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Labels that two headings have (other ids: on one page), and labels of headings that say another kind."""
    for id_, sections in site.targets.labelled().items():
        for number, section in enumerate(sections):
            if id_.startswith(("fig-", "tbl-")):
                message, hint = f'label "{id_}" belongs to a section', f'write "sec-{id_[4:]}"'
                yield Problem(*_label_place(section, sources), message, hint)
            others = [one for one in sections[:number] if one.page == section.page or id_.startswith("sec-")]
            if others:
                file, line, _ = _label_place(others[0], sources)
                hint = f"the other is in {file}:{line}; rename one"
                yield Problem(*_label_place(section, sources), f'label "{id_}" is used twice', hint)


def _label_place(section: Section, sources: Mapping[str, Source]) -> tuple[str, int, int]:
    """File, line and column where a heading is labelled; zeros if that cannot be found."""
    source = sources.get(section.page)
    at = source.find_label(section.id, section.nth) if source else None
    return (source.file if source else section.page, at.line if at else 0, at.column if at else 0)


def description_problems(site: Destinations, source: Source) -> Iterator[Problem]:
    """Labels in the description of a page that nothing has; it is text in front matter, and so has no `Link`s."""
    description = str(source.front_matter.data.get("description") or "")
    for label in typed_labels(description):
        if site.targets.find(label) is None:
            at = source.position(max(0, source.text.find(f"@{label}")))
            near = did_you_mean(label, site.targets.ids(), f"label the heading, figure or table {{ #{label} }}")
            yield Problem(source.file, at.line, at.column, f'unknown label "@{label}"', near)
