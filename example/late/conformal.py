"""Prediction sets with a promised coverage, and what they say about abstaining.

Split conformal prediction (Angelopoulos and Bates, 2023): the set of a flight holds every answer whose score
1 - p(answer) is at most a quantile found on calibration flights. The promise holds only while flights are exchangeable
with those of the calibration, which is exactly what a season breaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sets:
    """For each flight whether its set holds `late` and whether it holds `punctual`: two bool arrays (rows,)."""

    late: np.ndarray
    punctual: np.ndarray

    def covered(self, late: np.ndarray) -> np.ndarray:
        """Whether the set holds the truth: bool, (rows,)."""
        return np.where(late > 0.5, self.late, self.punctual)

    @property
    def decided(self) -> np.ndarray:
        """Exactly one answer; anything else is a reason to abstain: bool, (rows,)."""
        return self.late ^ self.punctual


def quantile(scores: np.ndarray, miss: float) -> float:
    """The score that a new flight's stays below with probability 1 - miss; 1.0 when there are too few scores."""
    n = len(scores)
    rank = int(np.ceil((n + 1) * (1 - miss)))
    return 1.0 if rank > n else float(np.sort(scores)[rank - 1])


def marginal(late: np.ndarray, p: np.ndarray, miss: float) -> tuple[float, float]:
    """One quantile for both answers: coverage over all flights."""
    both = quantile(np.where(late > 0.5, 1 - p, p), miss)
    return both, both


def by_class(late: np.ndarray, p: np.ndarray, miss: float) -> tuple[float, float]:
    """A quantile for late flights and one for punctual ones: coverage within each."""
    return quantile(1 - p[late > 0.5], miss), quantile(p[late < 0.5], miss)


def sets(p: np.ndarray, quantiles: tuple[float, float]) -> Sets:
    """The sets of flights with these probabilities."""
    return Sets(1 - p <= quantiles[0], p <= quantiles[1])
