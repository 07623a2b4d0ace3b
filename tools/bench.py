"""Measures the build and the first load, beside plain MkDocs + Material in the same run. Prints a table; fails nothing.

Usage: bench.py [--repeat N]

Each build runs in a process of its own, the two sites by turns, and the median counts. "plain" is the same pages built
by MkDocs and Material with our hooks and mermaid2 taken out of mkdocs.yml, everything else unchanged. Pages that an
earlier build has kept are forgotten before each build, unless a line says otherwise.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import tempfile
from pathlib import Path

import bench_citations
import bench_diagrams
import bench_links
import bench_serve
from bench_citations import build_seconds, by_turns, copy_guide, take_hooks_out
from playwright.sync_api import Response

from chromium import launch, serve

PAGES = ("", "lifecycle/", "gap/technical-debt/", "links/")


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = copy_guide(Path(folder, "ours")), copy_guide(Path(folder, "plain"), take_hooks_out)
        shutil.rmtree(ours / ".cache", ignore_errors=True)
        cold = build_seconds(ours)
        print(f"{'ours, cold: every diagram drawn':40} {cold:6.2f} s")
        times = by_turns({"plain": plain, "ours": ours}, repeat)
        base, warm = times["plain"], times["ours"]
        print(f"{'plain MkDocs + Material':40} {base:6.2f} s  (median of {repeat})")
        print(f"{'ours, diagrams from the cache':40} {warm:6.2f} s  (median of {repeat})")
        print(f"{'ratio warm / plain':40} {warm / base:6.2f}    (at most 1.25)")
        print(f"{'ratio cold / plain':40} {cold / base:6.2f}")
        _first_loads(ours / "site")
    print()
    bench_citations.measure()
    print()
    bench_diagrams.measure()
    print()
    bench_links.measure()
    print()
    bench_serve.measure([40, 200, 1000])


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
