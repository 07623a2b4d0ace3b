"""Stage 1, scoping: is this worth doing, and which result would stop it? Decided before any model is trained.

Reads the labels of the first half of the year only. Writes settings.json (the assumptions), scoping.json,
scoping-sensitivity.md, scoping-gate.md and a plot of what each policy costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from late import dataset, metrics, models, plots, settings
from late.costs import Costs
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size


@dataclass(frozen=True)
class Gate:
    """The go/no-go rule, in dollars per flight: what running costs, and what the saving must at least be."""

    running: float
    required: float

    def passes(self, saving: metrics.Interval) -> bool:
        """Go when the lower end of the interval of the saving over the best policy without a model is enough."""
        return saving.low >= self.required


def gate(flights_a_year: int) -> Gate:
    """The rule for this many flights a year."""
    running = settings.COST_OF_RUNNING / flights_a_year
    return Gate(running, settings.GO_MARGIN * running)


def assumptions() -> dict[str, object]:
    """Every assumption of `late.settings` that is one number, by its name in small letters: pages quote them too."""
    return {name.lower(): value for name, value in vars(settings).items() if isinstance(value, (int, float))}


def policies(data: dataset.Data, costs: Costs) -> dict[str, np.ndarray]:
    """Decisions (bool) that need no model: silence, warn always, the rate table of the months before, and foresight."""
    half = len(settings.FEASIBILITY_MONTHS) // 2
    past = data.months(*settings.FEASIBILITY_MONTHS[:half])
    now = data.months(*settings.FEASIBILITY_MONTHS[half:])
    rates = models.fit_rates(past.frame, past.late)(now.frame)
    return {
        "never": np.zeros(len(now.late), dtype=bool),
        "always": np.ones(len(now.late), dtype=bool),
        "rates": rates >= costs.threshold,
        "foresight": now.late > 0.5,
    }


def sensitivity(data: dataset.Data, late: np.ndarray) -> str:
    """Table: the threshold, the cheapest policy and the worth of foresight under other assumed costs."""
    rows = []
    for saved in (100.0, 200.0, 400.0):
        for false_alarm in (30.0, 60.0, 120.0):
            costs = Costs(missed=settings.COST_WARNED + saved, false_alarm=false_alarm)
            mean = {name: costs.mean(late, alarm) for name, alarm in policies(data, costs).items()}
            best = min(("never", "always", "rates"), key=lambda name: mean[name])
            rows.append(
                [
                    f"{saved:.0f}",
                    f"{false_alarm:.0f}",
                    f"{costs.threshold:.3f}",
                    *(f"{mean[name]:.2f}" for name in ("never", "always", "rates", "foresight")),
                    best,
                    f"{mean[best] - mean['foresight']:.2f}",
                ]
            )
    header = ["saved by a warning", "false alarm", "threshold", "never", "always", "rate table", "foresight"]
    return table([*header, "cheapest", "room for a model"], rows)


def regrets(data: dataset.Data, draws: int) -> dict[str, object]:
    """What the rate table loses when the ratio of the costs is believed to be half or double of what it is.

    The threshold depends on that ratio only, so a false alarm believed twice as dear and a warning believed half as
    useful are the same mistake.
    """
    costs = Costs()
    half = len(settings.FEASIBILITY_MONTHS) // 2
    now = data.months(*settings.FEASIBILITY_MONTHS[half:])
    right = costs.each(now.late, policies(data, costs)["rates"])
    numbers: dict[str, object] = {}
    for name, factor in (("halved", 0.5), ("doubled", 2.0)):
        believed = Costs(false_alarm=factor * costs.false_alarm)
        alarm = policies(data, believed)["rates"]
        numbers[f"threshold_{name}"] = believed.threshold
        numbers[f"alarm_share_{name}"] = float(alarm.mean())
        loss = metrics.mean_by_day(costs.each(now.late, alarm) - right, now.day, draws)
        numbers |= loss.entries(f"cost_regret_{name}")
    return numbers


def run(out: Path, size: Size) -> None:
    """Scoping: cost of errors, worth of the baselines, go/no-go rule."""
    data = dataset.load(size)
    costs = Costs()
    half = len(settings.FEASIBILITY_MONTHS) // 2
    now = data.months(*settings.FEASIBILITY_MONTHS[half:])
    n_flights = len(data.raw.flights)
    rule = gate(n_flights)
    decisions = policies(data, costs)
    each = {name: costs.each(now.late, alarm) for name, alarm in decisions.items()}
    best = min(("never", "always", "rates"), key=lambda name: float(each[name].mean()))
    room = metrics.mean_by_day(each[best] - each["foresight"], now.day, size.draws)

    numbers: dict[str, object] = {
        "unit": "dollars per flight",
        "cost_missed": costs.missed,
        "cost_warned": costs.warned,
        "cost_false_alarm": costs.false_alarm,
        "threshold": costs.threshold,
        "flights_a_year": n_flights,
        "cost_of_running_a_year": settings.COST_OF_RUNNING,
        "running_per_flight": rule.running,
        "gate_required_saving": rule.required,
        "late_share": float(now.late.mean()),
        "n_flights_judged": len(now.late),
        "best_baseline": best,
    }
    for name, values in each.items():
        numbers |= metrics.mean_by_day(values, now.day, size.draws).entries(f"cost_{name}")
        numbers[f"alarm_share_{name}"] = float(decisions[name].mean())
    numbers |= room.entries("room_for_a_model")
    numbers["room_for_a_model_a_year"] = room.value * n_flights
    numbers["gate_share_of_room"] = rule.required / room.value
    numbers |= regrets(data, size.draws)
    write_numbers(out, "settings", assumptions())
    write_numbers(out, "scoping", numbers)
    write_text(out, "scoping-sensitivity.md", sensitivity(data, now.late))
    write_text(out, "scoping-gate.md", GATE.format(**_money(rule, costs)))
    _plot(out / "scoping-policies.svg", {name: float(values.mean()) for name, values in each.items()})
    blind = min(("never", "always"), key=lambda name: float(each[name].mean()))
    rates = metrics.mean_by_day(each[blind] - each["rates"], now.day, size.draws)
    write_findings(
        out,
        "scoping",
        [
            f"April to June, silence costs {each['never'].mean():.2f} dollars per flight and warning everybody "
            f"{each['always'].mean():.2f}; with perfect foresight it would be {each['foresight'].mean():.2f}.",
            f"A lookup table of carrier and hour saves {rates.value:.2f} [{rates.low:.2f}, {rates.high:.2f}] dollars "
            f"per flight against the better blind rule ('{blind}'): that is the baseline a model has to beat.",
            f"Perfect foresight would save {room.value:.2f} [{room.low:.2f}, {room.high:.2f}] dollars per flight over "
            f"the cheapest of the three; the gate asks for {100 * rule.required / room.value:.1f} % of that.",
        ],
    )


def _money(rule: Gate, costs: Costs) -> dict[str, str]:
    return {
        "running": f"{rule.running:.2f}",
        "required": f"{rule.required:.2f}",
        "threshold": f"{costs.threshold:.3f}",
        "margin": f"{settings.GO_MARGIN:g}",
    }


GATE = """# Gate, fixed before any model was trained

- **Unit.** Dollars per scheduled flight, over all flights that arrive.
- **Go** when, in the time folds and once more in the test months, the saving over the best policy without a model
  has a 95 % interval (bootstrap over days) whose lower end is at least {required}: {margin} times the {running} per
  flight that running the system costs.
- **No go** when the rate table of carrier and hour already saves as much: then ship the table.
- **Stop later** when the saving over the last three labeled months falls below {running} dollars: the system
  then costs more than it brings (see the retirement note).
- A flight is warned when its probability reaches {threshold}; this follows from the costs and is not tuned.
"""


def _plot(path: Path, mean: dict[str, float]) -> None:
    names = {
        "never": "never warn",
        "always": "always warn",
        "rates": "carrier and hour",
        "foresight": "perfect foresight",
    }
    description = ", ".join(f"{names[name]} {value:.2f}" for name, value in mean.items())
    with plots.chart(
        path, "Cost per flight without a model", f"Dollars per flight: {description}.", (6.0, 2.4)
    ) as axes:
        colours = [plots.SERIES[0]] * 3 + [plots.SERIES[2]]
        axes.barh([names[name] for name in mean], list(mean.values()), color=colours)
        for position, value in enumerate(mean.values()):
            axes.text(value + 0.8, position, f"{value:.1f}", va="center")
        axes.invert_yaxis()
        axes.set_xlabel("dollars per flight, April to June")


if __name__ == "__main__":
    stage_main(run)
