"""Finding wrong labels by confident learning, in small: count, then look at the least believed labels.

The counting is that of Northcutt, Jiang and Chuang (Confident Learning, JAIR 70, 2021): a row counts as "given i, truly
j" when its out-of-sample probability of j reaches the mean that rows given j have; the counts, scaled to the number of
rows given i, say how many labels of each kind to doubt, and the probability of the given label says which. With two
labels, pruning by class and by noise rate are the same. `given` is 0/1, `p` the probability of 1: shape (rows,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FOLDS = 4  # days are dealt out to so many folds, so that no row is scored by a model that saw its day
Fit = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]  # (rows, labels) to rows to probabilities


def out_of_sample(fit: Fit, given: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Probability of every row from a model that was fitted on other days: shape (rows,)."""
    p = np.empty(len(given))
    for fold in range(FOLDS):
        held = day % FOLDS == fold
        p[held] = fit(np.flatnonzero(~held), given[~held])(np.flatnonzero(held))
    return p


def confident_joint(given: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Counts of (given label, believed label), rows scaled to how often each label is given: shape (2, 2)."""
    both = np.column_stack([1 - p, p])
    label = given.astype(int)
    limits = np.array([both[label == one, one].mean() for one in (0, 1)])
    reached = both >= limits
    believed = np.where(reached, both, -1.0).argmax(axis=1)
    some = reached.any(axis=1)
    counts = np.zeros((2, 2))
    np.add.at(counts, (label[some], believed[some]), 1)
    totals = counts.sum(axis=1, keepdims=True)
    scaled = np.divide(counts, totals, out=np.eye(2), where=totals > 0)
    return scaled * np.bincount(label, minlength=2)[:, None]


def suspects(given: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Mask of the labels to doubt: for each label as many as the joint counts, those that are believed least."""
    joint, label = confident_joint(given, p), given.astype(int)
    doubted = np.zeros(len(given), dtype=bool)
    for one in (0, 1):
        rows = np.flatnonzero(label == one)
        belief = p[rows] if one else 1 - p[rows]
        doubted[rows[np.argsort(belief, kind="stable")[: round(joint[one, 1 - one])]]] = True
    return doubted


def flip_at_random(label: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Labels of which this share is turned over, whatever they were."""
    return np.where(rng.random(len(label)) < share, 1 - label, label)


def flip_in_group(label: np.ndarray, group: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Labels in which this share of the ones of a group is recorded as 0, and nothing else is wrong."""
    return np.where(group & (label > 0.5) & (rng.random(len(label)) < share), 0.0, label)


@dataclass(frozen=True)
class Found:
    """What an audit doubted and what was wrong: masks of shape (rows,)."""

    doubted: np.ndarray
    wrong: np.ndarray

    def entries(self, name: str) -> dict[str, float]:
        """Share wrong, share doubted, and where something is wrong precision, recall and the gain over looking
        anywhere."""
        hits, doubted, wrong = (float(mask.sum()) for mask in (self.doubted & self.wrong, self.doubted, self.wrong))
        result = {f"{name}_wrong_share": wrong / len(self.wrong), f"{name}_doubted_share": doubted / len(self.wrong)}
        if not (wrong and doubted):
            return result
        precision = hits / doubted
        return result | {
            f"{name}_precision": precision,
            f"{name}_recall": hits / wrong,
            f"{name}_lift": precision / (wrong / len(self.wrong)),
        }
