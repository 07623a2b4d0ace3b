"""Checks links before a reader follows them: where each one leads, and what is wrong with those that lead nowhere.

In:  the links of all pages (`link`), what lies below docs/, and the ids of each page.
Out: where a link leads, as the path of a file and an id in it; one `Problem` for each link that is wrong, with what to
     write instead. MkDocs reports some of these without a line: hooks/backlinks.py turns those messages off.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from . import paths
from .destination import Destinations, split
from .labelcheck import ANCHORS, NOT_FOUND, UNRECOGNIZED, Fault, empty_link_faults, label_faults, place_of
from .link import Link, PageLinks
from .problems import Problem, did_you_mean
from .source import Source
from .target import Target

CHECKS = frozenset({NOT_FOUND, UNRECOGNIZED, ANCHORS})


def faults(
    site: Destinations, links: Mapping[str, PageLinks], sources: Mapping[str, Source]
) -> Iterator[tuple[str, Problem]]:
    """Everything that is wrong with the links of all pages, by their paths; each with the check that found it."""
    for page, found in links.items():
        if page not in site.urls or page not in sources:
            continue
        for link in found.links:
            for fault in _faults(site, page, link):
                source = sources[page]
                line, column = place_of(link, source)
                yield fault.check, Problem(source.file, line, column, fault.message, fault.suggestion)


def _faults(site: Destinations, page: str, link: Link) -> Iterator[Fault]:
    if link.kind == "label":
        yield from label_faults(site, page, link)
    elif link.kind == "raw":
        yield from _raw_faults(site, page, link)
    else:
        yield from _address_faults(site, page, link)


def _raw_faults(site: Destinations, page: str, link: Link) -> Iterator[Fault]:
    url = split(link.key)
    if url is None:
        yield _unreadable(link.key)
        return
    host, path, anchor = url
    if host:
        return
    target, _ = site.destination(page, link)
    if target:
        if anchor and not site.has_id(target, anchor):
            yield _missing_anchor(site, page, target, anchor, link.key)
    elif path and site.raw_address(page, path) not in ("sitemap.xml", "404.html"):
        below = paths.resolve(page, path) or ""
        written = below if below in site.files else paths.resolve(page, site.like(page, path)[0]) if path else ""
        if written and not site.files.get(written, "no"):
            here, there = posixpath.dirname(site.urls[page]), site.urls[written]
            right = posixpath.relpath(f"/{there}", f"/{here}") + "/" * there.endswith("/")
            hint = f'raw HTML is left as it is: write "{right}", or the link in Markdown'
        else:
            hint = "in raw HTML the address counts from the finished page"
        yield Fault(NOT_FOUND, f'link target not found: "{link.key}"', hint)


def _address_faults(site: Destinations, page: str, link: Link) -> Iterator[Fault]:
    url, written = split(link.written), link.written.strip()
    if url is None:
        yield _unreadable(link.written)
    elif not written:
        yield Fault(NOT_FOUND, "link has no address", "write one between the parentheses")
    elif url[0] and link.kind == "empty":
        yield Fault(NOT_FOUND, f'link has no text: "{link.written}"', "write one")
    elif not url[0]:
        if " " in written:
            right = written.replace(" ", "%20")
            yield Fault(NOT_FOUND, f'address has a space: "{link.written}"', f'write "{right}"')
        yield from _path_faults(site, page, link, url[1], url[2])


def _path_faults(site: Destinations, page: str, link: Link, path: str, anchor: str) -> Iterator[Fault]:
    target = (paths.resolve(page, path) if path else page) or ""
    if target not in site.files:
        yield _not_found(site, page, link.written, path, anchor)
    elif site.files[target]:
        message = f'link leads to {site.files[target]}: "{link.written}"'
        yield Fault(NOT_FOUND, message, "publish it, or take the link away")
    elif target == page and not anchor:
        yield Fault(NOT_FOUND, f'link leads to its own page: "{link.written}"', "name one of its sections: #...")
    elif link.kind == "empty" and path:
        yield from _no_title(site, page, link, target, anchor)
    elif link.kind == "empty":
        yield from empty_link_faults(site, page, link, anchor)
    elif anchor and not site.has_id(target, anchor):
        yield _missing_anchor(site, page, target, anchor, link.written)


def _unreadable(address: str) -> Fault:
    return Fault(NOT_FOUND, f'address cannot be read: "{address}"', "a bracket or a port in it is wrong")


def _not_found(site: Destinations, page: str, written: str, path: str, anchor: str) -> Fault:
    if paths.resolve(page, path) is None:
        return Fault(NOT_FOUND, f'link leaves docs/: "{written}"', "only what lies in docs/ is published")
    if "\\" in path:
        return Fault(NOT_FOUND, f'link target not found: "{written}"', f'write "{path.replace(chr(92), "/")}"')
    right, remark = site.like(page, path)
    check = NOT_FOUND if posixpath.splitext(path)[1] else UNRECOGNIZED
    what = "link leads to a folder" if path.endswith("/") and right else "link target not found"
    if right:
        right = _encoded(right) + (f"#{anchor}" if anchor else "")
        hint = f"did you mean {right}?" + (f" {remark}" if remark else "")
        return Fault(check, f'{what}: "{written}"', hint)
    if path.startswith("www."):
        return Fault(check, f'{what}: "{written}"', f"did you mean https://{written}?")
    if "@" in path and "/" not in path:
        return Fault(check, f'{what}: "{written}"', f"did you mean mailto:{written}?")
    known = [_encoded(paths.relative(page, uri)) for uri, why in site.files.items() if not why]
    return Fault(check, f'{what}: "{written}"', did_you_mean(path, known, "a link names a file in docs/"))


def _missing_anchor(site: Destinations, page: str, target: str, anchor: str, written: str) -> Fault:
    where = "on this page" if target == page else f'in "{paths.relative(page, target)}"'
    elsewhere = [one for one in site.targets.candidates(f"*{quote(target)}#{quote(anchor)}") if one.page != target]
    if len(elsewhere) == 1:
        hint = f"did you mean {_address(page, elsewhere[0])}?"
    else:
        known = [f"#{id_}" for id_ in site.ids(target)]
        folded = [one for one in known if one.casefold() == f"#{anchor}".casefold()]
        hint = f"did you mean {folded[0]}? Capitals count" if folded else did_you_mean(f"#{anchor}", known)
    return Fault(ANCHORS, f'no place "#{anchor}" {where}: "{written}"', hint)


def _no_title(site: Destinations, page: str, link: Link, target: str, anchor: str) -> Iterator[Fault]:
    """`[](other.md)` and `[](other.md#label)`."""
    if not target.endswith(".md"):
        hint = f"write ![what it shows]({link.written})" if _is_image(target) else "write one"
        yield Fault(NOT_FOUND, f'link has no text, and no page to take it from: "{link.written}"', hint)
    elif anchor and site.targets.find(link.key) is None:
        if site.has_id(target, anchor):
            yield Fault(ANCHORS, f'link has no text, and "#{anchor}" is no heading to take it from', "write one")
        else:
            yield _missing_anchor(site, page, target, anchor, link.written)


def _address(page: str, target: Target) -> str:
    return f"{paths.relative(page, target.page) if target.page != page else ''}#{target.id}"


def _encoded(path: str) -> str:
    """A path as an address writes it."""
    return path.replace("%", "%25").replace(" ", "%20").replace("#", "%23")


def _is_image(uri: str) -> bool:
    return uri.casefold().endswith((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"))
