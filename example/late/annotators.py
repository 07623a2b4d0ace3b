"""Simulated annotators for a question without a record: was this delay caused by the weather?

The flights, their weather and the delays around them are real; the people are not. Each has own cut-offs, reads values
inexactly and slips now and then. A guideline of three rounds takes away what they mean differently, and leaves how
often they slip: round 1 says "when the weather was bad enough", round 2 writes the cut-offs down, round 3 also what
to do when other flights left on time and when the bad weather had just passed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from late import weather
from late.dataset import Data

ROUNDS = (1, 2, 3)
SLIP = 0.03  # share of answers that are simply wrong
MISREAD = 0.1  # standard deviation of the logarithm of a value as it is read
DELAYED_MINUTES = 15.0  # another flight of the hour counts as delayed from here


@dataclass(frozen=True)
class Rule:
    """Weather is bad from this wind (mph) or rain (inches) on or below this visibility (miles); with `look_back` also
    when it was so an hour before; it is the cause when at least this share of the hour's other flights was delayed."""

    wind: float
    rain: float
    visibility: float
    others: float
    look_back: bool

    def answers(self, seen: pd.DataFrame) -> np.ndarray:
        """Whether weather was the cause, for every row of the evidence: shape (rows,)."""
        bad = self._bad(seen, "") | (self.look_back & self._bad(seen, "_before"))
        return bad & (seen["others"].to_numpy() >= self.others)

    def _bad(self, seen: pd.DataFrame, when: str) -> np.ndarray:
        wind, rain, visibility = (seen[f"{name}{when}"].to_numpy() for name in ("wind", "rain", "visibility"))
        return (wind >= self.wind) | (rain >= self.rain) | (visibility <= self.visibility)


GUIDELINE = Rule(wind=20.0, rain=0.05, visibility=3.0, others=0.4, look_back=True)  # the text of round 3


def evidence(data: Data) -> pd.DataFrame:
    """What an annotator is shown for each flight: weather of the hour of departure and of the hour before, and the
    share of the origin's other flights of that hour that left late. All of it is known afterwards only."""
    hour = data.flights["scheduled"].dt.floor("h")
    late = (data.flights["dep_delay"] >= DELAYED_MINUTES).astype(float)
    together = late.groupby([data.flights["origin"], hour])
    others = (together.transform("sum") - late) / (together.transform("size") - 1).clip(lower=1)
    columns = {"others": others.to_numpy()}
    for when, shift in (("", 0), ("_before", 1)):
        moved = data.flights.assign(scheduled=data.flights["scheduled"] - pd.Timedelta(hours=shift))
        sky = weather.naive(moved, data.raw.weather)
        for name, column in {"wind": "wind_speed", "rain": "precip", "visibility": "visib"}.items():
            columns[f"{name}{when}"] = sky[column].to_numpy(float)
    return pd.DataFrame(columns)


def habits(rng: np.random.Generator) -> Rule:
    """What one simulated annotator would do without a guideline."""
    return Rule(
        wind=float(rng.normal(20, 4)),
        rain=float(0.05 * np.exp(rng.normal(0, 0.8))),
        visibility=float(3 * np.exp(rng.normal(0, 0.5))),
        others=float(rng.uniform(0, 0.7)),
        look_back=bool(rng.random() < 0.5),
    )


def under_guideline(own: Rule, number: int) -> Rule:
    """What an annotator means in this round: the guideline where it speaks, their own habits where it is silent."""
    if number == 1:
        return own
    return replace(GUIDELINE, others=own.others, look_back=own.look_back) if number == 2 else GUIDELINE


def answer(rule: Rule, seen: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """One pass of a simulated annotator: values are read inexactly, and some answers slip: shape (rows,)."""
    read = seen * np.exp(rng.normal(0, MISREAD, seen.shape))
    return rule.answers(read) ^ (rng.random(len(seen)) < SLIP)


@dataclass(frozen=True)
class Session:
    """One round of one team on the same flights: what each annotator means, and what they answered the first and the
    second time; three arrays of shape (annotators, flights), and what the final guideline says of them."""

    meant: np.ndarray
    first: np.ndarray
    second: np.ndarray
    by_guideline: np.ndarray


def session(rules: list[Rule], seen: pd.DataFrame, rng: np.random.Generator) -> Session:
    """Let the annotators of a team answer twice, the second time as if they had forgotten the first."""
    return Session(
        np.array([rule.answers(seen) for rule in rules]),
        np.array([answer(rule, seen, rng) for rule in rules]),
        np.array([answer(rule, seen, rng) for rule in rules]),
        GUIDELINE.answers(seen),
    )
