"""Measured results: numbers, tables and findings that a project has written into a folder, quoted by name.

In:  a folder of JSON files with flat names (`data.json`: {"late_share": 0.2447}) and Markdown files (`data-leaks.md`).
Out: the text that a page shows for an expression in `{{ }}`:

    {{ data.n_flights }}                               336,776          whole numbers, words, yes and no
    {{ number("modeling.test_auc", 3) }}               0.714            with this many digits after the point
    {{ signed("data.leak_auc", 3) }}                   +0.186
    {{ percent("data.late_share", 1) }}                24.5%            the file has a share, 0 to 1
    {{ points("modeling.gap", 1) }}                    12.5 percentage points
    {{ dollars("scoping.cost_missed", 0) }}            $300
    {{ interval("modeling.test_auc", 3) }}             0.714 (95% interval 0.691 to 0.734)
    {{ limits("modeling.test_auc", 3) }}               0.691 to 0.734
    {{ interval("modeling.saving", 2, "dollars") }}    $4.86 (95% interval $3.73 to $5.95)

An interval takes its ends from the names with `_low` and `_high`. Tables, findings and documents are whole files; see
`block`. The expressions are ones that Jinja could read too, but nothing is evaluated: there is no code in a page.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import paths
from .answers import signature
from .problems import Problem, did_you_mean

Value = float | int | str | bool | None

_PLAIN = re.compile(r"[A-Za-z]\w*\.\w+")
_CALL = re.compile(r"""(?P<form>\w+)\(\s*"(?P<name>[^"]*)"\s*(?:,\s*(?P<digits>\d))?\s*(?:,\s*"(?P<kind>\w+)")?\s*\)""")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ ]+(?P<text>.*)")
_SPACED_PERCENT = re.compile(r"(?<=\d) %")
_MINUS = "\N{MINUS SIGN}"
_JOINER = "\N{WORD JOINER}"  # no line may end between a minus sign and the dollar sign


class QuoteError(Exception):
    """An expression that shows nothing; `suggestion` says what would be right."""

    def __init__(self, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.suggestion = suggestion


@dataclass(frozen=True, eq=False)
class Results:
    """What a folder holds: numbers by "file.name", Markdown texts by file name without ending, and what is wrong.

    The same folder, unchanged, is the same object.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Quote:
    """A parsed expression: `form` is "" for a name alone; digits after the point; what an interval is made of."""

    form: str
    name: str
    digits: int = 0
    kind: str = "number"


def load(folder: Path, shown_as: str) -> Results:
    """Read every .json and .md file of the folder; `shown_as` names the folder in messages. Nothing raises."""
    files = sorted(path for path in folder.glob("*.*") if path.suffix in {".json", ".md"})
    return _load(folder, shown_as, folder.is_dir(), tuple((path, signature(path)) for path in files))


@functools.lru_cache(maxsize=1)
def _load(folder: Path, shown_as: str, exists: bool, files: tuple[tuple[Path, object], ...]) -> Results:
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    if not exists:
        problems.append(
            Problem("mkdocs.yml", 0, 0, f'folder of results "{shown_as}" does not exist', "see extra.results")
        )
    for path, _ in files:
        try:
            text = paths.read_text(path)
            if path.suffix == ".md":
                texts[path.stem] = text
            else:
                values |= {f"{path.stem}.{name}": value for name, value in _numbers(text).items()}
        except paths.UnreadableFileError as error:
            problems.append(Problem(f"{shown_as}/{path.name}", error.line, 0, str(error), "write the results anew"))
    return Results(values, texts, tuple(problems))


def _numbers(text: str) -> dict[str, Value]:
    """The names and values of one file. Raises UnreadableFileError for what is no flat JSON object."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise paths.UnreadableFileError(f"is not JSON: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets within brackets
        raise paths.UnreadableFileError("is not a file of results: too long a number, or too deep") from error
    if not isinstance(found, dict):
        raise paths.UnreadableFileError("is not a JSON object of names and values", 1)
    for name, value in found.items():
        if isinstance(value, dict | list) or (isinstance(value, float) and not math.isfinite(value)):
            raise paths.UnreadableFileError(f'value of "{name}" is neither a number nor a word')
    return found


def _once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise paths.UnreadableFileError(f'has the name "{twice}" twice')
    return found


def _refuse(constant: str) -> Value:
    raise paths.UnreadableFileError(f"has the value {constant}, which is no number in JSON")


def parse(expression: str) -> Quote:
    """Read what stands between `{{` and `}}`. Raises QuoteError if it is none of the forms."""
    text = " ".join(expression.split())
    if _PLAIN.fullmatch(text):
        return Quote("", text)
    call = _CALL.fullmatch(text)
    if call is None:
        raise QuoteError(f'"{text}" is not a quoted result', 'write {{ file.name }} or {{ number("file.name", 2) }}')
    known = [*_KINDS, *_INTERVALS, *_BLOCKS]
    if call["form"] not in known:
        raise QuoteError(
            f'unknown form "{call["form"]}"', did_you_mean(call["form"], known, f"one of {', '.join(known)}")
        )
    kind = call["kind"] or "number"
    if kind not in _KINDS or (call["kind"] and call["form"] not in _INTERVALS):
        raise QuoteError(
            f'"{kind}" does not fit "{call["form"]}"', f"after the digits of an interval: {', '.join(_KINDS)}"
        )
    return Quote(call["form"], call["name"], int(call["digits"] or 0), kind)


def is_block(quote: Quote) -> bool:
    """Whether the expression stands for a whole file, and so in a paragraph of its own."""
    return quote.form in _BLOCKS


def inline(results: Results, quote: Quote) -> str:
    """The text of an expression within a line. Raises QuoteError if there is none, or it is of another kind."""
    if quote.form in _KINDS:
        return _KINDS[quote.form](_number(results, quote.name), quote.digits)
    if quote.form in _INTERVALS:
        return _interval(results, quote)
    value = _value(results, quote.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if value != int(value):
        raise QuoteError(f'"{quote.name}" is not a whole number', f'say how many digits: number("{quote.name}", 2)')
    return _plain(value, 0)


def block(results: Results, quote: Quote) -> str:
    """The Markdown of a whole file: `table("x")` is x.md, `findings("x")` findings-x.md, `document("x")` x.md.

    A document's title is left out, and its other headings become bold lines: it stands within a section of the page.
    Raises QuoteError if there is no such file.
    """
    name = f"findings-{quote.name}" if quote.form == "findings" else quote.name
    if name not in results.texts:
        offered = [one.removeprefix("findings-") for one in results.texts if one.startswith("findings-")]
        known = offered if quote.form == "findings" else list(results.texts)
        raise QuoteError(
            f'there is no {quote.form} "{quote.name}"', did_you_mean(quote.name, known, "see the folder of results")
        )
    text = _SPACED_PERCENT.sub("%", results.texts[name])  # as the pages write it
    return _without_headings(text) if quote.form == "document" else text.strip("\n")


def _without_headings(text: str) -> str:
    lines = []
    for line in text.strip("\n").split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
        elif len(heading["marks"]) > 1:
            lines += ["", f"**{heading['text'].strip()}**", ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _interval(results: Results, quote: Quote) -> str:
    shown = _KINDS[quote.kind]
    middle = shown(_number(results, quote.name), quote.digits)
    names = [f"{quote.name}_low", f"{quote.name}_high"]
    if missing := [name for name in names if name not in results.values]:
        raise QuoteError(f'result "{quote.name}" has no interval', f'there is no "{missing[0]}"')
    limits = " to ".join(shown(_number(results, name), quote.digits) for name in names)
    return limits if quote.form == "limits" else f"{middle} (95% interval {limits})"


def _value(results: Results, name: str) -> float | int | str | bool:
    if name not in results.values:
        raise QuoteError(f'unknown result "{name}"', did_you_mean(name, results.values, "see the folder of results"))
    value = results.values[name]
    if value is None:
        raise QuoteError(f'result "{name}" is empty', "nothing was measured there: quote another one")
    return value


def _number(results: Results, name: str) -> float:
    value = _value(results, name)
    if isinstance(value, bool | str):
        raise QuoteError(f'result "{name}" is not a number', f"write {{{{ {name} }}}}")
    return value


def _plain(value: float, digits: int) -> str:
    shown = f"{abs(value):,.{digits}f}"
    return (_MINUS if value < 0 and shown.strip("0.,") else "") + shown


def _signed(value: float, digits: int) -> str:
    shown = _plain(value, digits)
    return shown if shown.startswith(_MINUS) or not shown.strip("0.,") else f"+{shown}"


def _percent(value: float, digits: int) -> str:
    return f"{_plain(100 * value, digits)}%"


def _points(value: float, digits: int) -> str:
    return f"{_plain(100 * value, digits)} percentage points"


def _dollars(value: float, digits: int) -> str:
    shown = _plain(value, digits)
    return f"{_MINUS}{_JOINER}${shown[1:]}" if shown.startswith(_MINUS) else f"${shown}"


_KINDS: Mapping[str, Callable[[float, int], str]] = {
    "number": _plain,
    "signed": _signed,
    "percent": _percent,
    "points": _points,
    "dollars": _dollars,
}
_INTERVALS = ("interval", "limits")
_BLOCKS = ("table", "findings", "document")
