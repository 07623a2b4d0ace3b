"""Stage 4, deployment: serve it, watch it, retrain it, let releases in, go back, learn from an incident, retire it.

Writes deployment.json, latency.json (with the machine: it is left out of exact comparison), tables, incident.log,
incident.md, retirement.md and plots. Releases are kept in a temporary registry, because they can be made again.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np
import pandas as pd

from late import (
    dataset,
    drift,
    features,
    findings,
    incident,
    latency,
    metrics,
    models,
    predictor,
    registry,
    replay,
    rollout,
    service,
    settings,
)
from late.costs import Costs
from late.dataset import Data
from late.deployplots import plot_delays, plot_latency, plot_real, plot_replay, plot_rollout
from late.flights import newest_labelled
from late.predictor import Predictor
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.retirement import retirement_note
from late.scoping import gate
from late.settings import Size

Numbers = dict[str, object]
DELAYS = settings.COMPARED_DELAYS


def run(out: Path, size: Size) -> None:
    """Deployment: service, batch, latency, replay, drift, rollout, rollback, incident, retirement."""
    data = dataset.load(size)
    costs = Costs()
    past, recent, live = (
        data.months(*months) for months in (settings.TRAIN_MONTHS, settings.CALIBRATION_MONTHS, settings.TEST_MONTHS)
    )
    good = predictor.train("v1", past, recent, 0, size.trees, costs)
    other = predictor.train("v2", past, recent, 1, size.trees, costs)
    numbers: Numbers = {}
    speed: Numbers = dict(latency.machine())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        served, timed = releases(root, good, other, live)
        numbers |= served
        speed |= timed
        speed |= latency.measure(
            root, live.frame, latency.RATES if size.share >= 1 else latency.RATES[2:4], size.requests
        )
    lives, replayed = replays(data, costs, size, len(data.raw.flights))
    numbers |= replayed
    drifted, real = drifts(data, size)
    numbers |= drifted
    numbers |= rollouts(live, good, other, costs, size)
    told = incidents(data, good, costs)
    numbers |= told.numbers
    numbers = write_numbers(out, "deployment", numbers)
    write_numbers(out, "latency", speed)
    write_text(out, "deployment-policies.md", policy_table(numbers))
    write_text(out, "deployment-drift.md", drift_table(numbers))
    write_text(out, "incident.log", told.log)
    write_text(out, "incident.md", incident.tell(told))
    write_text(out, "retirement.md", retirement_note(numbers))
    plot_latency(out / "latency.svg", speed)
    plot_replay(out / "deployment-replay.svg", lives, costs)
    plot_delays(out / "deployment-drift.svg", numbers)
    plot_real(out / "deployment-real-drift.svg", real)
    plot_rollout(out / "deployment-rollout.svg", numbers)
    write_findings(out, "deployment", findings.deployment(numbers))


def releases(root: Path, good: Predictor, other: Predictor, live: Data) -> tuple[Numbers, Numbers]:
    """Publish two releases, go live, go back, and prove that batch, service and saved release answer alike."""
    registry.publish(root, good)
    registry.publish(root, other)
    registry.activate(root, "v1")
    before = registry.current(root).probability(live.frame)
    registry.activate(root, "v2")
    between = registry.current(root).probability(live.frame)
    start = time.perf_counter()
    registry.activate(root, "v1")
    back = registry.current(root)
    seconds = time.perf_counter() - start
    after = back.probability(live.frame)
    sample = live.frame.iloc[:: max(1, len(live.frame) // 500)].reset_index(drop=True)
    start = time.perf_counter()
    refused = sum(bool(back.problems(sample.iloc[[row]])) for row in range(len(sample)))
    schema_seconds = (time.perf_counter() - start) / len(sample)
    answered = asyncio.run(_ask(back, sample))
    batch = back.probability(sample)
    return {
        "batch_service_flights": len(sample),
        "batch_service_refused": refused,
        "batch_service_equal": bool(np.array_equal(np.array(answered), batch)),
        "saved_loaded_equal": bool(np.array_equal(good.probability(live.frame), before)),
        "rollback_restores": bool(np.array_equal(before, after)),
        "rollback_changed_something": bool(not np.array_equal(before, between)),
        "release_columns": len(features.NAMES),
    }, {
        "rollback_ms": 1000 * seconds,
        "schema_ms": 1000 * schema_seconds,
        "release_bytes": (root / "v1" / "model.skops").stat().st_size,
    }


async def _ask(release: Predictor, frame: pd.DataFrame) -> list[float]:
    """The service's probabilities, one request for every row, through its HTTP interface but without a network."""
    transport = httpx.ASGITransport(service.create_app(release))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        answers = [await client.post("/predict", json=latency.request_of(frame, row)) for row in range(len(frame))]
    return [float(answer.raise_for_status().json()["flights"][0]["probability"]) for answer in answers]


def replays(data: Data, costs: Costs, size: Size, flights_a_year: int) -> tuple[dict[str, replay.Served], Numbers]:
    """All policies under three label delays; intervals for the delay of the scenario."""
    world, numbers = replay.World(data, size.trees), Numbers()
    lives: dict[str, replay.Served] = {}
    scale = flights_a_year / len(data.flights)
    for delay in DELAYS:
        for name, policy in replay.POLICIES.items():
            served = replay.live(world, policy, delay)
            numbers[f"replay_delay_{delay}_{name}_cost"] = float(replay.dollars(served, costs).mean())
            numbers[f"replay_delay_{delay}_{name}_retrainings"] = len(served.retrained)
            if delay == settings.LABEL_DELAY_DAYS:
                lives[name] = served
        served = replay.live(world, replay.never, delay, recalibrate=True)
        numbers[f"replay_delay_{delay}_recalibrated_cost"] = float(replay.dollars(served, costs).mean())
        if delay == settings.LABEL_DELAY_DAYS:
            lives["recalibrated"] = served
    base = lives["never"]
    n_live = len(base.late) * scale
    numbers |= {"replay_first_month": replay.MONTHS[0], "replay_flights": len(base.late)}
    for name, served in lives.items():
        saved = replay.dollars(base, costs) - replay.dollars(served, costs)
        interval = metrics.mean_by_day(saved, base.day, size.draws)
        retraining = settings.COST_OF_RETRAINING * len(served.retrained)
        numbers |= interval.entries(f"replay_{name}_saved_per_flight")
        numbers |= metrics.auc_by_month(served.late, served.p, served.day, served.month, size.draws).entries(
            f"replay_{name}_auc"
        )
        numbers[f"replay_{name}_net_saved"] = interval.value * n_live - retraining
        numbers[f"replay_{name}_net_saved_low"] = interval.low * n_live - retraining
        numbers[f"replay_{name}_net_saved_high"] = interval.high * n_live - retraining
        for month in replay.MONTHS:
            rows = served.month == month
            numbers[f"replay_{name}_predicted_share_month_{month:02d}"] = float(served.p[rows].mean())
            numbers[f"replay_{name}_cost_month_{month:02d}"] = costs.mean(
                served.late[rows], served.p[rows] >= costs.threshold
            )
    newest = base.month >= 10
    rates = models.fit_rates(*_known(data, newest_labelled(10, settings.LABEL_DELAY_DAYS)))
    last = data.months(10, 11, 12)
    table_cost = costs.each(last.late, rates(last.frame) >= costs.threshold)
    interval = metrics.mean_by_day(table_cost - replay.dollars(base, costs)[newest], last.day, size.draws)
    numbers |= interval.entries("retirement_saving_last_quarter")
    numbers["retirement_due"] = interval.value < gate(flights_a_year).running
    return lives, numbers


def _known(data: Data, newest: int) -> tuple[pd.DataFrame, np.ndarray]:
    past = data.months(*range(1, newest + 1))
    return past.frame, past.late


def drifts(data: Data, size: Size) -> tuple[Numbers, drift.RealYear]:
    """False alarms, power and delay of every detector in the still world; then the real year."""
    some = data.months(*range(1, 13))
    world = drift.still_world(some, 0, size.trees)
    silence = [drift.stream(world, drift.quiet, seed) for seed in range(2 * size.streams)]
    limits = drift.matched(silence[: size.streams])
    numbers: Numbers = {"drift_streams": size.streams, "drift_weeks_of_labels": drift.LABEL_WEEKS}
    kinds = {"customary": drift.CUSTOMARY, "matched": limits}
    for kind, chosen in kinds.items():
        rates = drift.false_alarms(silence[size.streams :], chosen)
        for name in drift.DETECTORS:
            numbers[f"drift_{kind}_threshold_{name}"] = chosen[name]
            numbers[f"drift_{kind}_false_alarms_{name}"] = rates[name]
    for change, function in {"quiet": drift.quiet, **drift.CHANGES}.items():
        streams = [drift.stream(world, function, 1000 + seed) for seed in range(size.streams)]
        for kind, chosen in kinds.items():
            for name, (seen, wait) in drift.delays(streams, chosen).items():
                numbers[f"drift_{kind}_{change}_seen_{name}"] = seen
                numbers[f"drift_{kind}_{change}_weeks_{name}"] = wait
    real = drift.real_year(data, replay.MONTHS[0], 0, size.trees)
    for name in drift.DETECTORS:
        values = real.statistics[name]
        numbers[f"drift_real_weeks_in_alarm_{name}"] = float((values > drift.CUSTOMARY[name]).mean())
        numbers[f"drift_real_weeks_in_alarm_matched_{name}"] = float((values > limits[name]).mean())
        numbers |= drift.correlation(values, real.gap, size.draws).entries(f"drift_real_correlation_{name}")
    numbers["drift_real_weeks"] = len(real.week)
    return numbers, real


def rollouts(live: Data, good: Predictor, other: Predictor, costs: Costs, size: Size) -> Numbers:
    """Shadow, canary, ratio check and the mistake of peeking, on a broken and on a healthy release."""
    old, healthy, broken = good.warn(live.frame), other.warn(live.frame), good.warn(in_hours(live))
    rows, seeds = len(old), 10 * size.streams
    numbers: Numbers = {
        "rollout_runs": seeds,
        "rollout_traffic": len(rollout.traffic(rows, 0)),
        "rollout_canary_share": rollout.CANARY,
        "rollout_warned_share_old": float(old.mean()),
        "rollout_warned_share_broken": float(broken.mean()),
        "rollout_differs_broken": float((old != broken).mean()),
        "rollout_differs_healthy": float((old != healthy).mean()),
    }
    for name, stop in {
        "canary": rollout.canary_stop,
        "peeking": rollout.peeking_stop,
        "shadow": rollout.shadow_stop,
    }.items():
        numbers |= rollout.runs(stop, old, broken, seeds).entries(f"rollout_{name}_broken")
        numbers |= rollout.runs(stop, old, healthy, seeds).entries(f"rollout_{name}_healthy")
        numbers |= rollout.runs(stop, old, old, seeds).entries(f"rollout_{name}_same")
    for name, new in {"broken": broken, "healthy": healthy}.items():
        stops = rollout.runs(rollout.shadow_shuffled_stop, old, new, seeds)
        numbers |= stops.entries(f"rollout_shadow_shuffled_{name}")
    for lost in (0.0, 0.1, 0.2):
        stops = rollout.Stops(np.array([rollout.ratio_run(rows, lost, seed) for seed in range(seeds)]))
        numbers |= stops.entries(f"rollout_ratio_lost_{100 * lost:.0f}")
    each = costs.each(live.late, old)
    gap = costs.each(live.late, broken) - each
    numbers |= {
        "rollout_broken_cost_per_flight": float(gap.mean()),
        "rollout_cost_sd": float(each.std()),
        "rollout_flights_needed_for_broken": rollout.flights_needed(
            float(each.std()), max(abs(float(gap.mean())), 1e-9)
        ),
        "rollout_flights_needed_for_1_dollar": rollout.flights_needed(float(each.std()), 1.0),
    }
    return numbers


def in_hours(data: Data) -> pd.DataFrame:
    """The features as the broken release reads them: recent delays in hours."""
    names = ("origin_recent_delay", "carrier_recent_delay")
    return data.frame.assign(**{name: data.frame[name] / 60 for name in names})


def incidents(data: Data, good: Predictor, costs: Costs) -> incident.Incident:
    """The broken release on all traffic in November."""
    live = data.months(10, 11)
    broken = in_hours(live)
    read = broken["origin_recent_delay"].to_numpy()
    return incident.simulate(live, good.warn(live.frame), good.warn(broken), read, costs)


NAMES = {
    "never": "never",
    "monthly": "monthly",
    "triggered_error": "when labels disagree",
    "triggered_scores": "when scores move",
    "recalibrated": "never, recalibrated monthly",
}
DETECTORS = {
    "psi_score": "PSI of the score",
    "psi_features": "largest PSI of a feature",
    "ks_features": "largest KS of a feature",
    "domain": "domain classifier",
    "error": "error, labels late",
}


def policy_table(n: Numbers) -> str:
    """Retraining policies in dollars."""
    rows = []
    for name, label in NAMES.items():
        saved = [float(str(n[f"replay_{name}_saved_per_flight{end}"])) for end in ("", "_low", "_high")]
        rows.append(
            [
                label,
                n.get(f"replay_delay_{settings.LABEL_DELAY_DAYS}_{name}_retrainings", 0),
                *(f"{float(str(n[f'replay_delay_{delay}_{name}_cost'])):.2f}" for delay in DELAYS),
                f"{saved[0]:+.2f} [{saved[1]:+.2f}, {saved[2]:+.2f}]",
                f"{float(str(n[f'replay_{name}_net_saved'])):+,.0f}",
            ]
        )
    delays = [f"dollars per flight, labels after {delay} days" for delay in DELAYS]
    return table(
        ["retrain", "retrainings (30 days)", *delays, "saved over never (30 days)", "net dollars, May to December"],
        rows,
    )


def drift_table(n: Numbers) -> str:
    """Detectors at matched false alarms: share of streams in which a change was seen, and weeks until then."""

    def cell(change: str, name: str) -> str:
        seen, weeks = float(str(n[f"drift_matched_{change}_seen_{name}"])), n[f"drift_matched_{change}_weeks_{name}"]
        return f"{100 * seen:.0f} %, {float(str(weeks)):.0f}" if seen else "never"

    rows = [
        [
            label,
            f"{100 * float(str(n[f'drift_customary_false_alarms_{name}'])):.0f} %",
            f"{100 * float(str(n[f'drift_matched_false_alarms_{name}'])):.0f} %",
            *(cell(change, name) for change in drift.CHANGES),
        ]
        for name, label in DETECTORS.items()
    ]
    heads = ["detector", "quiet weeks in alarm, customary threshold", "the same, matched threshold"]
    return table([*heads, *(f"{change.replace('_', ' ')}: seen, weeks" for change in drift.CHANGES)], rows)


if __name__ == "__main__":
    stage_main(run)
