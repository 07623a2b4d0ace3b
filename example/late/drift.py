"""Drift detectors compared on streams whose truth is known, then on the real year.

A known truth needs a world that stands still: the days of the year are shuffled, some train the model, some are the
reference, and streams of weeks are drawn from the rest. Every weekday occurs equally often in each of these and once in
each week, because a week without a Monday would be a change of its own. From FAULT_WEEK on a stream may carry a change.
Every detector gives one number a week, larger meaning more drift; alarms follow from a threshold, either the customary
one or one that gives all detectors the same rate of false alarms on separate streams without a change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.tree import DecisionTreeClassifier

from late import metrics, models, settings
from late.dataset import Data
from late.features import NUMERIC
from late.flights import newest_labelled
from late.metrics import Interval

WEEKS, FAULT_WEEK, ROWS = 12, 5, 1200  # weeks of a stream, first changed week (from 0), flights used of each week
TRAIN_DAYS, REFERENCE_DAYS = 16, 6  # of each weekday; the other 30 are what streams are drawn from
LABEL_WEEKS = 6  # from the end of a week to its labels: 30 days after the month, and the week ends 12 days before that
BLOCK = 5  # weeks that stay together when the weeks of the real year are resampled
FALSE_ALARM = 0.02  # share of quiet weeks in which a matched threshold may be passed: about one alarm a year
CUSTOMARY = {"psi_score": 0.25, "psi_features": 0.25, "ks_features": 2.0, "domain": 0.6, "error": 3.0}
DETECTORS = tuple(CUSTOMARY)


@dataclass(frozen=True)
class Week:
    """Numeric features (rows, len(NUMERIC)), labels and scores of one week's sample."""

    matrix: np.ndarray
    late: np.ndarray
    p: np.ndarray


Change = Callable[[pd.DataFrame, np.ndarray, np.random.Generator], tuple[pd.DataFrame, np.ndarray]]


def quiet(frame: pd.DataFrame, late: np.ndarray, _rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """No change."""
    return frame, late


def celsius(frame: pd.DataFrame, late: np.ndarray, _rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Temperature and dew point in degrees Celsius."""
    return frame.assign(temp=(frame["temp"] - 32) * 5 / 9, dewp=(frame["dewp"] - 32) * 5 / 9), late


def hours(frame: pd.DataFrame, late: np.ndarray, _rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Recent delays in hours."""
    names = ("origin_recent_delay", "carrier_recent_delay")
    return frame.assign(**{name: frame[name] / 60 for name in names}), late


def silent_feed(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """The airport feed is missing for a third of the flights."""
    gone = rng.random(len(frame)) < 1 / 3
    names = ("origin_recent_delay", "carrier_recent_delay")
    return frame.assign(**{name: frame[name].where(~gone) for name in names}), late


def later_schedule(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """The schedule loses half of its flights before 10 o'clock: another mix of flights, the same relation."""
    kept = (frame["departure_minute"] >= 600).to_numpy() | (rng.random(len(frame)) < 0.5)
    return frame[kept].reset_index(drop=True), late[kept]


def relation(frame: pd.DataFrame, late: np.ndarray, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """One punctual flight in eight becomes late while every input stays as it was: only labels can tell."""
    return frame, np.where((late < 0.5) & (rng.random(len(late)) < 1 / 8), 1.0, late)


CHANGES: dict[str, Change] = {
    "celsius": celsius,
    "hours": hours,
    "silent_feed": silent_feed,
    "later_schedule": later_schedule,
    "relation": relation,
}


@dataclass(frozen=True)
class Still:
    """The shuffled world: a model, the reference, its weekly error, and the days that streams are drawn from, one row
    for each weekday."""

    data: Data
    predict: models.Predict
    reference: Week
    error_mean: float
    error_sd: float
    pool: np.ndarray
    rows_of: dict[int, np.ndarray]


def still_world(data: Data, seed: int, trees: int) -> Still:
    """Shuffle the days and fit the model."""
    rng = np.random.default_rng(seed)
    days = shuffled_days(data, rng)
    rows_of = {int(day): rows for day, rows in data.flights.groupby("day").indices.items()}

    def rows(chosen: np.ndarray) -> np.ndarray:
        return np.sort(np.concatenate([rows_of[int(day)] for day in chosen.ravel()]))

    train, middle = rows(days[:, :TRAIN_DAYS]), days[:, TRAIN_DAYS : TRAIN_DAYS + REFERENCE_DAYS]
    predict = models.fit_boosting(data.frame.iloc[train], data.late[train], seed, trees)
    reference = week_of(data, predict, rows(middle), quiet, rng, 4 * ROWS)
    gap = {
        int(day): data.late[rows_of[int(day)]] - predict(data.frame.iloc[rows_of[int(day)]]) for day in middle.ravel()
    }
    weeks = [[rng.choice(same_weekday) for same_weekday in middle] for _ in range(500)]
    gaps = [
        float(np.concatenate([rng.permutation(gap[int(day)])[: ROWS // 7] for day in week]).mean()) for week in weeks
    ]
    pool = days[:, TRAIN_DAYS + REFERENCE_DAYS :]
    return Still(data, predict, reference, float(np.mean(gaps)), float(np.std(gaps)), pool, rows_of)


def shuffled_days(data: Data, rng: np.random.Generator) -> np.ndarray:
    """52 days of each weekday in random order: shape (7, 52)."""
    weekday = data.flights.groupby("day")["weekday"].first()
    return np.array([rng.permutation(weekday.index[weekday == one].to_numpy())[:52] for one in range(7)])


def week_of(
    data: Data,
    predict: models.Predict,
    rows: np.ndarray,
    change: Change,
    rng: np.random.Generator,
    limit: int,
) -> Week:
    """A sample of at most `limit` of these rows, changed and scored."""
    chosen = rows if len(rows) <= limit else np.sort(rng.choice(rows, limit, replace=False))
    frame, late = change(data.frame.iloc[chosen].reset_index(drop=True), data.late[chosen], rng)
    return Week(frame[NUMERIC].to_numpy(float), late, predict(frame))


def statistics(reference: Week, now: Week, error: tuple[float, float], seed: int) -> dict[str, float]:
    """Every detector's number for one week; `error` is the mean and deviation of a quiet week's gap."""
    columns = range(reference.matrix.shape[1])
    distances = [metrics.ks(reference.matrix[:, c], now.matrix[:, c]) for c in columns]
    n, m = len(reference.late), len(now.late)
    critical = 1.6276 * np.sqrt((n + m) / (n * m))  # Kolmogorov's 1 % point for independent rows
    return {
        "psi_score": metrics.psi(reference.p, now.p),
        "psi_features": max(metrics.psi(reference.matrix[:, c], now.matrix[:, c]) for c in columns),
        "ks_features": max(distances) / critical * 2.0,  # 2.0 marks the 1 % point
        "domain": domain_auc(reference, now, seed),
        "error": abs(float((now.late - now.p).mean()) - error[0]) / error[1],
    }


def domain_auc(reference: Week, now: Week, seed: int) -> float:
    """How well a small tree tells this week's rows from the reference's, on rows it has not seen: AUC, 0.5 is not."""
    rng = np.random.default_rng(seed)
    size = min(len(reference.late), len(now.late))
    first = reference.matrix[rng.choice(len(reference.late), size, replace=False)]
    second = now.matrix[rng.choice(len(now.late), size, replace=False)]
    matrix, origin = np.vstack([first, second]), np.repeat([0, 1], size)
    half = rng.random(2 * size) < 0.5
    tree = DecisionTreeClassifier(max_depth=4, min_samples_leaf=50, random_state=seed).fit(matrix[half], origin[half])
    return metrics.auc(origin[~half].astype(float), tree.predict_proba(matrix[~half])[:, 1])


def stream_days(pool: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """WEEKS weeks of one day of each weekday: shape (WEEKS, 7)."""
    return np.column_stack([rng.permutation(same_weekday)[:WEEKS] for same_weekday in pool])


def stream(world: Still, change: Change, seed: int) -> dict[str, np.ndarray]:
    """One stream of weeks drawn without replacement: each detector's numbers, shape (WEEKS,)."""
    rng = np.random.default_rng(seed)
    days = stream_days(world.pool, rng)
    rows = []
    for week, chosen in enumerate(days):
        which = np.concatenate([world.rows_of[int(day)] for day in chosen])
        now = week_of(world.data, world.predict, which, change if week >= FAULT_WEEK else quiet, rng, ROWS)
        rows.append(statistics(world.reference, now, (world.error_mean, world.error_sd), seed))
    return {name: np.array([row[name] for row in rows]) for name in DETECTORS}


def matched(quiet_streams: list[dict[str, np.ndarray]]) -> dict[str, float]:
    """The threshold of each detector that quiet weeks pass with probability FALSE_ALARM."""
    return {
        name: float(np.quantile(np.concatenate([one[name] for one in quiet_streams]), 1 - FALSE_ALARM))
        for name in DETECTORS
    }


def false_alarms(streams: list[dict[str, np.ndarray]], limits: dict[str, float]) -> dict[str, float]:
    """Share of quiet weeks in alarm."""
    return {name: float(np.mean([one[name] > limits[name] for one in streams])) for name in DETECTORS}


def delays(streams: list[dict[str, np.ndarray]], limits: dict[str, float]) -> dict[str, tuple[float, float]]:
    """For each detector the share of streams in which it sees the change at all, and the median weeks until it does,
    counted from the first changed week to the end of the week of alarm, waiting for labels included."""
    result = {}
    for name in DETECTORS:
        after = [np.flatnonzero(one[name][FAULT_WEEK:] > limits[name]) for one in streams]
        first = [int(hits[0]) + 1 for hits in after if len(hits)]
        wait = LABEL_WEEKS if name == "error" else 0
        result[name] = (len(first) / len(streams), float(np.median(first)) + wait if first else float("nan"))
    return result


@dataclass(frozen=True)
class RealYear:
    """The real weeks of the live months, counted from their first day: each detector's numbers, the log loss, and the
    gap between observed and predicted share. The detector `error` reads the labels that the gap is made of, so the two
    agree by construction."""

    week: np.ndarray
    statistics: dict[str, np.ndarray]
    log_loss: np.ndarray
    gap: np.ndarray


def real_year(data: Data, first_month: int, seed: int, trees: int) -> RealYear:
    """A model of the months before the newest labelled one, which is its reference, watches the weeks from
    `first_month` on. Only weeks of seven days count."""
    newest = newest_labelled(first_month, settings.LABEL_DELAY_DAYS)
    past, before = data.months(*range(1, newest)), data.months(newest)
    predict = models.fit_boosting(past.frame, past.late, seed, trees)
    rng = np.random.default_rng(seed)
    reference = week_of(before, predict, np.arange(len(before.late)), quiet, rng, 4 * ROWS)
    error = sliding_error(before, before.late - predict(before.frame))
    live = data.months(*range(first_month, 13))
    rows, losses, gaps = [], [], []
    week_number = (live.day - live.day.min()) // 7
    weeks = np.arange((live.day.max() - live.day.min() + 1) // 7)
    for week in weeks:
        now = week_of(live, predict, np.flatnonzero(week_number == week), quiet, rng, ROWS)
        rows.append(statistics(reference, now, error, seed))
        losses.append(metrics.log_loss(now.late, now.p))
        gaps.append(abs(float((now.late - now.p).mean())))
    numbers = {name: np.array([row[name] for row in rows]) for name in DETECTORS}
    return RealYear(weeks, numbers, np.array(losses), np.array(gaps))


def sliding_error(data: Data, residual: np.ndarray) -> tuple[float, float]:
    """Mean and deviation of the mean residual over all stretches of seven days."""
    starts = range(int(data.day.min()), int(data.day.max()) - 5)
    weekly = [float(residual[(data.day >= start) & (data.day < start + 7)].mean()) for start in starts]
    return float(np.mean(weekly)), float(np.std(weekly))


def correlation(values: np.ndarray, gap: np.ndarray, draws: int, seed: int = 0) -> Interval:
    """Spearman's rank correlation over weeks, with an interval from resampling blocks of BLOCK weeks (wrapping round):
    weeks that follow each other are alike."""
    rng, n = np.random.default_rng(seed), len(values)
    starts = rng.integers(0, n, size=(draws, -(-n // BLOCK)))
    drawn = ((starts[:, :, None] + np.arange(BLOCK)) % n).reshape(draws, -1)[:, :n]
    found = [float(stats.spearmanr(values[rows], gap[rows]).statistic) for rows in drawn]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return Interval(float(stats.spearmanr(values, gap).statistic), float(low), float(high))
