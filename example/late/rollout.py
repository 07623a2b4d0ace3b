"""Letting a release in: shadow and canary on real traffic, with a ratio check and a stop rule, simulated over seeds.

The releases have answered every flight beforehand; a simulation only decides which requests reach which of them and
looks after every LOOK requests. The tests are by mixture or sequential likelihood ratios, so that looking often does no
harm: the canary's false alarms stay below ALPHA over a whole run, because chance decides which arm a request goes to.
The shadow's promise holds only for disagreements that come independently of each other. Real ones come in clusters of
busy hours, and `shadow_shuffled_stop` shows what that costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

ALPHA = 0.01
LOOK = 100  # requests between two looks
TRAFFIC = 30_000  # requests of one run: about a month
CANARY = 0.10  # share of the traffic that the new release gets
TAU = 0.05  # size of the difference in warning share that the mixture expects
ALLOWED, ALARMING = 0.06, 0.12  # share of decisions in which a shadow may, and must not, differ
RATIO_ALPHA = 0.001
Stop = Callable[[np.ndarray, np.ndarray, int], float]  # decisions of the old and the new release, seed: requests or NaN


@dataclass(frozen=True)
class Stops:
    """Requests until the stop in each run, NaN where the run ended without one: shape (runs,)."""

    requests: np.ndarray

    @property
    def share(self) -> float:
        """Share of the runs that were stopped."""
        return float(np.mean(~np.isnan(self.requests)))

    def entries(self, name: str) -> dict[str, float]:
        """Entries for a results file: share stopped, median and 90th percentile of requests among the stopped."""
        stopped = self.requests[~np.isnan(self.requests)]
        quantiles = np.quantile(stopped, [0.5, 0.9]) if len(stopped) else (float("nan"), float("nan"))
        return {
            f"{name}_stopped_share": self.share,
            f"{name}_requests_median": float(quantiles[0]),
            f"{name}_requests_p90": float(quantiles[1]),
        }


def traffic(rows: int, seed: int) -> np.ndarray:
    """Positions of one run's requests: a stretch of the traffic in order of time, from a random start."""
    start = int(np.random.default_rng(seed).integers(0, max(1, rows - TRAFFIC)))
    return np.arange(start, min(rows, start + TRAFFIC))


def _first(stop: np.ndarray) -> float:
    """Requests at the first look that says stop."""
    hits = np.flatnonzero(stop)
    return float((hits[0] + 1) * LOOK) if len(hits) else float("nan")


def _looks(values: np.ndarray) -> np.ndarray:
    """Running sums at every look."""
    return np.cumsum(values)[LOOK - 1 :: LOOK].astype(float)


def arms(old: np.ndarray, new: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Warnings of one canary run and which requests the new release got: two bool arrays."""
    rows = traffic(len(old), seed)
    canary = np.random.default_rng(seed + 10_000).random(len(rows)) < CANARY
    return np.where(canary, new[rows], old[rows]), canary


def difference(warned: np.ndarray, canary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the arms' warning shares and its variance, at every look."""
    n_new, n_old = _looks(canary), _looks(~canary)
    share_new = _looks(warned & canary) / np.maximum(n_new, 1)
    share_old = _looks(warned & ~canary) / np.maximum(n_old, 1)
    pooled = np.clip(_looks(warned) / (n_new + n_old), 1e-3, 1 - 1e-3)
    variance = pooled * (1 - pooled) * (1 / np.maximum(n_new, 1) + 1 / np.maximum(n_old, 1))
    return share_new - share_old, variance


def canary_stop(old: np.ndarray, new: np.ndarray, seed: int) -> float:
    """Stop when the mixture of likelihood ratios against 'no difference' passes 1 / ALPHA (Robbins, 1970)."""
    gap, variance = difference(*arms(old, new, seed))
    log_ratio = 0.5 * np.log(variance / (variance + TAU**2)) + TAU**2 * gap**2 / (2 * variance * (variance + TAU**2))
    return _first(log_ratio > -np.log(ALPHA))


def peeking_stop(old: np.ndarray, new: np.ndarray, seed: int) -> float:
    """The mistake: a z-test at level ALPHA, repeated at every look."""
    gap, variance = difference(*arms(old, new, seed))
    return _first(np.abs(gap) / np.sqrt(variance) > stats.norm.ppf(1 - ALPHA / 2))


def shadow_stop(old: np.ndarray, new: np.ndarray, seed: int) -> float:
    """Both answer every request; stop when the share of different decisions is alarming (Wald, 1945)."""
    rows = traffic(len(old), seed)
    return shadow_sequence(old[rows], new[rows])


def shadow_shuffled_stop(old: np.ndarray, new: np.ndarray, seed: int) -> float:
    """The same requests in random order, which breaks the clusters up: for comparison."""
    rows = np.random.default_rng(seed).permutation(traffic(len(old), seed))
    return shadow_sequence(old[rows], new[rows])


def shadow_sequence(old: np.ndarray, new: np.ndarray) -> float:
    """Requests until that stop for decisions in the order of the requests; NaN when there is none."""
    differ = old != new
    up, down = float(np.log(ALARMING / ALLOWED)), float(np.log((1 - ALARMING) / (1 - ALLOWED)))
    step = np.where(differ, up, down)
    return _first(_looks(step) > -np.log(ALPHA))


def ratio_stop(canary: np.ndarray, kept: np.ndarray) -> float:
    """Stop when the canary's share of the logged requests no longer agrees with CANARY: chi-squared with one degree of
    freedom, looked at as often as there are looks, so at level RATIO_ALPHA divided by their number."""
    logged = canary & kept
    got, total = _looks(logged), _looks(~canary) + _looks(logged)
    z = (got - CANARY * total) / np.sqrt(total * CANARY * (1 - CANARY))
    return _first(np.abs(z) > stats.norm.ppf(1 - RATIO_ALPHA / len(z) / 2))


def ratio_run(rows: int, lost: float, seed: int) -> float:
    """A canary that loses this share of its requests before they are logged (they time out, say)."""
    rng = np.random.default_rng(seed)
    n = len(traffic(rows, seed))
    return ratio_stop(rng.random(n) < CANARY, rng.random(n) >= lost)


def flights_needed(spread: float, effect: float) -> float:
    """Labelled flights in each arm to see a difference in mean cost of `effect` dollars with power 0.8 at level 0.05,
    when a flight's cost has standard deviation `spread`."""
    return float(2 * ((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * spread / effect) ** 2)


def runs(stop: Stop, old: np.ndarray, new: np.ndarray, seeds: int) -> Stops:
    """One stop per seed."""
    return Stops(np.array([stop(old, new, seed) for seed in range(seeds)]))
