"""Rerun everything and compare with the committed results: `python -m late.compare`, which is `make example-check`.

With the locked versions on one machine the results are equal to the last digit. Other processors and versions add up in
other orders, trees then split elsewhere, and simulations stop a little earlier or later: that is what the tolerances
below are for. Numbers of the machine (latency.json, compression-times.json, run.json) are only checked for
being there.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

from late import run
from late.report import RESULTS

MACHINE = ("latency", "run", "compression-times")
ASSUMED = "settings"
EXACT = r"^(sha256_|n_|unit$|cost_(missed|warned|false_alarm)$|threshold$|gate_passes|batch_|saved_loaded|rollback_)"
# texts that go with numbers at a limit
LISTS = (
    r"^(slices_worst|clean_distribution_columns|fault_.*_caught_by|smallest_not_worse|"
    r"incident_(page|acknowledged|rollback))$"
)
TOLERANCES: list[tuple[str, float, float]] = [  # pattern of the name, absolute tolerance, relative tolerance
    (r"_sd_|_sd$|price_per_flight$|slices_worst", 0.15, 0.5),
    (r"requests|weeks_|_seen_|stopped_share|incident_|flights_needed", 0.15, 0.35),
    (r"net_saved", 60_000, 0.35),
    (r"cost|saving|saved|room|dollars", 0.3, 0.02),
    (r"drift_.*threshold|correlation|in_alarm|false_alarms", 0.08, 0.15),
    (r"retrainings|slices|fault|caught", 2, 0.0),
    (r"_burned$|_power_simulated$", 0.03, 0.05),
    (r"recall_at_|recall_in_|_mrr|_cut_share|^reader_|^refusal_|^lost_by_", 0.04, 0.05),  # a question is 3 points
    (r"^smallest_not_worse_bytes$", 1_000_000, 0.0),
    (r"^audit_.*_(hours|minutes_per_error|lift)$", 0.5, 0.15),
    (r"^audit_", 0.02, 0.05),
    (r"", 0.01, 0.02),
]


def tolerance(name: str) -> tuple[float, float]:
    """Absolute and relative tolerance of a number; zero for those that must be equal."""
    if re.search(EXACT, name):
        return 0.0, 0.0
    return next((absolute, relative) for pattern, absolute, relative in TOLERANCES if re.search(pattern, name))


def differences(stage: str, committed: dict[str, object], fresh: dict[str, object]) -> list[str]:
    """One line for every name that is missing, new, or too far away."""
    lines = [f"{stage}.{name}: not in the rerun" for name in committed if name not in fresh]
    lines += [f"{stage}.{name}: not committed" for name in fresh if name not in committed]
    if stage in MACHINE:
        return lines
    for name in committed.keys() & fresh.keys():
        before, now = committed[name], fresh[name]
        if before != now if stage == ASSUMED else not _close(name, before, now):
            lines.append(f"{stage}.{name}: committed {before}, rerun {now}, tolerance {tolerance(name)}")
    return sorted(lines)


def _close(name: str, before: object, now: object) -> bool:
    if isinstance(before, bool) or isinstance(now, bool) or before is None or now is None:
        return before == now
    if isinstance(before, (int, float)) and isinstance(now, (int, float)):
        absolute, relative = tolerance(name)
        return abs(before - now) <= max(absolute, relative * abs(before))
    return before == now or (isinstance(before, str) and isinstance(now, str) and bool(re.search(LISTS, name)))


def compare(committed: Path, fresh: Path) -> list[str]:
    """All differences between two folders of results, and files that only one of them has."""
    names = {path.name for path in committed.iterdir()}, {path.name for path in fresh.iterdir()}
    lines = [f"{name}: only in one of the two folders" for name in sorted(names[0] ^ names[1])]
    for path in sorted(committed.glob("*.json")):
        if path.name in names[1]:
            old, new = (json.loads(each.read_text(encoding="utf-8")) for each in (path, fresh / path.name))
            lines += differences(path.stem, old, new)
    return lines


def main() -> None:
    """Exit code 1 and one line per difference when the committed results are not what the code gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", type=Path, help="compare with this folder in place of a rerun")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = arguments.fresh or Path(folder)
        if arguments.fresh is None:
            run.run(fresh)
        lines = compare(RESULTS, fresh)
        equal = sum(
            (fresh / path.name).read_bytes() == path.read_bytes()
            for path in RESULTS.iterdir()
            if (fresh / path.name).exists()
        )
    sys.stdout.write("\n".join(lines) + ("\n" if lines else ""))
    sys.stdout.write(f"{len(lines)} differences; {equal} of {len(list(RESULTS.iterdir()))} files equal byte for byte\n")
    raise SystemExit(bool(lines))


if __name__ == "__main__":
    main()
