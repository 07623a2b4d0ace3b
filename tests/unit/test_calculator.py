"""Calculators: the arithmetic at its edges, and the form that a page gets."""

from __future__ import annotations

import math

import pytest

from mlguide import calculator
from mlguide.calculator import form_number


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ({"miss": 300, "hit": 100, "alarm": 60, "share": 0.25}, 60 / 260),
        ({"miss": 1, "hit": 0, "alarm": 1, "share": 0.5}, 0.5),
        ({"miss": 100, "hit": 100, "alarm": 60, "share": 0.5}, 1.0),  # acting changes nothing: never act
        ({"miss": 100, "hit": 0, "alarm": 0, "share": 0.5}, 0.0),  # acting is free: always act
        ({"miss": 0, "hit": 100, "alarm": 10, "share": 0.5}, 1.0),  # acting does harm
    ],
)
def test_threshold_is_where_acting_and_waiting_cost_the_same(costs: dict[str, float], expected: float) -> None:
    assert calculator.threshold(costs)["threshold"] == pytest.approx(expected)


def test_threshold_prices_what_needs_no_model() -> None:
    found = calculator.threshold({"miss": 300, "hit": 100, "alarm": 60, "share": 0.25})
    assert (found["never"], found["always"], found["perfect"]) == (75, 70, 25)
    assert found["ceiling"] == 45


def test_canary_needs_more_requests_for_smaller_differences() -> None:
    given = {"now": 0.30, "feared": 0.25, "part": 0.1, "level": 0.01, "power": 0.9}
    coarse, fine = (calculator.canary({**given, "feared": feared})["canary"] for feared in (0.25, 0.29))
    assert fine > 20 * coarse


def test_canary_of_equal_arms_is_the_ordinary_test() -> None:
    """(1.960 sqrt(2 * 0.55 * 0.45) + 0.842 sqrt(0.25 + 0.24))^2 / 0.01 = 387.3."""
    found = calculator.canary({"now": 0.5, "feared": 0.6, "part": 0.5, "level": 0.05, "power": 0.8})
    assert found == {"canary": 388, "rest": 388, "all": 776}


@pytest.mark.parametrize("part", [{"part": 0}, {"part": 1}, {"level": 0}, {"power": 1}, {"feared": 0.3}, {"now": 1.2}])
def test_canary_without_an_answer_says_none(part: dict[str, float]) -> None:
    given = {"now": 0.3, "feared": 0.2, "part": 0.1, "level": 0.01, "power": 0.9, **part}
    assert all(math.isnan(value) for value in calculator.canary(given).values())
    assert form_number(math.nan, "count") == "none"


def test_kappa_corrects_for_what_chance_would_bring() -> None:
    """200 items, worked by hand: 140 agree, by chance 0.6 * 0.5 + 0.3 * 0.3 + 0.1 * 0.2 would."""
    found = calculator.kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert (found["observed"], found["chance"]) == (pytest.approx(0.70), pytest.approx(0.41))
    assert found["kappa"] == pytest.approx(0.492, abs=0.0005)


def test_kappa_of_one_label_only_is_none() -> None:
    assert math.isnan(calculator.kappa([[7, 0], [0, 0]])["kappa"])
    assert calculator.kappa_answer([[7, 0], [0, 0]])["interval"] == "none"


@pytest.mark.parametrize("table", [[], [[1, 2]], [[1, -2], [3, 4]], [[0, 0], [0, 0]]])
def test_kappa_refuses_what_is_no_table_of_counts(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"table|items"):
        calculator.kappa(table)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (1234.5, "dollars", "$1,234.50"),
        (-1, "dollars", "−$1.00"),
        (0.23077, "percent", "23.1%"),
        (15856.4, "count", "15,856"),
        (-0.0714, "decimal", "−0.071"),
        (0.5, "probability", "0.500"),
    ],
)
def test_numbers_are_written_as_readers_expect(value: float, kind: str, expected: str) -> None:
    assert form_number(value, kind) == expected
