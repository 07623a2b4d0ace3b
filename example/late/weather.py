"""Weather joined to flights: as it was known when the prediction is made, and the naive way for comparison.

Both functions take flights (`origin`, `scheduled`, `predicted_at`) and the raw hourly table, and return one row per
flight, in the same order, with MEASURES and `weather_age` (minutes since the observation was published).
"""

from __future__ import annotations

import pandas as pd

from late import settings

MEASURES = ["temp", "dewp", "humid", "wind_speed", "wind_gust", "precip", "pressure", "visib"]
PLAUSIBLE = {"wind_speed": (0.0, 120.0), "wind_gust": (0.0, 150.0)}  # miles per hour


def observations(raw: pd.DataFrame) -> pd.DataFrame:
    """The hourly table with UTC times and implausible readings set to missing (one wind of 1,048 mph exists)."""
    table = raw[["origin", *MEASURES]].copy()
    for name, (low, high) in PLAUSIBLE.items():
        table[name] = table[name].where(table[name].between(low, high))
    observed = pd.to_datetime(raw["time_hour"], utc=True)
    table["observed"] = observed
    table["published"] = observed + pd.Timedelta(minutes=settings.WEATHER_LAG_MINUTES)
    return table.sort_values("published", kind="stable", ignore_index=True)


def point_in_time(flights: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """For each flight the newest observation that had been published at its `predicted_at`."""
    left = flights[["origin", "predicted_at"]].reset_index().sort_values("predicted_at", kind="stable")
    joined = pd.merge_asof(
        left,
        observations(raw),
        left_on="predicted_at",
        right_on="published",
        by="origin",
        tolerance=pd.Timedelta(minutes=settings.WEATHER_MAX_AGE_MINUTES),
    )
    joined["weather_age"] = (joined["predicted_at"] - joined["published"]).dt.total_seconds() / 60
    return joined.sort_values("index", ignore_index=True)[[*MEASURES, "weather_age"]]


def naive(flights: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """For each flight the observation of its departure hour: nobody has it two hours before."""
    left = flights[["origin"]].assign(observed=flights["scheduled"].dt.floor("h"))
    joined = left.merge(observations(raw), on=["origin", "observed"], how="left")
    return joined[MEASURES].assign(weather_age=0.0)
