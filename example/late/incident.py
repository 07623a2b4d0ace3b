"""An incident told from its logs: a release that reads delays in hours goes to all traffic without a canary.

`simulate` serves two weeks of November hour by hour and writes what the service would log. The monitor, the people
and the rollback act only on that log; `tell` then writes the story from the log alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from late import rollout
from late.costs import Costs
from late.dataset import Data
from late.report import table

START = pd.Timestamp("2013-11-12T15:00Z")
WINDOW = pd.Timedelta(hours=24)  # the monitor looks at the warning share of a day's requests
TAIL = 0.01  # and alarms below this quantile of what the good release would have shown in the weeks before
REACTION = pd.Timedelta(minutes=20)  # from the page to a person at the screen
DECISION = pd.Timedelta(minutes=30)  # from there to the rollback


@dataclass(frozen=True)
class Incident:
    """The log (one JSON object a line), and the measured numbers."""

    log: str
    numbers: dict[str, object]


def simulate(live: Data, good: np.ndarray, bad: np.ndarray, read: np.ndarray, costs: Costs) -> Incident:
    """Serve the flights of `live` (in order of `predicted_at`), whose decisions under both releases are known; `read`
    are the delays as the broken release reads them."""
    moment = live.flights["predicted_at"]
    hours = pd.date_range(START - pd.Timedelta(days=28), START, freq="h")
    normal = [share for hour in hours if (share := _share(moment, good, hour)) is not None]
    floor = float(np.quantile(normal, TAIL))
    served = np.where(moment >= START, bad, good)
    events = [_event(START, "release", version="v2", share=1.0, note="canary skipped: 'only a refactoring'")]
    alarm = None
    for hour in pd.date_range(START + pd.Timedelta(hours=1), START + pd.Timedelta(days=14), freq="h"):
        share = _share(moment, served, hour)
        if share is None:
            continue
        if hour.hour in (0, 6, 12, 18) or share < floor:
            events.append(_event(hour, "window", warned_share=round(share, 3), floor=round(floor, 3)))
        if share < floor:
            alarm = hour
            break
    end = alarm or START + pd.Timedelta(days=14)
    events += _people(end, alarm is not None)
    back = end + REACTION + DECISION if alarm is not None else end
    touched = ((moment >= START) & (moment < back)).to_numpy()
    price = costs.each(live.late, bad)[touched].sum() - costs.each(live.late, good)[touched].sum()
    numbers: dict[str, object] = {
        "incident_floor": floor,
        "incident_detected": alarm is not None,
        "incident_hours_to_alarm": (end - START).total_seconds() / 3600,
        "incident_hours_in_all": (back - START).total_seconds() / 3600,
        "incident_flights": int(touched.sum()),
        "incident_decisions_changed": int((bad != good)[touched].sum()),
        "incident_warned_share_before": float(np.mean(normal)),
        "incident_cost": float(price),
        "incident_read_low": float(np.nanmin(read[touched])),
        "incident_read_high": float(np.nanmax(read[touched])),
        "incident_window_flights": int(_window(moment, end).sum()),
        "incident_window_warned": int(served[_window(moment, end)].sum()),
        "incident_window_warned_without_fault": int(good[_window(moment, end)].sum()),
        "incident_share_at_alarm": _share(moment, served, end),
        "incident_share_at_alarm_without_fault": _share(moment, good, end),
        "incident_alarm_without_fault": (_share(moment, good, end) or 0.0) < floor,
        "incident_hours_to_shadow_stop": _shadow_hours(moment, good, bad),
    }
    return Incident("\n".join(events) + "\n", numbers)


def _share(moment: pd.Series, alarms: np.ndarray, hour: pd.Timestamp) -> float | None:
    """Share of warnings in the window that ends at `hour`; None with fewer than 100 requests."""
    rows = _window(moment, hour)
    return float(alarms[rows].mean()) if rows.sum() >= 100 else None


def _window(moment: pd.Series, hour: pd.Timestamp) -> np.ndarray:
    return ((moment > hour - WINDOW) & (moment <= hour)).to_numpy()


def _shadow_hours(moment: pd.Series, good: np.ndarray, bad: np.ndarray) -> float | None:
    """Hours after which a shadow on the same traffic would have stopped the release; None if never."""
    after = (moment >= START).to_numpy()
    requests = rollout.shadow_sequence(good[after], bad[after])
    if np.isnan(requests):
        return None
    return float((moment[after].iloc[int(requests) - 1] - START).total_seconds() / 3600)


def _people(end: pd.Timestamp, seen: bool) -> list[str]:
    if not seen:
        return [_event(end, "labels", note="no alarm; the gap shows when the labels of the month arrive")]
    return [
        _event(end, "page", reason="warned share below floor for a day's window"),
        _event(end + REACTION, "acknowledged", by="on-call"),
        _event(end + REACTION, "compared", note="release v2 is the only change since the last normal window"),
        _event(end + REACTION + DECISION, "rollback", version="v1"),
    ]


def _event(moment: pd.Timestamp, event: str, **facts: object) -> str:
    return json.dumps({"time": moment.isoformat(), "event": event, **facts})


def tell(incident: Incident) -> str:
    """The post-mortem, from the log and the numbers."""
    n = incident.numbers
    rows = []
    for line in incident.log.splitlines():
        entry = json.loads(line)
        facts = ", ".join(f"{key} {value}" for key, value in entry.items() if key not in ("time", "event"))
        rows.append([entry["time"][:16].replace("T", " "), entry["event"], facts])
    return f"""# Incident: warnings fall silent after release v2

**Impact.** {n["incident_flights"]:,} flights in {n["incident_hours_in_all"]:.1f} hours were answered by a release that read
recent delays in hours; {n["incident_decisions_changed"]:,} decisions changed, which cost {n["incident_cost"]:,.0f} dollars as the
labels showed later. No check of a single record objected, because every value was a possible one.

**Detection.** The warning share of a day's requests fell below {n["incident_floor"]:.3f}, the lowest hundredth of the four weeks
before, {n["incident_hours_to_alarm"]:.0f} hours after the release.

{table(["time, UTC", "event", "facts"], rows)}
{LUCK if n["incident_alarm_without_fault"] else SKILL} The window held {n["incident_window_flights"]:,} flights, of which
{n["incident_window_warned"]} were warned; the good release would have warned {n["incident_window_warned_without_fault"]}.

**Cause.** A unit. Minutes became hours in a shared function; {n["incident_read_low"]:.1f} to {n["incident_read_high"]:.1f} is a
possible number of minutes, so ranges could not tell. **Why it got out.** The canary was skipped. On the same traffic a shadow would have stopped the release
{_hours(n["incident_hours_to_shadow_stop"])}. **What changes.** No release without a shadow; the unit becomes part of the
column's name in the next version of the interface; a test feeds a known hour through the whole path.
"""


def _hours(value: object) -> str:
    return "not at all" if value is None else f"after {float(str(value)):.1f} hours"


LUCK = "**The alarm was luck:** that day was so quiet that the good release would have set it off as well."
SKILL = (
    "**The alarm was earned, barely and late:** the good release would not have set it off, but for days the broken one "
    "looked ordinary and crossed the floor only in a quiet hour."
)
