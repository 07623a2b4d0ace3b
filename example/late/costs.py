"""What errors cost, and the threshold that follows from it.

A decision is made per flight: warn or stay silent. Costs are dollars per flight; a probability above `threshold` makes
warning the cheaper choice in expectation (Elkan, The Foundations of Cost-Sensitive Learning, IJCAI 2001).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from late import settings


@dataclass(frozen=True)
class Costs:
    """Dollars for a late flight without a warning, a late flight with one, and a warning in vain; silence on a
    punctual flight costs nothing. ValueError unless a warning helps (`warned` < `missed`) and can be in vain."""

    missed: float = settings.COST_MISSED
    warned: float = settings.COST_WARNED
    false_alarm: float = settings.COST_FALSE_ALARM

    def __post_init__(self) -> None:
        if not (0 <= self.warned < self.missed and self.false_alarm > 0):
            raise ValueError("a warning must make a late flight cheaper, and a warning in vain must cost something")

    @property
    def threshold(self) -> float:
        """The probability at which warning and silence cost the same, between 0 and 1."""
        return self.false_alarm / (self.false_alarm + self.missed - self.warned)

    def each(self, late: np.ndarray, alarm: np.ndarray) -> np.ndarray:
        """Dollars of every flight: labels 0/1 and decisions (bool), both of shape (rows,)."""
        with_warning = np.where(late > 0.5, self.warned, self.false_alarm)
        without = np.where(late > 0.5, self.missed, 0.0)
        return np.where(alarm, with_warning, without)

    def mean(self, late: np.ndarray, alarm: np.ndarray) -> float:
        """Mean dollars per flight."""
        return float(self.each(late, alarm).mean())


def best_threshold(late: np.ndarray, score: np.ndarray, costs: Costs) -> float:
    """The cut that would have cost least on these flights (warn when score >= cut): for scores that are not
    probabilities. Infinite when never warning was cheapest."""
    order = np.argsort(-score, kind="stable")
    gain = np.where(late[order] > 0.5, costs.missed - costs.warned, -costs.false_alarm)
    total = np.concatenate([[0.0], np.cumsum(gain)])
    sorted_score = score[order]
    ends = np.concatenate([[True], np.append(sorted_score[1:] != sorted_score[:-1], True)])
    best = int(np.argmax(np.where(ends, total, -np.inf)))
    return float("inf") if best == 0 else float(sorted_score[best - 1])
