"""Measures the build and the first load, beside plain MkDocs + Material in the same run. Prints a table; fails nothing.

Usage: bench.py [--repeat N]

Each build runs in a process of its own, the two sites by turns, and the median counts. "plain" is the same pages built
by MkDocs and Material with our hooks and mermaid2 taken out of mkdocs.yml, everything else unchanged.
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from playwright.sync_api import Response

from chromium import launch, serve

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("", "lifecycle/", "gap/technical-debt/", "links/")


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder, "ours"), Path(folder, "plain")
        for root in (ours, plain):
            for name in ("docs", "hooks", "overrides"):
                shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "mkdocs.yml", root)
        _take_hooks_out(plain / "mkdocs.yml")
        cold = _build(ours)
        print(f"{'ours, cold: every diagram drawn':40} {cold:6.2f} s")
        times: dict[Path, list[float]] = {plain: [], ours: []}
        for _ in range(repeat):
            for root, measured in times.items():
                measured.append(_build(root))
        base, warm = (statistics.median(times[root]) for root in (plain, ours))
        print(f"{'plain MkDocs + Material':40} {base:6.2f} s  (median of {repeat})")
        print(f"{'ours, diagrams from the cache':40} {warm:6.2f} s  (median of {repeat})")
        print(f"{'ratio warm / plain':40} {warm / base:6.2f}    (at most 1.25)")
        print(f"{'ratio cold / plain':40} {cold / base:6.2f}")
        _first_loads(ours / "site")


def _take_hooks_out(path: Path) -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda _loader, _node: "")
    settings = yaml.load(path.read_text("utf-8"), Loader=Loader)
    del settings["hooks"], settings["watch"]
    settings["plugins"] = ["search"]
    path.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


def _build(root: Path) -> float:
    """Seconds for one build in a new process."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build"]
    start = time.perf_counter()
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def _first_loads(site: Path) -> None:
    print(f"\n{'first load over gzip':24} {'KB':>7}  requests  largest")
    with launch() as browser, serve(site, compress=True) as address:
        for page in PAGES:
            sizes: dict[str, int] = {}
            context = browser.new_context()
            tab = context.new_page()
            tab.on("response", functools.partial(_note, sizes))
            tab.goto(address + page)
            tab.wait_for_load_state("networkidle")
            context.close()
            largest = sorted(sizes.items(), key=lambda item: -item[1])[:3]
            shown = ", ".join(f"{name.rpartition('/')[2] or 'the page'} {size / 1000:.0f}" for name, size in largest)
            print(f"{page or 'home':24} {sum(sizes.values()) / 1000:7.1f}  {len(sizes):8}  {shown}")


def _note(sizes: dict[str, int], answer: Response) -> None:
    sizes[answer.url] = int(answer.headers.get("content-length", 0))


if __name__ == "__main__":
    main()
