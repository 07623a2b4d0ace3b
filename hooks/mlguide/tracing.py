"""Where in the Markdown something in a finished page comes from.

In:  a problem at a place of an HTML file, and the folder of the sources.
Out: the same problem at the line of the source, with the place in the HTML in its message; or as it was, if the source
     does not hold it: then the theme made it, or a hook.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from . import paths
from .problems import Problem
from .source import Position, Source

_QUOTED = re.compile(r'"([^"]*)"')


def trace(problem: Problem, docs: Path, shown_as: str = "docs") -> Problem:
    """The problem in the source, if that can be found; `shown_as` is how messages name the folder."""
    wanted = _QUOTED.search(problem.message)
    for name in _sources(problem.file):
        source = _read(docs / name, f"{shown_as}/{name}")
        if source is not None and wanted:
            for text in _written(wanted[1]):
                if at := source.find(text):
                    return _moved(problem, source, at)
    return problem


def _moved(problem: Problem, source: Source, at: Position) -> Problem:
    where = f"{problem.file}:{problem.line}:{problem.column}"
    return replace(problem, file=source.file, line=at.line, column=at.column, message=f"{problem.message} [{where}]")


def _sources(html: str) -> list[str]:
    """The Markdown files that a page of this path can come from."""
    if html.endswith("/index.html"):
        return [html.removesuffix("/index.html") + ".md", html.removesuffix(".html") + ".md"]
    return [html.removesuffix(".html") + ".md"] if html.endswith(".html") else []


def _written(found: str) -> list[str]:
    """How an author may have written what stands in the page: the text itself, an address of a page, its fragment."""
    path, mark, fragment = found.partition("#")
    last = path.rstrip("/").rpartition("/")[2]
    ways = [found]
    if last and last not in (".", ".."):
        ways += [f"{last}/index.md{mark}{fragment}", f"{last}.md{mark}{fragment}", f"{last}/index.md", f"{last}.md"]
    if fragment:
        ways += [f"#{fragment}", f"#{fragment.split('-', 2)[-1]}"]
    return ways


@cache
def _read(path: Path, shown_as: str) -> Source | None:
    try:
        return Source(shown_as, paths.read_text(path))
    except paths.UnreadableFileError:
        return None
