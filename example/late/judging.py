"""Topic 5, judging: how far may a judge's verdicts be trusted, and how many of people's does it take to know?

Writes judges.json, judges.md and judges.svg. Answers, people and judges are simulated: an answer is good or not, people
say so, and a judge says so with a known share of right verdicts on good answers (sensitivity) and on bad ones
(specificity). So the estimates can be held against the truth. Nothing here calls a language model.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import special, stats

from late import agreement, findings, topicplots
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
GOOD = 0.85  # share of answers that people would pass
OTHER = 0.90  # of the system that is compared with it
JUDGED = 5_000  # answers with the judge's verdict: they cost little
LABELS = (25, 50, 100, 200, 400, 800)  # answers with people's verdict as well
SLIP = 0.04  # share of verdicts in which a person slips
PAIR = 300  # answers on which agreement is measured
ALPHA, POWER = 0.05, 0.8
EARLIER = 0.60  # share of good answers of an earlier version, on which a judge may have been validated
FAVOUR = 0.04  # how much more of its good answers a judge passes for a system whose style it likes
BETTER = 0.55  # share of pairs in which people prefer the new answer
PAIRS = 400  # pairs that are compared
CHOICE = 0.8  # how often a judge without a liking for a place picks the answer that people prefer
PULLS = {"none": 0.0, "some": 0.5, "strong": 1.0}  # log-odds that the first place adds


@dataclass(frozen=True)
class Judge:
    """A simulated judge under one version of a rubric."""

    sensitivity: float
    specificity: float

    @property
    def edge(self) -> float:
        """Youden's J: 0 is a coin, 1 never errs."""
        return self.sensitivity + self.specificity - 1

    def rate(self, good: float) -> float:
        """The share that this judge passes where this share is good."""
        return good * self.sensitivity + (1 - good) * (1 - self.specificity)

    def verdicts(self, good: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One verdict for each answer, bool."""
        return rng.random(good.shape) < np.where(good, self.sensitivity, 1 - self.specificity)


RUBRICS = {
    1: Judge(0.97, 0.45),
    2: Judge(0.95, 0.70),
    3: Judge(0.93, 0.92),
}  # vague, with examples, with failures named


def run(out: Path, size: Size) -> None:
    """Judging: agreement by rubric, bias and its correction, people's verdicts needed, and the pull of a place."""
    runs = 50 * size.streams
    numbers: Numbers = {"judges_are": "simulated", "good_share": GOOD, "judged_answers": JUDGED, "runs": runs}
    numbers |= agreement_numbers(runs) | correction_numbers(runs) | shift_numbers(runs)
    numbers |= comparison_numbers(runs) | place_numbers(runs)
    numbers = write_numbers(out, "judges", numbers)
    write_text(out, "judges.md", rubric_table(numbers))
    topicplots.plot_judges(out / "judges.svg", numbers, LABELS[1:])  # with 25 many runs have no estimate
    write_findings(out, "judging", findings.judging(numbers))


def agreement_numbers(runs: int) -> Numbers:
    """Agreement and kappa of each rubric's judge with people, with the interval of a validation on PAIR answers, beside
    that of two people, and the bias of the raw pass rate."""
    rng = np.random.default_rng(0)
    numbers: Numbers = {"validation_answers": PAIR}
    good = rng.random((runs, PAIR)) < GOOD
    first, second = (good ^ (rng.random(good.shape) < SLIP) for _ in range(2))
    numbers |= _agreed("people", first, second)
    for version, judge in RUBRICS.items():
        numbers |= {
            f"rubric_{version}_sensitivity": judge.sensitivity,
            f"rubric_{version}_specificity": judge.specificity,
            f"rubric_{version}_pass_rate": judge.rate(GOOD),
            f"rubric_{version}_bias": judge.rate(GOOD) - GOOD,
            **_agreed(f"rubric_{version}", judge.verdicts(good, rng), first),
        }
    return numbers


def _agreed(name: str, one: np.ndarray, other: np.ndarray) -> Numbers:
    """Mean agreement and kappa over runs, with the range of 95 % of them."""
    numbers: Numbers = {}
    for key, measure in {"agreement": lambda a, b: 1 - agreement.disagreement(a, b), "kappa": agreement.kappa}.items():
        found = [measure(a, b) for a, b in zip(one, other, strict=True)]
        low, high = np.nanquantile(found, [0.025, 0.975])
        numbers |= {f"{name}_{key}": float(np.nanmean(found))}
        numbers |= {f"{name}_{key}_low": float(low), f"{name}_{key}_high": float(high)}
    return numbers


@dataclass(frozen=True)
class Sample:
    """Answers that people and judge have seen, and the share that the judge passed of all: arrays over runs of the
    counts (good and passed, good and failed, bad and passed, bad and failed), and of the pass rate."""

    hit: np.ndarray
    missed: np.ndarray
    fooled: np.ndarray
    caught: np.ndarray
    rate: np.ndarray


def sample(judge: Judge, good: float, labels: int, runs: int, seed: int, rate_of: float | None = None) -> Sample:
    """Draw runs: so many labelled answers where this share is good, and JUDGED verdicts where `rate_of` is (the same
    share unless it is given)."""
    rng = np.random.default_rng(seed)
    shares = [good * judge.sensitivity, good * (1 - judge.sensitivity)]
    shares += [(1 - good) * (1 - judge.specificity), (1 - good) * judge.specificity]
    counts = rng.multinomial(labels, shares, runs).astype(float)
    rate = rng.binomial(JUDGED, judge.rate(good if rate_of is None else rate_of), runs) / JUDGED
    hit, missed, fooled, caught = counts.T
    return Sample(hit, missed, fooled, caught, rate)


def people_only(s: Sample) -> np.ndarray:
    """The share that people passed; the judge is not asked."""
    return (s.hit + s.missed) / (s.hit + s.missed + s.fooled + s.caught)


def rogan_gladen(s: Sample) -> np.ndarray:
    """The judge's pass rate, corrected by its sensitivity and specificity among the labelled answers (Rogan and Gladen,
    1978) and kept within 0 and 1; NaN where the labelled answers leave one of them unknown or the judge no better than
    a coin."""
    sensitivity, specificity = _right(s)
    with np.errstate(invalid="ignore", divide="ignore"):
        corrected = (s.rate + specificity - 1) / (sensitivity + specificity - 1)
    return np.where(sensitivity + specificity > 1, np.clip(corrected, 0, 1), np.nan)


def by_verdict(s: Sample) -> np.ndarray:
    """The share that people passed among those that the judge passed and among the others, weighted as the judge passes
    all; NaN where one of the two has no labelled answer."""
    with np.errstate(invalid="ignore", divide="ignore"):
        passed, failed = s.hit / (s.hit + s.fooled), s.missed / (s.missed + s.caught)
    return s.rate * passed + (1 - s.rate) * failed


def _right(s: Sample) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return s.hit / (s.hit + s.missed), s.caught / (s.caught + s.fooled)


def interval(s: Sample) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of the corrected rate by the delta method, with the uncertainty of rate, sensitivity and
    specificity: two arrays over runs."""
    sensitivity, specificity = _right(s)
    p = rogan_gladen(s)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (
            s.rate * (1 - s.rate) / JUDGED
            + p**2 * sensitivity * (1 - sensitivity) / (s.hit + s.missed)
            + (1 - p) ** 2 * specificity * (1 - specificity) / (s.caught + s.fooled)
        ) / (sensitivity + specificity - 1) ** 2
    half = stats.norm.ppf(0.975) * np.sqrt(variance)
    return p - half, p + half


ESTIMATES = {"people": people_only, "rogan_gladen": rogan_gladen, "by_verdict": by_verdict}


def correction_numbers(runs: int) -> Numbers:
    """Mean and spread of each estimate by number of people's verdicts, and how often the interval holds the truth."""
    numbers: Numbers = {}
    for labels in LABELS:
        for version, judge in RUBRICS.items():
            drawn = sample(judge, GOOD, labels, runs, seed=labels + version)
            for name, estimate in ESTIMATES.items():
                if name == "people" and version > 1:
                    continue  # they do not ask the judge
                found = estimate(drawn)
                low, high = np.nanquantile(found, [0.025, 0.975])
                key = f"labels_{labels}_people" if name == "people" else f"labels_{labels}_rubric_{version}_{name}"
                numbers |= {f"{key}_mean": float(np.nanmean(found)), f"{key}_width": float(high - low)}
            low, high = interval(drawn)
            known = ~np.isnan(low)
            key = f"labels_{labels}_rubric_{version}"
            numbers[f"{key}_interval_holds_share"] = float(((low <= GOOD) & (high >= GOOD))[known].mean())
            numbers[f"{key}_no_estimate_share"] = float((~known).mean())
    return numbers


def shift_numbers(runs: int) -> Numbers:
    """Validated on an earlier version with fewer good answers, used on this one: bias of the two corrections when
    sensitivity and specificity have stayed what they were."""
    numbers: Numbers = {"shift_validated_share": EARLIER}
    for version, judge in RUBRICS.items():
        drawn = sample(judge, EARLIER, 800, runs, seed=version, rate_of=GOOD)
        for name, estimate in ESTIMATES.items():
            if name != "people":
                numbers[f"shift_rubric_{version}_{name}_bias"] = float(np.nanmean(estimate(drawn)) - GOOD)
    return numbers


def needed(variance: float, gap: float = OTHER - GOOD) -> float:
    """Observations in each arm to see this gap at level ALPHA with POWER, when the two arms together have this variance
    for one observation each."""
    return float((stats.norm.ppf(1 - ALPHA / 2) + stats.norm.ppf(POWER)) ** 2 * variance / gap**2)


def _label_variance(judge: Judge, good: float, name: str) -> float:
    """Variance that one of people's verdicts leaves in an estimate (divide by their number)."""
    if name == "people":
        return good * (1 - good)
    if name == "rogan_gladen":
        right = judge.sensitivity * (1 - judge.sensitivity), judge.specificity * (1 - judge.specificity)
        return (good * right[0] + (1 - good) * right[1]) / judge.edge**2
    rate = judge.rate(good)
    passed, failed = good * judge.sensitivity / rate, good * (1 - judge.sensitivity) / (1 - rate)
    return rate * passed * (1 - passed) + (1 - rate) * failed * (1 - failed)


def _verdict_variance(judge: Judge, good: float, name: str) -> float:
    """Variance that the judge's own verdicts leave: it does not shrink with people's."""
    rate = judge.rate(good)
    if name == "people":
        return 0.0
    if name == "rogan_gladen":
        return rate * (1 - rate) / judge.edge**2 / JUDGED
    passed, failed = good * judge.sensitivity / rate, good * (1 - judge.sensitivity) / (1 - rate)
    return rate * (1 - rate) * (passed - failed) ** 2 / JUDGED


def labels_needed(judge: Judge, name: str) -> float:
    """People's verdicts for each of two systems to tell OTHER from GOOD; infinite when JUDGED verdicts are too few."""
    factor = needed(1.0)
    left = 1 - factor * sum(_verdict_variance(judge, good, name) for good in (GOOD, OTHER))
    both = sum(_label_variance(judge, good, name) for good in (GOOD, OTHER))
    return factor * both / left if left > 0 else float("inf")


def power(judge: Judge, name: str, labels: int, runs: int) -> float:
    """Share of runs in which two systems with so many verdicts of people each are told apart, the better one above."""
    low, high = (ESTIMATES[name](sample(judge, good, labels, runs, seed)) for seed, good in ((1, GOOD), (2, OTHER)))
    error = np.sqrt(
        sum(
            _label_variance(judge, good, name) / labels + _verdict_variance(judge, good, name) for good in (GOOD, OTHER)
        )
    )
    return float(np.mean((high - low) / error > stats.norm.ppf(1 - ALPHA / 2)))


def comparison_numbers(runs: int) -> Numbers:
    """What it takes to tell 90 % from 85 %: people alone, people and judge, the judge alone, and a judge that favours
    the worse system."""
    numbers: Numbers = {"compared_share": OTHER}
    for version, judge in RUBRICS.items():
        for name in ESTIMATES:
            if name == "people" and version > 1:
                continue
            labels = labels_needed(judge, name)
            key = "labels_needed_people" if name == "people" else f"labels_needed_rubric_{version}_{name}"
            numbers[key] = labels
            if np.isfinite(labels):
                numbers[f"{key}_power"] = power(judge, name, int(np.ceil(labels)), runs)
        alone = sum(judge.rate(good) * (1 - judge.rate(good)) for good in (GOOD, OTHER))
        numbers[f"verdicts_needed_rubric_{version}_alone"] = needed(alone, judge.edge * (OTHER - GOOD))
        fond = Judge(min(1.0, judge.sensitivity + FAVOUR), judge.specificity - FAVOUR)
        numbers |= _favour(f"favour_rubric_{version}", judge, fond, runs)
    return numbers | {"favour": FAVOUR}


def _favour(key: str, judge: Judge, fond: Judge, runs: int) -> Numbers:
    """The worse system has the style that the judge likes: how far apart the raw rates seem, and how often the judge
    alone puts the worse one above with JUDGED verdicts each, at level ALPHA."""
    rng = np.random.default_rng(0)
    worse, better = (rng.binomial(JUDGED, p, runs) / JUDGED for p in (fond.rate(GOOD), judge.rate(OTHER)))
    error = np.sqrt((worse * (1 - worse) + better * (1 - better)) / JUDGED)
    limit = stats.norm.ppf(1 - ALPHA / 2)
    return {
        f"{key}_seeming_gap": judge.rate(OTHER) - fond.rate(GOOD),
        f"{key}_wrong_winner_share": float(np.mean((worse - better) / error > limit)),
        f"{key}_right_winner_share": float(np.mean((better - worse) / error > limit)),
    }


def place_numbers(runs: int) -> Numbers:
    """Pairs of answers whose first place pulls: the new answer always second, in random order, and in both orders with
    a tie where the two verdicts differ."""
    numbers: Numbers = {"place_true_win_share": BETTER, "place_pairs": PAIRS}
    rng = np.random.default_rng(0)
    for name, pull in PULLS.items():
        new_better = rng.random((runs, PAIRS)) < BETTER
        first_is_new = rng.random((runs, PAIRS)) < 0.5
        ways = {
            "always_second": _new_wins(new_better, np.zeros_like(new_better), pull, rng).astype(float),
            "random_order": _new_wins(new_better, first_is_new, pull, rng).astype(float),
        }
        one = _new_wins(new_better, np.ones_like(new_better), pull, rng)
        other = _new_wins(new_better, np.zeros_like(new_better), pull, rng)
        ways["both_orders"] = (one.astype(float) + other) / 2
        numbers[f"place_{name}_inconsistent_share"] = float((one != other).mean())
        for way, won in ways.items():
            share = won.mean(axis=1)
            low, high = np.quantile(share, [0.025, 0.975])
            numbers |= {
                f"place_{name}_{way}_win_share": float(share.mean()),
                f"place_{name}_{way}_win_share_low": float(low),
                f"place_{name}_{way}_win_share_high": float(high),
                f"place_{name}_{way}_right_winner_share": float((share > 0.5).mean()),
            }
    return numbers


def _new_wins(new_better: np.ndarray, new_first: np.ndarray, pull: float, rng: np.random.Generator) -> np.ndarray:
    """Whether the judge picks the new answer: odds by who is better, moved towards the first place by the pull."""
    odds = np.where(new_better, 1.0, -1.0) * special.logit(CHOICE) + np.where(new_first, pull, -pull)
    return rng.random(new_better.shape) < special.expit(odds)


def rubric_table(n: Numbers) -> str:
    """Three versions of a rubric: agreement, kappa, raw and corrected rate, people's verdicts needed."""

    def cell(name: str) -> str:
        middle, low, high = (float(str(n[f"{name}{end}"])) for end in ("", "_low", "_high"))
        return f"{middle:.2f} [{low:.2f}, {high:.2f}]"

    names = {1: "1: vague", 2: "2: with examples", 3: "3: with failures named"}
    rows = [
        [
            label,
            cell(f"rubric_{version}_agreement"),
            cell(f"rubric_{version}_kappa"),
            f"{100 * float(str(n[f'rubric_{version}_pass_rate'])):.1f} %",
            f"{100 * float(str(n[f'labels_200_rubric_{version}_rogan_gladen_mean'])):.1f} %",
            f"{100 * float(str(n[f'labels_200_rubric_{version}_rogan_gladen_width'])):.0f} points",
        ]
        for version, label in names.items()
    ]
    head = [
        "rubric (simulated judge)",
        "agreement",
        "kappa",
        "raw pass rate",
        "corrected, 200 labels",
        "its 95 % range",
    ]
    return table(head, rows)


if __name__ == "__main__":
    stage_main(run)
