"""Writing results: numbers as JSON with flat keys, tables as Markdown, findings as one sentence each.

Numbers are rounded to six significant digits, so that a difference in the last bit of a sum changes no file.
"""

from __future__ import annotations

import argparse
import calendar
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from late.settings import FAST, FULL, Size

RESULTS = Path(__file__).resolve().parent.parent / "results"
Number = float | int | str | bool | None


def rounded(value: object) -> Number:
    """A value that JSON can hold: numpy scalars become plain ones, floats keep six digits, NaN becomes null."""
    if isinstance(value, (str, bool)) or value is None:
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, (int, str, bool)):
        return value
    raise TypeError(f"a result must be a number or a text, not {type(value).__name__}")


def write_numbers(out: Path, stage: str, numbers: Mapping[str, object]) -> dict[str, object]:
    """`<out>/<stage>.json`, keys in the order given. Returns the numbers as written: what is said about them later must
    round them in the same way as a page that reads the file."""
    out.mkdir(parents=True, exist_ok=True)
    written: dict[str, object] = {key: rounded(value) for key, value in numbers.items()}
    (out / f"{stage}.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return written


def months_in_words(months: Sequence[int]) -> str:
    """`January to June`, or the one month's name: for texts that must follow the settings."""
    names = [calendar.month_name[month] for month in months]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats as they come out of `str`, so format them before."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def write_text(out: Path, name: str, text: str) -> None:
    """A Markdown or log file of the results folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def write_findings(out: Path, stage: str, findings: Sequence[str]) -> None:
    """`findings-<stage>.md`: one bullet per finding; `late.run` joins the stages into findings.md."""
    write_text(out, f"findings-{stage}.md", "\n".join(f"- {finding}" for finding in findings))


def stage_main(stage: Callable[[Path, Size], None]) -> None:
    """Command line of every stage: `--out FOLDER` (default results/), `--fast` for the small fixed sample."""
    parser = argparse.ArgumentParser(description=stage.__doc__)
    parser.add_argument("--out", type=Path, default=None, help="folder to write to; with --fast it must be given")
    parser.add_argument("--fast", action="store_true", help="a fixed sample with few seeds, for tests")
    arguments = parser.parse_args()
    if arguments.fast and arguments.out is None:
        parser.error("--fast needs --out, so that it never overwrites the committed results")
    stage(arguments.out or RESULTS, FAST if arguments.fast else FULL)
