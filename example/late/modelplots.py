"""The plots of the modeling stage; each takes finished numbers and draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from late import behaviour, calibration, folds, plots, settings
from late.costs import Costs
from late.dataset import Data
from late.metrics import Interval
from late.report import months_in_words
from late.slices import Slice

MONTHS = {9: "Sep", 10: "Oct", 11: "Nov", 12: "Dec"}
CALIBRATED = months_in_words(settings.CALIBRATION_MONTHS)
Change = tuple[float, float, tuple[float, float] | None]  # AUC gained, dollars saved, ends of its interval if any
EXCHANGED_AUC = 0.01  # a change that gains less than this in AUC is drawn as one that leaves it alone
LADDER = {"constant": "constant", "rates": "carrier and hour", "logistic": "logistic", "boosting": "boosting"}


@dataclass(frozen=True)
class Judged:
    """Test flights with calibrated and raw probabilities, calibration flights with theirs, and the costs."""

    test: Data
    p: np.ndarray
    raw: np.ndarray
    p_recent: np.ndarray
    recent: Data
    costs: Costs


def plot_all(
    out: Path,
    judged: Judged,
    ladder: Mapping[str, Mapping[str, Interval]],
    found: Sequence[Slice],
    curve: Sequence[tuple[float, float, float]],
    numbers: Mapping[str, object],
) -> None:
    """Write every plot of the stage."""
    plot_ladder(out / "modeling-ladder.svg", ladder)
    plot_reliability(out / "modeling-reliability.svg", judged)
    plot_cost(out / "modeling-threshold.svg", judged)
    plot_precision(out / "modeling-precision-recall.svg", judged)
    plot_coverage(out / "modeling-coverage.svg", numbers)
    plot_slices(out / "modeling-slices.svg", found)
    plot_trade_off(out / "modeling-fairness.svg", curve)
    plot_variance(out / "modeling-variance.svg", numbers)
    plot_learning(out / "modeling-learning-curve.svg", numbers)
    plot_exchange(out / "modeling-exchange.svg", numbers)
    plot_behaviour(out / "modeling-behaviour.svg", numbers)


def plot_ladder(path: Path, ladder: Mapping[str, Mapping[str, Interval]]) -> None:
    """Cost and AUC of each candidate with intervals."""
    text = "; ".join(
        f"{LADDER[name]} {m['cost'].value:.2f} dollars, AUC {m['auc'].value:.3f}" for name, m in ladder.items()
    )
    with plots.charts(path, "Baseline ladder", text + ".", 2, (7.2, 2.7)) as (left, right):
        for axes, key, label in ((left, "cost", "dollars per flight"), (right, "auc", "AUC")):
            for place, name in enumerate(ladder):
                i = ladder[name][key]
                ends = [[i.value - i.low], [i.high - i.value]]
                axes.errorbar(i.value, place, xerr=ends, fmt="o", color=plots.SERIES[place], capsize=3)
            axes.set_yticks(range(len(ladder)), [LADDER[name] for name in ladder])
            axes.invert_yaxis()
            axes.set_xlabel(label)
            axes.set_ylim(len(ladder) - 0.5, -0.5)
        right.tick_params(labelleft=False)


def plot_reliability(path: Path, judged: Judged) -> None:
    """Predicted against observed share, before and after calibration, and after it by month."""
    text = "Left: raw and calibrated predictions against observed shares. Right: calibrated, each month on its own."
    with plots.charts(path, "Reliability on September to December", text, 2, (7.2, 3.4)) as (left, right):
        curves = {"raw": judged.raw, "calibrated": judged.p}
        for colour, (name, p) in zip(plots.SERIES, curves.items(), strict=False):
            left.plot(*calibration.reliability(judged.test.late, p), marker="o", label=name, color=colour)
        month = judged.test.flights["month"].to_numpy()
        for colour, (number, name) in zip(plots.SERIES, MONTHS.items(), strict=False):
            rows = month == number
            right.plot(
                *calibration.reliability(judged.test.late[rows], judged.p[rows]), marker="o", label=name, color=colour
            )
        for axes in (left, right):
            axes.plot([0, 0.85], [0, 0.85], color=plots.MUTED, linestyle=":")
            axes.set_xlabel("predicted share late")
            axes.legend(loc="upper left")
        left.set_ylabel("observed share late")


def plot_cost(path: Path, judged: Judged) -> None:
    """Cost per flight against the threshold, in the calibration month and in the test months."""
    cuts = np.linspace(0.02, 0.8, 79)
    text = f"Dollars per flight for thresholds from 0 to 0.8; that from the costs is {judged.costs.threshold:.3f}."
    with plots.chart(path, "Cost against threshold", text, (6.4, 3.2)) as axes:
        for colour, name, late, p in (
            (plots.SERIES[0], CALIBRATED, judged.recent.late, judged.p_recent),
            (plots.SERIES[1], "September to December", judged.test.late, judged.p),
        ):
            mean = [judged.costs.mean(late, p >= cut) for cut in cuts]
            axes.plot(cuts, mean, color=colour, label=name)
        axes.axvline(judged.costs.threshold, color=plots.MUTED, linestyle="--", label="threshold from the costs")
        axes.set_xlabel("warn at this probability and above")
        axes.set_ylabel("dollars per flight")
        axes.legend()


def plot_precision(path: Path, judged: Judged) -> None:
    """Precision and recall at every threshold, with the one from the costs marked."""
    cuts = np.quantile(judged.p, np.linspace(0, 0.995, 120))
    late = judged.test.late > 0.5
    recall = [float((judged.p[late] >= cut).mean()) for cut in cuts]
    precision = [float(late[judged.p >= cut].mean()) for cut in cuts]
    alarm = judged.p >= judged.costs.threshold
    point = float(alarm[late].mean()), float(late[alarm].mean())
    text = f"At the threshold from the costs recall is {point[0]:.2f} and precision {point[1]:.2f}."
    with plots.chart(path, "Precision and recall", text, (5.4, 3.2)) as axes:
        axes.plot(recall, precision, color=plots.SERIES[0])
        axes.plot(*point, marker="o", color=plots.SERIES[1], markersize=8)
        axes.annotate("threshold from the costs", point, textcoords="offset points", xytext=(10, 8))
        axes.axhline(float(late.mean()), color=plots.MUTED, linestyle=":")
        axes.text(0.02, float(late.mean()) + 0.012, "warning at random")
        axes.set_xlabel("recall: late flights that were warned")
        axes.set_ylabel("precision: warnings that were right")
        axes.set_ylim(0, 1)


def plot_coverage(path: Path, numbers: Mapping[str, object]) -> None:
    """Coverage of the prediction sets by month against the promise."""
    months = list(MONTHS)
    with plots.chart(
        path,
        "Coverage of prediction sets by month",
        "Coverage over all flights and over late flights, for September to December, against the promised 90 %.",
        (6.4, 3.2),
    ) as axes:
        for colour, (key, label) in zip(
            plots.SERIES,
            {
                "conformal_marginal_coverage_month": "one quantile, all flights",
                "conformal_marginal_coverage_late_month": "one quantile, late flights",
                "conformal_by_class_coverage_late_month": "quantile by class, late flights",
            }.items(),
            strict=False,
        ):
            axes.plot(
                months,
                [100 * float(str(numbers[f"{key}_{m:02d}"])) for m in months],
                marker="o",
                color=colour,
                label=label,
            )
        axes.axhline(90, color=plots.MUTED, linestyle="--", label="promised")
        axes.set_xticks(months, list(MONTHS.values()))
        axes.set_ylabel("per cent covered")
        axes.set_ylim(0, 104)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 0.05))


def plot_slices(path: Path, found: Sequence[Slice]) -> None:
    """The largest gaps with 95 % intervals; those that survive multiplicity control stand out."""
    shown = sorted(found[:14], key=lambda one: one.gap)
    text = "; ".join(f"{one.name} {100 * one.gap:+.1f} points" for one in reversed(shown))
    with plots.chart(path, "Observed minus predicted by slice", text + ".", (6.4, 4.0)) as axes:
        for place, one in enumerate(shown):
            colour = plots.SERIES[1] if one.survives else plots.MUTED
            axes.errorbar(100 * one.gap, place, xerr=196 * one.error, fmt="o", color=colour, capsize=3)
        axes.axvline(0, color=plots.MUTED, linestyle=":")
        axes.set_yticks(range(len(shown)), [f"{one.name} ({one.rows:,})" for one in shown])
        axes.set_xlabel("observed minus predicted late share, points (orange: survives)")


def plot_trade_off(path: Path, curve: Sequence[tuple[float, float, float]]) -> None:
    """The gap in false alarms between regional and mainline carriers against cost."""
    gaps, dollars = [100 * gap for _, gap, _ in curve], [cost for _, _, cost in curve]
    text = (
        f"From {gaps[0]:.1f} points at {dollars[0]:.2f} dollars to {gaps[-1]:.1f} points at {dollars[-1]:.2f} dollars."
    )
    with plots.chart(path, "Equal false alarms and their price", text, (5.4, 3.0)) as axes:
        axes.plot(gaps, dollars, marker="o", color=plots.SERIES[0])
        for weight, gap, cost in curve:
            axes.annotate(f"{100 * weight:.0f} %", (100 * gap, cost), textcoords="offset points", xytext=(4, 6))
        axes.set_xlabel("gap of false-alarm rates, points (labels: share closed)")
        axes.set_ylabel("dollars per flight")
        axes.margins(0.12)


def plot_variance(path: Path, numbers: Mapping[str, object]) -> None:
    """Standard deviation of AUC by source."""
    names = {"month_judged": "month judged", "training_days": "days trained on", "seed": "seed"}
    values = [float(str(numbers[f"variance_auc_sd_{name}"])) for name in names]
    text = "; ".join(f"{label} {value:.4f}" for label, value in zip(names.values(), values, strict=True))
    with plots.chart(path, "Where the variance of AUC comes from", f"Standard deviation: {text}.", (6.0, 2.0)) as axes:
        axes.barh(list(names.values()), values, height=0.6)
        for place, value in enumerate(values):
            axes.text(value + max(values) / 80, place, f"{value:.4f}", va="center")
        axes.set_xlim(0, 1.15 * max(values))
        axes.invert_yaxis()
        axes.set_xlabel("standard deviation of AUC")


def plot_learning(path: Path, numbers: Mapping[str, object]) -> None:
    """AUC against the number of labelled flights, with the spread over seeds."""
    mean = [float(str(numbers[f"learning_auc_{budget}"])) for budget in folds.LABELS]
    spread = [2 * float(str(numbers[f"learning_auc_sd_{budget}"])) for budget in folds.LABELS]
    rows = [*folds.LABELS, int(str(numbers["n_learning_all"]))]
    values = [*mean, float(str(numbers["learning_auc_all"]))]
    text = "; ".join(f"{count:,} flights {value:.3f}" for count, value in zip(rows, values, strict=True))
    with plots.chart(path, "AUC by number of labels", f"AUC on {CALIBRATED}: {text}.", (6.0, 3.0)) as axes:
        axes.errorbar(rows, values, yerr=[*spread, 0.0], marker="o", capsize=3, color=plots.SERIES[0])
        axes.set_xscale("log")
        axes.set_xticks(rows, [f"{count:,}" for count in rows])
        axes.minorticks_off()
        axes.set_xlabel("labeled flights trained on")
        axes.set_ylabel(f"AUC on {CALIBRATED} (bars: 2 sd over seeds)")


def plot_exchange(path: Path, numbers: Mapping[str, object]) -> None:
    """What each change to the model gained in AUC, against what it saved per flight at the threshold in use."""
    n = {key: float(value) for key, value in numbers.items() if isinstance(value, (int, float))}
    changes: dict[str, Change] = {
        "carrier and hour": _gain(n, "folds_rates"),
        "logistic": _gain(n, "folds_logistic"),
        "boosting": _gain(n, "folds_boosting"),
        "threshold from costs, not one half": (0.0, n["threshold_half_cost"] - n["threshold_costs_cost"], None),
        "sigmoid": _calibrated(n, "sigmoid"),
        "isotonic": _calibrated(n, "isotonic"),
    }
    text = "; ".join(f"{name} {auc:+.3f} and {saved:+.2f} dollars" for name, (auc, saved, _) in changes.items())
    with plots.chart(
        path, "AUC gained against dollars saved", f"AUC gained and dollars per flight saved: {text}.", (5.0, 3.6)
    ) as axes:
        for name, (auc, saved, ends) in changes.items():
            colour = plots.SERIES[0 if auc > EXCHANGED_AUC else 1]
            error = None if ends is None else [[saved - ends[0]], [ends[1] - saved]]
            axes.errorbar([auc], [saved], yerr=error, marker="o", capsize=3, color=colour)
            side = -1 if name in ("carrier and hour", "boosting") else 1
            axes.text(auc + 0.006 * side, saved, name, va="center", ha="right" if side < 0 else "left")
        axes.axhline(0, color=plots.MUTED, linewidth=0.8)
        axes.set_xlim(-0.012, 0.18)
        axes.set_xlabel("AUC gained")
        axes.set_ylabel("dollars per flight saved")


def _gain(n: Mapping[str, float], name: str) -> Change:
    saved = f"{name}_gain_cost"
    return n[f"{name}_gain_auc"], n[saved], (n[f"{saved}_low"], n[f"{saved}_high"])


def _calibrated(n: Mapping[str, float], name: str) -> Change:
    saved = f"calibration_{name}_gain_cost"
    return n[f"test_{name}_auc"] - n["test_raw_auc"], n[saved], (n[f"{saved}_low"], n[f"{saved}_high"])


def plot_behaviour(path: Path, numbers: Mapping[str, object]) -> None:
    """Share of flights that fail each test, for three candidates of nearly equal AUC."""
    names = {"boosting": "boosting", "other_seed": "other seed", "monotone": "monotone boosting"}
    tests = list(behaviour.KEYS.values())
    with plots.chart(
        path,
        "Failures by behavior test",
        "Share of flights that fail each test, for two seeds of the boosting and one with monotone constraints.",
        (7.0, 3.0),
    ) as axes:
        for place, (name, label) in enumerate(names.items()):
            failed = [100 * (1 - float(str(numbers[f"behaviour_{name}_{key}"]))) for key in tests]
            area = float(str(numbers[f"behaviour_{name}_auc"]))
            axes.bar(np.arange(len(tests)) + (place - 1) * 0.27, failed, 0.27, label=f"{label}, AUC {area:.3f}")
        axes.set_xticks(range(len(tests)), [key.replace("_", " ") for key in tests], rotation=20)
        axes.set_ylabel("per cent of flights that fail")
        axes.legend()
