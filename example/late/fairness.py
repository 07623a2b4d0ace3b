"""Whom does a false alarm hurt? Nothing in the data is on people, so we ask it of routes and carriers.

A false alarm moves staff and passengers for nothing; at an airport with one flight a day there is no later one to move
to, and regional carriers serve those airports for others. The measures are false alarms among punctual flights and
missed delays among late ones, by group; the trade-off sets thresholds by group so that false alarms become equal.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from late.costs import Costs
from late.settings import LARGE_DESTINATION, REGIONAL, SMALL_DESTINATION


def groups(flights: pd.DataFrame, yearly: pd.Series) -> dict[str, np.ndarray]:
    """Masks of shape (rows,): destinations by flights a year (`yearly`, indexed by code), carriers by business."""
    count = flights["dest"].map(yearly)
    regional = flights["carrier"].isin(REGIONAL).to_numpy()
    return {
        "small_destination": (count < SMALL_DESTINATION).to_numpy(),
        "medium_destination": ((count >= SMALL_DESTINATION) & (count < LARGE_DESTINATION)).to_numpy(),
        "large_destination": (count >= LARGE_DESTINATION).to_numpy(),
        "regional_carrier": regional,
        "mainline_carrier": ~regional,
    }


def false_alarm_rate(late: np.ndarray, alarm: np.ndarray) -> float:
    """Share of punctual flights that were warned."""
    return float(alarm[late < 0.5].mean())


def missed_rate(late: np.ndarray, alarm: np.ndarray) -> float:
    """Share of late flights that were not warned."""
    return float((~alarm[late > 0.5]).mean())


def equalised(
    late: np.ndarray, p: np.ndarray, members: list[np.ndarray], threshold: float, weight: float
) -> list[float]:
    """Thresholds by group that bring each false-alarm rate `weight` (0 to 1) of the way to the overall rate."""
    overall = false_alarm_rate(late, p >= threshold)
    cuts = []
    for mask in members:
        punctual = p[mask & (late < 0.5)]
        target = (1 - weight) * float((punctual >= threshold).mean()) + weight * overall
        cuts.append(float(np.quantile(punctual, 1 - target)))
    return cuts


def alarms(
    past: tuple[np.ndarray, np.ndarray, list[np.ndarray]],
    now: tuple[np.ndarray, np.ndarray, list[np.ndarray]],
    costs: Costs,
    weight: float,
) -> np.ndarray:
    """Decisions on `now` (bool) with the thresholds that `past` gives for this weight; each is as for `trade_off`."""
    _, p, members = now
    alarm = np.zeros(len(p), dtype=bool)
    for mask, cut in zip(members, equalised(*past, costs.threshold, weight), strict=True):
        alarm |= mask & (p >= cut)
    return alarm


def trade_off(
    past: tuple[np.ndarray, np.ndarray, list[np.ndarray]],
    now: tuple[np.ndarray, np.ndarray, list[np.ndarray]],
    costs: Costs,
    weights: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0),
) -> list[tuple[float, float, float]]:
    """(weight, gap between the groups' false-alarm rates, dollars per flight) on `now` with thresholds from `past`;
    each is (late, probability, masks of the groups)."""
    result = []
    late, _, members = now
    for weight in weights:
        alarm = alarms(past, now, costs, weight)
        rates = [false_alarm_rate(late[mask], alarm[mask]) for mask in members]
        result.append((weight, max(rates) - min(rates), costs.mean(late, alarm)))
    return result
