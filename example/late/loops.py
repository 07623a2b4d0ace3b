"""Topic 7, loops: what happens to the next training set when warnings work?

Writes loops.json, loops.md and loops.svg. The flights and their outcomes are real and count as what happens untreated;
the treatment is simulated: a share of the warned flights that would have been late is not, so that their labels say
"punctual". Models are retrained each month on the labels that have arrived, as in the replay, on a fixed part of the
flights. What each way of training knows, and what it costs, is judged on the untreated outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from late import dataset, features, findings, metrics, models, replay, settings, topicplots
from late.costs import Costs
from late.dataset import Data
from late.flights import newest_labelled
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
RESCUED = (0.25, settings.RESCUED_SHARE, 0.75)
BITTEN = tuple(
    month for month in replay.MONTHS if newest_labelled(month, settings.LABEL_DELAY_DAYS) >= replay.MONTHS[0]
)
WAYS = ("untouched", "spoiled", "left_out", "hold_out")
SHARE = 0.4  # of the flights
BINS = 250  # of a number, found before the live months
WINDOW = 3  # months of labels, when training forgets the older ones


@dataclass(frozen=True)
class World:
    """The part of the flights that the simulation uses, with what chance decides: who would be rescued and who is held
    out, the same for every way of training. All arrays have the shape (rows,)."""

    matrix: np.ndarray
    late: np.ndarray
    month: np.ndarray
    day: np.ndarray
    luck: np.ndarray
    held_out: np.ndarray
    trees: int
    _untreated: dict[tuple[int, int], models.Scores] = field(default_factory=dict)

    def model(self, past: np.ndarray, seen: np.ndarray, weight: np.ndarray | None) -> models.Scores:
        """A model fitted on these rows with labels as seen."""
        fitted = models.boosting(0, self.trees).fit(self.matrix[past], seen[past], sample_weight=weight)
        return lambda matrix: np.asarray(fitted.predict_proba(matrix)[:, 1])

    def untreated(self, past: np.ndarray, newest: int, window: int) -> models.Scores:
        """The same before any warning was acted on; kept, because it is one for all ways of training."""
        if (newest, window) not in self._untreated:
            self._untreated[newest, window] = self.model(past, self.late, None)
        return self._untreated[newest, window]


@dataclass(frozen=True)
class Lived:
    """A life through the live months: probability, warning, whether it was acted on, and the label that was seen;
    before the live months nothing is warned. Four arrays of the shape (rows,)."""

    p: np.ndarray
    warned: np.ndarray
    treated: np.ndarray
    seen: np.ndarray


def run(out: Path, size: Size) -> None:
    """Loops: retrained each month on labels that warnings have changed, with and without a hold-out."""
    data = dataset.load(size)
    world = make(data.months(*range(1, 13)), size)
    lives = {way: live(world, way, settings.RESCUED_SHARE) for way in WAYS}
    windows = {way: live(world, way, settings.RESCUED_SHARE, WINDOW) for way in WAYS}
    numbers: Numbers = {
        "treatment_is": "simulated",
        "flights": len(world.late),
        "rescued_share": settings.RESCUED_SHARE,
        "hold_out_share": settings.HOLD_OUT_SHARE,
        "first_month_trained_on_treated": BITTEN[0],
        "window_months": WINDOW,
    }
    for way, lived in lives.items():
        numbers |= month_numbers(world, way, lived) | total_numbers(world, way, lived, lives["untouched"], size)
    for way, lived in windows.items():
        numbers |= total_numbers(world, f"window_{way}", lived, windows["untouched"], size)
    for share in RESCUED:
        lived = lives["spoiled"] if share == settings.RESCUED_SHARE else live(world, "spoiled", share)
        key = f"rescued_{100 * share:.0f}"
        numbers |= total_numbers(world, key, lived, lives["untouched"], size)
    numbers |= hold_out_numbers(world, lives["hold_out"], size)
    numbers = write_numbers(out, "loops", numbers)
    write_text(out, "loops.md", loop_table(numbers))
    topicplots.plot_loops(out / "loops.svg", numbers, replay.MONTHS)
    write_findings(out, "loops", findings.loops(numbers))


def make(data: Data, size: Size) -> World:
    """A fixed part of the labelled flights of the year."""
    rng = np.random.default_rng(0)
    data = data.where(rng.random(len(data.flights)) < SHARE)
    count, month = len(data.late), data.flights["month"].to_numpy()
    matrix = features.encode(data.frame, features.vocabulary(data.frame))
    return World(
        in_bins(matrix, month < replay.MONTHS[0]),
        data.late,
        month,
        data.day,
        rng.random(count),
        rng.random(count) < settings.HOLD_OUT_SHARE,
        size.trees // 2,
    )


def in_bins(matrix: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Numbers as places among BINS quantiles of the rows `known`, categories and missing values as they are: boosting
    would put them into bins anyway, and does so for weighted rows very slowly."""
    result = matrix.copy()
    for column in range(len(features.CATEGORICAL), matrix.shape[1]):
        values = matrix[:, column]
        places = np.searchsorted(metrics.cuts(values[known], BINS), values, side="right").astype(float)
        result[:, column] = np.where(np.isnan(values), np.nan, places)
    return result


def live(world: World, way: str, rescued: float, window: int = 12) -> Lived:
    """Live through the months. `untouched`: warnings change no label. `spoiled`: trained on labels as they are seen.
    `left_out`: without the flights whose warning was acted on. `hold_out`: some warnings are not shown; trained without
    the flights whose warning was acted on, and those that were held out stand for them, with that much more weight.
    Trained on the newest `window` months whose labels have arrived."""
    costs, rows = Costs(), len(world.late)
    p, seen = np.full(rows, np.nan), world.late.copy()
    warned, treated = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    for month in replay.MONTHS:
        newest = newest_labelled(month, settings.LABEL_DELAY_DAYS)
        past = (world.month <= newest) & (world.month > newest - window)
        weight = None
        if way in ("left_out", "hold_out"):
            past = past & ~treated
        if way == "hold_out" and warned[past].any():
            weight = np.where(warned[past], 1 / settings.HOLD_OUT_SHARE, 1.0)
        early = newest < replay.MONTHS[0]
        predict = world.untreated(past, newest, window) if early else world.model(past, seen, weight)
        now = np.flatnonzero(world.month == month)
        p[now] = predict(world.matrix[now])
        warned[now] = p[now] >= costs.threshold
        if way != "untouched":
            shown = warned[now] & ~world.held_out[now] if way == "hold_out" else warned[now]
            treated[now] = shown
            seen[now] = np.where(shown & (world.luck[now] < rescued), 0.0, world.late[now])
    return Lived(p, warned, treated, seen)


def month_numbers(world: World, way: str, lived: Lived) -> Numbers:
    """By month: share warned, share late as seen, AUC on the labels as seen and on untreated outcomes, dollars."""
    costs, numbers = Costs(), Numbers()
    for month in replay.MONTHS:
        now, key = world.month == month, f"{way}_month_{month:02d}"
        late, p = world.late[now], lived.p[now]
        numbers |= {
            f"{key}_warned_share": float(lived.warned[now].mean()),
            f"{key}_seen_late_share": float(lived.seen[now].mean()),
            f"{key}_predicted_share": float(p.mean()),
            f"{key}_seen_auc": metrics.auc(lived.seen[now], p),
            f"{key}_auc": metrics.auc(late, p),
            f"{key}_cost": costs.mean(late, lived.warned[now]),
        }
    return numbers


def total_numbers(world: World, way: str, lived: Lived, base: Lived, size: Size) -> Numbers:
    """Over the months whose model has learned from treated flights: the same, with what it costs against labels that no
    warning has changed."""
    costs, now = Costs(), np.isin(world.month, BITTEN)
    late, day, month = world.late[now], world.day[now], world.month[now]
    more = costs.each(late, lived.warned[now]) - costs.each(late, base.warned[now])
    seen = [metrics.auc(lived.seen[rows], lived.p[rows]) for rows in (world.month == one for one in BITTEN)]
    return {
        f"{way}_warned_share": float(lived.warned[now].mean()),
        f"{way}_predicted_share": float(lived.p[now].mean()),
        f"{way}_seen_auc": float(np.mean(seen)),
        f"{way}_seen_cost": costs.mean(lived.seen[now], lived.warned[now]),
        **metrics.auc_by_month(late, lived.p[now], day, month, size.draws).entries(f"{way}_auc"),
        **metrics.mean_by_day(costs.each(late, lived.warned[now]), day, size.draws).entries(f"{way}_cost"),
        **metrics.mean_by_day(more, day, size.draws).entries(f"{way}_cost_added"),
    }


def hold_out_numbers(world: World, lived: Lived, size: Size) -> Numbers:
    """What the held-out flights alone say of the model, and what holding them out costs: their warnings are not acted
    on, so that each late one among them costs what silence costs."""
    costs = Costs()
    now = np.isin(world.month, BITTEN) & world.held_out
    late, day, month = world.late[now], world.day[now], world.month[now]
    everyone = np.isin(world.month, BITTEN)
    lost = costs.each(world.late, np.zeros_like(lived.warned)) - costs.each(world.late, lived.warned)
    price = np.where(world.held_out, lost, 0.0)[everyone]
    return {
        "hold_out_flights": int(now.sum()),
        **metrics.auc_by_month(late, lived.p[now], day, month, size.draws).entries("hold_out_measured_auc"),
        **metrics.mean_by_day(costs.each(late, lived.warned[now]), day, size.draws).entries("hold_out_measured_cost"),
        **metrics.mean_by_day(price, world.day[everyone], size.draws).entries("hold_out_price_per_flight"),
    }


NAMES = {
    "untouched": "labels that no warning changed (nobody has them)",
    "spoiled": "labels as seen",
    "left_out": "without the treated flights",
    "hold_out": "without them, 5 % held out in their place",
}


def loop_table(n: Numbers) -> str:
    """What each way of training knows and costs."""
    rows = []
    for way, label in NAMES.items():
        added, low, high = (float(str(n[f"{way}_cost_added{end}"])) for end in ("", "_low", "_high"))
        rows.append(
            [
                label,
                f"{100 * float(str(n[f'{way}_warned_share'])):.1f} %",
                f"{float(str(n[f'{way}_seen_auc'])):.3f}",
                f"{float(str(n[f'{way}_auc'])):.3f}",
                f"{float(str(n[f'{way}_cost'])):.2f}",
                "" if way == "untouched" else f"{added:+.2f} [{low:+.2f}, {high:+.2f}]",
                "" if way == "untouched" else f"{float(str(n[f'window_{way}_cost_added'])):+.2f}",
            ]
        )
    head = [
        "trained on",
        "warned",
        "AUC as seen",
        "AUC untreated",
        "dollars per flight",
        "added",
        f"added, newest {WINDOW} months",
    ]
    return table(head, rows)


if __name__ == "__main__":
    stage_main(run)
