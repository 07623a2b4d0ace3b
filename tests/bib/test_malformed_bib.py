"""Malformed .bib files: nothing raises, nothing is lost, every mistake is named where it is.

`malformed.yml` holds a file's text with the keys that must be read and the exact problems; `make golden` writes the
latter, and the diff is reviewed. What a YAML file cannot hold is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import LiteralDumper

from mlguide import bibliography, bibtex, paths
from mlguide.references import format_item, to_html

CASES = Path(__file__).with_name("malformed.yml")
GOOD = "@misc{good, title = {Good}, url = {https://example.org/}}\n"
MANY_AUTHORS = " and ".join(f"Family{number}, Given" for number in range(300))


def read(data: bytes, folder: Path) -> bibtex.Bibliography:
    path = folder / "r.bib"
    path.write_bytes(data)
    text = paths.read_text(path)
    found = bibtex.parse(text, "r.bib")
    assert found == bibtex.parse(text, "r.bib")
    for item in bibliography.parse(text, "r.bib").items.values():  # whatever was read can be shown
        html = to_html(format_item(item))
        assert "<script" not in html
        assert "javascript:" not in html
    return found


def blocks(text: str) -> int:
    """As many entries as an author would count: at the start of a line, and not within a comment or a field."""
    text = re.sub(r"(?ms)^@comment\{.*?\}\}$|^%.*?$|Written as$.*?in the file", "", text)
    return len(re.findall(r"(?m)(?:^|\} )@(?!string|preamble|comment)\w+", text))


def test_golden_malformed_files(golden: Callable[[str, Path], None], tmp_path: Path) -> None:
    cases = yaml.safe_load(CASES.read_text("utf-8"))
    assert len(cases) >= 40
    for case in cases.values():
        found = read(case["text"].encode(), tmp_path)
        case["keys"] = list(found.entries)
        case["problems"] = [str(problem) for problem in found.problems]
        lost = blocks(case["text"]) - len(found.entries)
        assert lost <= len(found.problems), case["text"]
    golden(yaml.dump(cases, Dumper=LiteralDumper, sort_keys=False, allow_unicode=True, width=10**6), CASES)


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"", []),
        (b"\xef\xbb\xbf" + GOOD.encode(), ["good"]),
        (GOOD.replace("\n", "\r\n").encode() * 1, ["good"]),
        (GOOD.replace("\n", "\r").encode(), ["good"]),
        (GOOD.replace("Good", "{" * 1000 + "Deep" + "}" * 1000).encode(), ["good"]),
        (GOOD.replace("Good", "{" * 1000 + "\\'e" + "}" * 1000).encode(), ["good"]),
        (GOOD.replace("Good", "$" * 3 + "\\frac{").replace("}, url", "}}, url").encode(), ["good"]),
        (GOOD.replace("title", f"author = {{{MANY_AUTHORS}}}, title").encode(), ["good"]),
        (GOOD.replace("Good", "x" * 1_000_000).encode(), ["good"]),
    ],
    ids=[
        "empty",
        "BOM",
        "CRLF",
        "CR",
        "1,000 braces",
        "1,000 braces and an accent",
        "math",
        "300 authors",
        "1 MB field",
    ],
)
def test_unusual_files_are_read_without_a_problem(data: bytes, keys: list[str], tmp_path: Path) -> None:
    found = read(data, tmp_path)
    assert (list(found.entries), found.problems) == (keys, ())


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (
            GOOD.encode() + "@misc{b, title = {Müller}}".encode("latin-1"),
            "is not UTF-8: byte 0xfc cannot be decoded",
            2,
        ),
        (GOOD.encode("utf-16"), "is not UTF-8: byte 0xff cannot be decoded", 1),
        (GOOD.encode() * 2 + b"\0", "has a NUL character", 3),
    ],
    ids=["Latin-1", "UTF-16", "NUL"],
)
def test_file_that_is_no_text_is_named_with_its_line(data: bytes, message: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(paths.UnreadableFileError) as error:
        read(data, tmp_path)
    assert (str(error.value), error.value.line) == (message, line)


def test_five_thousand_entries_of_which_every_tenth_is_broken(tmp_path: Path) -> None:
    entries = [
        f"@misc{{k{number},\n  title = {{T{'' if number % 10 == 0 else '}'},\n  year = 2000\n}}\n"
        for number in range(5000)
    ]
    found = read("".join(entries).encode(), tmp_path)
    whole = {f"k{number}" for number in range(5000) if number % 10}
    assert whole <= found.entries.keys()
    assert len({problem.line for problem in found.problems}) == 500
