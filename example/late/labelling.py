"""Topic 1, labelling: is disagreement noise or ambiguity, what does settling it cost, and which labels are wrong?

Writes labelling.json, labelling-rounds.md, labelling-audit.md and two plots. The annotators are simulated
(`late.annotators`) and label real late flights of January to June; the wrong labels of the audit are injected, so that
what it finds can be counted. The audit trains and judges on the months of the leak experiment, not on the test months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from late import agreement, annotators, dataset, features, findings, metrics, models, noise, settings, topicplots
from late.annotators import GUIDELINE, ROUNDS, Session
from late.costs import Costs
from late.dataset import Data
from late.noise import Found
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
FLIGHTS = 300  # labelled by everyone in each round
PILOTS = (50, 100, 200, 400)  # sizes of a pilot whose kappa is to be trusted
PREVALENCES = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02)
SLIPS = 0.05  # of the two annotators who only slip: they agree on 90.5 % at every prevalence
PARADOX_ITEMS = 40_000
RANDOM = (0.05, 0.1, 0.2)  # share of labels turned over at random
GROUP = (0.2, 0.4, 0.8)  # share of the regional carriers' late flights recorded as punctual


def run(out: Path, size: Size) -> None:
    """Labelling: simulated annotators over three rounds of a guideline, cost of adjudication, audit of wrong labels."""
    data = dataset.load(size)
    seen = annotators.evidence(data)
    late = (data.late > 0.5) & data.flights["month"].isin(settings.FEASIBILITY_MONTHS).to_numpy()
    pool = seen[late].reset_index(drop=True)
    sessions = {number: teams(pool, number, size.streams) for number in ROUNDS}
    numbers: Numbers = {
        "annotators": settings.ANNOTATORS,
        "annotators_are": "simulated",
        "teams": size.streams,
        "flights_in_each_round": FLIGHTS,
        "weather_share_by_guideline": float(GUIDELINE.answers(pool).mean()),
    }
    for number, held in sessions.items():
        numbers |= round_numbers(number, held) | scheme_numbers(number, held)
    numbers |= pilot_numbers(sessions[3]) | paradox_numbers(pool)
    numbers |= audits(data, seen, size)
    numbers = write_numbers(out, "labelling", numbers)
    write_text(out, "labelling-rounds.md", round_table(numbers))
    write_text(out, "labelling-audit.md", audit_table(numbers))
    topicplots.plot_rounds(out / "labelling-rounds.svg", numbers)
    topicplots.plot_noise(out / "labelling-noise.svg", numbers)
    write_findings(out, "labelling", findings.labelling(numbers))


def teams(pool: pd.DataFrame, number: int, count: int) -> list[Session]:
    """One round of every simulated team: the same people in each round, other flights."""
    sessions = []
    for team in range(count):
        people = np.random.default_rng(team)
        rules = [annotators.under_guideline(annotators.habits(people), number) for _ in range(settings.ANNOTATORS)]
        rng = np.random.default_rng([team, number])
        flights = rng.choice(len(pool), FLIGHTS, replace=len(pool) < FLIGHTS)
        sessions.append(annotators.session(rules, pool.iloc[flights].reset_index(drop=True), rng))
    return sessions


def over_pairs(measure: Callable[[np.ndarray, np.ndarray], float], answers: np.ndarray) -> list[float]:
    """A measure of every pair of annotators."""
    return [measure(answers[i], answers[j]) for i, j in agreement.pairs(answers)]


def round_numbers(number: int, sessions: list[Session]) -> Numbers:
    """Agreement, kappa, and the split of the disagreement in one round: means over teams with the interval of teams."""
    each: dict[str, list[float]] = {}
    for one in sessions:
        kappas = over_pairs(agreement.kappa, one.first)
        between = float(np.mean(over_pairs(agreement.disagreement, one.first)))
        within = float(np.mean([agreement.disagreement(*pair) for pair in zip(one.first, one.second, strict=True)]))
        values = {
            "agreement": 1 - between,
            "kappa": float(np.mean(kappas)),
            "kappa_lowest_pair": min(kappas),
            "kappa_highest_pair": max(kappas),
            "kappa_with_oneself": float(np.mean(list(map(agreement.kappa, one.first, one.second)))),
            "disagreement": between,
            "disagreement_with_oneself": within,
            "ambiguity": agreement.ambiguity(between, within),
            "ambiguity_true": float(np.mean(over_pairs(agreement.disagreement, one.meant))),
            "error": float(np.mean(one.first != one.by_guideline)),
        }
        for name, value in values.items():
            each.setdefault(name, []).append(value)
    numbers: Numbers = {}
    for name, found in each.items():
        low, high = np.quantile(found, [0.025, 0.975])
        numbers |= metrics.Interval(float(np.mean(found)), float(low), float(high)).entries(f"round_{number}_{name}")
    noisy = float(np.mean(each["disagreement_with_oneself"])) / float(np.mean(each["disagreement"]))
    numbers[f"round_{number}_noise_part"] = min(1.0, noisy)
    for (i, j), value in zip(
        agreement.pairs(sessions[0].first), over_pairs(agreement.kappa, sessions[0].first), strict=True
    ):
        numbers[f"round_{number}_first_team_kappa_{'ABCDEFGH'[i]}{'ABCDEFGH'[j]}"] = value
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):  # the table of A's answers by B's, 1 for yes
        count = np.sum((sessions[0].first[0] == a) & (sessions[0].first[1] == b))
        numbers[f"round_{number}_first_team_table_{a}{b}"] = int(count)
    return numbers


def scheme_numbers(number: int, sessions: list[Session]) -> Numbers:
    """Wrong labels against the final guideline, and minutes per flight, of three ways to come to one label: one answer,
    two with a third person (assumed to apply the guideline without a slip) where they differ, a majority of three."""
    truth = np.concatenate([one.by_guideline for one in sessions])
    first, second, third = (np.concatenate([one.first[who] for one in sessions]) for who in range(3))
    differ = first != second
    settled = np.where(differ, truth, first)
    majority = (first.astype(int) + second + third) >= 2
    minutes = settings.ANNOTATION_MINUTES
    ways = {
        "single": (first, minutes),
        "adjudicated": (settled, 2 * minutes + settings.ADJUDICATION_MINUTES * float(differ.mean())),
        "majority": (majority, 3 * minutes),
    }
    numbers: Numbers = {}
    for name, (label, price) in ways.items():
        numbers[f"round_{number}_{name}_error"] = agreement.disagreement(label, truth)
        numbers[f"round_{number}_{name}_minutes"] = price
    return numbers


def pilot_numbers(sessions: list[Session]) -> Numbers:
    """How wide a 95 % interval of one pair's kappa is after a pilot of so many flights, by drawing flights again."""
    first, second = (np.concatenate([one.first[who] for one in sessions]) for who in range(2))
    rng = np.random.default_rng(0)
    numbers: Numbers = {}
    for flights in PILOTS:
        rows = rng.integers(0, len(first), (400, flights))
        found = [agreement.kappa(first[some], second[some]) for some in rows]
        low, high = np.nanquantile(found, [0.025, 0.975])
        numbers[f"pilot_{flights}_kappa_width"] = float(high - low)
    return numbers


def paradox_numbers(pool: pd.DataFrame) -> Numbers:
    """The same agreement, another kappa: two annotators who only slip, at several shares of yes, by formula and by
    simulation; and the annotators of round 3 on late flights as they come and on as many of each answer."""
    rng = np.random.default_rng(0)
    numbers: Numbers = {"paradox_slips": SLIPS}
    for share in PREVALENCES:
        truth = np.arange(PARADOX_ITEMS) < share * PARADOX_ITEMS
        first, second = (truth ^ (rng.random(PARADOX_ITEMS) < SLIPS) for _ in range(2))
        key = f"paradox_{100 * share:.0f}"
        numbers[f"{key}_kappa"] = agreement.kappa_expected(SLIPS, share)
        numbers[f"{key}_kappa_simulated"] = agreement.kappa(first, second)
        numbers[f"{key}_agreement_simulated"] = 1 - agreement.disagreement(first, second)
    yes = GUIDELINE.answers(pool)
    rows = {
        "as_they_come": rng.choice(len(pool), 5000),
        "balanced": np.concatenate([rng.choice(np.flatnonzero(yes == answer), 2500) for answer in (True, False)]),
    }
    for name, some in rows.items():
        seen = pool.iloc[some].reset_index(drop=True)
        first, second = (annotators.answer(GUIDELINE, seen, rng) for _ in range(2))
        numbers[f"paradox_{name}_share"] = float(yes[some].mean())
        numbers[f"paradox_{name}_agreement"] = 1 - agreement.disagreement(first, second)
        numbers[f"paradox_{name}_kappa"] = agreement.kappa(first, second)
    return numbers


@dataclass(frozen=True)
class Case:
    """Rows with a true label, what a model sees of them, and the rows on which it is judged."""

    matrix: np.ndarray
    label: np.ndarray
    day: np.ndarray
    regional: np.ndarray
    judged: np.ndarray  # matrix
    truth: np.ndarray
    judged_day: np.ndarray
    categorical: list[int] | None
    trees: int
    costs: Costs | None = None  # when a wrong answer has a price

    def model(self, rows: np.ndarray, given: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        """Fit on rows of the matrix with labels of our choice; returns probabilities for another matrix."""
        fitted = models.boosting(0, self.trees, self.categorical).fit(self.matrix[rows], given)
        return lambda matrix: np.asarray(fitted.predict_proba(matrix)[:, 1])

    def score(self, given: np.ndarray) -> np.ndarray:
        """Out-of-sample probabilities of the rows under these labels."""

        def fit(rows: np.ndarray, labels: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
            predict = self.model(rows, labels)
            return lambda others: predict(self.matrix[others])

        return noise.out_of_sample(fit, given, self.day)


def outcome_case(data: Data, size: Size) -> Case:
    """The project's own label, late or not, and its features: what happens is uncertain two hours before."""
    past, later = (
        data.months(*months) for months in (settings.EXPERIMENT_TRAIN_MONTHS, settings.EXPERIMENT_TEST_MONTHS)
    )
    past, later = (_some(each, size.leak_share) for each in (past, later))
    known = features.vocabulary(past.frame)
    return Case(
        features.encode(past.frame, known),
        past.late,
        past.day,
        past.flights["carrier"].isin(settings.REGIONAL).to_numpy(),
        features.encode(later.frame, known),
        later.late,
        later.day,
        None,
        size.trees // 2,
        Costs(),
    )


def guideline_case(data: Data, seen: pd.DataFrame, size: Size) -> Case:
    """The answer of the final guideline for late flights, and the evidence it is made from: nothing is uncertain."""
    late, month = data.late > 0.5, data.flights["month"]
    past, later = (
        late & month.isin(months).to_numpy()
        for months in (settings.EXPERIMENT_TRAIN_MONTHS, settings.EXPERIMENT_TEST_MONTHS)
    )
    label = GUIDELINE.answers(seen).astype(float)
    matrix = seen.to_numpy(float)
    regional = data.flights["carrier"].isin(settings.REGIONAL).to_numpy()
    return Case(
        matrix[past],
        label[past],
        data.day[past],
        regional[past],
        matrix[later],
        label[later],
        data.day[later],
        [],
        size.trees // 2,
    )


def _some(data: Data, share: float) -> Data:
    """A fixed random part of the rows."""
    return data if share >= 1 else data.where(np.random.default_rng(0).random(len(data.flights)) < share)


def audits(data: Data, seen: pd.DataFrame, size: Size) -> Numbers:
    """Inject wrong labels of known share, look for them, and train on what is left or mended."""
    numbers: Numbers = {}
    cases = {"outcome": outcome_case(data, size), "guideline": guideline_case(data, seen, size)}
    for name, case in cases.items():
        clean = case.model(np.arange(len(case.label)), case.label)(case.judged)
        numbers |= {f"audit_{name}_flights": len(case.label), f"audit_{name}_yes_share": float(case.label.mean())}
        numbers |= Found(
            noise.suspects(case.label, case.score(case.label)), np.zeros(len(case.label), dtype=bool)
        ).entries(f"audit_{name}_clean")
        numbers |= measures(f"audit_{name}_clean", case, clean, clean, size)
        for share in RANDOM:
            key, rng = f"audit_{name}_random_{100 * share:.0f}", np.random.default_rng(round(1000 * share))
            numbers |= audit(key, case, noise.flip_at_random(case.label, share, rng), clean, size)
            shown = noise.flip_at_random(case.truth, share, np.random.default_rng(1))
            numbers[f"{key}_auc_on_wrong_labels"] = metrics.auc(shown, clean)
        for share in GROUP:
            key, rng = f"audit_{name}_group_{100 * share:.0f}", np.random.default_rng(round(1000 * share))
            numbers |= audit(key, case, noise.flip_in_group(case.label, case.regional, share, rng), clean, size)
    return numbers


def audit(key: str, case: Case, given: np.ndarray, clean: np.ndarray, size: Size) -> Numbers:
    """One level of noise: what is found, and the measures of models trained on the labels as given, without the doubted
    ones, and with the doubted ones looked at and mended; `clean` are probabilities after training on true labels."""
    p, wrong = case.score(given), given != case.label
    doubted, belief = noise.suspects(given, p), np.where(given > 0.5, p, 1 - p)
    looked, hits = float(doubted.sum()), float((doubted & wrong).sum())
    numbers: Numbers = {
        **Found(doubted, wrong).entries(key),
        f"{key}_rank_auc": metrics.auc(wrong.astype(float), -belief),
        f"{key}_review_hours": looked * settings.ADJUDICATION_MINUTES / 60,
        f"{key}_review_minutes_per_error": looked * settings.ADJUDICATION_MINUTES / max(1.0, hits),
    }
    everything = np.arange(len(given))
    for name, (rows, labels) in {
        "given": (everything, given),
        "removed": (np.flatnonzero(~doubted), given[~doubted]),
        "reviewed": (everything, np.where(doubted, case.label, given)),
    }.items():
        numbers |= measures(f"{key}_{name}", case, case.model(rows, labels)(case.judged), clean, size)
    return numbers


def measures(key: str, case: Case, p: np.ndarray, clean: np.ndarray, size: Size) -> Numbers:
    """AUC and mean probability on true labels; where wrong answers have a price the dollars, and how many more than
    after training on true labels; else the share of wrong answers."""
    numbers: Numbers = {f"{key}_auc": metrics.auc(case.truth, p), f"{key}_predicted_share": float(p.mean())}
    if case.costs is None:
        return numbers | {f"{key}_error": float(np.mean((p >= 0.5) != (case.truth > 0.5)))}
    costs = case.costs
    each, best = (costs.each(case.truth, q >= costs.threshold) for q in (p, clean))
    more = metrics.mean_by_day(each - best, case.judged_day, size.draws)
    return numbers | {f"{key}_cost": float(each.mean()), **more.entries(f"{key}_cost_added")}


def round_table(n: Numbers) -> str:
    """Three rounds of the guideline: agreement, kappa, and what the disagreement is made of."""

    def cell(name: str, number: int, digits: int = 2) -> str:
        value, low, high = (float(str(n[f"round_{number}_{name}{end}"])) for end in ("", "_low", "_high"))
        return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"

    names = {1: "1: no cut-offs", 2: "2: cut-offs written", 3: "3: edge cases settled"}
    rows = [
        [
            names[number],
            cell("agreement", number),
            cell("kappa", number),
            f"{100 * float(str(n[f'round_{number}_ambiguity'])):.1f} %",
            f"{100 * float(str(n[f'round_{number}_disagreement_with_oneself'])):.1f} %",
            f"{100 * float(str(n[f'round_{number}_error'])):.1f} %",
        ]
        for number in ROUNDS
    ]
    head = ["round (simulated annotators)", "agreement", "kappa", "ambiguity", "differs from oneself", "wrong labels"]
    return table(head, rows)


def audit_table(n: Numbers) -> str:
    """What confident learning finds of injected errors, for a label that is uncertain and for one that is not."""
    rows = []
    for name, label in {"outcome": "late or not", "guideline": "weather, by the guideline"}.items():
        for kind, shares in {"random": RANDOM, "group": GROUP}.items():
            for share in shares:
                key = f"audit_{name}_{kind}_{100 * share:.0f}"
                rows.append(
                    [
                        label,
                        "anywhere" if kind == "random" else "regional carriers",
                        *(
                            f"{100 * float(str(n[f'{key}_{part}'])):.1f} %"
                            for part in ("wrong_share", "doubted_share", "precision", "recall")
                        ),
                    ]
                )
    return table(["label", "errors injected", "wrong", "doubted", "precision", "recall"], rows)


if __name__ == "__main__":
    stage_main(run)
