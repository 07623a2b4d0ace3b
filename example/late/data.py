"""Stage 2, data: what the label is, who has none, what is known in time, what the checks catch, what a leak is worth.

Writes data.json, the tables data-columns.md, data-faults.md, data-leaks.md, data-leak-controls.md, datasheet.md and two
plots. Nothing is trained on the test months or judged by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from late import (
    checks,
    dataset,
    faults,
    features,
    findings,
    flights,
    leaks,
    metrics,
    models,
    plots,
    settings,
    source,
    weather,
)
from late.costs import Costs
from late.dataset import Data
from late.datasheet import datasheet
from late.metrics import Interval
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
FAULT_MONTH = 8
KINDS = ("schema", "keys", "completeness", "label", "freshness", "distribution")


def run(out: Path, size: Size) -> None:
    """Data: label, population, checks with injected faults, leaks, point-in-time joins, datasheet."""
    data = dataset.load(size)
    numbers: Numbers = {f"sha256_{name.partition('.')[0]}": digest for name, digest in source.SHA256.items()}
    numbers |= population(data) | availability(data) | unlabelled(data, size) | weather_skew(data)
    fault_numbers, fault_table = fault_matrix(data)
    clean_numbers = clean_alarms(data)
    measured = leaks.measure(data, size)
    inflation = {name: metrics.across_seeds(pairs[:, 1] - pairs[:, 0]) for name, pairs in measured.items()}
    for name, pairs in measured.items():
        key = f"leak_{name}" if name in leaks.LEAKS else f"control_{name}"
        numbers |= {f"{key}_honest_auc": pairs[:, 0].mean(), f"{key}_auc": pairs[:, 1].mean()}
        numbers |= inflation[name].entries(f"{key}_inflation")
    numbers |= fault_numbers | clean_numbers
    numbers = write_numbers(out, "data", numbers)
    write_text(out, "data-columns.md", columns_table())
    write_text(out, "data-faults.md", fault_table)
    write_text(out, "data-leaks.md", leak_table(leaks.LEAKS, measured, inflation))
    write_text(out, "data-leak-controls.md", leak_table(leaks.CONTROLS, measured, inflation))
    write_text(out, "datasheet.md", datasheet(numbers))
    plot_leaks(out / "data-leaks.svg", {name: inflation[name] for name in leaks.LEAKS})
    plot_months(out / "data-months.svg", numbers)
    write_findings(out, "data", findings.data(numbers, inflation))


def population(data: Data) -> Numbers:
    """Counts of flights, of those without a label, and the late share by month and origin."""
    some = data.flights
    with_label = flights.labelled(some)
    numbers: Numbers = {
        "n_flights": len(some),
        "n_cancelled": int(some["cancelled"].sum()),
        "n_diverted": int(some["diverted"].sum()),
        "n_labelled": int(with_label.sum()),
        "late_share": float(some["late"].mean()),
        "n_destinations": int(some["dest"].nunique()),
        "n_carriers": int(some["carrier"].nunique()),
        "n_duplicate_keys": int(some.duplicated(["scheduled", "origin", "carrier", "flight"]).sum()),
        "n_weather_rows": len(data.raw.weather),
        "n_weather_hours_missing": 3 * 365 * 24 - len(data.raw.weather.drop_duplicates(["origin", "time_hour"])),
        "max_wind_speed_raw": float(data.raw.weather["wind_speed"].max()),
    }
    for month, group in some.groupby("month"):
        numbers[f"late_share_month_{month:02d}"] = float(group["late"].mean())
        numbers[f"unlabelled_share_month_{month:02d}"] = float(group["late"].isna().mean())
    for origin, group in some.groupby("origin"):
        numbers[f"late_share_{origin}"] = float(group["late"].mean())
    return numbers


def availability(data: Data) -> Numbers:
    """Hours from the prediction to the outcome, and days from the prediction to the monthly delivery of labels."""
    some = data.flights[flights.labelled(data.flights)]
    hours = (settings.LEAD_MINUTES + some["block_minutes"] + some["arr_delay"]) / 60
    end_of_month = pd.to_datetime({"year": 2013, "month": some["month"], "day": 1}) + pd.offsets.MonthEnd(0)
    waiting = end_of_month.dt.day_of_year - some["day"] + settings.LABEL_DELAY_DAYS
    return {
        "outcome_hours_median": float(hours.median()),
        "outcome_hours_p99": float(hours.quantile(0.99)),
        "label_delay_days": settings.LABEL_DELAY_DAYS,
        "label_days_median": float(waiting.median()),
        "label_days_max": int(waiting.max()),
    }


TREATMENTS = {
    "dropped": "dropped",
    "late": "counted as late",
    "punctual": "counted as punctual (a comparison with a missing delay is false)",
}


def unlabelled(data: Data, size: Size) -> Numbers:
    """Train with three treatments of the flights without a label; judge all on the same labelled flights after."""
    costs, numbers = Costs(), Numbers()
    train = data.where(flights.in_months(data.flights, settings.EXPERIMENT_TRAIN_MONTHS))
    test = data.months(*settings.EXPERIMENT_TEST_MONTHS)
    later = flights.in_months(data.flights, settings.EXPERIMENT_TEST_MONTHS)
    never_arrived = data.where(later & ~flights.labelled(data.flights))
    for name in TREATMENTS:
        kept = ~np.isnan(train.late) if name == "dropped" else np.ones(len(train.late), dtype=bool)
        label = np.nan_to_num(train.late, nan=1.0 if name == "late" else 0.0)[kept]
        predict = models.fit_boosting(train.frame[kept], label, 0, size.trees)
        p = predict(test.frame)
        numbers |= {
            f"unlabelled_{name}_train_late_share": float(label.mean()),
            f"unlabelled_{name}_auc": metrics.auc(test.late, p),
            f"unlabelled_{name}_log_loss": metrics.log_loss(test.late, p),
            f"unlabelled_{name}_cost": costs.mean(test.late, p >= costs.threshold),
            f"unlabelled_{name}_warned_share_of_never_arrived": float(
                (predict(never_arrived.frame) >= costs.threshold).mean()
            ),
        }
    return numbers


def weather_skew(data: Data) -> Numbers:
    """How far the weather of the naive join is from what was known: mean absolute difference and share of changes."""
    known = weather.point_in_time(data.flights, data.raw.weather)
    naive = weather.naive(data.flights, data.raw.weather)
    numbers: Numbers = {"weather_age_minutes_median": float(known["weather_age"].median())}
    for name in ("temp", "wind_speed", "visib", "precip"):
        gap = (naive[name] - known[name]).abs().dropna()
        numbers[f"skew_{name}_mean_gap"] = float(gap.mean())
        numbers[f"skew_{name}_changed_share"] = float((gap > 0).mean())
    return numbers


def _month_and_before(data: Data, month: int) -> tuple[Data, Data]:
    return data.months(month), data.months(*range(1, month))


def fault_matrix(data: Data) -> tuple[Numbers, str]:
    """Every fault in one clean month: which kinds of check say something that they do not say without the fault."""
    clean, before = _month_and_before(data, FAULT_MONTH)
    known = features.vocabulary(before.frame)
    quiet = checks.batch_problems(clean.flights, clean.frame, before.frame, known)
    numbers, rows = Numbers(), []
    caught_training = caught_serving = 0
    for name, fault in faults.FAULTS.items():
        changed = fault(clean.flights, clean.frame)
        loud = checks.batch_problems(changed[0], changed[1], before.frame, known)
        by = [kind for kind in KINDS if set(loud[kind]) - set(quiet[kind]) and _news(loud[kind], quiet[kind])]
        share = checks.refused(changed[1], known)
        caught_training += bool(by)
        caught_serving += share > 0.01
        numbers[f"fault_{name}_caught_by"] = ", ".join(by) or "nothing"
        numbers[f"fault_{name}_refused_share"] = share
        rows.append([fault.__doc__, ", ".join(by) or "**nothing**", f"{100 * share:.1f} %"])
    numbers |= {
        "n_faults": len(faults.FAULTS),
        "n_faults_caught_at_training": caught_training,
        "n_faults_caught_at_serving": caught_serving,
    }
    return numbers, table(["fault", "caught at training by", "records refused at serving"], rows)


def _news(loud: list[str], quiet: list[str]) -> bool:
    """Whether a check names something (a column, a day, an airport) that it did not name on the clean month."""
    return bool({text.partition(":")[0] for text in loud} - {text.partition(":")[0] for text in quiet})


def clean_alarms(data: Data) -> Numbers:
    """How often the checks object to months in which nothing was injected: 3 to 12, each against all months before."""
    numbers: Numbers = dict.fromkeys((f"clean_months_with_{kind}_alarm" for kind in KINDS), 0)
    columns: set[str] = set()
    broken: set[str] = set()
    for month in range(3, 13):
        batch, before = _month_and_before(data, month)
        known = features.vocabulary(before.frame)
        problems = checks.batch_problems(batch.flights, batch.frame, before.frame, known)
        for kind in KINDS:
            numbers[f"clean_months_with_{kind}_alarm"] = int(str(numbers[f"clean_months_with_{kind}_alarm"])) + bool(
                problems[kind]
            )
        broken |= set(problems["schema"])
        columns |= {text.partition(":")[0] for text in problems["distribution"]}
    numbers["clean_schema_reasons"] = ", ".join(sorted(broken)) or "none"
    return numbers | {"clean_months_judged": 10, "clean_distribution_columns": ", ".join(sorted(columns)) or "none"}


def columns_table() -> str:
    """The table of what is known when, as Markdown."""
    rows = [[f"`{c.name}`", "yes" if c.known else "no", c.why, c.unit or "", _range(c)] for c in features.COLUMNS]
    return table(["column", "used", "known in time? why", "unit", "possible range"], rows)


def _range(column: features.Column) -> str:
    return (
        ""
        if column.low is None
        else f"{column.low:g} to {column.high:g}{', may be missing' if column.optional else ''}"
    )


def leak_table(
    experiments: Mapping[str, Callable[..., leaks.Pair]],
    measured: Mapping[str, np.ndarray],
    inflation: Mapping[str, Interval],
) -> str:
    """Honest and leaky AUC of every leak or control with the interval of the inflation over seeds."""
    rows = []
    for name in sorted(experiments, key=lambda name: -inflation[name].value):
        gain = inflation[name]
        honest, leaky = measured[name].mean(axis=0)
        interval = f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
        rows.append([experiments[name].__doc__, f"{honest:.3f}", f"{leaky:.3f}", interval])
    return table(["leak", "honest AUC", "AUC with the leak", "inflation, 95 % interval over seeds"], rows)


NAMES = {
    "dep_delay": "departure delay as a feature",
    "duplicates_memorised": "duplicates, memorizing model",
    "target_statistics": "target statistics with the judged months",
    "random_split_with_date": "random split, date as a feature",
    "air_time": "time in the air as a feature",
    "random_split": "random split",
    "duplicates": "duplicates, boosting",
    "naive_weather": "weather of the departure hour",
    "feed_at_departure": "airport feed as of departure",
}


def plot_leaks(path: Path, inflation: Mapping[str, Interval]) -> None:
    """Bars of inflation with intervals."""
    ordered = sorted(inflation, key=lambda name: inflation[name].value)
    text = "; ".join(f"{NAMES[name]} {inflation[name].value:+.3f}" for name in reversed(ordered))
    with plots.chart(path, "Inflation of AUC by leak", f"AUC gained by each leak: {text}.", (6.6, 3.4)) as axes:
        values = [inflation[name].value for name in ordered]
        ends = [
            [i.value - i.low for i in map(inflation.get, ordered) if i],
            [i.high - i.value for i in map(inflation.get, ordered) if i],
        ]
        axes.barh([NAMES[name] for name in ordered], values, xerr=ends, ecolor=plots.INK, height=0.65)
        axes.set_xlabel("AUC with the leak minus AUC without it")


def plot_months(path: Path, numbers: Numbers) -> None:
    """Late share by month, with the share that has no label."""
    months = range(1, 13)
    late = [100 * float(str(numbers[f"late_share_month_{month:02d}"])) for month in months]
    missing = [100 * float(str(numbers[f"unlabelled_share_month_{month:02d}"])) for month in months]
    text = f"Late share from {min(late):.0f} % in September to {max(late):.0f} % in December."
    with plots.chart(path, "Late flights by month", text, (6.4, 3.0)) as axes:
        axes.bar(list(months), late, color=plots.SERIES[0], label="late, of those that arrived")
        axes.plot(list(months), missing, color=plots.SERIES[1], marker="o", label="cancelled or diverted")
        axes.set_xticks(list(months), list("JFMAMJJASOND"))
        axes.set_ylabel("per cent of flights")
        axes.set_ylim(0, 42)
        axes.legend(loc="upper center", ncols=2)


if __name__ == "__main__":
    stage_main(run)
