"""Nothing that happens after the prediction may change a feature."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from late import features, flights, folds, leaks, settings, source, weather


@pytest.fixture(scope="module")
def raw():
    return source.load()


@pytest.fixture(scope="module")
def week(raw):
    whole = flights.prepare(raw)
    return whole[whole["day"].between(180, 186)].reset_index(drop=True)


def test_the_future_does_not_change_the_features(raw, week):
    now = week["predicted_at"].iloc[len(week) // 2]
    left_later = week["scheduled"] + pd.to_timedelta(week["dep_delay"], unit="min") > now
    other = week.assign(
        dep_delay=week["dep_delay"].where(~left_later, week["dep_delay"] + 500),
        arr_delay=week["arr_delay"] + 77,
        air_time=0.0,
        late=1 - week["late"],
    )
    sky = raw.weather.assign(
        temp=raw.weather["temp"].where(pd.to_datetime(raw.weather["time_hour"], utc=True) < now, 0.0)
    )
    known = (week["predicted_at"] <= now).to_numpy()
    before, after = features.build(week, raw.weather)[known], features.build(other, sky)[known]
    pd.testing.assert_frame_equal(before, after)


def test_recent_delays_are_those_that_a_clerk_would_count(week, raw):
    frame = features.build(week, raw.weather)
    shown = week["scheduled"] + pd.to_timedelta(week["dep_delay"] + settings.FEED_LAG_MINUTES, unit="min")
    for row in range(50, len(week), 701):
        now, origin = week["predicted_at"].iloc[row], week["origin"].iloc[row]
        window = (
            (shown <= now) & (shown > now - pd.Timedelta(minutes=settings.RECENT_MINUTES)) & (week["origin"] == origin)
        )
        expected = week.loc[window, "dep_delay"].mean()
        assert frame["origin_recent_delay"].iloc[row] == pytest.approx(expected, nan_ok=True)


def test_the_joined_weather_had_been_published(week, raw):
    joined = weather.point_in_time(week, raw.weather)
    assert joined["weather_age"].min() >= 0
    assert joined["weather_age"].max() <= settings.WEATHER_MAX_AGE_MINUTES


@pytest.mark.parametrize(
    ("month", "delay", "newest"), [(3, 30, 0), (5, 0, 4), (5, 30, 3), (9, 30, 7), (12, 30, 10), (5, 60, 2), (1, 0, 0)]
)
def test_labels_count_from_the_day_on_which_they_arrive(month, delay, newest):
    assert flights.newest_labelled(month, delay) == newest


def test_a_fold_trains_on_labels_that_had_arrived(small):
    seen = []

    def fit(frame, late, seed, trees):
        seen.append(len(late))
        return lambda other: np.zeros(len(other))

    tests = [small.months(month) for month in settings.FOLD_MONTHS]
    folds._all_folds(small, fit, tests, 0, 1, settings.LABEL_DELAY_DAYS)
    assert seen == [len(small.months(*range(1, month - 1)).late) for month in settings.FOLD_MONTHS]


def test_the_release_is_fitted_and_calibrated_on_labels_that_had_arrived_before_the_test_months():
    newest = flights.newest_labelled(min(settings.TEST_MONTHS), settings.LABEL_DELAY_DAYS)
    assert max(settings.TRAIN_MONTHS) < min(settings.CALIBRATION_MONTHS)
    assert max(settings.CALIBRATION_MONTHS) <= newest
    earlier = flights.newest_labelled(min(settings.EXPERIMENT_TEST_MONTHS), settings.LABEL_DELAY_DAYS)
    assert max(settings.EXPERIMENT_TRAIN_MONTHS) <= earlier


@pytest.fixture(scope="module")
def drawn(small):
    return leaks.draw(small, {}, settings.FAST, 0)


def test_the_leak_experiment_does_not_touch_the_test_months(drawn):
    assert not set(drawn.flights["month"]) & set(settings.TEST_MONTHS)
    assert set(drawn.flights["month"][drawn.past]) == set(settings.EXPERIMENT_TRAIN_MONTHS)


def test_a_statistic_out_of_fold_does_not_know_the_label_of_its_own_row(drawn):
    keys = leaks._number(drawn)
    row = int(np.flatnonzero(drawn.past)[7])
    other = drawn.late.copy()
    other[row] = 1 - other[row]
    before = leaks._out_of_fold(drawn, keys)
    after = leaks._out_of_fold(dataclasses.replace(drawn, late=other), keys)
    assert before[row] == after[row]
    assert not np.array_equal(before, after)
    assert leaks._rates(keys, drawn.late, drawn.past)[row] != leaks._rates(keys, other, drawn.past)[row]


@pytest.mark.parametrize(("number", "copies"), [(0, True), (3, False), (None, False)])
def test_duplicates_differ_from_other_rows_in_nothing_but_being_judged(drawn, number, copies):
    class Spy:
        def fit(self, matrix, late):
            self.trained = set(matrix[:, 0])

        def predict_proba(self, matrix):
            self.judged = set(matrix[:, 0])
            return np.column_stack([1 - matrix[:, 0], matrix[:, 0]])

    spy, position = Spy(), np.arange(len(drawn.late), dtype=float)[:, None]
    leaks._with_quarter(drawn, spy, position, number)
    later = set(np.flatnonzero(~drawn.past))
    assert spy.judged < later
    assert spy.trained >= set(np.flatnonzero(drawn.past))
    assert bool(spy.trained & spy.judged) == copies
    assert len(spy.trained & later) == pytest.approx(len(later) / 4 if number is not None else 0, abs=1)


@pytest.mark.parametrize(("delay", "label"), [(14.0, 0.0), (15.0, 1.0), (-20.0, 0.0), (np.nan, np.nan)])
def test_late_means_fifteen_minutes_or_more(delay, label):
    assert flights.label(pd.Series([delay])).to_numpy() == pytest.approx(label, nan_ok=True)


def test_scheduled_minutes_fit_the_distance(week):
    speed = week["distance"] / (week["block_minutes"] / 60)
    assert speed.median() == pytest.approx(330, abs=60)
    assert (week["block_minutes"] < 720).all()


def test_a_category_never_seen_is_missing_and_not_another_one():
    frame = pd.DataFrame(
        {name: [0.0] for name in features.NUMERIC} | {"carrier": ["ZZ"], "origin": ["JFK"], "dest": ["BOS"]}
    )
    row = features.encode(frame, {"carrier": ["AA"], "origin": ["JFK"], "dest": ["ATL", "BOS"]})[0]
    assert np.isnan(row[0])
    assert row[1:3].tolist() == [0.0, 1.0]


def test_other_bytes_are_refused(tmp_path):
    (tmp_path / "weather.csv").write_text("origin\nJFK\n")
    with pytest.raises(ValueError, match="not the same data"):
        source.verified(tmp_path / "weather.csv")
