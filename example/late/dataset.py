"""Flights with their features, ready for a stage: one call, no state kept between calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from late import features, flights, source
from late.settings import Size


@dataclass(frozen=True)
class Data:
    """`flights` and `frame` (the features) have the same rows in the same order; `raw` are the package's tables."""

    flights: pd.DataFrame
    frame: pd.DataFrame
    raw: source.Raw

    @property
    def late(self) -> np.ndarray:
        """Labels 0.0/1.0 and NaN where a flight has none: shape (rows,)."""
        return self.flights["late"].to_numpy(float)

    @property
    def day(self) -> np.ndarray:
        """Day of the year of scheduled departure, 1 to 365: shape (rows,)."""
        return self.flights["day"].to_numpy()

    def where(self, mask: np.ndarray) -> Data:
        """The rows of a mask, renumbered from 0."""
        return Data(self.flights[mask].reset_index(drop=True), self.frame[mask].reset_index(drop=True), self.raw)

    def months(self, *months: int) -> Data:
        """The labelled flights of these months."""
        return self.where(flights.in_months(self.flights, months) & flights.labelled(self.flights))


def load(size: Size) -> Data:
    """The whole year, or the fixed sample that `size` asks for; a sample still sees the queues of the whole traffic."""
    raw = source.load()
    everyone = flights.prepare(raw)
    chosen = everyone if size.share >= 1 else flights.prepare(raw, size.share)
    return Data(chosen, features.build(chosen, raw.weather, everyone), raw)
