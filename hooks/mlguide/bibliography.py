"""The bibliography of the site: a .bib file in, CSL-JSON items and problems out, kept by content between builds.

What was read is kept in a cache, so that a build with an unchanged bibliography loads neither the parser nor the
LaTeX decoder. The records of who checked an entry against what come from a table beside the .bib file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import bibtex, csl, paths
from .csl import Item
from .problems import Problem, did_you_mean

_LOCATED_BY = ("DOI", "URL", "ISBN", "archive_location")


@dataclass(frozen=True)
class Record:
    """How one entry was checked: against what, and which of its fields that confirmed."""

    confirmed_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Bibliography:
    """CSL-JSON items by key, in the file's order, with the line each starts at, and what is wrong with the file."""

    items: Mapping[str, Item] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    file: str = ""
    records: Mapping[str, Record] = field(default_factory=dict)


def load(text: str, file: str, cache_dir: Path) -> Bibliography:
    """As `parse`, from the cache if this text was read before; a damaged cache is read anew."""
    key = hashlib.sha256(f"{_version()}\n{file}\n{text}".encode()).hexdigest()
    path = cache_dir / f"{key}.json"
    try:
        return _from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError):  # not there, or damaged
        found = parse(text, file)
        paths.write_text(path, json.dumps(_to_json(found), ensure_ascii=False))
        return found


def parse(text: str, file: str) -> Bibliography:
    """Read a .bib file. What is broken becomes a problem with its line; every other entry is kept."""
    read = bibtex.parse(text, file)
    items = {key: csl.to_item(entry) for key, entry in read.entries.items()}
    lines = {key: entry.line for key, entry in read.entries.items()}
    found = [*read.problems, *_check(items, lines, file)]
    return Bibliography(items, lines, tuple(sorted(found)), file)


def parse_records(text: str, file: str, known: Mapping[str, Item]) -> tuple[dict[str, Record], list[Problem]]:
    """The table of checks: tab-separated `key`, `confirmed_by`, `fields_confirmed` (with commas), under a head line.

    A row without an entry, a row that is too short and an entry without a row are problems.
    """
    records: dict[str, Record] = {}
    problems = []
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line.strip():
            continue
        key, *cells = line.split("\t")
        if len(cells) < 2:
            problems.append(Problem(file, number, 0, "row has fewer than three cells", "key, confirmed by, fields"))
        elif key not in known:
            hint = did_you_mean(key, known, "add the entry or remove the row")
            problems.append(Problem(file, number, 0, f'no entry "{key}" in the bibliography', hint))
        else:
            records[key] = Record(cells[0].strip(), tuple(name.strip() for name in cells[1].split(",")))
    for key in known:
        if key not in records:
            problems.append(Problem(file, 0, 0, f'no record of how "{key}" was checked', "add a row for it"))
    return records, problems


def never_cited(bibliography: Bibliography, cited: Iterable[str]) -> str:
    """A notice of the entries that no page cites, with their lines; "" if there is none."""
    keys = sorted(bibliography.items.keys() - set(cited), key=lambda key: bibliography.lines[key])
    if not keys:
        return ""
    listed = ", ".join(f"{key} (line {bibliography.lines[key]})" for key in keys)
    return f"{bibliography.file}: {len(keys)} of {len(bibliography.items)} entries are not cited yet: {listed}"


def csl_json(items: Iterable[Item]) -> str:
    """Items as a CSL-JSON document, one item a line."""
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]\n"


@cache
def _version() -> str:
    """Of what makes the cached items: the code that reads them, and the decoder's version."""
    code = b"".join(Path(module.__file__ or "").read_bytes() for module in (bibtex, csl))
    code += Path(__file__).read_bytes()
    return f"{hashlib.sha256(code).hexdigest()} {version('pylatexenc')}"


def _check(items: Mapping[str, Item], lines: Mapping[str, int], file: str) -> Iterator[Problem]:
    """What is wrong with entries that could be read: no way to find the source, or the same source twice."""
    seen: dict[str, str] = {}
    for key, item in items.items():
        if not any(name in item for name in _LOCATED_BY):
            hint = "add one of them, so that a reader can find the source"
            yield Problem(file, lines[key], 0, f'entry "{key}" has no DOI, URL, eprint or ISBN', hint)
        doi = item.get("DOI", "").lower()
        if doi and doi in seen:
            hint = "keep one of the two entries"
            yield Problem(file, lines[key], 0, f'entry "{key}" has the DOI of "{seen[doi]}"', hint)
        seen.setdefault(doi, key)


def _to_json(found: Bibliography) -> dict[str, Any]:
    return {
        "items": list(found.items.values()),
        "lines": list(found.lines.values()),
        "problems": [dataclasses.asdict(problem) for problem in found.problems],
        "file": found.file,
    }


def _from_json(data: dict[str, Any]) -> Bibliography:
    items = {item["id"]: item for item in data["items"]}
    lines = dict(zip(items, data["lines"], strict=True))
    return Bibliography(items, lines, tuple(Problem(**one) for one in data["problems"]), data["file"])
