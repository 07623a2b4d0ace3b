"""The plots of the deployment stage; each takes finished numbers and draws them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from late import drift, latency, plots, replay
from late.costs import Costs

POLICIES = {
    "never": "never",
    "monthly": "monthly",
    "triggered_error": "on late labels",
    "triggered_scores": "on scores",
}
DETECTORS = {
    "psi_score": "PSI of the score",
    "psi_features": "largest PSI",
    "ks_features": "largest KS",
    "domain": "domain classifier",
    "error": "error, labels late",
}
CHANGES = {
    "celsius": "Celsius",
    "hours": "delays in hours",
    "silent_feed": "feed missing",
    "later_schedule": "other mix",
    "relation": "relation",
}


def plot_latency(path: Path, speed: Mapping[str, object]) -> None:
    """Percentiles against load, both on logarithmic axes."""
    rates = [rate for rate in latency.RATES if f"latency_ms_p50_at_{rate}" in speed]
    with plots.chart(
        path, "Latency against load", "Median, 95th and 99th percentile in milliseconds.", (6.0, 3.0)
    ) as axes:
        for colour, share in zip(plots.SERIES, (50, 95, 99), strict=False):
            values = [float(str(speed[f"latency_ms_p{share}_at_{rate}"])) for rate in rates]
            axes.plot(rates, values, marker="o", color=colour, label=f"{share}th percentile")
        axes.set_yscale("log")
        axes.set_xscale("log")
        axes.set_xticks(rates, [str(rate) for rate in rates])
        axes.set_yticks([10, 100, 1000, 10_000], ["10", "100", "1,000", "10,000"])
        axes.minorticks_off()
        axes.set_xlabel("requests a second")
        axes.set_ylabel("milliseconds")
        axes.legend()


def plot_replay(path: Path, lives: Mapping[str, replay.Served], costs: Costs) -> None:
    """Observed and predicted share by month, and dollars saved over never."""
    base = lives["never"]
    months = list(replay.MONTHS)
    text = (
        "Left: late share by month, observed and as predicted. Right: dollars per flight saved over never retraining."
    )
    with plots.charts(path, "Retraining policies through the year", text, 2, (7.4, 3.3)) as (left, right):
        observed = [100 * base.late[base.month == month].mean() for month in months]
        left.plot(months, observed, color=plots.MUTED, linewidth=3, label="observed")
        for colour, (name, label) in zip(plots.SERIES, POLICIES.items(), strict=False):
            served = lives[name]
            left.plot(months, [100 * served.p[served.month == m].mean() for m in months], color=colour, label=label)
            gain = replay.dollars(base, costs) - replay.dollars(served, costs)
            if name != "never":
                right.plot(
                    months, [gain[base.month == m].mean() for m in months], color=colour, marker="o", label=label
                )
        right.axhline(0, color=plots.MUTED, linestyle=":")
        for axes in (left, right):
            axes.set_xticks(months, list("MJJASOND"))
        left.set_ylabel("per cent late")
        right.set_ylabel("dollars per flight saved over never")
        left.set_ylim(8, 46)
        left.legend(ncols=2, loc="upper center")
        right.legend()


def plot_delays(path: Path, numbers: Mapping[str, object]) -> None:
    """Share of streams in which each detector saw each change, at matched false alarms."""
    text = "For each kind of change the share of streams in which a detector raised an alarm, at equal false alarms."
    with plots.chart(path, "Which detector sees which change", text, (7.2, 3.2)) as axes:
        width = 0.16
        for place, (name, label) in enumerate(DETECTORS.items()):
            heights = [100 * float(str(numbers[f"drift_matched_{change}_seen_{name}"])) for change in drift.CHANGES]
            at = np.arange(len(heights)) + (place - 2) * width
            axes.bar(at, heights, width, color=plots.SERIES[place], label=label)
        axes.set_xticks(range(len(CHANGES)), list(CHANGES.values()))
        axes.set_ylabel("per cent of streams with an alarm")
        axes.set_ylim(0, 135)
        axes.set_yticks([0, 25, 50, 75, 100])
        axes.legend(ncols=3, loc="upper center")


def plot_real(path: Path, real: drift.RealYear) -> None:
    """The real weeks: each statistic against the harm it should warn of."""
    text = "Each dot is a week from May to December: PSI of a feature and of the score against the gap in late share."
    with plots.charts(path, "Drift and harm in the real year", text, 2, (7.2, 3.0)) as (left, right):
        ticks = {"psi_features": [0.25, 0.5, 1, 2, 4], "psi_score": [0.02, 0.05, 0.1, 0.25]}
        for axes, name in ((left, "psi_features"), (right, "psi_score")):
            axes.scatter(real.statistics[name], 100 * real.gap, color=plots.SERIES[0], s=18)
            axes.axvline(drift.CUSTOMARY[name], color=plots.SERIES[1], linestyle="--")
            axes.set_xlabel(f"{DETECTORS[name]} (dashed: customary threshold)")
            axes.set_xscale("log")
            axes.set_xticks(ticks[name], [f"{tick:g}" for tick in ticks[name]])
            axes.minorticks_off()
        left.set_ylabel("observed vs predicted, points")


def plot_rollout(path: Path, numbers: Mapping[str, object]) -> None:
    """Median and 90th percentile of requests until the broken release is stopped."""
    names = {"shadow": "shadow", "canary": "canary, 10 %", "peeking": "canary, peeking"}
    with plots.chart(
        path,
        "Requests until a broken release is stopped",
        "Median and 90th percentile over simulated runs for shadow, canary and a canary watched with an ordinary test.",
        (6.4, 2.2),
    ) as axes:
        for place, (name, _) in enumerate(names.items()):
            middle, high = (numbers[f"rollout_{name}_broken_requests_{end}"] for end in ("median", "p90"))
            axes.plot([float(str(middle)), float(str(high))], [place, place], color=plots.SERIES[place], marker="o")
        axes.set_yticks(range(len(names)), list(names.values()))
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xscale("log")
        axes.set_xticks([500, 1000, 2000, 5000, 10000, 20000], ["500", "1,000", "2,000", "5,000", "10,000", "20,000"])
        axes.minorticks_off()
        axes.set_xlabel("requests (median to 90th percentile)")
