"""Topic 3, compression: how small may the model be before it costs money, and what does a prediction cost?

Writes compression.json (quality and bytes), compression-times.json (milliseconds and dollars of one machine, which no
check compares), compression.md and compression.svg. Fitted on January to March, calibrated on April, judged on June to
August: every size gets a calibration of its own, or the small ones would lose by their timid probabilities alone.
"""

from __future__ import annotations

import copy
import io
import json
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import special
from sklearn.tree import DecisionTreeRegressor
from skops import io as skops

from late import calibration, dataset, features, findings, latency, metrics, models, settings, topicplots
from late.costs import Costs
from late.dataset import Data
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
TREES = (5, 15, 30, 60, 120, 240)  # of 31 leaves
LEAVES = (4, 8, 16)  # in 120 trees
DISTILLED = (16, 64, 256)  # leaves of one tree that imitates the reference
BATCHES = (1, 10, 100, 1000, 10_000)
FULL_MODEL = "trees_120"  # the size of the release: the others are compared with it
SCHEDULE = ["carrier", "origin", "dest", "weekday", "departure_minute", "block_minutes", "distance"]
FEED = [*SCHEDULE, "origin_recent_delay", "origin_queue", "carrier_recent_delay"]
LEVELS = 255  # a leaf in one byte
ADDRESS = re.compile(rb"\b\d{12,}\b")


@dataclass(frozen=True)
class Candidate:
    """A fitted model: log-odds of a feature frame, bytes on disk, how many numbers it reads."""

    score: Callable[[pd.DataFrame], np.ndarray]
    bytes: int
    columns: int


def run(out: Path, size: Size) -> None:
    """Compression: trees, leaves, features, distillation and rounding against dollars, bytes and milliseconds."""
    data = dataset.load(size)
    *first, last = settings.EXPERIMENT_TRAIN_MONTHS
    past, recent, later = (data.months(*months) for months in (first, [last], settings.EXPERIMENT_TEST_MONTHS))
    found = candidates(past)
    numbers: Numbers = {"fitted_flights": len(past.late), "judged_flights": len(later.late)}
    numbers |= quality(found, recent, later, size) | prices(len(data.raw.flights))
    times: Numbers = {**latency.machine(), "machine_dollars_per_hour": settings.MACHINE_DOLLARS_PER_HOUR}
    times |= speed(found, later.frame, 50 if size.share >= 1 else 5)
    numbers = write_numbers(out, "compression", numbers)
    times = write_numbers(out, "compression-times", times)
    write_text(out, "compression.md", size_table(numbers))
    topicplots.plot_compression(out / "compression.svg", numbers, times, BATCHES)
    write_findings(out, "compression", findings.compression(numbers))


def candidates(past: Data) -> dict[str, Candidate]:
    """All sizes, from a table to 240 trees, by name."""
    found = {"rates": _rates(past), "logistic": _logistic(past)}
    for trees in TREES:
        found[f"trees_{trees}"] = _boosting(past, features.NAMES, trees, 31)
    for leaves in LEAVES:
        found[f"leaves_{leaves}"] = _boosting(past, features.NAMES, 120, leaves)
    found["schedule_only"] = _boosting(past, SCHEDULE, 120, 31)
    found["schedule_and_feed"] = _boosting(past, FEED, 120, 31)
    known = features.vocabulary(past.frame)
    matrix, taught = features.encode(past.frame, known), found[FULL_MODEL].score(past.frame)
    for leaves in DISTILLED:
        found[f"distilled_{leaves}"] = _distilled(matrix, taught, known, leaves)
    return found | {"rounded": _boosting(past, features.NAMES, 120, 31, rounded=True)}


def _boosting(past: Data, names: list[str], trees: int, leaves: int, rounded: bool = False) -> Candidate:
    """Boosting of this size on these columns; `rounded` keeps each leaf in one byte and packs the file."""
    known, places = features.vocabulary(past.frame), [features.NAMES.index(name) for name in names]
    categorical = [place for place, name in enumerate(names) if name in features.CATEGORICAL]
    model = models.boosting(0, trees, categorical).set_params(max_leaf_nodes=leaves)
    model.fit(features.encode(past.frame, known)[:, places], past.late)
    if rounded:
        model = with_rounded_leaves(model)

    def score(frame: pd.DataFrame) -> np.ndarray:
        return np.asarray(model.decision_function(features.encode(frame, known)[:, places]))

    return Candidate(score, saved_bytes(model, packed=rounded), len(names))


def saved_bytes(model: Any, packed: bool = False) -> int:  # scikit-learn's models have no types
    """Size of the saved model; packed, of its parts when each is packed for itself. The addresses in memory that skops
    writes into the file are left out of that, since they pack to other sizes every time."""
    content = skops.dumps(model)
    if not packed:
        return len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [ADDRESS.sub(b"", file.read(name)) for name in file.namelist()]
    return sum(len(zlib.compress(part, 9)) for part in parts)


def with_rounded_leaves(model: Any) -> Any:
    """A copy in which the values of all leaves are one of 256 numbers at equal distances."""
    other = copy.deepcopy(model)
    every = [predictor.nodes for (predictor,) in other._predictors]
    values = np.concatenate([nodes["value"][nodes["is_leaf"] == 1] for nodes in every])
    low, step = values.min(), (values.max() - values.min()) / LEVELS
    for nodes in every:
        nodes["value"] = low + step * np.round((nodes["value"] - low) / step)
    return other


def _distilled(matrix: np.ndarray, taught: np.ndarray, known: features.Vocabulary, leaves: int) -> Candidate:
    """One tree that imitates the log-odds of the reference on the flights it was fitted on."""
    tree = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=50, random_state=0).fit(matrix, taught)

    def score(frame: pd.DataFrame) -> np.ndarray:
        return np.asarray(tree.predict(features.encode(frame, known)))

    return Candidate(score, saved_bytes(tree), len(features.NAMES))


def _logistic(past: Data) -> Candidate:
    known = features.vocabulary(past.frame)
    model = models.logistic_pipeline().fit(features.encode(past.frame, known), past.late)

    def score(frame: pd.DataFrame) -> np.ndarray:
        return np.asarray(model.decision_function(features.encode(frame, known)))

    return Candidate(score, saved_bytes(model), len(features.NAMES))


def _rates(past: Data) -> Candidate:
    """The table of carrier and hour: its bytes are those of as many rounded rates as it has cells, written as JSON."""
    predict = models.fit_rates(past.frame, past.late)
    hour = (past.frame["departure_minute"] // 60).astype(int)
    cells = (past.frame["carrier"] + " " + hour.astype(str)).unique()
    return Candidate(
        lambda frame: np.asarray(special.logit(predict(frame))), len(json.dumps(dict.fromkeys(cells, 0.1234))), 2
    )


def quality(found: dict[str, Candidate], recent: Data, later: Data, size: Size) -> Numbers:
    """For each size AUC, dollars, dollars saved over the table of rates and added to those of the release's size."""
    costs, draws = Costs(), size.draws
    p, each = {}, {}
    for name, one in found.items():
        calibrate = calibration.sigmoid(recent.late, special.expit(one.score(recent.frame)))
        p[name] = calibrate(special.expit(one.score(later.frame)))
        each[name] = costs.each(later.late, p[name] >= costs.threshold)
    numbers: Numbers = {}
    for name, one in found.items():
        saved, added = each["rates"] - each[name], each[name] - each[FULL_MODEL]
        numbers |= {
            f"{name}_bytes": one.bytes,
            f"{name}_columns": one.columns,
            f"{name}_auc": metrics.auc(later.late, p[name]),
            f"{name}_cost": float(each[name].mean()),
            **metrics.mean_by_day(saved, later.day, draws).entries(f"{name}_saved"),
            **metrics.mean_by_day(added, later.day, draws).entries(f"{name}_cost_added"),
        }
    good = [name for name in found if float(str(numbers[f"{name}_cost_added_low"])) <= 0]
    smallest = min(good, key=lambda name: found[name].bytes)
    return numbers | {"smallest_not_worse": NAMES[smallest], "smallest_not_worse_bytes": found[smallest].bytes}


def prices(flights_a_year: int) -> Numbers:
    """What a thousand predictions cost when the machine waits for them all year, and with everything that running
    costs: assumptions alone, no measurement."""
    always = settings.MACHINE_DOLLARS_PER_HOUR * 24 * 365
    return {
        "predictions_an_hour": flights_a_year / (24 * 365),
        "always_on_dollars_per_thousand": 1000 * always / flights_a_year,
        "running_dollars_per_thousand": 1000 * settings.COST_OF_RUNNING / flights_a_year,
    }


def speed(found: dict[str, Candidate], frame: pd.DataFrame, repeats: int) -> Numbers:
    """Milliseconds of one prediction alone for each size, encoding included; and per prediction by batch for the
    release's, with dollars for a million at the assumed price of a machine that is always busy. The fastest of the
    repeats, because other work on the machine only makes one slower; latency.json has the tail."""
    numbers: Numbers = {"repeats": repeats}
    for name, one in found.items():
        numbers[f"{name}_ms"] = 1000 * _seconds(one, frame.iloc[:1], repeats)
    for batch in BATCHES:
        each = _seconds(found[FULL_MODEL], frame.iloc[:batch], repeats if batch <= 1000 else 5) / min(batch, len(frame))
        numbers[f"batch_{batch}_us_per_prediction"] = 1e6 * each
        numbers[f"batch_{batch}_dollars_per_million"] = 1e6 * each * settings.MACHINE_DOLLARS_PER_HOUR / 3600
    return numbers


def _seconds(one: Candidate, frame: pd.DataFrame, repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        one.score(frame)
        taken.append(time.perf_counter() - start)
    return min(taken)


NAMES = {
    "rates": "table of carrier and hour",
    "logistic": "logistic regression",
    **{f"trees_{trees}": f"{trees} trees of 31 leaves" for trees in TREES},
    **{f"leaves_{leaves}": f"120 trees of {leaves} leaves" for leaves in LEAVES},
    "schedule_only": "120 trees, schedule only",
    "schedule_and_feed": "120 trees, schedule and feed",
    **{f"distilled_{leaves}": f"one tree of {leaves} leaves that imitates 120" for leaves in DISTILLED},
    "rounded": "120 trees, a byte for each leaf, file packed",
}


def size_table(n: Numbers) -> str:
    """Every size with its bytes, AUC and dollars."""
    rows = []
    for name, label in NAMES.items():
        added, low, high = (float(str(n[f"{name}_cost_added{end}"])) for end in ("", "_low", "_high"))
        rows.append(
            [
                label,
                f"{float(str(n[f'{name}_bytes'])) / 1000:,.0f}",
                f"{float(str(n[f'{name}_auc'])):.3f}",
                f"{float(str(n[f'{name}_saved'])):.2f}",
                "" if name == FULL_MODEL else f"{added:+.2f} [{low:+.2f}, {high:+.2f}]",
            ]
        )
    head = ["model", "kilobytes", "AUC", "dollars saved over the table", "dollars added over 120 trees"]
    return table(head, rows)


if __name__ == "__main__":
    stage_main(run)
