"""What is known two hours before scheduled departure, decided in one visible place: COLUMNS.

`build` computes the known columns from flights and weather as they stood at `predicted_at`; `encode` turns them into
the matrix that models read. Training, batch and service use these two functions and nothing else, so that a value
means the same everywhere. The ranges in COLUMNS are also those of the checks and of the service's input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from late import settings, weather


@dataclass(frozen=True)
class Column:
    """A column, whether it is known in time and why, and for numbers the range that is possible."""

    name: str
    known: bool
    why: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    optional: bool = False


COLUMNS = [
    Column("carrier", True, "in the schedule", "code"),
    Column("origin", True, "in the schedule", "code"),
    Column("dest", True, "in the schedule", "code"),
    Column("weekday", True, "in the schedule", "0 is Monday", 0, 6),
    Column("departure_minute", True, "in the schedule", "minutes after local midnight", 0, 1439),
    Column("block_minutes", True, "in the schedule: gate to gate, padding included", "minutes", 20, 780),
    Column("distance", True, "a property of the route", "miles", 10, 5500),
    Column("temp", True, "newest published observation at the origin", "degrees Fahrenheit", -20, 115, True),
    Column("dewp", True, "newest published observation at the origin", "degrees Fahrenheit", -40, 90, True),
    Column("humid", True, "newest published observation at the origin", "percent", 0, 100, True),
    Column("wind_speed", True, "newest published observation at the origin", "miles per hour", 0, 120, True),
    Column("wind_gust", True, "newest published observation at the origin", "miles per hour", 0, 150, True),
    Column("precip", True, "newest published observation at the origin", "inches in the hour", 0, 6, True),
    Column("pressure", True, "newest published observation at the origin", "millibars", 930, 1070, True),
    Column("visib", True, "newest published observation at the origin", "miles", 0, 10, True),
    Column("origin_recent_delay", True, "departures of the last 3 hours in the feed", "minutes", -45, 1500, True),
    Column("origin_queue", True, "scheduled less departed, last 3 hours", "flights", -150, 150),
    Column("carrier_recent_delay", True, "as above, this carrier here", "minutes", -45, 1500, True),
    Column("month", False, "known, but a year of data cannot separate a season from a year: left out"),
    Column("flight", False, "known, but an identifier: it is reused for other routes; left out"),
    Column("tailnum", False, "aircraft are swapped until shortly before departure"),
    Column("dep_delay", False, "happens after the prediction"),
    Column("air_time", False, "happens after the prediction"),
    Column("arr_delay", False, "is the label"),
    Column("cancelled", False, "when a cancellation was announced is not recorded"),
    Column("diverted", False, "happens after the prediction"),
]
CATEGORICAL = ["carrier", "origin", "dest"]
NUMERIC = [column.name for column in COLUMNS if column.known and column.name not in CATEGORICAL]
NAMES = CATEGORICAL + NUMERIC

Vocabulary = dict[str, list[str]]


def build(flights: pd.DataFrame, raw_weather: pd.DataFrame, everyone: pd.DataFrame | None = None) -> pd.DataFrame:
    """The known columns of each flight, in order; `everyone` is the whole traffic when `flights` is a sample of it."""
    traffic = flights if everyone is None else everyone
    frame = flights[["carrier", "origin", "dest", "weekday", "departure_minute", "block_minutes", "distance"]]
    return pd.concat(
        [
            frame.reset_index(drop=True),
            weather.point_in_time(flights, raw_weather)[weather.MEASURES],
            recent(flights, traffic),
        ],
        axis=1,
    )[NAMES].astype(dict.fromkeys(NUMERIC, float))


def recent(flights: pd.DataFrame, traffic: pd.DataFrame) -> pd.DataFrame:
    """State of the origin at `predicted_at`: mean departure delay, queue, and the carrier's own mean delay there."""
    result = pd.DataFrame(index=range(len(flights)))
    result["origin_recent_delay"] = _recent_mean(flights, traffic, ["origin"])
    result["origin_queue"] = _recent_scheduled(flights, traffic) - _recent_counts(flights, traffic)
    result["carrier_recent_delay"] = _recent_mean(flights, traffic, ["origin", "carrier"])
    return result


def _recent_mean(flights: pd.DataFrame, traffic: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Mean `dep_delay` of the departures that the feed showed in the window; NaN when there was none."""
    sums = _window(flights, _departures(traffic), by, "dep_delay")
    counts = _window(flights, _departures(traffic), by, None)
    return np.divide(sums, counts, out=np.full(len(flights), np.nan), where=counts > 0)


def _recent_counts(flights: pd.DataFrame, traffic: pd.DataFrame) -> np.ndarray:
    return _window(flights, _departures(traffic), ["origin"], None)


def _recent_scheduled(flights: pd.DataFrame, traffic: pd.DataFrame) -> np.ndarray:
    lag = pd.Timedelta(minutes=settings.FEED_LAG_MINUTES)
    return _window(flights, traffic.assign(shown=traffic["scheduled"] + lag), ["origin"], None)


def _departures(traffic: pd.DataFrame) -> pd.DataFrame:
    """The flights that left, with the moment at which the feed showed it (`shown`, UTC)."""
    left = traffic[traffic["dep_delay"].notna()]
    minutes = left["dep_delay"] + settings.FEED_LAG_MINUTES
    return left.assign(shown=left["scheduled"] + pd.to_timedelta(minutes, unit="min"))


def _window(flights: pd.DataFrame, events: pd.DataFrame, by: list[str], value: str | None) -> np.ndarray:
    """Sum of `value` (or the count) over events of the same group shown in the window before each prediction."""
    result = np.zeros(len(flights))
    moments, shown = _minutes(flights["predicted_at"]), _minutes(events["shown"])
    values = np.ones(len(events)) if value is None else events[value].to_numpy()
    groups = events.groupby(by).indices
    for key, rows in flights.groupby(by).indices.items():
        if key not in groups:
            continue
        order = groups[key][np.argsort(shown[groups[key]], kind="stable")]
        total = np.concatenate([[0.0], np.cumsum(values[order])])
        end = np.searchsorted(shown[order], moments[rows], side="right")
        start = np.searchsorted(shown[order], moments[rows] - settings.RECENT_MINUTES, side="right")
        result[rows] = total[end] - total[start]
    return result


def _minutes(moments: pd.Series) -> np.ndarray:
    """Minutes since 1970, shape (rows,): plain numbers sort and search much faster than time stamps with a zone."""
    return moments.dt.tz_localize(None).to_numpy("datetime64[m]").astype(np.int64)


def vocabulary(frame: pd.DataFrame) -> Vocabulary:
    """The categories seen in training, sorted, for each categorical column."""
    return {name: sorted(frame[name].unique().tolist()) for name in CATEGORICAL}


def encode(frame: pd.DataFrame, known: Vocabulary) -> np.ndarray:
    """Float matrix of shape (rows, len(NAMES)); a category that training never saw becomes a missing value."""
    codes = [pd.Index(known[name]).get_indexer(frame[name]).astype(float) for name in CATEGORICAL]
    left = np.column_stack([np.where(code < 0, np.nan, code) for code in codes])
    return np.hstack([left, frame[NUMERIC].to_numpy(float)])
