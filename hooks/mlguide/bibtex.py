"""BibTeX: the text of a .bib file in, entries and problems out.

The format is read by bibtexparser 2, which recovers after a broken entry; field values stay as they are written, and
`csl` makes items of them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .problems import Problem


@dataclass(frozen=True)
class Entry:
    """One bibliography entry: its citation key, its type ("article"), its fields as written, its line in the file."""

    key: str
    type: str
    fields: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Bibliography:
    """The entries of one .bib file by citation key, and what is wrong with the file."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def parse(text: str, file: str) -> Bibliography:
    """Read a .bib file. Broken entries become problems with the line they start at; all others are kept."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415 - only when the bibliography has changed

    # bibtexparser logs each broken block by itself; here they become problems, and nothing is said twice.
    logging.getLogger("bibtexparser").propagate = False
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(text)
    problems = [_failure(block, file) for block in library.failed_blocks]
    entries = {}
    for entry in map(_entry, library.entries):
        if not entry.key:
            problems.append(Problem(file, entry.line, 0, f"@{entry.type} entry without a key", "write @type{key, ...}"))
            continue
        entries[entry.key] = entry
        if not entry.fields.get("title"):
            problems.append(Problem(file, entry.line, 0, f'entry "{entry.key}" has no title', "add title = {...}"))
    return Bibliography(entries, tuple(sorted(problems)))


def _entry(parsed: Any) -> Entry:
    return Entry(
        key=parsed.key.strip(),
        type=parsed.entry_type.lower(),
        fields={one.key.lower(): str(one.value) for one in parsed.fields},
        line=(parsed.start_line or 0) + 1,
    )


def _failure(block: Any, file: str) -> Problem:
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock  # noqa: PLC0415 - as in `parse`

    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        hint = f"first used in line {(block.previous_block.start_line or 0) + 1}; rename or remove one"
        return Problem(file, line, 0, f'duplicate key "{block.key}"', hint)
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        return Problem(file, line, 0, f"entry has a field twice: {names}", "keep one of them")
    reason = " ".join(str(getattr(block.error, "abort_reason", "") or block.error or "not valid BibTeX").split())
    return Problem(file, line, 0, f"broken entry: {reason}", "other entries were read; check braces, quotes and commas")
