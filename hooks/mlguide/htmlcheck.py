"""Checks a finished site: what its pages refer to exists, and nothing that should have become something else is left.

In:  a folder of HTML. Out: problems at line and column of the HTML file, or of the Markdown it was made from where that
     can be found; and notes: addresses of other hosts, which are listed and never fetched.
"""

from __future__ import annotations

import gc
import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from .address import Site, resolve
from .htmlpage import Piece, Reference
from .htmlparts import PartedPage, PartReader, Place
from .partcheck import MAY_BE_UNRESOLVED, PartChecker
from .problems import Problem, did_you_mean

_CSS_URL = re.compile(r"url\(\s*(?:'([^']*)'|\"([^\"]*)\"|([^'\")\s]*))\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_FEW = 40  # with as many pages, processes of their own would take longer to start than they save


@dataclass
class Notes:
    """What is worth knowing and no problem: how often each other host is named, and addresses without encryption."""

    hosts: Counter[str] = field(default_factory=Counter)
    insecure: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """Problems in order of file and line, notes, and how many pages and references were looked at."""

    problems: list[Problem]
    notes: Notes
    pages: int
    references: int


def check(root: Path, base: str = "", processes: int = 1) -> Checked:
    """Check the site in `root`. `base` is the path that it is published below; "" to find it in the site itself.

    Raises NotADirectoryError if there is no such folder, FileNotFoundError if it has no page.
    """
    site = read(root, base, processes)
    notes = Notes()
    checker = PartChecker(site)
    problems = [*_check_pages(site, checker, notes), *_check_styles(site), *_check_lists(site, checker.ids)]
    problems.sort(key=lambda one: (one.file, one.line, one.column, one.message))
    parts = (place.part.page for page in site.pages.values() for place in page.places)
    references = sum(len(part.references) + len(part.id_references) for part in parts)
    return Checked(problems, notes, len(site.pages), references)


def read(root: Path, base: str, processes: int) -> Site:
    """Read every page of the folder, in several processes if there are many."""
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is not a folder")
    files = frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    names = sorted(name for name in files if name.endswith((".html", ".htm")))
    if not names:
        raise FileNotFoundError(f"{root} holds no HTML file")
    paths = [root / name for name in names]
    if processes > 1 and len(paths) > _FEW:
        shares = [paths[start::processes] for start in range(processes)]
        with ProcessPoolExecutor(processes, initializer=gc.disable) as pool:
            # A share comes back as a whole, so that its pages still share their parts.
            read = [page for share in pool.map(_read_pages, shares) for page in share]
        pages = dict(zip((path for share in shares for path in share), read, strict=True))
    else:
        pages = dict(zip(paths, _read_pages(paths), strict=True))
    found = {name: pages[path] for name, path in zip(names, paths, strict=True)}
    origin, path = _published(root, found)
    lower = {name.lower(): name for name in files}
    return Site(root, base or path, origin, files, found, lower)


def _read_pages(paths: list[Path]) -> list[PartedPage]:
    reader = PartReader(MAY_BE_UNRESOLVED.search)
    return [reader.read(path.read_bytes().decode("utf-8", errors="replace")) for path in paths]


def _published(root: Path, pages: Mapping[str, PartedPage]) -> tuple[str, str]:
    """Scheme and host, and the path below it, of the home page: from its canonical link; ("", "/") if it has none."""
    canonical = pages["index.html"].canonical if "index.html" in pages else ""
    parts = urlsplit(canonical)
    return (f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""), parts.path or "/"


def _check_pages(site: Site, checker: PartChecker, notes: Notes) -> Iterator[Problem]:
    """The pages and what is in them, then those that nobody reaches."""
    reached: dict[str, set[str]] = {}
    for name, page in site.pages.items():
        yield from _check_ids(name, page)
        reached[name] = set()
        insecure = []
        for place in page.places:
            for found in checker.findings(name, place.part):
                yield from (_placed(name, place, one) for one in found.problems)
                insecure += [_placed(name, place, one) for one in found.insecure]
                notes.hosts.update(found.hosts)
                reached[name] |= found.reached
        notes.insecure += sorted(insecure, key=lambda one: (one.line, one.column))
    yield from _unreachable(site, reached)


def _placed(name: str, place: Place, problem: Problem) -> Problem:
    return replace(problem, file=name, **place.of(problem))


def _check_ids(name: str, page: PartedPage) -> Iterator[Problem]:
    seen: set[str] = set()
    for id_, place, one in page.ids():
        if id_ in seen:
            yield _at(name, place, one, f'id "{id_}" is used twice', "give each its own")
        seen.add(id_)
    for place in page.places:
        for reference in place.part.page.id_references:
            if reference.value not in seen:
                hint = did_you_mean(reference.value, sorted(seen), "name an id of the page")
                message = f'{reference.attribute} of <{reference.tag}> names "{reference.value}", which no element has'
                yield _at(name, place, reference, message, hint)


def _check_styles(site: Site) -> Iterator[Problem]:
    for name in sorted(one for one in site.files if one.endswith(".css")):
        text = (site.root / name).read_text("utf-8", errors="replace")
        for found in _CSS_URL.finditer(text):
            address = next((one for one in found.groups() if one), "")
            if address and not address.startswith("#"):
                target = resolve(site, name, address)
                if target.fault:
                    line = text.count("\n", 0, found.start()) + 1
                    yield Problem(name, line, 0, f'url "{address}" {target.fault}', target.suggestion)


def _check_lists(site: Site, ids: Mapping[str, set[str]]) -> Iterator[Problem]:
    """The sitemap and the index of the search name pages that exist."""
    if "sitemap.xml" in site.files:
        for address in _sitemap(site.root / "sitemap.xml"):
            target = resolve(site, "index.html", address)
            if target.fault or target.host:
                fault = target.fault or "is an address of another host"
                yield Problem("sitemap.xml", 0, 0, f'"{address}" {fault}', target.suggestion or "see site_url")
    index = "search/search_index.json"
    if index in site.files:
        for location in _locations(site.root / index):
            target = resolve(site, "index.html", location or ".")
            missing = target.fragment and target.fragment not in ids.get(target.file, set())
            if target.fault or missing:
                fault = target.fault or f'names the id "{target.fragment}", which no element has'
                yield Problem(index, 0, 0, f'location "{location}" {fault}', target.suggestion or "build the site anew")


def _sitemap(path: Path) -> list[str]:
    try:
        root = ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314 - written by MkDocs, of our own site
    except (ElementTree.ParseError, UnicodeDecodeError):
        return []
    return [(one.text or "").strip() for one in root.iter() if one.tag.endswith("loc")]


def _locations(path: Path) -> list[str]:
    try:
        entries = json.loads(path.read_text("utf-8"))["docs"]
        return [str(entry["location"]) for entry in entries]
    except (ValueError, KeyError, TypeError):
        return []


def _unreachable(site: Site, reached: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Pages that no chain of links in navigation (<nav>) leads to, from the home page on."""
    if "index.html" not in site.pages:
        return
    seen, waiting = {"index.html"}, deque(["index.html"])
    while waiting:
        following = {name for name in reached[waiting.popleft()] - seen if name in site.pages}
        seen |= following
        waiting.extend(following)
    for name, page in site.pages.items():
        if name not in seen and name != "404.html" and not page.redirects:
            yield Problem(name, 0, 0, "no link of the navigation leads here", "add the page to nav in mkdocs.yml")


def _at(name: str, place: Place, what: Piece | Reference, message: str, suggestion: str) -> Problem:
    return Problem(name, message=message, suggestion=suggestion, **place.of(what))


def hosts_text(hosts: Counter[str]) -> Iterable[str]:
    """A line for each other host, most often named first."""
    return (f"{host}: {count}" for host, count in sorted(hosts.items(), key=lambda one: (-one[1], one[0])))
