"""Measures of predictions, of distributions, and of how sure we may be: plain functions of numpy arrays.

`late` is always 0/1, `p` a probability, both of shape (rows,); `day` an integer that says which day a row belongs to.
Intervals come from a bootstrap over whole days: flights of one day share weather and queues and are no independent
sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

EPSILON = 1e-6


def auc(late: np.ndarray, p: np.ndarray) -> float:
    """Probability that a late flight is ranked above a punctual one, ties counting half; NaN with one class only."""
    positives = late > 0.5
    n_late, n_punctual = int(positives.sum()), int((~positives).sum())
    if n_late == 0 or n_punctual == 0:
        return float("nan")
    ranks = stats.rankdata(p)
    return float((ranks[positives].sum() - n_late * (n_late + 1) / 2) / (n_late * n_punctual))


def log_losses(late: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Negative log likelihood of every flight, in nats; probabilities are kept EPSILON away from 0 and 1."""
    clipped = np.clip(p, EPSILON, 1 - EPSILON)
    return np.where(late > 0.5, -np.log(clipped), -np.log1p(-clipped))


def log_loss(late: np.ndarray, p: np.ndarray) -> float:
    """Mean negative log likelihood in nats."""
    return float(log_losses(late, p).mean())


def brier(late: np.ndarray, p: np.ndarray) -> float:
    """Mean squared difference of probability and outcome."""
    return float(np.mean((p - late) ** 2))


def calibration_error(late: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal count: mean |predicted - observed| share."""
    order = np.argsort(p, kind="stable")
    groups = [group for group in np.array_split(order, bins) if len(group)]
    gaps = [abs(p[group].mean() - late[group].mean()) * len(group) for group in groups]
    return float(sum(gaps) / len(p))


def cuts(reference: np.ndarray, bins: int = 10) -> np.ndarray:
    """Inner cut points at equal shares of the reference (missing values ignored); duplicates removed."""
    present = reference[~np.isnan(reference)]
    return np.unique(np.quantile(present, np.linspace(0, 1, bins + 1)[1:-1])) if len(present) else np.array([])


def psi(reference: np.ndarray, current: np.ndarray, bins: int = 10) -> float:
    """Population stability index over the reference's deciles, missing values as a bin of their own.

    0 for equal shares; 0.1 and 0.25 are the customary marks. Empty bins count as half a row, so that it stays finite.
    """
    inner = cuts(reference, bins)
    before, after = _shares(reference, inner), _shares(current, inner)
    return float(np.sum((after - before) * np.log(after / before)))


def _shares(values: np.ndarray, inner: np.ndarray) -> np.ndarray:
    missing = np.isnan(values)
    counts = np.bincount(np.searchsorted(inner, values[~missing], side="right"), minlength=len(inner) + 1)
    padded = np.maximum(np.append(counts, missing.sum()).astype(float), 0.5)
    return np.asarray(padded / padded.sum())


def ks(reference: np.ndarray, current: np.ndarray) -> float:
    """Kolmogorov-Smirnov distance: the largest gap between the two distribution functions, in [0, 1]."""
    first, second = np.sort(reference[~np.isnan(reference)]), np.sort(current[~np.isnan(current)])
    if not len(first) or not len(second):
        return float(len(first) != len(second))
    points = np.concatenate([first, second])
    gap = np.searchsorted(first, points, "right") / len(first) - np.searchsorted(second, points, "right") / len(second)
    return float(np.abs(gap).max())


def ks_p(reference: np.ndarray, current: np.ndarray) -> float:
    """p-value of that distance for independent rows (asymptotic formula of Kolmogorov)."""
    n, m = int((~np.isnan(reference)).sum()), int((~np.isnan(current)).sum())
    return float(stats.kstwobign.sf(ks(reference, current) * np.sqrt(n * m / (n + m)))) if n and m else 0.0


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def entries(self, name: str) -> dict[str, float]:
        """Three entries for a results file: name, name_low, name_high."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}


def mean_by_day(values: np.ndarray, day: np.ndarray, draws: int, seed: int = 0) -> Interval:
    """Mean of `values` over flights with an interval from resampling whole days."""
    _, code = np.unique(day, return_inverse=True)
    sums, counts = np.bincount(code, weights=values), np.bincount(code)
    weights = _day_weights(len(counts), draws, seed)
    means = (weights @ sums) / (weights @ counts)
    return Interval(float(values.mean()), *map(float, np.quantile(means, [0.025, 0.975])))


def auc_by_day(
    late: np.ndarray, p: np.ndarray, day: np.ndarray, draws: int, seed: int = 0, other: np.ndarray | None = None
) -> Interval:
    """AUC, or its difference to that of the probabilities `other`, with an interval from resampling whole days.

    The resampled areas use scores in 500 bins of equal count, which changes an AUC by less than 0.0005.
    """
    value, areas = _auc_draws(late, p, day, draws, seed, other)
    return Interval(value, *map(float, np.quantile(areas, [0.025, 0.975])))


def auc_by_month(
    late: np.ndarray,
    p: np.ndarray,
    day: np.ndarray,
    month: np.ndarray,
    draws: int,
    other: np.ndarray | None = None,
) -> Interval:
    """Mean over months of the AUC within the month (or of its difference to `other`): models that were fitted for
    different months need not agree on a scale."""
    each = []
    for one in np.unique(month):
        rows = month == one
        rival = None if other is None else other[rows]
        each.append(_auc_draws(late[rows], p[rows], day[rows], draws, int(one), rival))
    areas = np.mean([areas for _, areas in each], axis=0)
    return Interval(float(np.mean([value for value, _ in each])), *map(float, np.quantile(areas, [0.025, 0.975])))


def _auc_draws(
    late: np.ndarray, p: np.ndarray, day: np.ndarray, draws: int, seed: int, other: np.ndarray | None
) -> tuple[float, np.ndarray]:
    """The area and its resamples, shape (draws,)."""
    _, code = np.unique(day, return_inverse=True)
    weights = _day_weights(int(code.max()) + 1, draws, seed)
    areas, value = _binned_auc(late, p, code, weights), auc(late, p)
    if other is not None:
        areas, value = areas - _binned_auc(late, other, code, weights), value - auc(late, other)
    return value, areas


def _day_weights(days: int, draws: int, seed: int) -> np.ndarray:
    """How often each day occurs in each resample: shape (draws, days)."""
    return np.random.default_rng(seed).multinomial(days, np.full(days, 1 / days), size=draws).astype(float)


def _binned_auc(late: np.ndarray, p: np.ndarray, code: np.ndarray, weights: np.ndarray, bins: int = 500) -> np.ndarray:
    """AUC of every resample, shape (draws,), from counts per day and score bin."""
    bin_of = np.searchsorted(np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1])), p, side="right")
    shape = (weights.shape[1], bins)
    flat = code * bins + bin_of
    positive = weights @ np.bincount(flat, weights=late, minlength=shape[0] * bins).reshape(shape)
    negative = weights @ np.bincount(flat, weights=1 - late, minlength=shape[0] * bins).reshape(shape)
    below = np.cumsum(negative, axis=1) - negative / 2
    return np.asarray((positive * below).sum(axis=1) / (positive.sum(axis=1) * negative.sum(axis=1)))


def benjamini_hochberg(p_values: np.ndarray, rate: float = 0.05) -> np.ndarray:
    """Which hypotheses to reject so that the expected share of false rejections stays below `rate`: bool, same shape
    (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995)."""
    order = np.argsort(p_values, kind="stable")
    passed = p_values[order] <= rate * np.arange(1, len(p_values) + 1) / len(p_values)
    rejected = np.zeros(len(p_values), dtype=bool)
    if passed.any():
        rejected[order[: int(np.flatnonzero(passed).max()) + 1]] = True
    return rejected


def across_seeds(values: np.ndarray) -> Interval:
    """Mean over seeds with its 95 % interval (Student's t); `values` of shape (seeds,), at least two."""
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return Interval(float(values.mean()), float(values.mean() - half), float(values.mean() + half))
