"""The line under a page's title: how long it takes to read, when it was last held against its sources, last changed.

In:  a page's source, the dates of the last commits. Out: one line of HTML, put behind the first heading of the page.
"""

from __future__ import annotations

import functools
import re
import subprocess
from html import escape
from pathlib import Path

from .source import Source

WORDS_A_MINUTE = 220  # of technical prose; a round figure, and only the order of magnitude matters
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARKS = re.compile(r"[|*#>`\[\](){}:/=.,-]+")


def minutes(source: Source) -> int:
    """Minutes to read a page, at least one: words of its text, tables and captions."""
    return max(1, round(len(_MARKS.sub(" ", source.masked).split()) / WORDS_A_MINUTE))


def to_html(source: Source, reviewed: str, changed: str) -> str:
    """The line; "" for a page without a date of review. Dates are as in 2026-11-28; `changed` may be ""."""
    if not _DATE.fullmatch(reviewed):
        return ""
    parts = [f"{minutes(source)} min read", f"reviewed {_time(reviewed)}"]
    if _DATE.fullmatch(changed):
        parts.append(f"changed {_time(changed)}")
    return f'<p class="page-head" data-search-exclude>{" · ".join(parts)}</p>'


def put(content: str, line: str) -> str:
    """The page with the line behind its first heading, or as it is if it has none."""
    before, heading, after = content.partition("</h1>")
    return f"{before}{heading}\n{line}{after}" if heading and line else content


def changes(root: Path, folder: Path) -> dict[str, str]:
    """The date of the last commit of each file below `folder`, by its path from `root` with "/".

    Empty where `root` is no git checkout, or one without its history, which would give every file the same date.
    """
    if not (root / ".git").exists() or (root / ".git" / "shallow").exists():
        return {}
    try:
        return _changes(root, folder, _git(root, "rev-parse", "HEAD"))
    except (OSError, subprocess.CalledProcessError):  # no git here, or no commit yet
        return {}


@functools.lru_cache(maxsize=1)
def _changes(root: Path, folder: Path, until: str) -> dict[str, str]:
    said = _git(root, "log", "--format=%x00%cs", "--name-only", "--no-renames", until.strip(), "--", str(folder))
    found: dict[str, str] = {}
    for commit in said.split("\0")[1:]:
        date, *names = commit.split("\n")
        for name in filter(None, names):
            found.setdefault(name, date)
    return found


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout  # noqa: S603


def _time(date: str) -> str:
    return f'<time datetime="{escape(date)}">{escape(date)}</time>'
