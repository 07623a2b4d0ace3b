"""Where is the model wrong? Gaps between observed and predicted share by slice, with multiplicity under control.

The gap of a slice is observed minus predicted share there, after taking away the gap of all flights. Its standard error
counts whole days as observations; the p-values of all slices go through Benjamini and Hochberg together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from late import metrics

MIN_ROWS = 200  # a smaller slice is left out


@dataclass(frozen=True)
class Slice:
    """One slice: flights in it, gap in share of flights, standard error, p-value, and whether it survives."""

    name: str
    rows: int
    gap: float
    error: float
    p: float
    survives: bool


def masks(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """All slices looked at, as bool arrays of shape (rows,): carrier, origin, hour, weather, state of the airport."""
    found = {f"carrier {code}": (frame["carrier"] == code).to_numpy() for code in sorted(frame["carrier"].unique())}
    found |= {f"origin {code}": (frame["origin"] == code).to_numpy() for code in sorted(frame["origin"].unique())}
    hour = (frame["departure_minute"] // 60).to_numpy()
    found |= {f"hour {value:02.0f}": hour == value for value in np.unique(hour)}
    return found | {
        "visibility below 3 miles": (frame["visib"] < 3).to_numpy(),
        "rain or snow": (frame["precip"] > 0).to_numpy(),
        "wind above 20 mph": (frame["wind_speed"] > 20).to_numpy(),
        "gusts reported": frame["wind_gust"].notna().to_numpy(),
        "below freezing": (frame["temp"] < 32).to_numpy(),
        "above 85 F": (frame["temp"] > 85).to_numpy(),
        "queue above 10": (frame["origin_queue"] > 10).to_numpy(),
        "no recent departures": frame["origin_recent_delay"].isna().to_numpy(),
    }


def test(frame: pd.DataFrame, late: np.ndarray, p: np.ndarray, day: np.ndarray, rate: float = 0.05) -> list[Slice]:
    """Every slice with enough flights, largest absolute gap first."""
    residual = late - p
    residual = residual - residual.mean()
    found = []
    for name, mask in masks(frame).items():
        if mask.sum() >= MIN_ROWS and not mask.all():
            found.append((name, int(mask.sum()), *_gap(residual[mask], day[mask])))
    p_values = np.array([2 * stats.norm.sf(abs(gap / error)) for _, _, gap, error in found])
    survive = metrics.benjamini_hochberg(p_values, rate)
    result = [Slice(*one, float(p), bool(s)) for one, p, s in zip(found, p_values, survive, strict=True)]
    return sorted(result, key=lambda one: -abs(one.gap))


def _gap(residual: np.ndarray, day: np.ndarray) -> tuple[float, float]:
    """Mean residual and its standard error with days as clusters."""
    _, code = np.unique(day, return_inverse=True)
    centred = np.bincount(code, weights=residual - residual.mean())
    return float(residual.mean()), float(np.sqrt((centred**2).sum()) / len(residual))
