"""Footnotes: finds those defined and never used, used and never defined, or defined twice.

Python-Markdown's own extension makes the footnotes, and `reference_list` numbers them together with the citations;
neither says anything of the three. This one reads the page's source and reports.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from .problems import Problem, did_you_mean
from .source import Source

# After footnotes (50) and inline (20) have made the list and the references.
_PRIORITY = 3.6

_MARK = re.compile(r"(?P<start>^[ \t>]*)?\[\^(?P<name>[^\]\n]+)\](?P<colon>:)?", re.MULTILINE)


@dataclass
class FootnoteContext:
    """What the extension needs of its surroundings."""

    source: Callable[[], Source]
    report: Callable[[Problem], None]


class FootnoteCheckExtension(Extension):
    """Registers the tree processor; one instance serves a whole build."""

    def __init__(self, context: FootnoteContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.treeprocessors.register(_FootnoteCheck(md, self._context), "mlguide-footnotes", _PRIORITY)


def check(source: Source) -> Iterator[Problem]:
    """The footnotes of one page that do not fit together, in no particular order."""
    if "[^" not in source.text:
        return
    defined: dict[str, int] = {}
    used: dict[str, int] = {}
    for match in _MARK.finditer(source.masked):
        at = match.end("start") if match["start"] is not None else match.start()
        if match["start"] is None or match["colon"] is None:
            used.setdefault(match["name"], at)
        elif match["name"] in defined:
            first = source.position(defined[match["name"]]).line
            yield _problem(source, at, f"footnote [^{match['name']}] is defined twice", f"first in line {first}")
        else:
            defined[match["name"]] = at
    for name, at in defined.items():
        if name not in used:
            yield _problem(
                source, at, f"footnote [^{name}] is defined and never used", f"refer to it with [^{name}], or remove it"
            )
    for name, at in used.items():
        if name not in defined:
            yield _problem(
                source,
                at,
                f"footnote [^{name}] is used and not defined",
                did_you_mean(name, defined, f"add [^{name}]: ..."),
            )


def _problem(source: Source, offset: int, message: str, suggestion: str) -> Problem:
    at = source.position(offset)
    return Problem(source.file, at.line, at.column, message, suggestion)


class _FootnoteCheck(Treeprocessor):
    def __init__(self, md: Markdown, context: FootnoteContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        for problem in check(self._context.source()):
            self._context.report(problem)
