"""Stage 3, modeling: is the gain larger than the noise, which threshold, how sure, where wrong, and for whom?

Writes modeling.json, tables (ladder, slices, behaviour), model-card.md and plots. The release candidate is fitted on
January to June, calibrated on July, whose labels arrive at the end of August, and judged on September to December.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from late import (
    behaviour,
    calibration,
    conformal,
    dataset,
    fairness,
    findings,
    folds,
    metrics,
    models,
    settings,
    slices,
)
from late.costs import Costs, best_threshold
from late.dataset import Data
from late.metrics import Interval
from late.modelcard import model_card
from late.modelplots import Judged, plot_all
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.scoping import Gate, gate
from late.settings import Size

Numbers = dict[str, object]
NAMES = {"constant": "constant", "rates": "carrier and hour", "logistic": "logistic regression", "boosting": "boosting"}


def run(out: Path, size: Size) -> None:
    """Modeling: candidates, threshold, calibration, prediction sets, slices, behaviour, churn, fairness, model card."""
    data = dataset.load(size)
    costs = Costs()
    outcome = folds.compare(data, size)
    ladder = folds.ladder(outcome, size.draws)
    rule = gate(len(data.raw.flights))
    numbers: Numbers = {"n_fold_flights": len(outcome.late), "seeds": size.seeds, "trees": size.trees}
    numbers |= in_folds(data, size, outcome, ladder) | gate_in_folds(outcome, rule, size)

    past, recent, test = (
        data.months(*months) for months in (settings.TRAIN_MONTHS, settings.CALIBRATION_MONTHS, settings.TEST_MONTHS)
    )
    predicts = [models.fit_boosting(past.frame, past.late, seed, size.trees) for seed in range(max(2, size.seeds))]
    raw_recent, raw_test = predicts[0](recent.frame), predicts[0](test.frame)
    p = {name: fit(recent.late, raw_recent)(raw_test) for name, fit in calibration.METHODS.items()}
    chosen = p["sigmoid"]
    fitted_recent = calibration.sigmoid(recent.late, raw_recent)(raw_recent)

    labelled = data.months(*settings.TRAIN_MONTHS, *settings.CALIBRATION_MONTHS)
    numbers |= judged(test, p, costs, size) | gate_on_test(test, labelled, chosen, costs, size, rule)
    numbers |= thresholds(recent, fitted_recent, test, chosen, costs)
    numbers |= prediction_sets(recent, raw_recent, test, raw_test, chosen >= costs.threshold, costs)
    found = slices.test(test.frame, test.late, chosen, test.day)
    numbers |= slice_numbers(found)
    candidates = behaviour_candidates(past, test, predicts, size)
    numbers |= candidates[1]
    numbers |= churn([predict(test.frame) for predict in predicts], test, costs, size)
    yearly = data.raw.flights["dest"].value_counts()
    fair, curve = fairness_numbers((recent, fitted_recent), (test, chosen), yearly, costs, size)
    numbers |= fair
    numbers = write_numbers(out, "modeling", numbers)
    write_text(out, "modeling-ladder.md", ladder_table(ladder))
    write_text(out, "modeling-slices.md", slice_table(found))
    write_text(out, "modeling-behaviour.md", candidates[0])
    write_text(out, "model-card.md", model_card(numbers))
    plot_all(out, Judged(test, chosen, raw_test, fitted_recent, recent, costs), ladder, found, curve, numbers)
    write_findings(out, "modeling", findings.modeling(numbers))


def in_folds(data: Data, size: Size, outcome: folds.Outcome, ladder: dict[str, dict[str, Interval]]) -> Numbers:
    """The ladder's measures, what labels that come at once would seem to add, and where variance comes from."""
    numbers: Numbers = {}
    for name, measures in ladder.items():
        for measure, interval in measures.items():
            numbers |= interval.entries(f"folds_{name}_{measure}")
    for name, interval in folds.instant_labels(data, size, outcome).items():
        numbers |= interval.entries(f"folds_instant_labels_{name}")
    by_seed = np.array([metrics.auc(outcome.late, p) for p in outcome.p["boosting"]])
    numbers |= {"folds_boosting_auc_seed_range": float(np.ptp(by_seed))}
    return numbers | folds.variance(data, size, outcome) | folds.learning_curve(data, size)


def gate_in_folds(outcome: folds.Outcome, rule: Gate, size: Size) -> Numbers:
    """The gate for boosting and for logistic regression, and boosting's saving with whole weeks resampled."""
    best, gain = folds.saving(outcome, "boosting")
    _, logistic_gain = folds.saving(outcome, "logistic")
    saving = metrics.mean_by_day(gain, outcome.day, size.draws)
    logistic = metrics.mean_by_day(logistic_gain, outcome.day, size.draws)
    numbers: Numbers = {"gate_required": rule.required, "gate_best_baseline_folds": best}
    numbers |= saving.entries("gate_saving_folds") | logistic.entries("gate_saving_folds_logistic")
    numbers |= metrics.mean_by_day(gain, outcome.day // 7, size.draws).entries("gate_saving_folds_by_week")
    return numbers | {"gate_passes_folds": rule.passes(saving), "gate_passes_folds_logistic": rule.passes(logistic)}


def judged(test: Data, p: dict[str, np.ndarray], costs: Costs, size: Size) -> Numbers:
    """Measures on the test months, before and after calibration, in all and by month."""
    numbers: Numbers = {"n_test_flights": len(test.late), "test_late_share": float(test.late.mean())}
    for name, values in p.items():
        numbers |= metrics.auc_by_day(test.late, values, test.day, size.draws).entries(f"test_{name}_auc")
        numbers |= metrics.mean_by_day(metrics.log_losses(test.late, values), test.day, size.draws).entries(
            f"test_{name}_log_loss"
        )
        cost = costs.each(test.late, values >= costs.threshold)
        numbers |= metrics.mean_by_day(cost, test.day, size.draws).entries(f"test_{name}_cost")
        numbers[f"test_{name}_calibration_error"] = metrics.calibration_error(test.late, values)
        numbers[f"test_{name}_brier"] = metrics.brier(test.late, values)
        for month, rows in _months(test):
            numbers[f"test_{name}_calibration_error_month_{month:02d}"] = metrics.calibration_error(
                test.late[rows], values[rows]
            )
            numbers[f"test_{name}_predicted_share_month_{month:02d}"] = float(values[rows].mean())
    for name in ("sigmoid", "isotonic"):
        loss = metrics.log_losses(test.late, p["raw"]) - metrics.log_losses(test.late, p[name])
        alarms = p["raw"] >= costs.threshold, p[name] >= costs.threshold
        dollars = costs.each(test.late, alarms[0]) - costs.each(test.late, alarms[1])
        numbers |= metrics.mean_by_day(loss, test.day, size.draws).entries(f"calibration_{name}_gain_log_loss")
        numbers |= metrics.mean_by_day(dollars, test.day, size.draws).entries(f"calibration_{name}_gain_cost")
    for month, rows in _months(test):
        chosen = p["sigmoid"][rows]
        numbers[f"test_late_share_month_{month:02d}"] = float(test.late[rows].mean())
        numbers[f"test_auc_month_{month:02d}"] = metrics.auc(test.late[rows], chosen)
        numbers[f"test_cost_month_{month:02d}"] = costs.mean(test.late[rows], chosen >= costs.threshold)
    return numbers


def _months(data: Data) -> list[tuple[int, np.ndarray]]:
    month = data.flights["month"].to_numpy()
    return [(int(one), month == one) for one in np.unique(month)]


def gate_on_test(test: Data, labelled: Data, p: np.ndarray, costs: Costs, size: Size, rule: Gate) -> Numbers:
    """The gate once more on the test months, against the best policy without a model there; the table of rates knows
    all that was labelled, the calibration month included."""
    rivals = {
        "never": np.zeros(len(p), dtype=bool),
        "always": np.ones(len(p), dtype=bool),
        "rates": models.fit_rates(labelled.frame, labelled.late)(test.frame) >= costs.threshold,
    }
    best = min(rivals, key=lambda name: costs.mean(test.late, rivals[name]))
    alarm = p >= costs.threshold
    gain = costs.each(test.late, rivals[best]) - costs.each(test.late, alarm)
    interval = metrics.mean_by_day(gain, test.day, size.draws)
    numbers: Numbers = {f"test_cost_{name}": costs.mean(test.late, rival) for name, rival in rivals.items()}
    numbers |= {"gate_best_baseline_test": best, **interval.entries("gate_saving_test")}
    numbers |= metrics.mean_by_day(gain, test.day // 7, size.draws).entries("gate_saving_test_by_week")
    numbers |= {
        "gate_passes_test": rule.passes(interval),
        "test_cost_foresight": costs.mean(test.late, test.late > 0.5),
        "test_alarm_share": float(alarm.mean()),
        "test_precision": float(test.late[alarm].mean()),
        "test_recall": float(alarm[test.late > 0.5].mean()),
    }
    return numbers


def thresholds(recent: Data, p_recent: np.ndarray, test: Data, p_test: np.ndarray, costs: Costs) -> Numbers:
    """The threshold from the costs against one tuned on the calibration month, 0.5, and the best in hindsight; the
    tuned one reads labels that the calibration has read already, and no decision rests on it."""
    tuned = best_threshold(recent.late, p_recent, costs)
    hindsight = best_threshold(test.late, p_test, costs)
    numbers: Numbers = {}
    for name, cut in {"costs": costs.threshold, "tuned": tuned, "half": 0.5, "hindsight": hindsight}.items():
        numbers |= {f"threshold_{name}": cut, f"threshold_{name}_cost": costs.mean(test.late, p_test >= cut)}
    return numbers


def prediction_sets(
    recent: Data, p_recent: np.ndarray, test: Data, p: np.ndarray, alarm: np.ndarray, costs: Costs
) -> Numbers:
    """Coverage of split-conformal sets by month, how often they decide, and the error of those that do; made from the
    scores before calibration, because the calibration has seen the labels that the quantiles come from."""
    numbers: Numbers = {"conformal_promise": 1 - settings.SETS_MAY_MISS}
    for name, method in {"marginal": conformal.marginal, "by_class": conformal.by_class}.items():
        sets = conformal.sets(p, method(recent.late, p_recent, settings.SETS_MAY_MISS))
        covered = sets.covered(test.late)
        numbers |= {
            f"conformal_{name}_coverage": float(covered.mean()),
            f"conformal_{name}_coverage_late": float(covered[test.late > 0.5].mean()),
            f"conformal_{name}_coverage_punctual": float(covered[test.late < 0.5].mean()),
            f"conformal_{name}_abstains": float((~sets.decided).mean()),
            f"conformal_{name}_decided_wrong": float((~covered[sets.decided]).mean()),
        }
        for month, rows in _months(test):
            numbers[f"conformal_{name}_coverage_month_{month:02d}"] = float(covered[rows].mean())
            numbers[f"conformal_{name}_coverage_late_month_{month:02d}"] = float(
                covered[rows & (test.late > 0.5)].mean()
            )
        if name == "by_class":
            each = costs.each(test.late, alarm)
            numbers["conformal_cost_decided"] = float(each[sets.decided].mean())
            numbers["conformal_cost_abstained"] = float(each[~sets.decided].mean())
    return numbers


def slice_numbers(found: list[slices.Slice]) -> Numbers:
    """How many slices look wrong, before and after multiplicity control, and the worst that survives."""
    surviving = [one for one in found if one.survives]
    worst = surviving[0] if surviving else found[0]
    return {
        "slices_tested": len(found),
        "slices_below_5_percent": sum(one.p < 0.05 for one in found),
        "slices_surviving": len(surviving),
        "slices_worst": worst.name,
        "slices_worst_gap": worst.gap,
        "slices_worst_rows": worst.rows,
    }


def behaviour_candidates(past: Data, test: Data, predicts: list[models.Predict], size: Size) -> tuple[str, Numbers]:
    """Pass rates of four candidates on a fixed sample of test flights; returns a table and numbers."""
    candidates = {
        "boosting": predicts[0],
        "other_seed": predicts[1],
        "monotone": models.fit_monotone(past.frame, past.late, 0, size.trees),
        "logistic": models.fit_logistic(past.frame, past.late),
    }
    sample = test.frame.iloc[:: max(1, len(test.frame) // 4000)].reset_index(drop=True)
    threshold = Costs().threshold
    rates = {name: behaviour.pass_rates(predict, sample, threshold) for name, predict in candidates.items()}
    area = {name: metrics.auc(test.late, predict(test.frame)) for name, predict in candidates.items()}
    rows = [
        [test_name, *(f"{100 * rates[name][test_name]:.1f} %" for name in candidates)]
        for test_name in rates["boosting"]
    ]
    numbers: Numbers = {f"behaviour_{name}_auc": value for name, value in area.items()}
    for name, passed in rates.items():
        rising = [passed[one] for one in behaviour.RISING]
        numbers[f"behaviour_{name}_invariance"] = float(np.mean([passed[one] for one in behaviour.INVARIANCE]))
        numbers[f"behaviour_{name}_rising"] = float(np.mean(rising))
        numbers[f"behaviour_{name}_worst"] = min(passed.values())
        for test_name, share in passed.items():
            numbers[f"behaviour_{name}_{behaviour.KEYS[test_name]}"] = share
    head = ["test", *(f"{name} (AUC {area[name]:.3f})" for name in candidates)]
    return table(head, rows), numbers


def churn(each: list[np.ndarray], test: Data, costs: Costs, size: Size) -> Numbers:
    """Models that differ in nothing but the seed: how equal they are in measure, and how often they disagree."""
    alarms = [p >= costs.threshold for p in each]
    pairs = [(i, j) for i in range(len(each)) for j in range(i)]
    differ = [float((alarms[i] != alarms[j]).mean()) for i, j in pairs]
    of_alarms = [float((alarms[i] != alarms[j]).sum() / (alarms[i] | alarms[j]).sum()) for i, j in pairs]
    gap = metrics.auc_by_day(test.late, each[0], test.day, size.draws, other=each[1])
    dollars = costs.each(test.late, alarms[0]) - costs.each(test.late, alarms[1])
    return {
        **gap.entries("churn_auc_difference"),
        **metrics.mean_by_day(dollars, test.day, size.draws).entries("churn_cost_difference"),
        "churn_decisions_differ": float(np.mean(differ)),
        "churn_alarms_differ": float(np.mean(of_alarms)),
        "churn_warned_by_all": float(np.all(alarms, axis=0).mean()),
        "churn_warned_by_any": float(np.any(alarms, axis=0).mean()),
    }


def fairness_numbers(
    recent: tuple[Data, np.ndarray], now: tuple[Data, np.ndarray], yearly: pd.Series, costs: Costs, size: Size
) -> tuple[Numbers, list[tuple[float, float, float]]]:
    """False alarms and missed delays by group with intervals, and the price of making false alarms equal."""
    (before, p_before), (test, p) = recent, now
    alarm, numbers = p >= costs.threshold, Numbers()
    masks = fairness.groups(test.flights, yearly)
    for name, mask in masks.items():
        punctual, late = mask & (test.late < 0.5), mask & (test.late > 0.5)
        false = metrics.mean_by_day(alarm[punctual].astype(float), test.day[punctual], size.draws)
        missed = metrics.mean_by_day((~alarm[late]).astype(float), test.day[late], size.draws)
        numbers |= {f"fair_{name}_rows": int(mask.sum()), f"fair_{name}_late_share": float(test.late[mask].mean())}
        numbers |= false.entries(f"fair_{name}_false_alarms") | missed.entries(f"fair_{name}_missed")
        numbers[f"fair_{name}_precision"] = float(test.late[mask & alarm].mean())
    names = ("regional_carrier", "mainline_carrier")
    masks_before = fairness.groups(before.flights, yearly)
    then = before.late, p_before, [masks_before[name] for name in names]
    later = test.late, p, [masks[name] for name in names]
    curve = fairness.trade_off(then, later, costs)
    price = costs.each(test.late, fairness.alarms(then, later, costs, 1.0)) - costs.each(
        test.late, fairness.alarms(then, later, costs, 0.0)
    )
    numbers |= metrics.mean_by_day(price, test.day, size.draws).entries("fair_price_per_flight")
    numbers |= {
        "fair_gap_unconstrained": curve[0][1],
        "fair_gap_equalised": curve[-1][1],
        "fair_cost_unconstrained": curve[0][2],
        "fair_cost_equalised": curve[-1][2],
    }
    return numbers, curve


def ladder_table(ladder: dict[str, dict[str, Interval]]) -> str:
    """The baseline ladder with the gain of each step."""

    def cell(interval: Interval | None, digits: int, sign: str = "") -> str:
        if interval is None:
            return ""
        return f"{interval.value:{sign}.{digits}f} [{interval.low:{sign}.{digits}f}, {interval.high:{sign}.{digits}f}]"

    rows = [
        [
            NAMES[name],
            cell(m["auc"], 3),
            cell(m["log_loss"], 4),
            cell(m["cost"], 2),
            cell(m.get("gain_auc"), 3, "+"),
            cell(m.get("gain_cost"), 2, "+"),
        ]
        for name, m in ladder.items()
    ]
    header = [
        "candidate",
        "AUC",
        "log loss",
        "dollars per flight",
        "AUC gained over the row above",
        "dollars saved over it",
    ]
    return table(header, rows)


def slice_table(found: list[slices.Slice]) -> str:
    """The twelve largest gaps."""
    rows = [
        [
            one.name,
            f"{one.rows:,}",
            f"{100 * one.gap:+.1f}",
            f"{100 * one.error:.1f}",
            f"{one.p:.4f}",
            "yes" if one.survives else "no",
        ]
        for one in found[:12]
    ]
    return table(["slice", "flights", "gap, points", "standard error", "p", "survives Benjamini-Hochberg"], rows)


if __name__ == "__main__":
    stage_main(run)
