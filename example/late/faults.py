"""Thirteen faults with a known truth, each put into a clean month, to see which check catches it.

A fault takes flights and features and returns changed copies; nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Fault = Callable[[pd.DataFrame, pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]


def celsius(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Temperature and dew point arrive in degrees Celsius."""
    degrees = {name: (frame[name] - 32) * 5 / 9 for name in ("temp", "dewp")}
    return flights, frame.assign(**degrees)


def one_celsius(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Only the temperature is in Celsius: now the dew point lies above it."""
    return flights, frame.assign(temp=(frame["temp"] - 32) * 5 / 9)


def hours(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recent delays arrive in hours, not in minutes."""
    return flights, frame.assign(**{name: frame[name] / 60 for name in ("origin_recent_delay", "carrier_recent_delay")})


def seconds(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recent delays arrive in seconds."""
    return flights, frame.assign(**{name: frame[name] * 60 for name in ("origin_recent_delay", "carrier_recent_delay")})


def lost_column(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The visibility column is gone."""
    return flights, frame.drop(columns="visib")


def empty_column(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The visibility column is there and empty."""
    return flights, frame.assign(visib=float("nan"))


def new_code(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A carrier changes its code."""
    return flights, frame.assign(carrier=frame["carrier"].replace("UA", "XU"))


def kilometres(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Distances arrive in kilometers."""
    return flights, frame.assign(distance=frame["distance"] * 1.609344)


def utc_clock(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The scheduled minute of the day is in UTC, four hours ahead."""
    return flights, frame.assign(departure_minute=(frame["departure_minute"] + 240) % 1440)


def frozen(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The weather feed repeats its last message for the second half of the month."""
    half = (flights["day"] > flights["day"].median()).to_numpy()
    changed = frame.copy()
    for origin in sorted(flights["origin"].unique()):
        here = half & (flights["origin"] == origin).to_numpy()
        for name in ("temp", "dewp", "humid", "wind_speed", "wind_gust", "precip", "pressure", "visib"):
            changed.loc[here, name] = frame.loc[here, name].iloc[0]
    return flights, changed


def doubled(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row in twenty was delivered twice."""
    again = slice(None, None, 20)
    return (
        pd.concat([flights, flights.iloc[again]], ignore_index=True),
        pd.concat([frame, frame.iloc[again]], ignore_index=True),
    )


def lost_days(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five days in the middle of the month are missing."""
    middle = flights["day"].median()
    kept = ~flights["day"].between(middle - 2, middle + 2)
    return flights[kept].reset_index(drop=True), frame[kept].reset_index(drop=True)


def inverted(flights: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """1 means punctual: the label is the wrong way round."""
    return flights.assign(late=1 - flights["late"]), frame


FAULTS: dict[str, Fault] = {
    "celsius": celsius,
    "one_celsius": one_celsius,
    "hours": hours,
    "seconds": seconds,
    "lost_column": lost_column,
    "empty_column": empty_column,
    "new_code": new_code,
    "kilometres": kilometres,
    "utc_clock": utc_clock,
    "frozen": frozen,
    "doubled": doubled,
    "lost_days": lost_days,
    "inverted": inverted,
}
