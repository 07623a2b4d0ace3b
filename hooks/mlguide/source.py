"""A page's source as its author wrote it: front matter, fences, and where in the file something stands.

Python-Markdown's extensions see no line numbers. They report what they met, and this module finds it again in the
file: on text in which front matter, code, comments and raw HTML tags are blanked out, character for character.

In:  the text of one Markdown file.
Out: `Fence`s, `Position`s, parsed front matter; never changed text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml
from markdown.util import ETX, STX

_FENCE_OPEN = re.compile(r"^(?P<indent>[ \t>]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_BACKTICKS = re.compile(r"`+")
# libyaml's loader where it is built in: several times faster, and the same YAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What the Markdown converter leaves for a piece of text that it has put aside: code, a tag, an escaped character.
PUT_ASIDE = re.compile(f"{STX}[^{ETX}]*{ETX}")
_ASIDE = r"[\s\S]{0,300}?"

_LABEL = re.compile(r"(?<=[{:\s])#([^\s#{}()]+)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")


@dataclass(frozen=True)
class Position:
    """A place in a file; both numbers count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Fence:
    """One fenced block: its info string ("mermaid live"), its dedented body, the line of its opening marks."""

    info: str
    body: str
    line: int
    indent: int


@dataclass(frozen=True)
class FrontMatter:
    """Parsed front matter: its data, the number of lines it takes, and what is wrong with it and where, if anything."""

    data: dict[str, Any]
    lines: int
    error: str = ""
    error_line: int = 0


@dataclass(frozen=True)
class Source:
    """One Markdown file: `file` as shown in messages (relative to the project), `text` in full."""

    file: str
    text: str

    @classmethod
    def of(cls, file: str, text: str) -> Source:
        """The source of a file; while its text is the same, the same object, which knows what it has found before."""
        latest = _LATEST.get(file)
        if latest is None or latest.text != text:
            latest = _LATEST[file] = cls(file, text)
        return latest

    @cached_property
    def front_matter(self) -> FrontMatter:
        """The YAML between the two `---` lines at the top."""
        return parse_front_matter(self.text)

    @cached_property
    def fences(self) -> list[Fence]:
        """Every closed fenced block, in order."""
        return [fence for fence, _ in _fences(self.text.split("\n"), self.front_matter.lines)]

    @cached_property
    def masked(self) -> str:
        """The text with everything blanked that is not prose: same length, same line ends."""
        return _mask(self.text, self.front_matter.lines)

    def find(self, wanted: str, nth: int = 0, *, whole_word: bool = False, inner: str = "") -> Position | None:
        """Where the `nth` (from 0) occurrence of `wanted` in prose starts; None if there is none.

        Any white space stands for any other, so that a line may break within it, and a placeholder of the Markdown
        converter for what it may have put aside. With `whole_word` an occurrence counts only if no letter, digit, "_"
        or "-" follows it. With `inner` the position is that of this part of it.
        """
        pattern = _ASIDE.join(
            r"[\s>]+".join(re.escape(word) for word in re.split(r"\s+", part)) for part in PUT_ASIDE.split(wanted)
        )
        pattern += r"(?![\w-])" if whole_word else ""
        if pattern not in self._found:
            self._found[pattern] = [match.start() for match in re.finditer(pattern, self.masked)]
        starts = self._found[pattern]
        if nth >= len(starts):
            return None
        return self.position(max(starts[nth], self.masked.find(inner, starts[nth])))

    def find_link(self, address: str, nth: int = 0) -> Position | None:
        """Where the address of the `nth` (from 0) link to `address` starts: `](a.md`, `](<a.md>`, or `]: a.md`."""
        starts = self._ends_of(rf"\]\(\s*<?(?={re.escape(address)}[\s)>])", address)
        if not starts:
            starts = self._ends_of(rf"\]:[ \t]*<?(?={re.escape(address)}[\s>])", address)
        return self.position(starts[min(nth, len(starts) - 1)]) if starts else None

    def _ends_of(self, pattern: str, address: str) -> list[int]:
        """Where a pattern ends that begins with "]" in prose; an address in <> looks like a tag and is blanked out."""
        if address not in self.text:
            return []
        if pattern not in self._found:
            found = re.finditer(pattern, self.text)
            self._found[pattern] = [match.end() for match in found if self.masked[match.start()] == "]"]
        return self._found[pattern]

    def find_label(self, label: str, nth: int = 0) -> Position | None:
        """Where the `nth` (from 0) attribute list that gives the id `label` has it: the place of "#label"."""
        starts = self._labels.get(label, [])
        return self.position(starts[nth]) if nth < len(starts) else None

    @cached_property
    def _labels(self) -> dict[str, list[int]]:
        """Where each id stands that something in braces may give."""
        found: dict[str, list[int]] = {}
        for match in _LABEL.finditer(self.masked):
            found.setdefault(match[1], []).append(match.start())
        return found

    @cached_property
    def _found(self) -> dict[str, list[int]]:
        """Where each pattern that was looked for occurs."""
        return {}

    def find_image(self, link: str) -> Position | None:
        """Where the first image with this address starts: its "![", or the address if it is written otherwise."""
        address = self.masked.find(f"]({link}")
        start = self.masked.rfind("![", 0, address) if address >= 0 else -1
        return self.position(start) if start >= 0 else self.find(link)

    def find_fence(self, body: str, nth: int = 0) -> Fence | None:
        """The `nth` (from 0) fence whose body is `body`, blank ends aside."""
        same = [fence for fence in self.fences if fence.body.strip() == body.strip()]
        return same[nth] if nth < len(same) else None

    def position(self, offset: int) -> Position:
        """Line and column of a character."""
        line = self.text.count("\n", 0, offset)
        return Position(line + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1)


_LATEST: dict[str, Source] = {}  # by file


def parse_front_matter(text: str) -> FrontMatter:
    """Read the front matter of a page as MkDocs does, but say what is wrong where MkDocs drops it in silence."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter({}, 0)
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    end = next(ends, None)
    if end is None:
        return FrontMatter({}, 0, 'front matter opens with "---" and is never closed', 1)
    try:
        data = _load_yaml("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 2
        said = getattr(error, "problem", None) or "not valid YAML"
        return FrontMatter({}, end + 1, f"front matter is broken: {said}", min(line, end + 1))
    if data is None:
        return FrontMatter({}, end + 1)
    if not isinstance(data, dict):
        return FrontMatter({}, end + 1, f"front matter is a {type(data).__name__}, not `key: value` lines", 2)
    return FrontMatter(data, end + 1)


def _load_yaml(text: str) -> Any:
    """The data; a mistake is told in the words of the loader that is there on every system."""
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return yaml.safe_load(text)


def _fences(lines: list[str], start: int) -> Iterator[tuple[Fence, range]]:
    """Closed fences with the range of line indexes they take."""
    number = start
    while number < len(lines):
        opening = _FENCE_OPEN.match(lines[number])
        end = _closing(lines, number, opening["marks"]) if opening else None
        if opening is None or end is None:
            number += 1
            continue
        indent = len(opening["indent"])
        body = "\n".join(line[indent:] for line in lines[number + 1 : end])
        yield Fence(opening["info"].strip(), body, number + 1, indent), range(number, end + 1)
        number = end + 1


def _closing(lines: list[str], opening: int, marks: str) -> int | None:
    for number in range(opening + 1, len(lines)):
        if lines[number].strip(" \t>") == marks:
            return number
    return None


def _mask(text: str, front_matter_lines: int) -> str:
    lines = text.split("\n")
    for number in range(front_matter_lines):
        lines[number] = " " * len(lines[number])
    for _, taken in _fences(list(lines), front_matter_lines):
        for number in taken:
            lines[number] = " " * len(lines[number])
    masked = _blank_comments("\n".join(lines))
    return _TAG.sub(lambda tag: " " * len(tag[0]), _blank_code_spans(masked))


def _blank_comments(text: str) -> str:
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        end = len(text) if end < 0 else end + 3
        parts += [text[position:start], _blank(text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def _blank_code_spans(text: str) -> str:
    """Blank `code`: runs of backticks pair up with the next run of equal length in the same paragraph."""
    runs = list(_BACKTICKS.finditer(text))
    waiting: dict[tuple[int, int], list[int]] = {}
    paragraphs = _paragraph_numbers(text, [run.start() for run in runs])
    for number, run in enumerate(runs):
        waiting.setdefault((paragraphs[number], len(run[0])), []).append(number)
    parts, position, number = [], 0, 0
    while number < len(runs):
        same = waiting[(paragraphs[number], len(runs[number][0]))]
        after = bisect_right(same, number)
        if after == len(same):
            number += 1
            continue
        start, end = runs[number].start(), runs[same[after]].end()
        parts += [text[position:start], _blank(text[start:end])]
        position, number = end, same[after] + 1
    return "".join([*parts, text[position:]])


def _paragraph_numbers(text: str, offsets: list[int]) -> list[int]:
    breaks = [match.start() for match in re.finditer(r"\n[ \t]*\n", text)]
    numbers, passed = [], 0
    for offset in offsets:
        while passed < len(breaks) and breaks[passed] < offset:
            passed += 1
        numbers.append(passed)
    return numbers


def _blank(text: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in text)
