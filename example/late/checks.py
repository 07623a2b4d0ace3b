"""Checks of the data, at training (a whole batch) and at serving (one record), all from the table of columns.

A check returns the names of what failed; an empty list means that the data may pass. Nothing is repaired here: at
training a failed check stops the run (`stop_training`, which `late.predictor` calls), at serving it refuses the record
(`problems`, which `late.service` calls). Distributions only warn: they move with every season.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa

from late import metrics
from late.features import CATEGORICAL, COLUMNS, NUMERIC, Vocabulary

DEW_POINT_MARGIN = 1.0  # degrees Fahrenheit by which rounding may put the dew point above the temperature
LATE_SHARE = (0.05, 0.60)  # a month's share of late flights outside of this is not believed
DAY_SHARE = (
    0.25  # every day has at least this share of the median day's labels: a third was left on 9 February (blizzard)
)
PSI_LIMIT = 0.25
CLOSED = ("carrier", "origin")  # a new code here is a mistake; a new destination is ordinary business
FROZEN_HOURS = 18  # the same temperature, wind and pressure at an airport for longer than this is a dead sensor


def schema(known: Vocabulary | None = None) -> pa.DataFrameSchema:
    """Types, ranges and presence of the features; with a vocabulary also its categories."""
    columns = {}
    for column in COLUMNS:
        if not column.known:
            continue
        if column.name in CATEGORICAL:
            checks = [pa.Check.isin(known[column.name])] if known and column.name in CLOSED else []
            columns[column.name] = pa.Column(str, checks)
        else:
            columns[column.name] = pa.Column(
                float, pa.Check.in_range(column.low, column.high), nullable=column.optional
            )
    dew = pa.Check(lambda frame: ~(frame["dewp"] > frame["temp"] + DEW_POINT_MARGIN), name="dew point", ignore_na=True)
    return pa.DataFrameSchema(columns, checks=[dew], strict=True)


def record_problems(frame: pd.DataFrame, known: Vocabulary | None) -> list[str]:
    """What is wrong with these records, as `column: check`."""
    return problems(frame, schema(known))


def problems(frame: pd.DataFrame, rules: pa.DataFrameSchema) -> list[str]:
    """The same with a schema made before, for many small frames: the list is only drawn up when something is wrong."""
    try:
        rules.validate(frame)
    except pa.errors.SchemaError:
        return _all_problems(frame, rules)
    return []


def _all_problems(frame: pd.DataFrame, rules: pa.DataFrameSchema) -> list[str]:
    try:
        rules.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return sorted({f"{row.column or row.schema_context}: {row.check}" for row in cases.itertuples()})
    return []


def refused(frame: pd.DataFrame, known: Vocabulary) -> float:
    """Share of single records that serving would refuse, in [0, 1]: the same rules, row by row."""
    if set(frame.columns) != {*CATEGORICAL, *NUMERIC}:
        return 1.0
    bad = np.zeros(len(frame), dtype=bool)
    for column in COLUMNS:
        if column.known and column.name in CLOSED:
            bad |= ~frame[column.name].isin(known[column.name]).to_numpy()
        elif column.known and column.name not in CATEGORICAL:
            values = frame[column.name]
            missing = values.isna().to_numpy()
            bad |= np.where(missing, not column.optional, ~values.between(column.low, column.high).to_numpy())
    bad |= (frame["dewp"] > frame["temp"] + DEW_POINT_MARGIN).to_numpy()
    return float(bad.mean())


def batch_problems(
    flights: pd.DataFrame, frame: pd.DataFrame, reference: pd.DataFrame, known: Vocabulary
) -> dict[str, list[str]]:
    """What each kind of check says about a training batch, given the features of the months before."""
    return {
        "schema": record_problems(frame, known),
        "keys": _duplicates(flights),
        "completeness": _thin_days(flights),
        "label": _label_share(flights),
        "freshness": _frozen(flights, frame),
        "distribution": moved(reference, frame),
    }


def stop_training(flights: pd.DataFrame, frame: pd.DataFrame, known: Vocabulary | None = None) -> None:
    """ValueError with every reason when these flights must not be trained on."""
    found = {
        "schema": record_problems(frame, known),
        "keys": _duplicates(flights),
        "completeness": _thin_days(flights),
        "label": _label_share(flights),
        "freshness": _frozen(flights, frame),
    }
    reasons = [f"{kind}: {'; '.join(what)}" for kind, what in found.items() if what]
    if reasons:
        raise ValueError("this is not data to train on: " + "; ".join(reasons))


def _duplicates(flights: pd.DataFrame) -> list[str]:
    repeated = int(flights.duplicated(["scheduled", "origin", "carrier", "flight"]).sum())
    return [f"{repeated} flights occur twice"] if repeated else []


def _thin_days(flights: pd.DataFrame) -> list[str]:
    days = range(int(flights["day"].min()), int(flights["day"].max()) + 1)
    counts = flights["day"].value_counts().reindex(days, fill_value=0)
    thin = counts[counts < DAY_SHARE * counts.median()]
    return [f"day {day}: {count} flights" for day, count in thin.items()]


def _label_share(flights: pd.DataFrame) -> list[str]:
    share = float(flights["late"].mean())
    return [] if LATE_SHARE[0] <= share <= LATE_SHARE[1] else [f"late share {share:.3f}"]


def _frozen(flights: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """Airports whose weather did not change for too long: the longest run of equal readings, in hours."""
    hour = flights["predicted_at"].dt.floor("h")
    readings = frame[["temp", "wind_speed", "pressure"]].assign(
        origin=flights["origin"].to_numpy(), hour=hour.to_numpy()
    )
    readings = readings.drop_duplicates(["origin", "hour"]).dropna(subset=["temp"])
    problems = []
    for origin, group in readings.groupby("origin"):
        values = group.fillna(-1.0)
        run = (values[["temp", "wind_speed", "pressure"]].diff().abs().sum(axis=1) > 0).cumsum()
        spans = values.groupby(run)["hour"].agg(lambda hours: (hours.max() - hours.min()).total_seconds() / 3600)
        if spans.max() > FROZEN_HOURS:
            problems.append(f"{origin}: the same weather for {spans.max():.0f} hours")
    return problems


def moved(reference: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """Numeric features whose population stability index against the reference is above the limit."""
    shared = [name for name in NUMERIC if name in frame]
    scores = {name: metrics.psi(reference[name].to_numpy(float), frame[name].to_numpy(float)) for name in shared}
    return [f"{name}: PSI {value:.2f}" for name, value in scores.items() if value > PSI_LIMIT]
