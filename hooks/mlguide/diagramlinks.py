"""Links that an author gives to the boxes of a diagram: Mermaid's `click` lines in, addresses and problems out.

    click Data href "../data/index.md" "The data stage"
    click Data "../data/index.md#labels"

Syntax: https://mermaid.js.org/syntax/flowchart.html#interaction; callbacks are JavaScript, and refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

_CLICK = re.compile(r"^\s*click\s+(?P<id>[\w-]+)\s+(?P<rest>.*?)\s*;?\s*$")
_TARGET = re.compile(r'^(?:href\s+)?"(?P<target>[^"]*)"(?:\s+"[^"]*")?(?:\s+_\w+)?$')
_SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True)
class Click:
    """A `click` line: the box, the target as written ("" if it is none), the line of the diagram's source from 1."""

    id: str
    target: str
    line: int


def clicks(text: str) -> Iterator[Click]:
    """The `click` lines of a diagram, in order."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := _CLICK.match(line):
            target = _TARGET.match(match["rest"])
            yield Click(match["id"], target["target"].strip() if target else "", number)


def resolve(click: Click, page_link: Callable[[str], tuple[str, str]]) -> tuple[str, str, str]:
    """Address, message and suggestion for a click; the address is "" if there is a message.

    `page_link` gives the address of a page by its path as written, or "" and a suggestion.
    """
    if not click.target:
        return "", f'click of "{click.id}" calls a script', f'write click {click.id} href "page.md"'
    parts = urlsplit(click.target)
    if parts.scheme:
        if parts.scheme in _SCHEMES:
            return click.target, "", ""
        return "", f'click of "{click.id}" leads to {parts.scheme}:', "link to a page, or to http and https"
    if not parts.path:
        return click.target, "", ""
    address, suggestion = page_link(parts.path)
    if not address:
        return "", f'click of "{click.id}" leads to "{parts.path}", which does not exist', suggestion
    return address + (f"#{parts.fragment}" if parts.fragment else ""), "", ""
