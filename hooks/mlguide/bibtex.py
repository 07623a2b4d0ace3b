"""BibTeX: the text of a .bib file in, entries and problems out.

A reader of our own, because an author's mistake must be named where it is, and must cost no other entry: it goes on
after a missing comma, equals sign or brace, and begins anew at the next entry when it cannot. Field values stay as they
are written; `csl` makes items of them. Time grows with the length of the text.

Grammar: https://ctan.org/pkg/bibtex, "BibTeXing" (Patashnik 1988), and the types of biblatex that `TYPES` names.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NoReturn

from .problems import Problem, did_you_mean

TYPES = frozenset(
    "article book booklet collection conference dataset electronic inbook incollection inproceedings manual "
    "mastersthesis misc online patent periodical phdthesis proceedings report software standard techreport thesis "
    "unpublished www".split()
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())

_START = re.compile(r"@[ \t]*(?P<type>[A-Za-z]+)\s*(?P<open>[{(])")
_NEXT_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]\s*[^\s,{}()=\"]+\s*,", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]", re.MULTILINE)
_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"(?!@)[^,\s{}()=\"#%\\]+")
_SPACED_KEY = re.compile(r"(?!@)[^,={}()\"\n]+(?=,)")
_NAME = re.compile(r"[^\s=,{}()\"#%]+")
_BARE = re.compile(r"[^\s=,{}()\"#%]+")
_STRAY = re.compile(r"[^,{}()\"=\n]*")
_SWALLOWED = re.compile(r"\n\s*\w+\s*=\s*[{\"\d]")
_LATER_QUOTE = re.compile(r"[^\n]*\"(?=\s*(?:[,#}]|$))")
_MARK = re.compile(r"\\.|[{}\"]", re.DOTALL)
_LIKE_AN_ENTRY = re.compile(r"^(?!%).*?(?:\w\s*=\s*[{\"]|^\w+\s*\{)", re.MULTILINE)
# As many lines that look like entries may stand within a value before it counts as unclosed.
_ENTRIES_IN_A_VALUE = 3


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
    """Read a .bib file. Each mistake is a problem with its line; whatever can be read is kept."""
    reader = _Reader(text, file)
    reader.read()
    return Bibliography(reader.entries, tuple(sorted(reader.problems)))


class _BrokenEntryError(Exception):
    """The entry at work cannot be read any further."""


class _Reader:
    """Goes through the text once. `_at` is the position of what is read next."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._lines = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        self._strings: dict[str, str] = {}
        self._last_value = ("", 0, "")  # name of the field, position, text
        self.entries: dict[str, Entry] = {}
        self.problems: list[Problem] = []

    def read(self) -> None:
        for start in iter(self._next_start, None):
            self._check_between(start.start())
            self._at = start.end()
            kind, closing = start["type"].lower(), "}" if start["open"] == "{" else ")"
            try:
                if kind in ("comment", "preamble"):
                    self._at = self._closing(start.end() - 1, closing)
                elif kind == "string":
                    self._string(closing)
                else:
                    self._entry(kind, closing, start.start())
            except _BrokenEntryError:
                following = _LINE_START.search(self._text, start.end())
                self._at = following.start() if following else len(self._text)
        self._check_between(len(self._text))

    def _next_start(self) -> re.Match[str] | None:
        """The next entry that is not commented out by "%" at the beginning of its line."""
        at = self._at
        while start := _START.search(self._text, at):
            line = self._text[self._lines[self._line(start.start()) - 1] : start.start()]
            if not line.lstrip().startswith("%"):
                return start
            at = start.end()
        return None

    def _entry(self, kind: str, closing: str, start: int) -> None:
        line = self._line(start)
        key = self._key(kind, start)
        fields: dict[str, str] = {}
        complete = False
        try:
            self._fields(fields, closing, f'entry "{key}"' if key else f"@{kind} entry")
            complete = True
        finally:  # what was read before a mistake is kept
            if key:
                self._keep(Entry(key, kind, fields, line), complete)

    def _keep(self, entry: Entry, complete: bool) -> None:
        if entry.key in self.entries:
            hint = f"first used in line {self.entries[entry.key].line}; rename or remove one"
            self._problem_in(entry.line, f'duplicate key "{entry.key}"', hint)
            return
        if entry.type not in TYPES:
            hint = did_you_mean(entry.type, TYPES, "write @misc, @article, @inproceedings, @book ...")
            self._problem_in(entry.line, f"unknown entry type @{entry.type}", hint)
        if entry.fields.get("title"):
            self.entries[entry.key] = entry
        elif complete:
            self.entries[entry.key] = entry
            self._problem_in(entry.line, f'entry "{entry.key}" has no title', "add title = {...}")

    def _key(self, kind: str, start: int) -> str:
        """The citation key with the comma after it; "" if there is none, which is reported."""
        self._skip_space()
        at = self._at
        if spaced := _SPACED_KEY.match(self._text, at):
            self._at = spaced.end() + 1
            return self._checked_key(" ".join(spaced[0].split()), spaced[0], at)
        key = _KEY.match(self._text, at)
        self._at = key.end() if key else at
        self._skip_space()
        if key is None or self._here == "=":
            self._problem(start, f"@{kind} entry without a key", f"write @{kind}{{key, ...}}")
            self._at = at + (self._text[at : at + 1] == ",")
            return ""
        if self._here == ",":
            self._at += 1
        elif self._here not in ("}", ")", ""):
            self._problem(self._at, f'no comma after the key "{key[0]}"', f"write @{kind}{{{key[0]}, ...")
        return self._checked_key(key[0], key[0], at)

    def _checked_key(self, key: str, written: str, at: int) -> str:
        if " " in key:
            self._problem(at, f'key "{key}" has white space in it', f'write "{key.replace(" ", "_")}"')
        invisible = [
            letter for letter in written if unicodedata.category(letter) in ("Cc", "Cf") and letter not in "\n\t"
        ]
        if invisible:
            shown = ", ".join(f"U+{ord(letter):04X}" for letter in dict.fromkeys(invisible))
            self._problem(at, f'key "{key}" has invisible characters in it', f"remove {shown}")
        return key

    def _fields(self, fields: dict[str, str], closing: str, owner: str) -> None:
        """Read `name = value, ...` up to the closing brace into `fields`."""
        while True:
            self._skip_space()
            if self._here == closing:
                self._at += 1
                return
            if self._here == ",":
                self._at += 1
                continue
            name = _NAME.match(self._text, self._at)
            if name is None or name[0].startswith("@"):
                self._unclosed(owner, closing)
            at, self._at = self._at, name.end()
            value = self._field_value(name[0], at)
            if name[0].lower() in fields:
                self._problem(at, f"{owner} has a field twice: {name[0].lower()}", "keep one of them")
            else:
                fields[name[0].lower()] = value
            self._comma_after(name[0], closing)

    def _field_value(self, name: str, at: int) -> str:
        self._skip_space()
        if self._here == "=":
            self._at += 1
        elif self._here in ("{", '"'):
            self._problem(at, f'no "=" after "{name}"', f"write {name} = {{...}}")
        else:
            stray = _STRAY.match(self._text, at)
            self._at = stray.end() if stray else self._at
            self._problem(at, f'no field: "{self._text[at : self._at].strip()}"', "write name = {...}, or remove it")
            return ""
        value = self._value(name)
        if value is None:
            self._problem(at, f'field "{name}" has no value', f"write {name} = {{...}}")
        return value or ""

    def _comma_after(self, name: str, closing: str) -> None:
        self._skip_space()
        found = self._here
        if found and found not in (",", closing, "@") and _NAME.match(self._text, self._at):
            self._problem(self._at, f'no comma after the value of "{name}"', "end each field with a comma")

    def _unclosed(self, owner: str, closing: str) -> NoReturn:
        found = self._here
        if found and found not in "@":
            message = f'{owner} cannot be read from "{self._text[self._at : self._at + 20].split(chr(10))[0]}" on'
            self._problem(self._at, message, "a brace or quotation mark before it may be missing or doubled")
        else:
            name, at, value = self._last_value
            if _SWALLOWED.search(value):
                message = f'the value of "{name}" takes in the fields after it'
                self._problem(at, message, "a brace or quotation mark in it is not closed")
            else:
                last = len(self._text[: self._at].rstrip())
                self._problem(max(last - 1, 0), f"{owner} is not closed", f'add "{closing}" after its last field')
        raise _BrokenEntryError

    def _value(self, name: str) -> str | None:
        """Pieces joined by "#"; None if there is none."""
        parts = []
        while True:
            self._skip_space()
            found = self._here
            if found in ("{", '"') and found:
                end = self._closing(self._at, "}" if found == "{" else '"', name)
                if (
                    found == '"'
                    and self._text[end : end + 1].isalnum()
                    and (later := _LATER_QUOTE.match(self._text, end))
                ):
                    message = f'a quotation mark within the value of "{name}" ends it'
                    self._problem(end - 1, message, "write the value in braces")
                    end = later.end()
                parts.append(self._text[self._at + 1 : end - 1])
                self._last_value = (name, self._at, parts[-1])
                self._at = end
            elif bare := _BARE.match(self._text, self._at):
                self._at = bare.end()
                parts.append(self._string_value(bare[0], bare.start()))
            else:
                return "".join(parts) if parts else None
            self._skip_space()
            if self._here != "#":
                return "".join(parts)
            self._at += 1

    def _string_value(self, name: str, at: int) -> str:
        if name.isdigit() or name.lower() in _MONTHS:
            return name
        if name.lower() not in self._strings:
            hint = did_you_mean(name.lower(), self._strings, "put the value in braces, or define it with @string")
            self._problem(at, f'undefined @string "{name}"', hint)
        return self._strings.get(name.lower(), name)

    def _string(self, closing: str) -> None:
        found: dict[str, str] = {}
        self._fields(found, closing, "@string")
        self._strings.update(found)

    def _closing(self, opening: int, mark: str, name: str = "") -> int:
        """The position after the `mark` that closes what opens at `opening`; braces within come in pairs."""
        if mark == ")":
            return self._text.find(")", opening) + 1 or len(self._text)
        depth = 0
        limit = self._limit(opening)
        for found in _MARK.finditer(self._text, opening + 1, limit):
            if depth == 0 and found[0] == mark:
                return found.end()
            depth += (found[0] == "{") - (found[0] == "}")
            if depth < 0:
                break
        what = "quotation mark" if mark == '"' else "brace"
        of = f' of "{name}"' if name else ""
        self._problem(
            opening, f"the {what} that opens the value{of} is never closed", f"add {mark} where the value ends"
        )
        raise _BrokenEntryError

    def _limit(self, opening: int) -> int:
        """How far a value may reach: some lines in it may look like entries, but not many."""
        at = opening
        for _ in range(_ENTRIES_IN_A_VALUE):
            following = _NEXT_ENTRY.search(self._text, at + 1)
            if following is None:
                return len(self._text)
            at = following.start() + following[0].index("@")
        return at

    def _check_between(self, end: int) -> None:
        """Text outside of entries is a comment, unless it looks like a piece of one."""
        between = self._text[self._at : end]
        if found := _LIKE_AN_ENTRY.search(between):
            shown = found[0].strip()[:40]
            hint = 'is an "@" missing, or does a brace before it close its entry too early?'
            self._problem(self._at + found.end() - 1, f'text outside of entries is not read: "{shown}"', hint)

    @property
    def _here(self) -> str:
        """The next character; "" at the end."""
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _line(self, at: int) -> int:
        return bisect_right(self._lines, at)

    def _problem(self, at: int, message: str, suggestion: str) -> None:
        line = self._line(min(at, len(self._text)))
        self.problems.append(Problem(self._file, line, at - self._lines[line - 1] + 1, message, suggestion))

    def _problem_in(self, line: int, message: str, suggestion: str) -> None:
        self.problems.append(Problem(self._file, line, 0, message, suggestion))
