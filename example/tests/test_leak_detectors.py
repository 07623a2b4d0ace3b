"""A detector of leakage counts only when it is silent on the honest way and has caught an injected leak.

The kinds have the numbers of Kapoor and Narayanan's taxonomy. There is no detector here for a test set that does not
exist (L1.1) and for one that is not what the system meets (L3.3): this data can show neither.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from late import features, flights, leaks, metrics, settings, source, weather

KEY = ["scheduled", "origin", "carrier", "flight"]
IN_FLIGHTS = {"dep_delay": "in_feed_at", "arr_delay": "landed_at", "air_time": "landed_at", "late": "landed_at"}
IN_WEATHER = dict.fromkeys(weather.MEASURES, "published_at")
MOMENTS = (0.3, 0.5, 0.8)  # of the week
NONSENSE = 99_999.0


@pytest.fixture(scope="module")
def week():
    """Seven days of flights and the weather, each late column with the moment at which it can be read."""
    raw = source.load()
    whole = flights.prepare(raw)
    rows = whole[whole["day"].between(180, 186)].reset_index(drop=True)
    left = rows["scheduled"] + pd.to_timedelta(rows["dep_delay"], unit="min")
    landed = rows["scheduled"] + pd.to_timedelta(rows["block_minutes"] + rows["arr_delay"], unit="min")
    observed = pd.to_datetime(raw.weather["time_hour"], utc=True)
    return (
        rows.assign(in_feed_at=left + pd.Timedelta(minutes=settings.FEED_LAG_MINUTES), landed_at=landed),
        raw.weather.assign(published_at=observed + pd.Timedelta(minutes=settings.WEATHER_LAG_MINUTES)),
    )


@pytest.fixture(scope="module")
def drawn(small):
    return leaks.draw(small, {}, settings.FAST, 0)


def rewritten(table, readable, now):
    return table.assign(**{name: table[name].mask(table[at] > now, NONSENSE) for name, at in readable.items()})


def future_changes(build, rows, sky):
    """Whether what becomes readable after a moment changes a feature asked for before it."""
    for share in MOMENTS:
        now = rows["predicted_at"].quantile(share)
        asked = (rows["predicted_at"] <= now).to_numpy()
        before = build(rows, sky)[asked]
        after = build(rewritten(rows, IN_FLIGHTS, now), rewritten(sky, IN_WEATHER, now))[asked]
        if not before.equals(after):
            return True
    return False


def with_column(name):
    return lambda rows, sky: features.build(rows, sky).assign(**{name: rows[name]})


def feed_at_departure(rows, sky):
    late = features.recent(rows.assign(predicted_at=rows["scheduled"]), rows)
    return features.build(rows, sky).assign(**{name: late[name] for name in late})


def naive_weather(rows, sky):
    joined = weather.naive(rows, sky)
    return features.build(rows, sky).assign(**{name: joined[name] for name in weather.MEASURES})


@pytest.mark.parametrize(
    ("build", "caught"),
    [
        (features.build, False),
        (with_column("dep_delay"), True),
        (with_column("air_time"), True),
        (feed_at_departure, True),
        (naive_weather, True),
    ],
    ids=["honest", "dep_delay", "air_time", "feed_at_departure", "naive_weather"],
)
def test_rewriting_the_future_catches_illegitimate_features(week, build, caught):  # L2
    assert future_changes(build, *week) == caught


@pytest.mark.parametrize("leaky", [False, True])
def test_changing_the_judged_rows_catches_preparation_on_both_sides(drawn, leaky):  # L1.2
    keys = leaks._number(drawn)
    other = dataclasses.replace(drawn, late=np.where(drawn.past, drawn.late, 1 - drawn.late))

    def prepared(d):
        everything = np.ones(len(d.late), dtype=bool)
        return leaks._rates(keys, d.late, everything) if leaky else leaks._out_of_fold(d, keys)

    assert np.array_equal(prepared(drawn)[drawn.past], prepared(other)[drawn.past]) != leaky


@pytest.mark.parametrize("leaky", [False, True])
def test_shuffled_labels_catch_selection_on_both_sides(leaky):  # L1.3, staged: the example selects no features
    rng = np.random.default_rng(0)
    columns, late = rng.normal(size=(2000, 1000)), rng.permutation(np.arange(2000) % 4 == 0).astype(float)
    train, judged = np.arange(1000), np.arange(1000, 2000)
    seen = np.arange(2000) if leaky else train
    slopes = columns[seen].T @ (late[seen] - late[seen].mean())
    chosen = np.argsort(-np.abs(slopes))[:20]
    score = columns[judged][:, chosen] @ (columns[train][:, chosen].T @ (late[train] - late[train].mean()))
    positives = late[judged].sum()
    noise = np.sqrt(1001 / (12 * positives * (1000 - positives)))  # of the AUC of a score that knows nothing
    assert (abs(metrics.auc(late[judged], score) - 0.5) > 3 * noise) == leaky


@pytest.mark.parametrize("copies", [0, 1, 50])
def test_row_hashes_catch_duplicates(drawn, copies):  # L1.4
    later = np.flatnonzero(~drawn.past)
    train = drawn.flights.iloc[[*np.flatnonzero(drawn.past), *later[:copies]]]
    hashes = [set(pd.util.hash_pandas_object(rows[KEY], index=False)) for rows in (train, drawn.flights.iloc[later])]
    assert len(hashes[0] & hashes[1]) == copies


def comes_too_late(rows, past, delay=settings.LABEL_DELAY_DAYS):
    """Whether a label of a training row arrives on the day of the first judged prediction, or after it."""
    ends = pd.Timestamp(2013, int(rows["month"][past].max()), 1) + pd.offsets.MonthEnd()
    first = rows["predicted_at"][~past].min().tz_convert(flights.NEW_YORK).tz_localize(None).normalize()
    return ends + pd.Timedelta(days=delay) >= first


def test_arrival_of_labels_catches_a_test_that_is_not_later(small, drawn):  # L3.1
    assert not comes_too_late(drawn.flights, drawn.past)
    assert comes_too_late(drawn.flights, leaks._shuffled(drawn))
    rows = small.months(1, 2, 3, 4, 5, 6).flights
    may = flights.in_months(rows, (1, 2, 3, 4, 5))
    assert comes_too_late(rows, may)  # a split by time all the same: the labels of May arrive at the end of June
    assert not comes_too_late(rows, may, delay=0)  # without a delay it would have been honest


def test_days_on_both_sides_catch_dependent_rows(drawn):  # L3.2
    day = drawn.flights["day"].to_numpy()
    mixed = leaks._shuffled(drawn)
    assert not set(day[drawn.past]) & set(day[~drawn.past])
    assert set(day[mixed]) & set(day[~mixed])
