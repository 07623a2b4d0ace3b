"""The leak experiment: eight ways to flatter a model, each injected on purpose and measured.

Every leak is a pair of trainings on the same rows that differ in one thing; its inflation is the difference in AUC.
Each seed draws its own rows and its own model, so that the spread shows both. A pair is (honest, leaky).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier

from late import features, metrics, models, settings, weather
from late.dataset import Data

ROWS = 0.25  # share of the labelled flights drawn by each seed
Pair = tuple[float, float]


@dataclass(frozen=True)
class Draw:
    """One seed's rows: the matrix of known features, flights, labels, and the split by time (True is training)."""

    matrix: np.ndarray
    flights: pd.DataFrame
    late: np.ndarray
    past: np.ndarray
    seed: int
    trees: int
    extra: dict[str, np.ndarray]

    def score(self, matrix: np.ndarray, past: np.ndarray) -> float:
        """AUC of a boosting fitted on `past` and judged on the rest."""
        model = models.boosting(self.seed, self.trees).fit(matrix[past], self.late[past])
        return metrics.auc(self.late[~past], model.predict_proba(matrix[~past])[:, 1])

    def with_column(self, values: np.ndarray) -> np.ndarray:
        """The matrix with one more column."""
        return np.column_stack([self.matrix, values])


def draw(data: Data, extra: dict[str, np.ndarray], seed: int, trees: int) -> Draw:
    """The labelled rows of one seed; `extra` holds whole-year columns of the same length as the data."""
    chosen = np.flatnonzero(~np.isnan(data.late))
    chosen = np.sort(np.random.default_rng(seed).choice(chosen, round(ROWS * len(chosen)), replace=False))
    some = data.flights.iloc[chosen].reset_index(drop=True)
    frame = data.frame.iloc[chosen].reset_index(drop=True)
    past = ~some["month"].isin(settings.TEST_MONTHS).to_numpy()
    matrix = features.encode(frame, features.vocabulary(frame))
    picked = {name: values[chosen] for name, values in extra.items()}
    return Draw(matrix, some, some["late"].to_numpy(float), past, seed, trees, picked)


def late_columns(data: Data) -> dict[str, np.ndarray]:
    """Columns that know too much, for the whole year: outcomes, the weather at departure, the queue at departure."""
    at_departure = data.flights.assign(predicted_at=data.flights["scheduled"])
    return {
        "dep_delay": data.flights["dep_delay"].to_numpy(float),
        "air_time": data.flights["air_time"].to_numpy(float),
        "feed_at_departure": features.recent(at_departure, data.flights)["origin_recent_delay"].to_numpy(float),
        **{
            f"naive_{name}": column.to_numpy(float)
            for name, column in weather.naive(data.flights, data.raw.weather).items()
        },
    }


def dep_delay(d: Draw, honest: float) -> Pair:
    """The departure delay as a feature."""
    return honest, d.score(d.with_column(d.extra["dep_delay"]), d.past)


def air_time(d: Draw, honest: float) -> Pair:
    """The minutes in the air as a feature."""
    return honest, d.score(d.with_column(d.extra["air_time"]), d.past)


def feed_at_departure(d: Draw, honest: float) -> Pair:
    """The airport's recent delays as of scheduled departure, two hours too late."""
    return honest, d.score(d.with_column(d.extra["feed_at_departure"]), d.past)


def naive_weather(d: Draw, honest: float) -> Pair:
    """The weather of the departure hour in place of the newest one published."""
    matrix = d.matrix.copy()
    for name in weather.MEASURES:
        matrix[:, features.NAMES.index(name)] = d.extra[f"naive_{name}"]
    return honest, d.score(matrix, d.past)


def target_statistics(d: Draw, _honest: float) -> Pair:
    """Late share of the flight number over the whole year, against the same over the training months."""
    number = d.flights["carrier"] + d.flights["flight"].astype(str) + d.flights["dest"]
    fair = d.with_column(_rates(number, d.late, d.past))
    leaky = d.with_column(_rates(number, d.late, np.ones(len(d.late), dtype=bool)))
    return d.score(fair, d.past), d.score(leaky, d.past)


def random_split(d: Draw, honest: float) -> Pair:
    """Rows split at random in place of by time."""
    return honest, d.score(d.matrix, _shuffled(d))


def random_split_with_date(d: Draw, _honest: float) -> Pair:
    """The same with the day of the year as a feature, which a random split lets the model look up."""
    matrix = d.with_column(d.flights["day"].to_numpy(float))
    return d.score(matrix, d.past), d.score(matrix, _shuffled(d))


def duplicates(d: Draw, honest: float) -> Pair:
    """One test row in three also stands in the training rows; judged by the boosting, which hardly memorises."""
    return honest, _with_copies(d, models.boosting(d.seed, d.trees), d.matrix)


def duplicates_memorised(d: Draw, _honest: float) -> Pair:
    """The same duplicates and a model that memorises: trees grown to the last leaf."""
    matrix = np.nan_to_num(d.matrix, nan=-999.0)
    forest = ExtraTreesClassifier(15, min_samples_leaf=1, random_state=d.seed)
    fair = forest.fit(matrix[d.past], d.late[d.past]).predict_proba(matrix[~d.past])[:, 1]
    return metrics.auc(d.late[~d.past], fair), _with_copies(d, forest, matrix)


def _with_copies(d: Draw, model: object, matrix: np.ndarray) -> float:
    copies = np.flatnonzero(~d.past)[::3]
    rows = np.concatenate([np.flatnonzero(d.past), copies])
    fitted = model.fit(matrix[rows], d.late[rows])  # type: ignore[attr-defined]
    return metrics.auc(d.late[~d.past], fitted.predict_proba(matrix[~d.past])[:, 1])


def _rates(keys: pd.Series, late: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Smoothed late share of each key over the chosen rows."""
    overall = float(late[rows].mean())
    cells = pd.Series(late[rows]).groupby(keys[rows].to_numpy()).agg(["sum", "count"])
    rate = (cells["sum"] + 5 * overall) / (cells["count"] + 5)
    return np.asarray(keys.map(rate).fillna(overall), dtype=float)


def _shuffled(d: Draw) -> np.ndarray:
    """A random split with the sizes of the split by time."""
    return np.random.default_rng(d.seed).permutation(d.past)


LEAKS: dict[str, Callable[[Draw, float], Pair]] = {
    "dep_delay": dep_delay,
    "air_time": air_time,
    "feed_at_departure": feed_at_departure,
    "naive_weather": naive_weather,
    "target_statistics": target_statistics,
    "random_split": random_split,
    "random_split_with_date": random_split_with_date,
    "duplicates": duplicates,
    "duplicates_memorised": duplicates_memorised,
}


def measure(data: Data, seeds: int, trees: int) -> dict[str, np.ndarray]:
    """AUC of (honest, leaky) for every leak and seed: arrays of shape (seeds, 2)."""
    extra = late_columns(data)
    pairs: dict[str, list[Pair]] = {name: [] for name in LEAKS}
    for seed in range(seeds):
        rows = draw(data, extra, seed, trees)
        honest = rows.score(rows.matrix, rows.past)
        for name, leak in LEAKS.items():
            pairs[name].append(leak(rows, honest))
    return {name: np.array(values) for name, values in pairs.items()}
