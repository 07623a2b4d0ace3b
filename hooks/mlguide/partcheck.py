"""What is wrong within the parts of pages: their references, and text that should have become something else.

In:  a site, and a part of one of its pages (`htmlparts`).
Out: findings at lines and columns of the part.

What an address means depends on the folder that its page lies in, and of "../../a/" only on what is two folders above.
So a part is looked at once for each place from which its addresses are seen differently, however many pages have it;
addresses that begin with "#" are looked at for each page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from .address import Site, resolve
from .htmlpage import Piece, Reference
from .htmlparts import Part
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
MAY_BE_UNRESOLVED = re.compile(r"[\[{@]|///")  # each of them has one of these
# An address that means the same on every page; one that counts from the page's folder, and how far up it goes first.
_WHOLE = re.compile(r"/(?!/)|//[^/?#]|[A-Za-z][A-Za-z0-9+.-]*:")
_RELATIVE = re.compile(r"[\w.%~-]")
_ANY_FOLDER = 1000
_UP = re.compile(r"(?:\.\.(?:/|(?=[?#]|$)))*")


@dataclass
class Findings:
    """What was found in a part, or in a page: problems, references without encryption, how often each host is named.

    `reached` are the pages that its navigation leads to.
    """

    problems: list[Problem] = field(default_factory=list)
    insecure: list[Problem] = field(default_factory=list)
    hosts: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)


@dataclass
class _Addresses:
    """Addresses of a part: references, and what its navigation leads to."""

    references: list[Reference] = field(default_factory=list)
    navigation: list[str] = field(default_factory=list)


class PartChecker:
    """Looks at the parts of a site's pages. `ids` has those of each page."""

    def __init__(self, site: Site) -> None:
        self.ids = {name: {id_ for id_, _, _ in page.ids()} for name, page in site.pages.items()}
        self._site = site
        self._splits: dict[Part, tuple[_Addresses, _Addresses, int]] = {}
        self._found: dict[tuple[Part, str, int], Findings] = {}

    def findings(self, name: str, part: Part) -> list[Findings]:
        """What is to be said of a part of the page `name`."""
        if part not in self._splits:
            self._splits[part] = _split(part)
        common, own, up = self._splits[part]
        key = (part, *_seen_from(name, up))
        if key not in self._found:
            self._found[key] = self._look(name, common)
            self._found[key].problems += _problems_within(part)
        return [self._found[key], *([self._look(name, own)] if own.references else [])]

    def _look(self, name: str, addresses: _Addresses) -> Findings:
        """Look where addresses lead, as seen from the page `name`."""
        found = Findings(reached={resolve(self._site, name, address).file for address in addresses.navigation})
        for reference in addresses.references:
            self._follow(name, reference, found)
        return found

    def _follow(self, name: str, reference: Reference, found: Findings) -> None:
        """Look where a reference leads."""
        attribute = f"{reference.attribute} of <{reference.tag}>"
        written = f'{reference.attribute} "{reference.value}" of <{reference.tag}>'
        if not reference.value.strip():
            if reference.attribute != "action":
                found.problems.append(_at(reference, f"{attribute} is empty", "write where it leads"))
            return
        target = resolve(self._site, name, reference.value)
        ids = self.ids.get(target.file)
        if target.fault:
            found.problems.append(_at(reference, f"{written} {target.fault}", target.suggestion))
        elif target.host:
            found.hosts[target.host] += 1
            if target.insecure:
                found.insecure.append(_at(reference, f"{written} is not encrypted", "write https"))
        elif target.fragment not in ("", "top") and ids is not None and target.fragment not in ids:
            hint = did_you_mean(target.fragment, sorted(ids), f"{target.file} has no such id")
            message = f'{written}: no element has the id "{target.fragment}"'
            found.problems.append(_at(reference, message, hint))


def _split(part: Part) -> tuple[_Addresses, _Addresses, int]:
    """Addresses that mean the same on all pages so many folders below the same one, and those to ask each page of."""
    common, own, least = _Addresses(), _Addresses(), _ANY_FOLDER
    for reference in part.page.references:
        up = _up(reference.value)
        least = least if up is None else min(least, up)
        (own if up is None else common).references.append(reference)
    for address in part.page.navigation:
        (own if _up(address) is None else common).navigation.append(address)
    return common, own, least


def _up(address: str) -> int | None:
    """How many folders an address leaves before it enters one; None if it may mean the page itself."""
    address = address.strip()
    if not address or _WHOLE.match(address):
        return _ANY_FOLDER
    climb = _UP.match(address)
    if climb is None or not _RELATIVE.match(address) or ".." in unquote(address[climb.end() :]):
        return None
    return climb[0].count("..")


def _seen_from(name: str, up: int) -> tuple[str, int]:
    """What of a page's place counts for a part: the folder that its addresses begin at, and how deep the page lies."""
    if name == "404.html":  # it is shown in any folder
        return name, 0
    folders = name.split("/")[:-1]
    return "/".join(folders[: max(0, len(folders) - up)]), min(len(folders), up)


def _problems_within(part: Part) -> Iterator[Problem]:
    for image in part.page.without_alt:
        message = f'image "{image.text}" has no alt attribute'
        yield _at(image, message, 'say what it shows, or write alt=""')
    for piece in part.page.texts:
        yield from _unresolved(piece)


def _unresolved(piece: Piece) -> Iterator[Problem]:
    for pattern, what in _UNRESOLVED.items():
        for found in pattern.finditer(piece.text):
            before = piece.text[: found.start()]
            line = piece.line + before.count("\n")
            column = len(before) - before.rfind("\n") if "\n" in before else piece.column + len(before)
            yield Problem("", line, column, f'"{found[0].strip()}" is {what}', "correct it in the source")


def _at(what: Piece | Reference, message: str, suggestion: str) -> Problem:
    return Problem("", what.line, what.column, message, suggestion)
