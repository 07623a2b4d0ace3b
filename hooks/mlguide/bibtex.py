"""BibTeX: the text of a .bib file in, entries and problems out.

The format is read by bibtexparser 2, which recovers after a broken entry; field values stay as they are written
until `references` formats the few that a page cites.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock

from .problems import Problem

# bibtexparser logs each broken block by itself; here they become problems, and nothing is said twice.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False
logging.getLogger("bibtexparser.splitter").propagate = False


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
    library = parse_string(text)
    problems = [_failure(block, file) for block in library.failed_blocks]
    entries = {}
    for entry in _entries(library):
        if not entry.key:
            problems.append(Problem(file, entry.line, 0, f"@{entry.type} entry without a key", "write @type{key, ...}"))
            continue
        entries[entry.key] = entry
        if not entry.fields.get("title"):
            problems.append(Problem(file, entry.line, 0, f'entry "{entry.key}" has no title', "add title = {...}"))
    return Bibliography(entries, tuple(sorted(problems)))


def _entries(library: Library) -> list[Entry]:
    return [
        Entry(
            key=entry.key.strip(),
            type=entry.entry_type.lower(),
            fields={one.key.lower(): str(one.value) for one in entry.fields},
            line=(entry.start_line or 0) + 1,
        )
        for entry in library.entries
    ]


def _failure(block: ParsingFailedBlock, file: str) -> Problem:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        first = (block.previous_block.start_line or 0) + 1
        return Problem(
            file, line, 0, f'duplicate key "{block.key}"', f"first used in line {first}; rename or remove one"
        )
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        return Problem(file, line, 0, f"entry has a field twice: {names}", "keep one of them")
    reason = " ".join(str(getattr(block.error, "abort_reason", "") or block.error or "not valid BibTeX").split())
    return Problem(file, line, 0, f"broken entry: {reason}", "other entries were read; check braces, quotes and commas")
