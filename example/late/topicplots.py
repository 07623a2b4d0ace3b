"""The plots of the stages after deployment; each takes finished numbers and draws them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from late import plots

Numbers = Mapping[str, object]


def value(n: Numbers, name: str) -> float:
    """A result as a number; KeyError when it was not measured."""
    return float(str(n[name]))


def with_ends(axes: Axes, at: float, n: Numbers, name: str, colour: str, label: str | None = None) -> None:
    """A point with the interval of its name."""
    middle, low, high = (value(n, f"{name}{end}") for end in ("", "_low", "_high"))
    ends = [[middle - low], [high - middle]]
    axes.errorbar(at, middle, yerr=ends, color=colour, capsize=3, fmt="o", label=label)


def _span(n: Numbers, stem: str, levels: tuple[int, ...]) -> str:
    return " to ".join(f"{100 * value(n, f'{stem}_{one}_precision'):.0f} %" for one in (levels[0], levels[-1]))


def plot_rounds(path: Path, n: Numbers) -> None:
    """Agreement and kappa of simulated annotators by round, and what their disagreement is made of."""
    rounds = (1, 2, 3)
    kappas = ", ".join(f"{value(n, f'round_{one}_kappa'):.2f}" for one in rounds)
    text = (
        f"Simulated annotators. Left: agreement and kappa ({kappas}) in three rounds of the guideline, with that "
        "of an annotator asked twice as the ceiling. Right: share of pairs of answers that differ, split into noise "
        "and ambiguity."
    )
    with plots.charts(path, "Agreement by round of the guideline, simulated", text, 2, (7.2, 3.2)) as (left, right):
        for colour, (name, label, shift) in zip(
            plots.SERIES, (("agreement", "raw agreement", -0.05), ("kappa", "kappa", 0.05)), strict=False
        ):
            for one in rounds:
                with_ends(left, one + shift, n, f"round_{one}_{name}", colour)
            left.plot(
                [one + shift for one in rounds],
                [value(n, f"round_{one}_{name}") for one in rounds],
                color=colour,
                label=label,
            )
        left.plot(
            rounds,
            [value(n, f"round_{one}_kappa_with_oneself") for one in rounds],
            color=plots.MUTED,
            linestyle="--",
            label="kappa with oneself",
        )
        left.set_ylabel("simulated annotators")
        left.set_ylim(0, 1.45)
        left.set_yticks([0, 0.25, 0.5, 0.75, 1])
        left.legend(loc="upper left")
        noise = [
            100 * min(value(n, f"round_{one}_disagreement"), value(n, f"round_{one}_disagreement_with_oneself"))
            for one in rounds
        ]
        both = [100 * value(n, f"round_{one}_disagreement") for one in rounds]
        rest = [total - part for total, part in zip(both, noise, strict=True)]
        right.bar(rounds, noise, 0.6, color=plots.SERIES[0], label="noise: differs from oneself")
        right.bar(rounds, rest, 0.6, bottom=noise, color=plots.SERIES[1], label="ambiguity: means another thing")
        right.set_ylabel("pairs of answers that differ, %")
        right.set_ylim(0, 1.45 * max(both))
        right.legend(loc="upper right")
        for axes in (left, right):
            axes.set_xticks(rounds, [f"round {one}" for one in rounds])
            axes.set_xlim(0.5, 3.5)


def plot_noise(path: Path, n: Numbers) -> None:
    """What an audit finds of injected errors, and what errors cost before and after it."""
    shares = (5, 10, 20)
    names = {"guideline": "label follows from the evidence", "outcome": "late or not, 2 hours ahead"}
    text = (
        f"With {shares[0]} to {shares[-1]} % of the labels turned over at random. Left: share of the doubted labels "
        f"that were wrong, {_span(n, 'audit_guideline_random', shares)} for a label that follows from the evidence and "
        f"{_span(n, 'audit_outcome_random', shares)} for late or not. Right: dollars per flight more than after "
        "training on true labels."
    )
    with plots.charts(path, "Audit of wrong labels, injected", text, 2, (7.2, 3.2)) as (left, right):
        for colour, (name, label) in zip(plots.SERIES, names.items(), strict=False):
            wrong = [100 * value(n, f"audit_{name}_random_{one}_wrong_share") for one in shares]
            found = [100 * value(n, f"audit_{name}_random_{one}_precision") for one in shares]
            left.plot(wrong, found, marker="o", color=colour, label=label)
        left.plot([0, 22], [0, 22], color=plots.MUTED, linestyle=":", label="looking anywhere")
        left.set_ylabel("wrong, of the doubted labels, %")
        left.set_ylim(0, 145)
        left.set_yticks([0, 25, 50, 75, 100])
        left.legend(loc="upper left")
        for place, (name, label) in enumerate(
            {"given": "as given", "removed": "doubted removed", "reviewed": "doubted mended"}.items()
        ):
            for one in shares:
                at = 100 * value(n, f"audit_outcome_random_{one}_wrong_share") + 0.35 * (place - 1)
                key = f"audit_outcome_random_{one}_{name}_cost_added"
                with_ends(right, at, n, key, plots.SERIES[place + 2], label if one == shares[0] else None)
        right.axhline(0, color=plots.MUTED, linestyle=":")
        right.set_ylabel("dollars per flight added")
        right.legend(loc="upper left")
        for axes in (left, right):
            axes.set_xlabel("labels made wrong, %")
            axes.set_xlim(0, 23)


def plot_skew(path: Path, n: Numbers, groups: Mapping[str, list[str]]) -> None:
    """Share of values that the naive join changes, and the AUC it promises and gives."""
    names = sorted(groups["both"], key=lambda name: value(n, f"{name}_changed_share"))
    honest = value(n, "point_in_time_auc")
    text = (
        "Left: share of values that differ between the naive join and what was known in time, "
        f"from {names[0]} to {names[-1]}. Right: AUC that the naive join promises and AUC when served, for weather, "
        f"feed and both; trained and served as of the prediction {honest:.3f}."
    )
    with plots.charts(path, "Skew between training and serving", text, 2, (7.4, 3.4)) as (left, right):
        shares = [100 * value(n, f"{name}_changed_share") for name in names]
        left.barh([name.replace("_", " ") for name in names], shares, color=plots.SERIES[0], height=0.7)
        for place, share in enumerate(shares):
            left.text(share + 1.5, place, f"{share:.0f}", va="center")
        left.set_xlim(0, 112)
        left.set_xlabel("values that differ, %")
        labels = {"weather": "weather", "recent": "feed", "both": "both"}
        for shift, colour, way, label in (
            (-0.1, plots.SERIES[1], "promised", "promised by the naive join"),
            (0.1, plots.SERIES[0], "served", "when served"),
        ):
            at = [place + shift for place in range(len(labels))]
            right.plot(
                at,
                [value(n, f"{name}_{way}_auc") for name in labels],
                marker="o",
                linestyle="none",
                color=colour,
                label=label,
            )
        right.axhline(honest, color=plots.MUTED, linestyle="--", label="as of the prediction")
        right.set_xticks(range(len(labels)), list(labels.values()))
        right.set_xlim(-0.5, 2.5)
        low, high = right.get_ylim()
        right.set_ylim(low, high + 0.45 * (high - low))
        right.set_ylabel("AUC")
        right.legend(loc="upper left")


def plot_compression(path: Path, n: Numbers, times: Numbers, batches: tuple[int, ...]) -> None:
    """Dollars saved against bytes, and time per prediction against the size of a batch."""
    families = {
        "trees": [f"trees_{count}" for count in (5, 15, 30, 60, 120, 240)],
        "fewer leaves": [f"leaves_{count}" for count in (4, 8, 16)],
        "one tree that imitates": [f"distilled_{count}" for count in (16, 64, 256)],
        "leaves of one byte, packed": ["rounded"],
        "logistic regression": ["logistic"],
    }
    small, whole = (value(n, f"trees_{count}_saved") for count in (5, 120))
    text = (
        "Left: dollars per flight saved over the table of carrier and hour against the size of the file, "
        f"{small:.2f} with 5 trees and {whole:.2f} with 120. Right: microseconds per prediction by size of the batch, "
        "on one machine."
    )
    with plots.charts(path, "What a small model costs", text, 2, (7.4, 3.3)) as (left, right):
        for colour, (label, names) in zip(plots.SERIES, families.items(), strict=False):
            kilobytes = [value(n, f"{name}_bytes") / 1000 for name in names]
            left.plot(kilobytes, [value(n, f"{name}_saved") for name in names], marker="o", color=colour, label=label)
        left.axhline(0, color=plots.MUTED, linestyle=":")
        left.set_xscale("log")
        left.set_xticks([10, 100, 1000], ["10", "100", "1,000"])
        left.minorticks_off()
        low, high = left.get_ylim()
        left.set_ylim(low, high + 0.6 * (high - low))
        left.set_xlabel("kilobytes")
        left.set_ylabel("dollars per flight saved over the table")
        left.legend(loc="upper left")
        each = [value(times, f"batch_{batch}_us_per_prediction") for batch in batches]
        right.plot(batches, each, marker="o", color=plots.SERIES[0])
        right.set_xscale("log")
        right.set_yscale("log")
        right.set_xticks(batches, [f"{batch:,}" for batch in batches])
        right.set_yticks([10, 100, 1000, 10_000], ["10", "100", "1,000", "10,000"])
        right.minorticks_off()
        right.set_xlabel("predictions in a batch")
        right.set_ylabel("microseconds per prediction")


def plot_judges(path: Path, n: Numbers, labels: tuple[int, ...]) -> None:
    """Agreement of a simulated judge with people by rubric, and how wide an estimate is by number of labels."""
    versions = (1, 2, 3)
    kappas = ", ".join(f"{value(n, f'rubric_{one}_kappa'):.2f}" for one in versions)
    text = (
        f"Simulated judges. Left: agreement and kappa ({kappas}) with people for three versions of a rubric, and kappa "
        "of two people. Right: width of the range of 95 % of estimates of a pass rate by number of labels from people, "
        "for people alone and for corrected verdicts of a judge."
    )
    with plots.charts(path, "Judges against people, simulated", text, 2, (7.4, 3.4)) as (left, right):
        for colour, (name, label, shift) in zip(
            plots.SERIES, (("agreement", "agreement", -0.05), ("kappa", "kappa", 0.05)), strict=False
        ):
            for one in versions:
                with_ends(left, one + shift, n, f"rubric_{one}_{name}", colour)
            left.plot(
                [one + shift for one in versions],
                [value(n, f"rubric_{one}_{name}") for one in versions],
                color=colour,
                label=label,
            )
        left.axhline(value(n, "people_kappa"), color=plots.MUTED, linestyle="--", label="kappa of two people")
        left.set_ylim(0, 1.5)
        left.set_yticks([0, 0.25, 0.5, 0.75, 1])
        left.set_xlim(0.5, 3.5)
        left.set_xticks(versions, [f"rubric {one}" for one in versions])
        left.set_ylabel("simulated judge and people")
        left.legend(loc="upper left")
        lines = {
            "people alone": "people",
            "rubric 1, corrected": "rubric_1_rogan_gladen",
            "rubric 3, corrected": "rubric_3_rogan_gladen",
            "rubric 3, by verdict": "rubric_3_by_verdict",
        }
        colours = [plots.MUTED, plots.SERIES[1], plots.SERIES[0], plots.SERIES[2]]
        for colour, (label, key) in zip(colours, lines.items(), strict=True):
            widths = [100 * value(n, f"labels_{count}_{key}_width") for count in labels]
            right.plot(labels, widths, marker="o", color=colour, label=label)
        right.set_xscale("log")
        right.set_xticks(labels, [str(count) for count in labels])
        right.minorticks_off()
        right.set_ylim(0, None)
        right.set_xlabel("answers labeled by people")
        right.set_ylabel("width of the estimate, points")
        right.legend(loc="upper right")


def plot_operations(path: Path, n: Numbers, months: tuple[int, ...], regressions: tuple[int, ...]) -> None:
    """Error budget burned by month, and requests that show a changed share of warnings."""
    names = {"never": "never", "monthly": "monthly", "recalibrated": "recalibrated"}
    spent = {name: [100 * value(n, f"{name}_month_{month:02d}_burned") for month in months] for name in names}
    text = (
        f"Left: part of the month's error budget that mistakes burned, by retraining policy: never between "
        f"{min(spent['never']):.0f} and {max(spent['never']):.0f} %. Right: requests needed to see a change of the "
        "warned share, with a tenth and with half of the traffic on the new release."
    )
    with plots.charts(path, "Error budget and requests needed", text, 2, (7.4, 3.3)) as (left, right):
        for colour, (name, label) in zip(plots.SERIES, names.items(), strict=False):
            left.plot(months, spent[name], marker="o", color=colour, label=label)
        left.axhline(100, color=plots.MUTED, linestyle="--", label="all of it")
        left.set_xticks(months, list("MJJASOND"))
        low, high = left.get_ylim()
        left.set_ylim(low, high + 0.5 * (high - low))
        left.set_ylabel("error budget burned, %")
        left.legend(loc="upper left", ncols=2)
        for colour, (share, label) in zip(plots.SERIES, ((10, "a tenth"), (50, "half")), strict=False):
            needed = [value(n, f"warned_share_{share}_points_{points}_requests_needed") for points in regressions]
            right.plot(regressions, needed, marker="o", color=colour, label=f"{label} on the new release")
        right.set_xscale("log")
        right.set_yscale("log")
        right.set_xticks(regressions, [str(points) for points in regressions])
        right.set_yticks([1000, 10_000, 100_000, 1_000_000], ["1,000", "10,000", "100,000", "1,000,000"])
        right.minorticks_off()
        right.set_xlabel("change of the warned share, points")
        right.set_ylabel("requests needed")
        right.legend(loc="upper right")


def plot_loops(path: Path, n: Numbers, months: tuple[int, ...]) -> None:
    """Share warned by month for each way of training, and AUC as it is seen against what it is."""
    names = {"untouched": "unchanged labels", "spoiled": "labels as seen", "hold_out": "with a hold-out"}
    first, last = months[0], months[-1]
    text = (
        "Simulated treatment of warned flights. Left: share of flights warned by month, in December "
        f"{100 * value(n, f'untouched_month_{last:02d}_warned_share'):.0f} % with unchanged labels, "
        f"{100 * value(n, f'spoiled_month_{last:02d}_warned_share'):.0f} % trained on labels as seen. Right: AUC of "
        "that model on labels as seen and on untreated outcomes."
    )
    with plots.charts(path, "Warnings that change the next labels, simulated", text, 2, (7.4, 3.3)) as (left, right):
        for colour, (name, label) in zip(plots.SERIES, names.items(), strict=False):
            shares = [100 * value(n, f"{name}_month_{month:02d}_warned_share") for month in months]
            left.plot(months, shares, marker="o", color=colour, label=label)
        low, high = left.get_ylim()
        left.set_ylim(low, high + 0.5 * (high - low))
        left.set_ylabel("flights warned, % (simulated)")
        left.legend(loc="upper left")
        for colour, key, label in (
            (plots.SERIES[1], "spoiled_month_{:02d}_seen_auc", "as its labels show it"),
            (plots.SERIES[0], "spoiled_month_{:02d}_auc", "on untreated outcomes"),
        ):
            right.plot(months, [value(n, key.format(month)) for month in months], marker="o", color=colour, label=label)
        low, high = right.get_ylim()
        right.set_ylim(low, high + 0.4 * (high - low))
        right.set_ylabel("AUC of the model trained as seen")
        right.legend(loc="upper left")
        for axes in (left, right):
            axes.set_xticks(range(first, last + 1), list("MJJASOND"))


def plot_timeline(path: Path, n: Numbers) -> None:
    """The project by date: flights used, the day on which they were labeled, incident, rollback, retirement."""

    def day(name: str) -> float:
        return float(date2num(np.datetime64(str(n[name])[:10])))

    lanes = {
        "scoping": ("scoping", "gate set"),
        "training": ("trained on", ""),
        "calibration": ("calibrated on", ""),
        "folds": ("gate in folds", "passes" if n["gate_passes_folds"] else "fails"),
        "live": ("live", "gate passes" if n["gate_passes_test"] else "gate fails"),
    }
    text = "; ".join(
        f"{label} {n[f'{name}_from']} to {n[f'{name}_to']}, labels on {n[f'{name}_labelled_on']}"
        for name, (label, _) in lanes.items()
    )
    text += f"; broken release {n['incident_release']}, rollback {n['incident_rollback']} UTC; retirement checked on "
    with plots.chart(path, "The project by date", f"{text}{n['retirement_checked_on']}.", (6.4, 3.3)) as axes:
        for place, (name, (_, verdict)) in enumerate(lanes.items()):
            start, end, known = (day(f"{name}_{part}") for part in ("from", "to", "labelled_on"))
            axes.barh(place, end - start + 1, left=start, height=0.5, color=plots.SERIES[0])
            axes.plot([end, known], [place, place], color=plots.MUTED, linestyle=":")
            axes.plot(known, place, marker="D", color=plots.SERIES[1])
            axes.annotate(verdict, (known, place), textcoords="offset points", xytext=(7, -3))
        row = len(lanes)
        if n["incident_rollback"] != "never":
            start, end = day("incident_release"), day("incident_rollback")
            axes.barh(row, end - start, left=start, height=0.5, color=plots.SERIES[3])
            axes.annotate("rollback", (end, row), textcoords="offset points", xytext=(5, -3))
        known = day("retirement_checked_on")
        axes.plot(known, row + 1, marker="D", color=plots.SERIES[1])
        verdict = "due" if n["retirement_due"] else "not due"
        axes.annotate(verdict, (known, row + 1), textcoords="offset points", xytext=(7, -3))
        axes.plot([day("live_from")] * 2, [1.6, row + 1.6], color=plots.MUTED, linestyle="--")
        axes.annotate("go-live", (day("live_from"), row + 1), textcoords="offset points", xytext=(-5, -3), ha="right")
        axes.set_yticks(range(row + 2), [*(label for label, _ in lanes.values()), "incident", "retirement"])
        axes.set_ylim(row + 1.6, -0.9)
        starts = [np.datetime64(f"2013-{month:02d}-01") for month in range(1, 13)] + [np.datetime64("2014-01-01")]
        axes.set_xticks([date2num(start) for start in starts], list("JFMAMJJASONDJ"))
        axes.set_xlim(date2num(np.datetime64("2012-12-28")), date2num(np.datetime64("2014-04-15")))
        axes.set_xlabel("2013 (bars: flights; diamonds: the day their labels are there)")
