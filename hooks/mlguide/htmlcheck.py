"""Checks a finished site: what its pages refer to exists, and nothing that should have become something else is left.

In:  a folder of HTML. Out: problems at line and column of the HTML file, or of the Markdown it was made from where that
     can be found; and notes: addresses of other hosts, which are listed and never fetched.
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from . import htmlpage
from .address import Site, resolve
from .htmlpage import HtmlPage, Piece, Reference
from .problems import Problem, did_you_mean

_UNRESOLVED = {
    re.compile(r"\[[^\[\]\n]*@[A-Za-z][\w:.-]*[^\[\]\n]*\]"): "a citation that was not resolved",
    re.compile(r"\[\^[^\]\s]+\]"): "a footnote that was not resolved",
    re.compile(r"(?<![\w@.])@(?:fig|tbl|sec)-\w+"): "a reference that was not resolved",
    re.compile(r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]"): "a link that was not resolved",
    re.compile(r"\[[^\[\]\n]*\]\([^()\s]*\)"): "a link that was not resolved",
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}"): "a macro that was not carried out",
    re.compile(r"^\s*///\s*\S*", re.MULTILINE): "a block that was not carried out",
}
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
    problems = [*_check_pages(site, notes), *_check_styles(site), *_check_lists(site), *_unreachable(site)]
    problems.sort(key=lambda one: (one.file, one.line, one.column, one.message))
    references = sum(len(page.references) + len(page.id_references) for page in site.pages.values())
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
        with ProcessPoolExecutor(processes) as pool:
            pages = list(pool.map(_read_page, paths, chunksize=max(1, len(paths) // (8 * processes))))
    else:
        pages = [_read_page(path) for path in paths]
    found = dict(zip(names, pages, strict=True))
    origin, path = _published(root, found)
    lower = {name.lower(): name for name in files}
    return Site(root, base or path, origin, files, found, lower)


def _read_page(path: Path) -> HtmlPage:
    return htmlpage.read(path.read_bytes().decode("utf-8", errors="replace"))


def _published(root: Path, pages: Mapping[str, HtmlPage]) -> tuple[str, str]:
    """Scheme and host, and the path below it, of the home page: from its canonical link; ("", "/") if it has none."""
    canonical = pages["index.html"].canonical if "index.html" in pages else ""
    parts = urlsplit(canonical)
    return (f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""), parts.path or "/"


def _check_pages(site: Site, notes: Notes) -> Iterator[Problem]:
    ids = _ids(site)
    for name, page in site.pages.items():
        yield from _check_ids(name, page)
        for image in page.without_alt:
            yield _at(name, image, f'image "{image.text}" has no alt attribute', 'say what it shows, or write alt=""')
        for reference in page.references:
            yield from _check_reference(site, ids, name, reference, notes)
        for piece in page.texts:
            yield from _unresolved(name, piece)


def _ids(site: Site) -> dict[str, set[str]]:
    return {name: {one.text for one in page.ids} for name, page in site.pages.items()}


def _check_ids(name: str, page: HtmlPage) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in page.ids:
        if one.text in seen:
            yield _at(name, one, f'id "{one.text}" is used twice', "give each its own")
        seen.add(one.text)
    for reference in page.id_references:
        if reference.value not in seen:
            hint = did_you_mean(reference.value, sorted(seen), "name an id of the page")
            message = f'{reference.attribute} of <{reference.tag}> names "{reference.value}", which no element has'
            yield _at(name, reference, message, hint)


def _check_reference(
    site: Site, ids: Mapping[str, set[str]], name: str, reference: Reference, notes: Notes
) -> Iterator[Problem]:
    written = f'{reference.attribute} "{reference.value}" of <{reference.tag}>'
    if not reference.value.strip():
        if reference.attribute != "action":
            yield _at(name, reference, f"{reference.attribute} of <{reference.tag}> is empty", "write where it leads")
        return
    target = resolve(site, name, reference.value)
    if target.fault:
        yield _at(name, reference, f"{written} {target.fault}", target.suggestion)
    elif target.host:
        notes.hosts[target.host] += 1
        if target.insecure:
            notes.insecure.append(_at(name, reference, f"{written} is not encrypted", "write https"))
    elif target.fragment not in ("", "top") and target.fragment not in ids.get(target.file, {target.fragment}):
        hint = did_you_mean(target.fragment, sorted(ids[target.file]), f"{target.file} has no such id")
        yield _at(name, reference, f'{written}: no element has the id "{target.fragment}"', hint)


def _unresolved(name: str, piece: Piece) -> Iterator[Problem]:
    for pattern, what in _UNRESOLVED.items():
        for found in pattern.finditer(piece.text):
            before = piece.text[: found.start()]
            line = piece.line + before.count("\n")
            column = len(before) - before.rfind("\n") if "\n" in before else piece.column + len(before)
            yield Problem(name, line, column, f'"{found[0].strip()}" is {what}', "correct it in the source")


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


def _check_lists(site: Site) -> Iterator[Problem]:
    """The sitemap and the index of the search name pages that exist."""
    if "sitemap.xml" in site.files:
        for address in _sitemap(site.root / "sitemap.xml"):
            target = resolve(site, "index.html", address)
            if target.fault or target.host:
                fault = target.fault or "is an address of another host"
                yield Problem("sitemap.xml", 0, 0, f'"{address}" {fault}', target.suggestion or "see site_url")
    index = "search/search_index.json"
    if index in site.files:
        ids = _ids(site)
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


def _unreachable(site: Site) -> Iterator[Problem]:
    """Pages that no chain of links in navigation (<nav>) leads to, from the home page on."""
    if "index.html" not in site.pages:
        return
    seen, waiting = {"index.html"}, deque(["index.html"])
    while waiting:
        name = waiting.popleft()
        for address in site.pages[name].navigation:
            file = resolve(site, name, address).file
            if file in site.pages and file not in seen:
                seen.add(file)
                waiting.append(file)
    for name, page in site.pages.items():
        if name not in seen and name != "404.html" and not page.redirects:
            yield Problem(name, 0, 0, "no link of the navigation leads here", "add the page to nav in mkdocs.yml")


def _at(name: str, what: Piece | Reference, message: str, suggestion: str) -> Problem:
    return Problem(name, what.line, what.column, message, suggestion)


def hosts_text(hosts: Counter[str]) -> Iterable[str]:
    """A line for each other host, most often named first."""
    return (f"{host}: {count}" for host, count in sorted(hosts.items(), key=lambda one: (-one[1], one[0])))
