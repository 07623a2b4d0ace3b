"""Nothing that happens after the prediction may change a feature."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from late import features, flights, settings, source, weather


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
