"""All stages in order, one process each, with their time and memory: `python -m late.run`.

Joins the findings of the stages into findings.md and writes run.json (seconds and peak memory, with the machine).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

from late.latency import machine
from late.report import RESULTS, write_numbers, write_text

STAGES = (
    "scoping",
    "data",
    "modeling",
    "deployment",
    "labelling",
    "skew",
    "compression",
    "retrieval",
    "judging",
    "operations",
    "loops",
    "timeline",
)


def main() -> None:
    """Run every stage; the first that fails ends the run with its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--fast", action="store_true")
    arguments = parser.parse_args()
    run(arguments.out, arguments.fast)


def run(out: Path, fast: bool = False) -> None:
    """Run every stage into a folder."""
    numbers: dict[str, object] = dict(machine())
    start = time.perf_counter()
    for stage in STAGES:
        began = time.perf_counter()
        command = [sys.executable, "-m", f"late.{stage}", "--out", str(out), *(["--fast"] if fast else [])]
        subprocess.run(command, check=True)  # noqa: S603 - our own modules
        numbers[f"seconds_{stage}"] = time.perf_counter() - began
        sys.stdout.write(f"{stage}: {numbers[f'seconds_{stage}']:.0f} s\n")
    numbers["seconds"] = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    numbers["cpu_seconds"] = children.ru_utime + children.ru_stime
    numbers["peak_memory_mb"] = children.ru_maxrss / 1024  # kilobytes on Linux
    write_numbers(out, "run", numbers)
    write_text(out, "findings.md", findings(out))


def findings(out: Path) -> str:
    """The findings of all stages under one heading each."""
    parts = [
        f"## {stage.capitalize()}\n\n{(out / f'findings-{stage}.md').read_text(encoding='utf-8')}" for stage in STAGES
    ]
    intro = (
        "# Findings\n\nEvery finding with its number; [low, high] is a 95 % interval: over seeds and the rows they "
        "draw for the leaks, over blocks of weeks for correlations, over questions for retrieval, over simulated runs "
        "for annotators and judges, over resampled days for everything else.\n\n"
    )
    return intro + "\n".join(parts)


if __name__ == "__main__":
    main()
