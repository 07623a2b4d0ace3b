"""Behaviour tests: what must not change the answer, and which way an answer must move.

Each test changes the features of a flight and says what may happen to the probability. The result is the share that
passes of the flights that the change touches: a missing value stays missing, and a flight that did not change proves
nothing. After Ribeiro and others, Beyond Accuracy (ACL 2020), for a table in place of text.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from late.models import Predict

SLACK = 0.01  # a probability may move this much the wrong way before it counts as a failure


def _plus(name: str, amount: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.assign(**{name: frame[name] + amount})


INVARIANCE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "temperature half a degree warmer": _plus("temp", 0.5),
    "pressure half a millibar higher": _plus("pressure", 0.5),
    "route two miles longer": _plus("distance", 2.0),
    "scheduled two minutes later": lambda f: f.assign(departure_minute=(f["departure_minute"] + 2).clip(upper=1439)),
}
RISING: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "departures 30 minutes later than they were": _plus("origin_recent_delay", 30.0),
    "the carrier's own 30 minutes later": _plus("carrier_recent_delay", 30.0),
    "10 more flights in the queue": _plus("origin_queue", 10.0),
    "visibility down to half a mile": lambda f: f.assign(visib=f["visib"].clip(upper=0.5)),
    "half an inch of rain more": lambda f: f.assign(precip=(f["precip"] + 0.5).clip(upper=6.0)),
}

SHORT = ("warmer", "pressure", "distance", "minutes", "delays", "carrier_delays", "queue", "visibility", "rain")
KEYS = dict(zip([*INVARIANCE, *RISING], SHORT, strict=True))  # short names for the results file


def pass_rates(predict: Predict, frame: pd.DataFrame, threshold: float) -> dict[str, float]:
    """Share that passes each test: invariance means the same decision, rising means lower by SLACK at most; NaN when
    a change touches no flight."""
    before = predict(frame)
    rates = {}
    for name, change in (INVARIANCE | RISING).items():
        changed = change(frame)
        after, there = predict(changed), touched(frame, changed)
        passed = (after >= threshold) == (before >= threshold) if name in INVARIANCE else after >= before - SLACK
        rates[name] = float(passed[there].mean()) if there.any() else float("nan")
    return rates


def touched(before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
    """Which flights a change has changed: bool, shape (rows,)."""
    return np.asarray((before.ne(after) & ~(before.isna() & after.isna())).any(axis=1))
