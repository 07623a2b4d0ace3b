"""Measured results: what is read from a folder, and what an expression shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import write_files
from mlguide import results
from mlguide.results import QuoteError, Results

FOUND = Results(
    {
        "data.rows": 336776,
        "data.requests": 9400.0,
        "data.share": 0.244695,
        "data.auc": 0.752513,
        "data.auc_low": 0.734181,
        "data.auc_high": 0.765494,
        "data.loss": -0.396897,
        "data.loss_low": -1.00364,
        "data.loss_high": 0.20214,
        "data.budget": 250000.0,
        "data.worst": "queue above 10",
        "data.passes": True,
        "data.none": None,
    },
    {
        "data-leaks": "| a | b |\n|---|---|\n| x | 6 % |\n",
        "findings-data": "- One.\n",
        "card": "# Card\n\n## Use\n- For this.\n",
    },
)


def shown(expression: str) -> str:
    return results.inline(FOUND, results.parse(expression))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("data.rows", "336,776"),
        (" data.requests ", "9,400"),
        ("data.worst", "queue above 10"),
        ("data.passes", "yes"),
        ('number("data.auc", 3)', "0.753"),
        ('number("data.budget")', "250,000"),
        ('number( "data.auc" , 1 )', "0.8"),
        ('signed("data.auc", 3)', "+0.753"),
        ('signed("data.loss", 2)', "−0.40"),
        ('signed("data.loss", 0)', "0"),
        ('percent("data.share", 1)', "24.5%"),
        ('points("data.share", 1)', "24.5 percentage points"),
        ('dollars("data.budget", 0)', "$250,000"),
        ('dollars("data.loss", 2)', "−\u2060$0.40"),
        ('limits("data.auc", 3)', "0.734 to 0.765"),
        ('interval("data.auc", 3)', "0.753 (95% interval 0.734 to 0.765)"),
        ('interval("data.loss", 2, "dollars")', "−\u2060$0.40 (95% interval −\u2060$1.00 to $0.20)"),
        ('limits("data.auc", 1, "percent")', "73.4% to 76.5%"),
    ],
)
def test_expression_shows(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    ("expression", "message", "suggestion"),
    [
        ("data.row", 'unknown result "data.row"', "did you mean data.rows"),
        ("data.share", '"data.share" is not a whole number', 'say how many digits: number("data.share", 2)'),
        ("data.none", 'result "data.none" is empty', "nothing was measured there: quote another one"),
        ('number("data.worst", 1)', 'result "data.worst" is not a number', "write {{ data.worst }}"),
        ('number("data.passes", 1)', 'result "data.passes" is not a number', "write {{ data.passes }}"),
        ('interval("data.share", 3)', 'result "data.share" has no interval', 'there is no "data.share_low"'),
        ('interval("data.shore", 3)', 'unknown result "data.shore"', "did you mean data.share"),
        ('nubmer("data.auc", 3)', 'unknown form "nubmer"', "did you mean number?"),
        ('number("data.auc", 3, "percent")', '"percent" does not fit "number"', "after the digits of an interval: number, signed, percent, points, dollars"),
        ("data.auc | round(3)", '"data.auc | round(3)" is not a quoted result', 'write {{ file.name }} or {{ number("file.name", 2) }}'),
        ("", '"" is not a quoted result', 'write {{ file.name }} or {{ number("file.name", 2) }}'),
    ],
)  # fmt: skip
def test_mistake_is_named_with_what_would_be_right(expression: str, message: str, suggestion: str) -> None:
    with pytest.raises(QuoteError) as caught:
        shown(expression)
    assert str(caught.value) == message
    assert caught.value.suggestion.startswith(suggestion)


def test_files_are_quoted_whole() -> None:
    assert results.block(FOUND, results.parse('table("data-leaks")')) == "| a | b |\n|---|---|\n| x | 6% |"
    assert results.block(FOUND, results.parse('findings("data")')) == "- One."
    assert results.block(FOUND, results.parse('document("card")')) == "**Use**\n\n- For this."


def test_file_that_is_not_there_is_named() -> None:
    for expression, near in (('table("data-leak")', "data-leaks"), ('findings("dat")', "data")):
        with pytest.raises(QuoteError) as caught:
            results.block(FOUND, results.parse(expression))
        assert caught.value.suggestion == f"did you mean {near}?"


def test_folder_is_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.json": '{"x": 1}', "b.json": '{"x": 0.5}', "t.md": "text\n", "plot.svg": "<svg/>"})
    found = results.load(tmp_path, "results")
    assert found.values == {"a.x": 1, "b.x": 0.5}
    assert found.texts == {"t": "text\n"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"x": 1,\n}', "results/a.json:2: is not JSON: Illegal trailing comma before end of object"),
        (b"[1]", "results/a.json:1: is not a JSON object of names and values"),
        (b'{"x": {"y": 1}}', 'results/a.json: value of "x" is neither a number nor a word'),
        (b'{"x": 1, "x": 2}', 'results/a.json: has the name "x" twice'),
        (b'{"x": NaN}', "results/a.json: has the value NaN, which is no number in JSON"),
        (b'{"x": 1e999}', 'results/a.json: value of "x" is neither a number nor a word'),
        (b'{"x": ' + b"1" * 5000 + b"}", "results/a.json: is not a file of results"),
        (b"\xff", "results/a.json:1: is not UTF-8: byte 0xff cannot be decoded"),
        (b"[" * 100_000, "results/a.json: is not a file of results"),
    ],
)
def test_broken_file_is_reported_and_the_others_stand(tmp_path: Path, content: bytes, said: str) -> None:
    write_files(tmp_path, {"a.json": content, "b.json": '{"x": 2}'})
    found = results.load(tmp_path, "results")
    shown = str(found.problems[0])
    assert shown.startswith(said.partition(": is not JSON")[0])
    assert len(found.problems) == 1
    assert found.values == {"b.x": 2}


def test_missing_folder_is_reported(tmp_path: Path) -> None:
    found = results.load(tmp_path / "no", "no")
    assert [str(one) for one in found.problems] == [
        'mkdocs.yml: folder of results "no" does not exist (see extra.results)'
    ]
