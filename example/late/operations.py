"""Topic 6, operations: an error budget for the model, and how many requests show a loss or a regression.

Writes operations.json, operations-budget.md and operations.svg; reads deployment.json, which the deployment has written
into the same folder. The budget is money: what mistakes may cost in a month so that the month still saves over the
table of carrier and hour what the gate asks for. Requests are counted by formula and by simulation, which must agree.
"""

from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize, stats

from late import dataset, findings, incident, models, replay, settings, topicplots
from late.costs import Costs
from late.dataset import Data
from late.flights import newest_labelled
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.rollout import CANARY, RATIO_ALPHA
from late.scoping import gate
from late.settings import Size

Numbers = dict[str, object]
POLICIES = ("never", "monthly", "triggered_error", "triggered_scores", "recalibrated")
LOST = (0.01, 0.02, 0.05, 0.1, 0.2)  # of the requests that the new release should have logged
SHARES = (CANARY, 0.5)  # of the traffic for the new release
REGRESSIONS = (1, 2, 5, 10)  # points of warned share that a release changes
DOLLARS = (1, 2, 5)  # per flight that a release costs more, seen by labels
ALPHA, POWER = 0.05, 0.8


def run(out: Path, size: Size) -> None:
    """Operations: error budget by month and policy, power of the ratio check, requests that show a regression."""
    before = json.loads((out / "deployment.json").read_text(encoding="utf-8"))
    data = dataset.load(size)
    simulations = 100 * size.streams
    numbers = budget_numbers(data, before, size)
    numbers |= ratio_numbers(before["rollout_traffic"], simulations)
    numbers |= regression_numbers(before, len(data.raw.flights), simulations)
    numbers = write_numbers(out, "operations", numbers)
    write_text(out, "operations-budget.md", budget_table(numbers))
    topicplots.plot_operations(out / "operations.svg", numbers, replay.MONTHS, REGRESSIONS)
    write_findings(out, "operations", findings.operations(numbers))


def budget_numbers(data: Data, before: dict[str, float], size: Size) -> Numbers:
    """Allowed and spent dollars of mistakes by month, for every policy of the replay; and the cost that the first model
    itself expects, which is all that can be seen before labels come."""
    costs, rule = Costs(), gate(len(data.raw.flights))
    numbers: Numbers = {"objective_saving": rule.required, "good_months_possible": len(replay.MONTHS)}
    predict = models.fit_boosting(*_known(data, replay.MONTHS[0]), 0, size.trees)
    allowed, weight = [], []
    for month in replay.MONTHS:
        now, key = data.months(month), f"month_{month:02d}"
        rates = models.fit_rates(*_known(data, month))(now.frame)
        blind = costs.mean(now.late, rates >= costs.threshold)
        foresight = costs.mean(now.late, now.late > 0.5)
        p = predict(now.frame)
        expected = np.minimum(p * costs.missed, p * costs.warned + (1 - p) * costs.false_alarm)
        allowed.append(blind - rule.required - foresight)
        weight.append(len(now.late))
        numbers |= {
            f"{key}_flights": len(now.late),
            f"{key}_table_cost": blind,
            f"{key}_target_cost": blind - rule.required,
            f"{key}_foresight_cost": foresight,
            f"{key}_allowed": allowed[-1],
            f"{key}_expected_cost": float(expected.mean()),
            f"{key}_expected_less_real_cost": float(expected.mean()) - before[f"replay_never_cost_{key}"],
            f"{key}_known_on": _known_on(month),
        }
    for policy in POLICIES:
        spent = [
            before[f"replay_{policy}_cost_month_{month:02d}"] - float(str(numbers[f"month_{month:02d}_foresight_cost"]))
            for month in replay.MONTHS
        ]
        for month, one, limit in zip(replay.MONTHS, spent, allowed, strict=True):
            numbers[f"{policy}_month_{month:02d}_burned"] = one / limit
        burned = float(np.dot(spent, weight) / np.dot(allowed, weight))
        numbers[f"{policy}_burned"] = burned
        numbers[f"{policy}_good_months"] = sum(one <= limit for one, limit in zip(spent, allowed, strict=True))
    return numbers | incident_numbers(numbers, before)


def incident_numbers(n: Numbers, before: dict[str, float]) -> Numbers:
    """What the incident took of its month's budget, and what the broken release would have burned, had it stayed."""
    key = f"month_{incident.START.month:02d}"
    allowed, flights = float(str(n[f"{key}_allowed"])), float(str(n[f"{key}_flights"]))
    more = before["rollout_broken_cost_per_flight"]
    return {
        "incident_month_budget": allowed * flights,
        "incident_burned": before["incident_cost"] / (allowed * flights),
        "broken_release_burned": float(str(n[f"never_{key}_burned"])) + more / allowed,
    }


def _known(data: Data, month: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Features and labels of the months whose labels are there when this month begins."""
    past = data.months(*range(1, newest_labelled(month, settings.LABEL_DELAY_DAYS) + 1))
    return past.frame, past.late


def _known_on(month: int) -> str:
    """The day on which the labels of a month of 2013 are there, and its budget is known."""
    last = date(2013, month, calendar.monthrange(2013, month)[1])
    return (last + timedelta(days=settings.LABEL_DELAY_DAYS)).isoformat()


def ratio_power(requests: float, share: float, lost: float, alpha: float) -> float:
    """Power of one chi-squared test that the new release logged its share of the requests, when it loses some."""
    seen = share * (1 - lost) / (1 - share * lost)
    logged = requests * (1 - share * lost)
    noncentral = logged * (seen - share) ** 2 / (share * (1 - share))
    return float(stats.ncx2.sf(stats.chi2.isf(alpha, 1), 1, noncentral))


def ratio_simulated(requests: int, share: float, lost: float, alpha: float, runs: int, seed: int) -> float:
    """The same from simulated requests: share of runs in which the test objects."""
    rng = np.random.default_rng(seed)
    sent = rng.binomial(requests, share, runs)
    new = rng.binomial(sent, 1 - lost)
    total = new + requests - sent
    statistic = (new - share * total) ** 2 / (total * share * (1 - share))
    return float(np.mean(statistic > stats.chi2.isf(alpha, 1)))


def ratio_numbers(traffic: int, runs: int) -> Numbers:
    """For every lost share the power after a month's traffic and the requests needed, and both by simulation."""
    numbers: Numbers = {"ratio_alpha": RATIO_ALPHA, "ratio_traffic": traffic}
    for share in SHARES:
        for lost in LOST:
            key = f"ratio_share_{100 * share:.0f}_lost_{100 * lost:.0f}"

            def short(log_requests: float, share: float = share, lost: float = lost) -> float:
                return ratio_power(np.exp(log_requests), share, lost, RATIO_ALPHA) - POWER

            needed = int(np.ceil(np.exp(optimize.brentq(short, np.log(50), np.log(1e8)))))
            numbers |= {
                f"{key}_power": ratio_power(traffic, share, lost, RATIO_ALPHA),
                f"{key}_power_simulated": ratio_simulated(traffic, share, lost, RATIO_ALPHA, runs, 0),
                f"{key}_requests_needed": needed,
                f"{key}_requests_needed_power_simulated": ratio_simulated(needed, share, lost, RATIO_ALPHA, runs, 1),
            }
    for share in SHARES:
        numbers[f"ratio_share_{100 * share:.0f}_lost_0_power_simulated"] = ratio_simulated(
            traffic, share, 0.0, RATIO_ALPHA, 10 * runs, 2
        )
    return numbers


def requests_needed(first: float, second: float, share: float, gap: float) -> int:
    """Requests in all to see a gap with POWER at level ALPHA, two-sided, when one request has variance `first` in the
    old arm and `second` in the new one, which gets this share."""
    factor = (stats.norm.ppf(1 - ALPHA / 2) + stats.norm.ppf(POWER)) ** 2
    return int(np.ceil(factor * (first / (1 - share) + second / share) / gap**2))


def regression_numbers(before: dict[str, float], flights_a_year: int, runs: int) -> Numbers:
    """Requests that show a changed warned share at once, and labelled flights that show a changed cost after a month,
    by formula and by simulation; days at this traffic."""
    usual, spread, a_day = before["rollout_warned_share_old"], before["rollout_cost_sd"], flights_a_year / 365
    limit = stats.norm.ppf(1 - ALPHA / 2)
    rng = np.random.default_rng(0)
    numbers: Numbers = {"flights_a_day": a_day, "warned_share": usual}
    for share in SHARES:
        for points in REGRESSIONS:
            changed = usual - points / 100
            needed = requests_needed(usual * (1 - usual), changed * (1 - changed), share, points / 100)
            new = round(share * needed)
            old = needed - new
            a, b = rng.binomial(old, usual, runs) / old, rng.binomial(new, changed, runs) / new
            error = np.sqrt(a * (1 - a) / old + b * (1 - b) / new)
            key = f"warned_share_{100 * share:.0f}_points_{points}"
            numbers |= {
                f"{key}_requests_needed": needed,
                f"{key}_days": needed / a_day,
                f"{key}_power_simulated": float(np.mean(np.abs(a - b) / error > limit)),
            }
        for dollars in DOLLARS:
            needed = requests_needed(spread**2, spread**2, share, dollars)
            new = round(share * needed)
            error = spread * np.sqrt(1 / new + 1 / (needed - new))
            key = f"labelled_{100 * share:.0f}_dollars_{dollars}"
            numbers |= {
                f"{key}_flights_needed": needed,
                f"{key}_days": needed / a_day + settings.LABEL_DELAY_DAYS,
                f"{key}_power_simulated": float(np.mean(np.abs(rng.normal(dollars, error, runs)) / error > limit)),
            }
    return numbers


NAMES = {
    "never": "never",
    "monthly": "monthly",
    "triggered_error": "when labels disagree",
    "triggered_scores": "when scores move",
    "recalibrated": "never, recalibrated monthly",
}


def budget_table(n: Numbers) -> str:
    """Budget burned by month and policy."""
    rows = [
        [
            label,
            *(f"{100 * float(str(n[f'{policy}_month_{month:02d}_burned'])):.0f} %" for month in replay.MONTHS),
            f"{100 * float(str(n[f'{policy}_burned'])):.0f} %",
        ]
        for policy, label in NAMES.items()
    ]
    return table(["retrain", *(calendar.month_abbr[month] for month in replay.MONTHS), "in all"], rows)


if __name__ == "__main__":
    stage_main(run)
