"""Living through the year: go live with the first months, meet labels late, and retrain never, monthly or on a trigger.

At the start of a month the labels up to that of `flights.newest_labelled` are known and nothing later is used. All
policies start with the same model; they differ only in when they replace it and with what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, special

from late import metrics, models, settings
from late.costs import Costs
from late.dataset import Data
from late.flights import newest_labelled

MONTHS = tuple(range(settings.LIVE_FROM_MONTH, 13))


@dataclass
class World:
    """The year as months; fitted models are kept, so that policies which ask for the same one share it."""

    data: Data
    trees: int
    seed: int = 0
    _months: dict[int, Data] = field(default_factory=dict)
    _fitted: dict[int, models.Predict] = field(default_factory=dict)

    def month(self, number: int) -> Data:
        """The labelled flights of a month."""
        if number not in self._months:
            self._months[number] = self.data.months(number)
        return self._months[number]

    def model(self, newest: int) -> models.Predict:
        """The boosting fitted on January to `newest`."""
        if newest not in self._fitted:
            past = self.data.months(*range(1, newest + 1))
            self._fitted[newest] = models.fit_boosting(past.frame, past.late, self.seed, self.trees)
        return self._fitted[newest]


@dataclass(frozen=True)
class Served:
    """What a policy served: day, month, label and probability of every live flight, and when it retrained."""

    day: np.ndarray
    month: np.ndarray
    late: np.ndarray
    p: np.ndarray
    retrained: tuple[int, ...]


Policy = Callable[[World, int, int, int], bool]


def never(_world: World, _month: int, _newest: int, _deployed: int) -> bool:
    """Keep the first model."""
    return False


def monthly(_world: World, _month: int, newest: int, deployed: int) -> bool:
    """Retrain whenever a new month of labels has arrived."""
    return newest > deployed


def on_error(world: World, _month: int, newest: int, deployed: int) -> bool:
    """Retrain when the newest labelled month was late more or less often than predicted, by TRIGGER_GAP."""
    if newest <= deployed:
        return False
    now = world.month(newest)
    return abs(float(now.late.mean() - world.model(deployed)(now.frame).mean())) > settings.TRIGGER_GAP


def on_scores(world: World, month: int, newest: int, deployed: int) -> bool:
    """Retrain when last month's scores have moved from those of the newest training month: no label needed."""
    if newest <= deployed:
        return False
    predict = world.model(deployed)
    before, now = predict(world.month(deployed).frame), predict(world.month(month - 1).frame)
    return metrics.psi(before, now) > settings.TRIGGER_PSI


POLICIES: dict[str, Policy] = {
    "never": never,
    "monthly": monthly,
    "triggered_error": on_error,
    "triggered_scores": on_scores,
}


def live(world: World, policy: Policy, delay_days: int, recalibrate: bool = False) -> Served:
    """Serve every live month with the model that the policy has by then; optionally with a new intercept each month
    from the newest labelled one."""
    deployed = newest_labelled(MONTHS[0], delay_days)
    parts, retrained = [], []
    for month in MONTHS:
        newest = newest_labelled(month, delay_days)
        if policy(world, month, newest, deployed):
            deployed = newest
            retrained.append(month)
        now = world.month(month)
        p = world.model(deployed)(now.frame)
        if recalibrate and newest > deployed:
            p = special.expit(special.logit(p) + _shift(world, newest, deployed))
        parts.append((now.day, np.full(len(p), month), now.late, p))
    day, months, late, p = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Served(day, months, late, p, tuple(retrained))


def _shift(world: World, newest: int, deployed: int) -> float:
    """The change of log-odds that makes the mean prediction of the newest labelled month right."""
    now = world.month(newest)
    odds = special.logit(world.model(deployed)(now.frame))
    share = float(now.late.mean())
    return float(optimize.brentq(lambda shift: special.expit(odds + shift).mean() - share, -5, 5))


def dollars(served: Served, costs: Costs) -> np.ndarray:
    """Cost of every live flight, shape (rows,)."""
    return costs.each(served.late, served.p >= costs.threshold)
