"""How far two people agree, and what their disagreement is made of: plain functions of arrays of answers.

Answers are bool or 0/1, of shape (items,). Kappa is the agreement beyond what two people with the same shares of yes
would reach by chance, divided by the most that there could be (Cohen, 1960).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np


def disagreement(first: np.ndarray, second: np.ndarray) -> float:
    """Share of items with different answers."""
    return float(np.mean(first.astype(bool) != second.astype(bool)))


def kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Cohen's kappa of two annotators; NaN when both gave one and the same answer to every item."""
    return kappa_from_shares(1 - disagreement(first, second), float(np.mean(first)), float(np.mean(second)))


def kappa_from_shares(agreement: float, first_yes: float, second_yes: float) -> float:
    """The same from the share of equal answers and each annotator's share of yes."""
    chance = first_yes * second_yes + (1 - first_yes) * (1 - second_yes)
    return (agreement - chance) / (1 - chance) if chance < 1 else float("nan")


def kappa_expected(slips: float, prevalence: float) -> float:
    """Kappa of two annotators who know the truth and slip independently at this rate, where this share is truly yes."""
    yes = prevalence * (1 - slips) + (1 - prevalence) * slips
    return kappa_from_shares(1 - 2 * slips * (1 - slips), yes, yes)


def pairs(answers: np.ndarray) -> list[tuple[int, int]]:
    """All pairs of the annotators in an array of shape (annotators, items)."""
    return list(combinations(range(len(answers)), 2))


def ambiguity(between: float, within: float) -> float:
    """Share of items on which two annotators mean different things, from how often two differ (`between`) and how often
    one answers differently when asked again (`within`), if slips hit both passes and all items alike; 0 at least."""
    return max(0.0, (between - within) / (1 - 2 * within)) if within < 0.5 else float("nan")
