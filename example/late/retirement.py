"""The retirement note: under which numbers the system is switched off, and what happens then."""

from __future__ import annotations

from collections.abc import Mapping

from late import settings


def retirement_note(numbers: Mapping[str, object]) -> str:
    """Markdown with the measured saving of the last quarter filled in."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}
    due = "is due" if numbers["retirement_due"] else "is not due"
    return f"""# Retirement note

**Rule, written before the launch.** Switch off when, over three labeled months, the saving over the table of carrier and
hour falls below what running costs (see the gate). **State when December's labels had arrived:** in October to December the first
model, never retrained, saved {n["retirement_saving_last_quarter"]:+.2f} [{n["retirement_saving_last_quarter_low"]:+.2f},
{n["retirement_saving_last_quarter_high"]:+.2f}] dollars per flight: retirement {due}.

| step | who | when |
|---|---|---|
| Announce the date to staff who act on warnings | product owner | 30 days before |
| Serve the table of carrier and hour from the same address, marked `release: table` | on-call | on the day |
| Watch that nobody still calls the old release (`late_requests_total`) | on-call | 14 days |
| Remove the service, its alerts and its access to the feed | platform | after 14 quiet days |
| Keep: releases, this results folder, the decision log | project | as long as claims can be made |
| Delete: request logs | platform | {settings.LABEL_DELAY_DAYS} days after the last label |

**What stays true without the system:** the table needs no service; it costs a lookup and is right as often as it was.
**What would bring it back:** a new year of data in which the gate passes again.
"""
