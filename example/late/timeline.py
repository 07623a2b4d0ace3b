"""Topic 8, time line: the whole project by date, and whether each gate could be read when it was needed.

Writes timeline.json and timeline.svg; reads modeling.json, deployment.json and incident.log, which the stages before
have written into the same folder. A gate can be read when the labels of its last month are there, LABEL_DELAY_DAYS
after the month's end. The gate of the folds is measured a second time, on the folds that were labelled at the go-live.
"""

from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from late import dataset, findings, incident, metrics, models, settings, topicplots
from late.costs import Costs
from late.dataset import Data
from late.flights import newest_labelled
from late.report import stage_main, write_findings, write_numbers
from late.scoping import gate
from late.settings import Size

Numbers = dict[str, object]
YEAR = 2013


def run(out: Path, size: Size) -> None:
    """Time line: dates of data, gates, release, incident, rollback and retirement."""
    names = ("modeling", "deployment")
    stages = {name: json.loads((out / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    log = [json.loads(line) for line in (out / "incident.log").read_text(encoding="utf-8").splitlines()]
    data = dataset.load(size)
    numbers = dates(log) | verdicts(stages) | at_go_live(data, size)
    numbers = write_numbers(out, "timeline", numbers)
    topicplots.plot_timeline(out / "timeline.svg", numbers)
    write_findings(out, "timeline", findings.timeline(numbers))


def first_day(month: int) -> str:
    """The first day of a month of the year."""
    return date(YEAR, month, 1).isoformat()


def last_day(month: int) -> str:
    """The last day of a month of the year."""
    return date(YEAR, month, calendar.monthrange(YEAR, month)[1]).isoformat()


def labelled_on(month: int) -> str:
    """The day on which the labels of a month are there."""
    return (date.fromisoformat(last_day(month)) + timedelta(days=settings.LABEL_DELAY_DAYS)).isoformat()


def dates(log: list[dict[str, object]]) -> Numbers:
    """First and last day of the flights of each use, the day on which they were labelled, and the incident by its log.
    The moments of the log are UTC."""
    spans = {
        "scoping": settings.FEASIBILITY_MONTHS,
        "training": settings.TRAIN_MONTHS,
        "calibration": settings.CALIBRATION_MONTHS,
        "folds": settings.FOLD_MONTHS,
        "live": settings.TEST_MONTHS,
    }
    numbers: Numbers = {}
    for name, months in spans.items():
        numbers |= {
            f"{name}_from": first_day(min(months)),
            f"{name}_to": last_day(max(months)),
            f"{name}_labelled_on": labelled_on(max(months)),
        }
    moments = {str(entry["event"]): str(entry["time"])[:16].replace("T", " ") for entry in log}
    for event in ("release", "page", "acknowledged", "rollback"):
        numbers[f"incident_{event}"] = moments.get(event, "never")
    numbers["incident_labelled_on"] = labelled_on(incident.START.month)
    return numbers | {"retirement_checked_on": labelled_on(12)}


def verdicts(stages: dict[str, dict[str, object]]) -> Numbers:
    """What each gate said."""
    return {
        "gate_passes_folds": stages["modeling"]["gate_passes_folds"],
        "gate_passes_test": stages["modeling"]["gate_passes_test"],
        "retirement_due": stages["deployment"]["retirement_due"],
    }


def at_go_live(data: Data, size: Size) -> Numbers:
    """The gate of the folds on the months that were labelled when the release went live, by the rule of modeling."""
    costs, rule = Costs(), gate(len(data.raw.flights))
    newest = newest_labelled(min(settings.TEST_MONTHS), settings.LABEL_DELAY_DAYS)
    there = [month for month in settings.FOLD_MONTHS if month <= newest]
    late, day, rates, p = [], [], [], []
    for month in there:
        past = data.months(*range(1, newest_labelled(month, settings.LABEL_DELAY_DAYS) + 1))
        now = data.months(month)
        late.append(now.late)
        day.append(now.day)
        rates.append(models.fit_rates(past.frame, past.late)(now.frame))
        p.append(models.fit_boosting(past.frame, past.late, 0, size.trees)(now.frame))
    truth, alarm = np.concatenate(late), np.concatenate(p) >= costs.threshold
    rivals = {
        "never": np.zeros(len(truth), dtype=bool),
        "always": np.ones(len(truth), dtype=bool),
        "rates": np.concatenate(rates) >= costs.threshold,
    }
    best = min(rivals, key=lambda name: costs.mean(truth, rivals[name]))
    gain = costs.each(truth, rivals[best]) - costs.each(truth, alarm)
    saving = metrics.mean_by_day(gain, np.concatenate(day), size.draws)
    return {
        "folds_labelled_at_go_live": len(there),
        "folds": len(settings.FOLD_MONTHS),
        "gate_required": rule.required,
        **saving.entries("gate_saving_at_go_live"),
        "gate_passes_at_go_live": rule.passes(saving),
    }


if __name__ == "__main__":
    stage_main(run)
