"""Comparing candidates: every one in every time fold with every seed, and where the variance comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from late import metrics, models, settings
from late.costs import Costs
from late.dataset import Data
from late.flights import newest_labelled
from late.metrics import Interval
from late.settings import Size


@dataclass(frozen=True)
class Outcome:
    """All test flights of all folds, in order, and each candidate's probabilities: shape (seeds, rows)."""

    late: np.ndarray
    day: np.ndarray
    month: np.ndarray
    p: dict[str, np.ndarray]

    def first(self, name: str) -> np.ndarray:
        """The candidate's first seed: a release has one seed, so its measures are those of one."""
        return self.p[name][0]


def compare(data: Data, size: Size) -> Outcome:
    """Train on the months whose labels are there when each fold's month begins, predict it; only the boosting depends
    on a seed."""
    tests = [data.months(month) for month in settings.FOLD_MONTHS]
    p: dict[str, list[np.ndarray]] = {}
    for name, fit in models.CANDIDATES.items():
        seeds = range(size.seeds if name == "boosting" else 1)
        p[name] = [_all_folds(data, fit, tests, seed, size.trees, settings.LABEL_DELAY_DAYS) for seed in seeds]
    return Outcome(
        np.concatenate([test.late for test in tests]),
        np.concatenate([test.day for test in tests]),
        np.concatenate([test.flights["month"].to_numpy() for test in tests]),
        {name: np.array(values) for name, values in p.items()},
    )


def _all_folds(data: Data, fit: models.Fit, tests: list[Data], seed: int, trees: int, delay_days: int) -> np.ndarray:
    """Probabilities for the flights of all folds, in order: shape (rows,)."""
    parts = []
    for month, test in zip(settings.FOLD_MONTHS, tests, strict=True):
        past = data.months(*range(1, newest_labelled(month, delay_days) + 1))
        parts.append(fit(past.frame, past.late, seed, trees)(test.frame))
    return np.concatenate(parts)


def instant_labels(data: Data, size: Size, outcome: Outcome) -> dict[str, Interval]:
    """What the boosting would seem to reach if labels came at once, and by how much that flatters: a leak of its own,
    because training would read labels that nobody has yet."""
    tests = [data.months(month) for month in settings.FOLD_MONTHS]
    p = _all_folds(data, models.fit_boosting, tests, 0, size.trees, 0)
    late, day, month = outcome.late, outcome.day, outcome.month
    return {
        "auc": metrics.auc_by_month(late, p, day, month, size.draws),
        "inflation": metrics.auc_by_month(late, p, day, month, size.draws, outcome.first("boosting")),
    }


def ladder(outcome: Outcome, draws: int) -> dict[str, dict[str, Interval]]:
    """For every candidate AUC, log loss and cost with intervals, and the gain of each over the candidate before it."""
    costs, steps = Costs(), list(models.CANDIDATES)
    result: dict[str, dict[str, Interval]] = {}
    for position, name in enumerate(steps):
        p = outcome.first(name)
        rival = outcome.first(steps[position - 1]) if position else None
        result[name] = _measures(outcome, p, None, draws, costs)
        if rival is not None:
            result[name] |= {f"gain_{key}": value for key, value in _measures(outcome, p, rival, draws, costs).items()}
    return result


def _measures(
    outcome: Outcome, p: np.ndarray, rival: np.ndarray | None, draws: int, costs: Costs
) -> dict[str, Interval]:
    """Measures of `p`, or how much better it is than `rival` (positive is better in every measure)."""
    late, day = outcome.late, outcome.day
    loss, dollars = metrics.log_losses(late, p), costs.each(late, p >= costs.threshold)
    if rival is not None:
        loss = metrics.log_losses(late, rival) - loss
        dollars = costs.each(late, rival >= costs.threshold) - dollars
    return {
        "auc": metrics.auc_by_month(late, p, day, outcome.month, draws, rival),
        "log_loss": metrics.mean_by_day(loss, day, draws),
        "cost": metrics.mean_by_day(dollars, day, draws),
    }


def saving(outcome: Outcome, name: str) -> tuple[str, np.ndarray]:
    """The best policy without a model on the same flights, and a candidate's saving over it: dollars of each flight."""
    costs = Costs()
    late = outcome.late
    rivals = {
        "never": np.zeros(len(late), dtype=bool),
        "always": np.ones(len(late), dtype=bool),
        "rates": outcome.first("rates") >= costs.threshold,
    }
    best = min(rivals, key=lambda rival: costs.mean(late, rivals[rival]))
    return best, costs.each(late, rivals[best]) - costs.each(late, outcome.first(name) >= costs.threshold)


def variance(data: Data, size: Size, outcome: Outcome) -> dict[str, float]:
    """Standard deviation of the boosting's AUC by source: the seed, the days trained on, the month judged."""
    past, test = data.months(*settings.TRAIN_MONTHS), data.months(*settings.CALIBRATION_MONTHS)
    by_seed = [metrics.auc(test.late, _fit(past, test, seed, size)) for seed in range(size.seeds)]
    by_days = []
    for seed in range(size.seeds):
        days = np.unique(past.day)
        drawn = np.random.default_rng(seed).choice(days, len(days))
        rows = np.concatenate([np.flatnonzero(past.day == day) for day in drawn])
        again = Data(
            past.flights.iloc[rows].reset_index(drop=True), past.frame.iloc[rows].reset_index(drop=True), past.raw
        )
        by_days.append(metrics.auc(test.late, _fit(again, test, 0, size)))
    p = outcome.first("boosting")
    by_month = [
        metrics.auc(outcome.late[outcome.month == month], p[outcome.month == month]) for month in settings.FOLD_MONTHS
    ]
    return {
        "variance_auc_sd_seed": float(np.std(by_seed, ddof=1)),
        "variance_auc_sd_training_days": float(np.std(by_days, ddof=1)),
        "variance_auc_sd_month_judged": float(np.std(by_month, ddof=1)),
    }


LABELS = (1_000, 4_000, 16_000, 64_000)  # budgets of labelled flights, and then all there are


def learning_curve(data: Data, size: Size) -> dict[str, float]:
    """AUC on the calibration month by number of labelled flights trained on: mean and deviation over seeds, each of
    which draws its own flights."""
    past, test = data.months(*settings.TRAIN_MONTHS), data.months(*settings.CALIBRATION_MONTHS)
    result: dict[str, float] = {}
    for budget in LABELS:
        rows = min(budget, len(past.late))
        areas = []
        for seed in range(size.seeds):
            mask = np.zeros(len(past.late), dtype=bool)
            mask[np.random.default_rng(seed).choice(len(past.late), rows, replace=False)] = True
            areas.append(metrics.auc(test.late, _fit(past.where(mask), test, seed, size)))
        result |= {
            f"learning_auc_{budget}": float(np.mean(areas)),
            f"learning_auc_sd_{budget}": float(np.std(areas, ddof=1)),
        }
    return result | {
        "learning_auc_all": metrics.auc(test.late, _fit(past, test, 0, size)),
        "n_learning_all": len(past.late),
    }


def _fit(past: Data, test: Data, seed: int, size: Size) -> np.ndarray:
    return models.fit_boosting(past.frame, past.late, seed, size.trees)(test.frame)
