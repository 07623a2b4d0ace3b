"""Calculators: small forms that start with the worked example's numbers, answered when the site is built.

    /// calculator | threshold
    The formula and its source, in the author's words.
    ///

In:  the name of a calculator, the measured results that its fields start with.
Out: the form with those numbers and what follows from them, worked out here; `calculators.js` works it out again when a
     reader changes a field. A `Problem` for an unknown name, and for a result that is not there.

`threshold`: with costs of a miss, a hit and a false alarm, acting pays from the probability at which both ways cost the
same. `canary`: requests to tell two rates apart by a two-sided z-test of pooled proportions with arms of unequal size
(Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, without the correction for continuity). `kappa`:
Cohen's kappa (1960, `cohen1960kappa`) with his large-sample standard error.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .markup import append, problem_mark
from .problems import Problem, did_you_mean
from .results import Results
from .source import Source

_MINUS = "\N{MINUS SIGN}"
_KAPPA_TABLE = "round_3_first_team_table"


@dataclass(frozen=True)
class Field:
    """A number to be given: what it is called, a measured result or a number to start with, and its unit.

    A share (0 to 1) is shown and typed as percent.
    """

    name: str
    label: str
    start: str | float
    unit: str = ""  # "dollars", "percent" or ""


@dataclass(frozen=True)
class Calculator:
    """Fields, what is shown of the answer (name, label, form), and the function from fields to answer."""

    title: str
    fields: Sequence[Field]
    shown: Sequence[tuple[str, str, str]]
    answer: Callable[[Mapping[str, float]], Mapping[str, float]]


def threshold(given: Mapping[str, float]) -> dict[str, float]:
    """Break-even probability, and what fixed policies cost per case. `share` is the share of cases that happen, 0 to 1.

    All costs in one unit. Without a difference to be made (a hit costs what a miss does), the threshold is 1.
    """
    miss, hit, alarm, share = (given[name] for name in ("miss", "hit", "alarm", "share"))
    spread = alarm + miss - hit
    at = alarm / spread if spread > 0 else 1.0
    never, always, perfect = share * miss, share * hit + (1 - share) * alarm, share * min(hit, miss)
    return {
        "threshold": min(max(at, 0.0), 1.0),
        "never": never,
        "always": always,
        "perfect": perfect,
        "ceiling": min(never, always) - perfect,
    }


def canary(given: Mapping[str, float]) -> dict[str, float]:
    """Requests in the canary, in the rest and in all, to tell `now` from `feared` with this level and power.

    All five are shares, 0 to 1; `part` is the canary's share of the traffic. NaN where no number would do.
    """
    now, feared, part, level, power = (given[name] for name in ("now", "feared", "part", "level", "power"))
    if not (0 < part < 1 and 0 < level < 1 and 0 < power < 1 and 0 <= now <= 1 and 0 <= feared <= 1) or now == feared:
        return dict.fromkeys(("canary", "rest", "all"), math.nan)
    pooled = part * feared + (1 - part) * now
    quantile = NormalDist().inv_cdf
    under_none = math.sqrt(pooled * (1 - pooled) / (1 - part))  # variances per request of the canary
    under_feared = math.sqrt(feared * (1 - feared) + now * (1 - now) * part / (1 - part))
    size = ((quantile(1 - level / 2) * under_none + quantile(power) * under_feared) / (now - feared)) ** 2
    arm = math.ceil(size)
    rest = math.ceil(size * (1 - part) / part)
    return {"canary": arm, "rest": rest, "all": arm + rest}


def kappa(table: Sequence[Sequence[float]]) -> dict[str, float]:
    """Agreement of two annotators from a square table of counts: rows the first one's labels, columns the second's.

    NaN where chance alone would agree always. Raises ValueError for what is no square table of counts.
    """
    if not table or any(len(row) != len(table) for row in table) or any(cell < 0 for row in table for cell in row):
        raise ValueError("not a square table of counts")
    total = sum(map(sum, table))
    if total <= 0:
        raise ValueError("no items")
    rows = [sum(row) / total for row in table]
    columns = [sum(row[number] for row in table) / total for number in range(len(table))]
    observed = sum(table[number][number] for number in range(len(table))) / total
    chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    if chance >= 1:
        return {"items": total, "observed": observed, "chance": chance, "kappa": math.nan, "error": math.nan}
    error = math.sqrt(observed * (1 - observed) / total) / (1 - chance)
    return {
        "items": total,
        "observed": observed,
        "chance": chance,
        "kappa": (observed - chance) / (1 - chance),
        "error": error,
    }


CALCULATORS: Mapping[str, Calculator] = {
    "threshold": Calculator(
        "Threshold from the costs of errors",
        (
            Field("miss", "Cost of a miss", "settings.cost_missed", "dollars"),
            Field("hit", "Cost of a case that was warned of", "settings.cost_warned", "dollars"),
            Field("alarm", "Cost of a false alarm", "settings.cost_false_alarm", "dollars"),
            Field("share", "Share of cases that happen", "scoping.late_share", "percent"),
        ),
        (
            ("threshold", "Act from this probability on", "probability"),
            ("never", "Never acting costs, per case", "dollars"),
            ("always", "Always acting costs", "dollars"),
            ("perfect", "A perfect forecast costs", "dollars"),
            ("ceiling", "The most that a model can save", "dollars"),
        ),
        threshold,
    ),
    "canary": Calculator(
        "Requests that a canary needs",
        (
            Field("now", "Rate of the live release", "deployment.rollout_warned_share_old", "percent"),
            Field("feared", "Rate that must not be missed", "deployment.rollout_warned_share_broken", "percent"),
            Field("part", "The canary's share of the traffic", "deployment.rollout_canary_share", "percent"),
            Field("level", "False alarms, two-sided", 0.01, "percent"),
            Field("power", "Chance to see it", 0.9, "percent"),
        ),
        (
            ("canary", "Requests in the canary", "count"),
            ("rest", "Requests in the rest", "count"),
            ("all", "In all", "count"),
        ),
        canary,
    ),
}
KAPPA_SHOWN = (
    ("items", "Items", "count"),
    ("observed", "Observed agreement", "percent"),
    ("chance", "Agreement by chance", "percent"),
    ("kappa", "Cohen's kappa", "decimal"),
    ("interval", "95% interval", "text"),
)
KAPPA_TITLE = "Agreement of two annotators"


@dataclass(frozen=True)
class CalculatorContext:
    """What the block needs of its surroundings: the page at work, where to report, the measured results."""

    source: Callable[[], Source]
    report: Callable[[Problem], None]
    results: Callable[[], Results]


class CalculatorExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; one instance serves a whole build."""

    def __init__(self, context: CalculatorContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// calculator | NAME`."""
        block_mgr.register(_CalculatorBlock, {"context": self._context})  # type: ignore[attr-defined]


class _CalculatorBlock(Block):  # type: ignore[misc]
    NAME = "calculator"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Begin the form; the author's words are put into it."""
        context: CalculatorContext = self.config["context"]
        name = self.argument.strip()
        form = append(parent, "form", class_="calculator", data_calculator=name)
        if name == "kappa":
            _kappa_form(form, context)
        elif calculator := CALCULATORS.get(name):
            _number_form(form, name, calculator, context)
        else:
            message = f'there is no calculator "{name}"'
            _report(context, name, message, did_you_mean(name, [*CALCULATORS, "kappa"], "see mlguide/calculator.py"))
            form.append(problem_mark(f"[{message}]"))
        return append(form, "div", class_="calculator-words")


def _report(context: CalculatorContext, near: str, message: str, suggestion: str) -> None:
    found = context.source().find(f"calculator | {near}")
    context.report(Problem(context.source().file, found.line if found else 0, 0, message, suggestion))


def _number_form(form: etree.Element, name: str, calculator: Calculator, context: CalculatorContext) -> None:
    form.set("aria-label", calculator.title)
    fields = append(form, "div", class_="fields")
    given = {}
    for field in calculator.fields:
        value = _start(name, field, context)
        given[field.name] = value
        shown = f"{100 * value:.6g}" if field.unit == "percent" else f"{value:.6g}"
        unit = {"dollars": " ($)", "percent": " (%)"}.get(field.unit, "")
        label = append(fields, "label", f"{field.label}{unit} ")
        append(
            label,
            "input",
            type="number",
            step="any",
            min="0",
            name=field.name,
            value=shown,
            data_unit=field.unit,
            autocomplete="off",
        )
    _results(form, calculator.shown, calculator.answer(given))


def _start(name: str, field: Field, context: CalculatorContext) -> float:
    if not isinstance(field.start, str):
        return field.start
    value = context.results().values.get(field.start)
    if isinstance(value, (int, float)):
        return float(value)
    _report(context, name, f"there is no measured number {field.start}", "see extra.results in mkdocs.yml")
    return math.nan


def _kappa_form(form: etree.Element, context: CalculatorContext) -> None:
    form.set("aria-label", KAPPA_TITLE)
    start = _kappa_start(context)
    label = append(form, "label", "A square table of counts, or two columns of labels, one item a line ")
    area = append(label, "textarea", name="table", spellcheck="false", rows="6")
    area.text = "\n".join("\t".join(f"{cell:.6g}" for cell in row) for row in start)
    append(form, "p", class_="score-status", role="status")
    _results(form, KAPPA_SHOWN, kappa_answer(start))


def _kappa_start(context: CalculatorContext) -> list[list[float]]:
    """The example's table: its names end in the first annotator's answer and the second's, 0 for no and 1 for yes."""
    values = context.results().values
    found = [[values.get(f"labelling.{_KAPPA_TABLE}_{row}{column}") for column in "01"] for row in "01"]
    table = [[float(cell) for cell in row if isinstance(cell, (int, float))] for row in found]
    if all(len(row) == 2 for row in table):
        return table
    _report(context, "kappa", f"there is no measured table labelling.{_KAPPA_TABLE}", "see extra.results in mkdocs.yml")
    return [[1.0, 0.0], [0.0, 1.0]]


def kappa_answer(table: Sequence[Sequence[float]]) -> dict[str, float | str]:
    """`kappa` with its interval as text."""
    found = kappa(table)
    low, high = (found["kappa"] + sign * NormalDist().inv_cdf(0.975) * found["error"] for sign in (-1, 1))
    interval = "none" if math.isnan(low) else f"{form_number(low, 'decimal')} to {form_number(high, 'decimal')}"
    return {**found, "interval": interval}


def _results(form: etree.Element, shown: Sequence[tuple[str, str, str]], answer: Mapping[str, float | str]) -> None:
    listed = append(form, "dl", class_="calculator-results", aria_live="polite")
    for name, label, kind in shown:
        line = append(listed, "div")
        append(line, "dt", label)
        value = answer[name]
        append(
            line,
            "dd",
            value if isinstance(value, str) else form_number(value, kind),
            data_result=name,
            data_kind=kind,
        )


def form_number(value: float, kind: str) -> str:
    """A number as readers see it, and as `calculators.js` writes it."""
    if math.isnan(value):
        return "none"
    sign = _MINUS if value < 0 else ""
    size = abs(value)
    if kind == "dollars":
        return f"{sign}${size:,.2f}"
    if kind == "percent":
        return f"{sign}{100 * size:.1f}%"
    if kind == "count":
        return f"{sign}{size:,.0f}"
    return f"{sign}{size:.3f}"
