"""Problems: their text, their order, logged once."""

from __future__ import annotations

import logging

import pytest

from mlguide.problems import Problem, Problems, did_you_mean


def test_message_names_file_line_and_column() -> None:
    assert str(Problem("docs/a.md", 3, 7, "no such key", "did you mean b?")) == (
        "docs/a.md:3:7: no such key (did you mean b?)"
    )


def test_unknown_positions_are_left_out() -> None:
    assert str(Problem("docs/a.md", 3, 0, "x")) == "docs/a.md:3: x"
    assert str(Problem("docs/a.md", 0, 0, "x")) == "docs/a.md: x"


def test_problems_are_sorted_and_the_same_one_counts_once() -> None:
    problems = Problems()
    problems.extend([Problem("b.md", 1, 0, "x"), Problem("a.md", 10, 0, "x"), Problem("a.md", 9, 0, "x")])
    problems.add(Problem("a.md", 9, 0, "x"))
    assert [f"{one.file}:{one.line}" for one in problems.all()] == ["a.md:9", "a.md:10", "b.md:1"]
    assert problems.by_file()["b.md"] == [Problem("b.md", 1, 0, "x")]


def test_each_problem_is_logged_once_where_mkdocs_counts_warnings(caplog: pytest.LogCaptureFixture) -> None:
    problems = Problems()
    problems.add(Problem("a.md", 1, 0, "x"))
    with caplog.at_level(logging.WARNING):
        problems.log()
        problems.log()
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [("WARNING", "a.md:1: x")]
    assert caplog.records[0].name.startswith("mkdocs.")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Modelling", "did you mean Modeling?"), ("zzz", "write a stage")],
)
def test_suggestions_name_what_is_near(word: str, expected: str) -> None:
    assert did_you_mean(word, ["Modeling", "Data"], "write a stage") == expected
