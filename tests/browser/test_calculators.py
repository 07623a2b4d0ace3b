"""The calculators against scipy and scikit-learn, which the worked example's environment has."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from helpers import ROOT
from mlguide import calculator

OpenPage = Callable[..., Page]

INDEPENDENT = """
import json, sys
import numpy as np
from scipy import optimize, stats
from sklearn.metrics import cohen_kappa_score
asked = json.load(sys.stdin)
def power(n, now, feared, part, level):
    # of the z-test of pooled proportions, by its definition
    rest = n * (1 - part) / part
    pooled = (n * feared + rest * now) / (n + rest)
    null = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
    real = np.sqrt(feared * (1 - feared) / n + now * (1 - now) / rest)
    return stats.norm.sf((stats.norm.isf(level / 2) * null - abs(now - feared)) / real)
def size(now, feared, part, level, power_):
    return optimize.brentq(lambda n: power(n, now, feared, part, level) - power_, 1, 1e9)
def labels(table):
    pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return cohen_kappa_score(*zip(*pairs))
def threshold(miss, hit, alarm):
    p = np.linspace(0, 1, 200001)
    act, wait = p * hit + (1 - p) * alarm, p * miss
    return float(p[np.argmax(act <= wait)])
json.dump({
    "size": [size(*one) for one in asked["canary"]],
    "kappa": [labels(one) for one in asked["kappa"]],
    "threshold": [threshold(*one) for one in asked["threshold"]],
}, sys.stdout)
"""


def cases() -> dict[str, list[list[float]] | list[list[list[int]]]]:
    dice = random.Random(20261128)
    canary = [
        [0.315703, 0.248752, 0.1, 0.01, 0.9],
        *([round(dice.uniform(0.02, 0.5), 3), round(dice.uniform(0.51, 0.9), 3), dice.choice([0.01, 0.05, 0.5]), dice.choice([0.01, 0.05]), dice.choice([0.8, 0.9, 0.95])] for _ in range(12)),
    ]  # fmt: skip
    kappa = [
        [[dice.randint(0, 30) + 20 * (i == j) for j in range(size)] for i in range(size)] for size in (2, 2, 3, 4, 5)
    ]
    threshold = [[300.0, 100.0, 60.0], [50.0, 5.0, 20.0], [10.0, 0.0, 10.0]]
    return {"canary": canary, "kappa": kappa, "threshold": threshold}


@pytest.fixture(scope="module")
def independent() -> dict[str, list[float]]:
    python = ROOT / "example" / ".venv" / "bin" / "python"
    assert python.exists(), "run `make example/.venv/stamp`, as `make test` does"
    done = subprocess.run(
        [str(python), "-c", INDEPENDENT], input=json.dumps(cases()), capture_output=True, text=True, check=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def form(page: Page, name: str) -> Locator:
    return page.locator(f'[data-calculator="{name}"]')


def number(text: str | None) -> float:
    return float((text or "").replace(",", "").replace("$", "").replace("−", "-"))


def shown(place: Locator, name: str) -> float:
    return number(place.locator(f"[data-result={name}]").text_content())


def test_numbers_of_the_build_are_those_of_the_script(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    before = page.locator("[data-result]").all_text_contents()
    page.evaluate("for (const form of document.querySelectorAll('.calculator')) form.dispatchEvent(new Event('input'))")
    assert page.locator("[data-result]").all_text_contents() == before
    assert "none" not in before


def test_canary_needs_what_the_power_of_the_test_says(
    guide_address: str, open_page: OpenPage, independent: dict[str, list[float]]
) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    place = form(page, "canary")
    for given, expected in zip(cases()["canary"], independent["size"], strict=True):
        names = ("now", "feared", "part", "level", "power")
        for name, value in zip(names, given, strict=True):
            place.locator(f"[name={name}]").fill(f"{100 * value:.10g}")  # type: ignore[operator]
        assert shown(place, "canary") == pytest.approx(expected, abs=1), given
        assert calculator.canary(dict(zip(names, given, strict=True)))["canary"] == shown(place, "canary")  # type: ignore[arg-type]


def test_threshold_is_where_acting_becomes_the_cheaper(
    guide_address: str, open_page: OpenPage, independent: dict[str, list[float]]
) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    place = form(page, "threshold")
    for given, expected in zip(cases()["threshold"], independent["threshold"], strict=True):
        for name, value in zip(("miss", "hit", "alarm"), given, strict=True):
            place.locator(f"[name={name}]").fill(str(value))
        assert shown(place, "threshold") == pytest.approx(expected, abs=0.0006)


def test_kappa_is_that_of_scikit_learn(
    guide_address: str, open_page: OpenPage, independent: dict[str, list[float]]
) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    place = form(page, "kappa")
    for table, expected in zip(cases()["kappa"], independent["kappa"], strict=True):
        place.locator("textarea").fill("\n".join(", ".join(map(str, row)) for row in table))  # type: ignore[arg-type]
        assert shown(place, "kappa") == pytest.approx(expected, abs=0.0006)
        assert calculator.kappa(table)["kappa"] == pytest.approx(expected)  # type: ignore[arg-type]


def test_columns_of_labels_become_a_table(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    place = form(page, "kappa")
    place.locator("textarea").fill("yes\tyes\nno\tno\nyes\tno\nno\tno")
    assert shown(place, "items") == 4
    assert place.locator("[data-result=observed]").text_content() == "75.0%"


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Paste a table first."), ("1 2 3\n4 5", "Line 1 has 3 cells: the table is neither square nor two columns of labels."), ("0 0\n0 0", "There are no items in it.")],
)  # fmt: skip
def test_what_is_no_table_is_said_and_gives_no_number(
    guide_address: str, open_page: OpenPage, text: str, message: str
) -> None:
    page = open_page(guide_address + "toolbox/calculators/")
    place = form(page, "kappa")
    place.locator("textarea").fill(text)
    expect(place.get_by_role("status")).to_have_text(message)
    assert place.locator("[data-result=kappa]").text_content() == "none"


def test_without_javascript_the_examples_answer_stands_there(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "toolbox/calculators/", java_script_enabled=False)
    assert form(page, "threshold").locator("[data-result=threshold]").text_content() == "0.231"
