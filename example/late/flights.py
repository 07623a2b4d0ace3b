"""One tidy row per flight: what was planned, what happened, and the label.

`prepare` takes the raw tables and returns a frame in order of scheduled departure. Times are UTC; `month`, `weekday`
and `departure_minute` are local to New York, because schedules and passengers are.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from late import settings
from late.source import Raw

NEW_YORK = "America/New_York"
ZONES = {"BQN": "America/Puerto_Rico", "PSE": "America/Puerto_Rico", "SJU": "America/Puerto_Rico"}
ZONES["STT"] = "America/St_Thomas"  # these four destinations are not in the package's table of airports


def prepare(raw: Raw, share: float = 1.0) -> pd.DataFrame:
    """The flights of the year; with a `share` below 1 a fixed sample spread evenly over every day."""
    flights = raw.flights
    scheduled = pd.to_datetime(flights["time_hour"], utc=True) + pd.to_timedelta(flights["minute"], unit="min")
    local = scheduled.dt.tz_convert(NEW_YORK)
    tidy = pd.DataFrame(
        {
            "scheduled": scheduled,
            "predicted_at": scheduled - pd.Timedelta(minutes=settings.LEAD_MINUTES),
            "month": local.dt.month,
            "day": local.dt.day_of_year,
            "weekday": local.dt.day_of_week,
            "departure_minute": local.dt.hour * 60 + local.dt.minute,
            "carrier": flights["carrier"],
            "flight": flights["flight"],
            "origin": flights["origin"],
            "dest": flights["dest"],
            "tailnum": flights["tailnum"],
            "distance": flights["distance"].astype(float),
            "block_minutes": block_minutes(flights, scheduled, raw.airports),
            "dep_delay": flights["dep_delay"],
            "arr_delay": flights["arr_delay"],
            "air_time": flights["air_time"],
            "cancelled": flights["dep_time"].isna(),
            "diverted": flights["dep_time"].notna() & flights["arr_delay"].isna(),
            "late": label(flights["arr_delay"]),
        }
    )
    tidy = tidy.sort_values(["scheduled", "origin", "carrier", "flight"], kind="stable", ignore_index=True)
    return tidy if share >= 1 else tidy.iloc[:: round(1 / share)].reset_index(drop=True)


def label(arrival_delay: pd.Series) -> pd.Series:
    """1.0 for an arrival 15 minutes late or more, 0.0 for any other arrival, missing when the flight never arrived."""
    return (arrival_delay >= settings.LATE_MINUTES).astype(float).where(arrival_delay.notna())


def block_minutes(flights: pd.DataFrame, scheduled: pd.Series, airports: pd.DataFrame) -> pd.Series:
    """Scheduled minutes from gate to gate: the local clock times, each in the zone of its own airport."""
    zones = dict(zip(airports["faa"], airports["tzone"], strict=True)) | ZONES
    departure = flights["hour"] * 60 + flights["minute"]
    arrival = flights["sched_arr_time"] // 100 * 60 + flights["sched_arr_time"] % 100
    there = flights["dest"].map(lambda code: zones[code])
    ahead = _offset(scheduled, there) - _offset(scheduled, pd.Series(NEW_YORK, index=flights.index))
    return ((arrival - departure - ahead) % 1440).astype(float)


def _offset(moments: pd.Series, zones: pd.Series) -> pd.Series:
    """Minutes that the local clock of each zone is ahead of UTC at each moment."""
    result = pd.Series(0.0, index=moments.index)
    for zone, index in zones.groupby(zones).groups.items():
        local = moments.loc[index].dt.tz_convert(zone)
        result.loc[index] = (
            local.dt.tz_localize(None) - moments.loc[index].dt.tz_localize(None)
        ).dt.total_seconds() / 60
    return result


def labelled(flights: pd.DataFrame) -> np.ndarray:
    """Mask of the flights that arrived somewhere they were meant to: shape (rows,), bool."""
    return flights["late"].notna().to_numpy()


def newest_labelled(month: int, delay_days: int) -> int:
    """The newest month of 2013 whose labels, which come `delay_days` after its end, are there when `month` begins;
    0 when there is none."""
    begins = date(2013, month, 1)
    ends = {before: date(2013, before + 1, 1) - timedelta(days=1) for before in range(1, month)}
    arrived = [before for before, end in ends.items() if end + timedelta(days=delay_days) < begins]
    return max(arrived, default=0)


def in_months(flights: pd.DataFrame, months: tuple[int, ...]) -> np.ndarray:
    """Mask of the flights scheduled in these months: shape (rows,), bool."""
    return flights["month"].isin(months).to_numpy()
