"""Topic 2, skew: is a feature's value at serving the one that training saw, and what does it cost when it is not?

Writes features.json, features-skew.md and features-skew.svg. Training joins the naive way (the weather of the hour of
departure, the airport's feed as of departure) or as of the prediction; serving has what was known, or what a store had
kept for a while. Trained on January to April and judged on June to August, as the leaks are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from late import dataset, features, findings, flights, metrics, models, settings, topicplots, weather
from late.costs import Costs
from late.dataset import Data
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
RECENT = ["origin_recent_delay", "origin_queue", "carrier_recent_delay"]
GROUPS = {"weather": weather.MEASURES, "recent": RECENT, "both": [*weather.MEASURES, *RECENT]}
AGES = (15, 60, 180, 360)  # minutes that a store is behind
SEEN = 0.95  # the chance of seeing at least one differing value among the rows that a skew test compares


def run(out: Path, size: Size) -> None:
    """Skew: values of the naive join against those known in time, what each training costs, features that are old."""
    data = dataset.load(size)
    traffic = data.flights if size.share >= 1 else flights.prepare(data.raw)
    naive = at(data, traffic, -settings.LEAD_MINUTES)
    naive[weather.MEASURES] = weather.naive(data.flights, data.raw.weather)[weather.MEASURES].to_numpy(float)
    numbers = column_numbers(data.frame, naive)
    numbers |= served_numbers(data, traffic, naive, size)
    numbers = write_numbers(out, "features", numbers)
    write_text(out, "features-skew.md", skew_table(numbers))
    topicplots.plot_skew(out / "features-skew.svg", numbers, GROUPS)
    write_findings(out, "skew", findings.skew(numbers))


def at(data: Data, traffic: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """The features as they stood this many minutes before the prediction (negative: after it)."""
    moved = data.flights.assign(predicted_at=data.flights["predicted_at"] - pd.Timedelta(minutes=minutes))
    return features.build(moved, data.raw.weather, traffic)


def column_numbers(known: pd.DataFrame, naive: pd.DataFrame) -> Numbers:
    """For each column the share of values that differ, by how much, how alike the order is, and whether a distribution
    check or a comparison of logged rows would see it."""
    numbers: Numbers = {"columns": len(GROUPS["both"])}
    for name in GROUPS["both"]:
        before, after = known[name].to_numpy(), naive[name].to_numpy()
        both = ~np.isnan(before) & ~np.isnan(after)
        gap = np.abs(after - before)[both]
        changed = float(np.mean((before != after) & ~(np.isnan(before) & np.isnan(after))))
        numbers |= {
            f"{name}_changed_share": changed,
            f"{name}_mean_gap": float(gap.mean()),
            f"{name}_gap_in_sd": float(gap.mean() / before[both].std()),
            f"{name}_rank_correlation": float(stats.spearmanr(before[both], after[both]).statistic),
            f"{name}_psi": metrics.psi(before, after),
            f"{name}_rows_to_see": int(np.ceil(np.log(1 - SEEN) / np.log(1 - changed))) if changed < 1 else 1,
        }
    return numbers


@dataclass(frozen=True)
class Judge:
    """Flights trained on and judged, and the measures of the honest way, which the others are compared with."""

    past: np.ndarray
    later: np.ndarray
    late: np.ndarray
    day: np.ndarray
    size: Size

    def trained(self, frame: pd.DataFrame) -> models.Predict:
        """A model trained on this version of the features; it answers for the judged flights of any version."""
        predict = models.fit_boosting(frame[self.past], self.late[self.past], 0, self.size.trees)
        return lambda served: predict(served[self.later])

    def entries(self, name: str, p: np.ndarray, base: np.ndarray | None) -> Numbers:
        """Measures of the probabilities, and what they lose against `base` with the interval of days."""
        late, day, costs = self.late[self.later], self.day[self.later], Costs()
        each, loss = costs.each(late, p >= costs.threshold), metrics.log_losses(late, p)
        numbers: Numbers = {
            f"{name}_auc": metrics.auc(late, p),
            f"{name}_log_loss": float(loss.mean()),
            f"{name}_cost": float(each.mean()),
            f"{name}_warned_share": float((p >= costs.threshold).mean()),
        }
        if base is None:
            return numbers
        draws = self.size.draws
        more = each - costs.each(late, base >= costs.threshold)
        worse = loss - metrics.log_losses(late, base)
        return {
            **numbers,
            **metrics.auc_by_day(late, base, day, draws, other=p).entries(f"{name}_auc_lost"),
            **metrics.mean_by_day(worse, day, draws).entries(f"{name}_log_loss_added"),
            **metrics.mean_by_day(more, day, draws).entries(f"{name}_cost_added"),
        }


def served_numbers(data: Data, traffic: pd.DataFrame, naive: pd.DataFrame, size: Size) -> Numbers:
    """What the notebook promises and what serving gives, for the naive join of each group; then features that a store
    is behind with, and missing values that serving fills with 0."""
    rows = flights.labelled(data.flights)
    judge = Judge(
        rows & flights.in_months(data.flights, settings.EXPERIMENT_TRAIN_MONTHS),
        rows & flights.in_months(data.flights, settings.EXPERIMENT_TEST_MONTHS),
        data.late,
        data.day,
        size,
    )
    known = data.frame
    honest = judge.trained(known)
    base = honest(known)
    numbers = judge.entries("point_in_time", base, None)
    for name, columns in GROUPS.items():
        mixed = known.assign(**{column: naive[column] for column in columns})
        predict = judge.trained(mixed)
        promised, given = predict(mixed), predict(known)
        numbers |= judge.entries(f"{name}_promised", promised, base) | judge.entries(f"{name}_served", given, base)
        late, day = judge.late[judge.later], judge.day[judge.later]
        gap = metrics.auc_by_day(late, promised, day, size.draws, other=given)
        numbers |= gap.entries(f"{name}_promised_less_served_auc")
    for age in AGES:
        old = at(data, traffic, age)
        numbers |= judge.entries(f"stale_{age}", honest(old), base)
        if age == AGES[-1]:
            numbers |= judge.entries(f"stale_{age}_trained_too", judge.trained(old)(old), base)
    return numbers | {
        "missing_share": float(known[GROUPS["both"]].isna().any(axis=1).mean()),
        **judge.entries("zeros_served", honest(known.fillna(0.0)), base),
    }


WAYS = {
    "point_in_time": "as of the prediction, in training and serving",
    "weather_promised": "naive weather, judged on the naive join",
    "weather_served": "naive weather in training, as of the prediction in serving",
    "recent_promised": "naive feed, judged on the naive join",
    "recent_served": "naive feed in training, as of the prediction in serving",
    "both_promised": "both naive, judged on the naive join",
    "both_served": "both naive in training, as of the prediction in serving",
    **{f"stale_{age}": f"{age} minutes old in serving" for age in AGES},
    f"stale_{AGES[-1]}_trained_too": f"{AGES[-1]} minutes old in training and serving",
    "zeros_served": "missing values filled with 0 in serving",
}


def skew_table(n: Numbers) -> str:
    """Each way to train and serve with its measures."""

    def cell(name: str) -> str:
        if f"{name}_cost_added" not in n:
            return ""
        middle, low, high = (float(str(n[f"{name}_cost_added{end}"])) for end in ("", "_low", "_high"))
        return f"{middle:+.2f} [{low:+.2f}, {high:+.2f}]"

    rows = [
        [
            label,
            f"{float(str(n[f'{name}_auc'])):.3f}",
            f"{float(str(n[f'{name}_log_loss'])):.4f}",
            f"{float(str(n[f'{name}_cost'])):.2f}",
            cell(name),
        ]
        for name, label in WAYS.items()
    ]
    return table(["features", "AUC", "log loss", "dollars per flight", "dollars added"], rows)


if __name__ == "__main__":
    stage_main(run)
