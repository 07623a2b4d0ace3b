"""Addresses in a finished site: what is written in a page, and the file, host or fault that it leads to.

They are those of the URL standard, resolved as a browser does; the site may lie below a path ("/repo/"). GitHub Pages
tells capitals apart, serves index.html for a folder and x.html for x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .htmlparts import PartedPage
from .problems import did_you_mean

_EMBEDDED = frozenset({"data", "blob", "about"})
_APPS = frozenset({"mailto", "tel", "sms", "geo", "magnet", "xmpp", "matrix"})


@dataclass
class Site:
    """A folder read: its files by path with "/", its pages, the path that it is published below."""

    root: Path
    base: str
    origin: str
    files: frozenset[str]
    pages: Mapping[str, PartedPage]
    lower: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Where an address leads: a file of the site and a fragment, another host, or nowhere, for a reason."""

    file: str = ""
    fragment: str = ""
    host: str = ""
    insecure: bool = False
    fault: str = ""
    suggestion: str = ""


def resolve(site: Site, page: str, address: str) -> Target:
    """Where `address`, written in `page`, leads."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return Target(fault="is not an address", suggestion="correct it")
    if parts.scheme and f"{parts.scheme}://{parts.netloc}" != site.origin:
        return _elsewhere(parts.scheme.lower(), parts.hostname or "", address)
    if parts.netloc and not parts.scheme:
        return Target(host=parts.hostname or "")
    return _inside(site, page, parts.path, unquote(parts.fragment.partition(":~:")[0]), absolute=bool(parts.netloc))


def _elsewhere(scheme: str, host: str, address: str) -> Target:
    if scheme in ("http", "https"):
        return Target(host=host, insecure=scheme == "http") if host else Target(fault="has no host")
    if scheme in _EMBEDDED or scheme in _APPS:
        return Target()
    if scheme in ("javascript", "vbscript"):
        return Target(fault="is a script", suggestion="link to a page, or use a button")
    if scheme == "file":
        return Target(fault="is a file of one computer", suggestion="put the file into the site")
    return Target(fault=f'has the unknown scheme "{scheme}"', suggestion="if it is a path, write ./ before it")


def _inside(site: Site, page: str, path: str, fragment: str, *, absolute: bool) -> Target:
    if not path and not absolute:
        return Target(page, fragment)
    decoded, folder = unquote(path), page.split("/")[:-1]
    if decoded.startswith("/") or absolute or page == "404.html":
        whole = decoded if decoded.startswith("/") else site.base + decoded
        if not f"{whole}/".startswith(site.base):
            hint = f"begin it with {site.base}, or write it relative"
            return Target(fault=f"leads out of {site.base}", suggestion=hint)
        decoded, folder = whole[len(site.base) :], []
    name = _joined(folder, decoded)
    if name is None:
        return Target(fault="leads out of the site", suggestion="remove a ../")
    index = f"{name}/index.html".lstrip("/")
    is_folder = decoded.endswith(("/", "/.", "/..")) or decoded in ("", ".", "..")
    return _file(site, [index] if is_folder else [name, index, f"{name}.html"], fragment)


def _joined(folder: list[str], path: str) -> str | None:
    """The path from the root, without "." and ".."; None if it leads out."""
    parts = list(folder)
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _file(site: Site, candidates: list[str], fragment: str) -> Target:
    for candidate in candidates:
        if candidate in site.files:
            return Target(candidate, fragment)
    for candidate in candidates:
        if right := site.lower.get(candidate.lower()):
            return Target(fault="does not exist", suggestion=f"did you mean {right}? Capitals count")
    return Target(fault="does not exist", suggestion=did_you_mean(candidates[0], sorted(site.files), "correct it"))
