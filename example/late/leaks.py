"""The leak experiment: nine ways to flatter a model, each injected on purpose and measured.

Every leak is a pair of trainings, (honest, leaky), that differ in one thing; its inflation is the difference in AUC. A
control is such a pair too: it tells how much of a leak's inflation has another cause. Each seed draws its own rows and
its own model, so that the spread shows both. Only months before the test months are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier

from late import features, flights, metrics, models, settings, weather
from late.dataset import Data
from late.settings import Size

STATISTIC_FOLDS = 5  # training days are dealt out to so many folds for statistics out of fold
STATISTIC_SMOOTHING = 5.0  # flights of the overall rate added to every key of a target statistic
Pair = tuple[float, float]


class Model(Protocol):
    """What scikit-learn's classifiers have in common."""

    def fit(self, matrix: np.ndarray, late: np.ndarray) -> object:
        """Learn from rows and labels."""

    def predict_proba(self, matrix: np.ndarray) -> np.ndarray:
        """Probabilities of both answers, shape (rows, 2)."""


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
        return self.area(self.boosting(), matrix, np.flatnonzero(past), np.flatnonzero(~past))

    def area(self, model: Model, matrix: np.ndarray, train: np.ndarray, judged: np.ndarray) -> float:
        """AUC on the rows `judged` of a model fitted on the rows `train`: two arrays of positions."""
        model.fit(matrix[train], self.late[train])
        return metrics.auc(self.late[judged], model.predict_proba(matrix[judged])[:, 1])

    def boosting(self) -> Model:
        """This seed's boosting, not fitted yet."""
        return models.boosting(self.seed, self.trees)

    def with_column(self, values: np.ndarray) -> np.ndarray:
        """The matrix with one more column."""
        return np.column_stack([self.matrix, values])


def draw(data: Data, extra: dict[str, np.ndarray], size: Size, seed: int) -> Draw:
    """The labelled rows of one seed; `extra` holds columns of the same length as the data."""
    months = settings.EXPERIMENT_TRAIN_MONTHS + settings.EXPERIMENT_TEST_MONTHS
    usable = np.flatnonzero(flights.labelled(data.flights) & flights.in_months(data.flights, months))
    chosen = np.sort(np.random.default_rng(seed).choice(usable, round(size.leak_share * len(usable)), replace=False))
    some = data.flights.iloc[chosen].reset_index(drop=True)
    frame = data.frame.iloc[chosen].reset_index(drop=True)
    past = flights.in_months(some, settings.EXPERIMENT_TRAIN_MONTHS)
    matrix = features.encode(frame, features.vocabulary(frame))
    picked = {name: values[chosen] for name, values in extra.items()}
    return Draw(matrix, some, some["late"].to_numpy(float), past, seed, size.trees, picked)


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
    """Late share of the flight number with the months to be predicted in it, against training months out of fold."""
    keys = _number(d)
    leaky = _rates(keys, d.late, np.ones(len(d.late), dtype=bool))
    return d.score(d.with_column(_out_of_fold(d, keys)), d.past), d.score(d.with_column(leaky), d.past)


def random_split(d: Draw, honest: float) -> Pair:
    """Rows split at random in place of by time."""
    return honest, d.score(d.matrix, _shuffled(d))


def random_split_with_date(d: Draw, _honest: float) -> Pair:
    """Rows split at random and the day of the year as a feature, which lets the model look up its neighbors."""
    matrix = d.with_column(d.flights["day"].to_numpy(float))
    return d.score(matrix, d.past), d.score(matrix, _shuffled(d))


def duplicates(d: Draw, _honest: float) -> Pair:
    """One judged row in three is also trained on, against as many other rows of its months; boosting."""
    return _with_quarter(d, d.boosting(), d.matrix, 3), _with_quarter(d, d.boosting(), d.matrix, 0)


def duplicates_memorised(d: Draw, _honest: float) -> Pair:
    """One judged row in three is also trained on, and the model memorizes: trees grown to the last leaf."""
    matrix = np.nan_to_num(d.matrix, nan=-999.0)
    return _with_quarter(d, _forest(d), matrix, 3), _with_quarter(d, _forest(d), matrix, 0)


def _forest(d: Draw) -> Model:
    return ExtraTreesClassifier(15, min_samples_leaf=1, random_state=d.seed)


def _with_quarter(d: Draw, model: Model, matrix: np.ndarray, number: int | None) -> float:
    """The rows after the split are dealt out at random into four parts, the first three are judged; trained on the past
    and on one part, of which 0 is judged and 3 is not."""
    quarters = np.array_split(np.random.default_rng(d.seed).permutation(np.flatnonzero(~d.past)), 4)
    more = [] if number is None else [quarters[number]]
    return d.area(model, matrix, np.concatenate([np.flatnonzero(d.past), *more]), np.concatenate(quarters[:3]))


def _number(d: Draw) -> pd.Series:
    return d.flights["carrier"] + d.flights["flight"].astype(str) + d.flights["dest"]


def _out_of_fold(d: Draw, keys: pd.Series) -> np.ndarray:
    """Late share of each key over the training rows, for a training row without the days of its own fold."""
    fold = d.flights["day"].to_numpy() % STATISTIC_FOLDS
    values = _rates(keys, d.late, d.past).copy()
    for number in range(STATISTIC_FOLDS):
        here = d.past & (fold == number)
        values[here] = _rates(keys, d.late, d.past & (fold != number))[here]
    return values


def in_sample_statistics(d: Draw, honest: float) -> Pair:
    """The late share of the flight number over the training months with the row's own label in it, against none."""
    return honest, d.score(d.with_column(_rates(_number(d), d.late, d.past)), d.past)


def out_of_fold_statistics(d: Draw, honest: float) -> Pair:
    """The late share of the flight number over other days of the training months, against none: no leak at all."""
    return honest, d.score(d.with_column(_out_of_fold(d, _number(d))), d.past)


def same_rows(d: Draw, _honest: float) -> Pair:
    """Training rows drawn from all months against as many from the past, both judged on the same later rows."""
    rng = np.random.default_rng(d.seed)
    later = rng.permutation(np.flatnonzero(~d.past))
    judged, past = later[: len(later) // 2], np.flatnonzero(d.past)
    rows = 3 * len(past) // 4
    everything = np.concatenate([past, later[len(later) // 2 :]])
    honest, mixed = (rng.choice(pool, rows, replace=False) for pool in (past, everything))
    return d.area(d.boosting(), d.matrix, honest, judged), d.area(d.boosting(), d.matrix, mixed, judged)


def months_alone(d: Draw, _honest: float) -> Pair:
    """As many other rows of the judged months as there are copies in `duplicates`, against none; boosting."""
    return _with_quarter(d, d.boosting(), d.matrix, None), _with_quarter(d, d.boosting(), d.matrix, 3)


def _rates(keys: pd.Series, late: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Smoothed late share of each key over the chosen rows."""
    overall = float(late[rows].mean())
    cells = pd.Series(late[rows]).groupby(keys[rows].to_numpy()).agg(["sum", "count"])
    rate = (cells["sum"] + STATISTIC_SMOOTHING * overall) / (cells["count"] + STATISTIC_SMOOTHING)
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


CONTROLS: dict[str, Callable[[Draw, float], Pair]] = {
    "same_rows": same_rows,
    "months_alone": months_alone,
    "in_sample_statistics": in_sample_statistics,
    "out_of_fold_statistics": out_of_fold_statistics,
}


def measure(data: Data, size: Size) -> dict[str, np.ndarray]:
    """AUC of (honest, leaky) for every leak and control and every seed: arrays of shape (seeds, 2)."""
    extra = late_columns(data)
    pairs: dict[str, list[Pair]] = {name: [] for name in LEAKS | CONTROLS}
    for seed in range(size.seeds):
        rows = draw(data, extra, size, seed)
        honest = rows.score(rows.matrix, rows.past)
        for name, experiment in (LEAKS | CONTROLS).items():
            pairs[name].append(experiment(rows, honest))
    return {name: np.array(values) for name, values in pairs.items()}
