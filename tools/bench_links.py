"""Measures cross-links: what checks, references, backlinks, related pages and the glossary cost on many pages.

Usage: bench_links.py [--repeat N] [--pages N]

The same pages, with ten links and twenty terms each, are built without our hooks for these, with them, and with
references to sections and links without a text in place of half of the links. Each build runs in a process of its own,
the sites by turns; the least processor time counts. Twice as many pages should cost about twice as much. Then the
checker goes over the largest of these sites, and over one that does not repeat its whole navigation on every page.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from bench_citations import ROOT, build_seconds, load_settings

PAGES, LINKS, SECTIONS, SOURCES, TERMS = 500, 10, 5, 60, 120
_HOOKS = ("sources", "citations", "crosslinks", "glossary", "backlinks", "map")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--pages", type=int, default=PAGES)
    given = parser.parse_args()
    measure(given.repeat, given.pages)


def measure(repeat: int = 2, pages: int = PAGES) -> None:
    """Print a table for `pages` and for twice as many."""
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (pages, 2 * pages):
            sites = {
                "without": _write(Path(folder, f"without{count}"), count, _link, _HOOKS[:2]),
                "with": _write(Path(folder, f"with{count}"), count, _link, _HOOKS),
                "with references": _write(Path(folder, f"references{count}"), count, _reference, _HOOKS),
            }
            times = {name: min(found) for name, found in _by_turns(sites, repeat).items()}
            for name, seconds in times.items():
                more = (seconds - times["without"]) / count * 1000
                ratio = seconds / times["without"]
                print(f"{count} pages, {name:16} {seconds:6.2f} s  {more:5.2f} ms a page more  ratio {ratio:.3f}")
            costs.append(times["with"] - times["without"])
        print(f"cost at {2 * pages} pages / cost at {pages}: {costs[1] / costs[0]:.2f}")
        _check(Path(folder, f"with{2 * pages}"), "the whole navigation on every page")
        _check(_write(Path(folder, "pruned"), 2 * pages, _link, _HOOKS, pruned=True), "navigation pruned")


def _check(root: Path, what: str) -> None:
    """How long the checker takes over the finished site, in seconds of the clock and of the processors."""
    if not (root / "site").exists():
        build_seconds(root)
    command = [sys.executable, str(ROOT / "tools" / "check_site.py"), str(root / "site"), "--docs", str(root / "docs")]
    start, before = time.perf_counter(), _processor_seconds()
    found = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")}, check=True, capture_output=True, text=True
    )
    seconds, used = time.perf_counter() - start, _processor_seconds() - before
    print(f"checks {found.stdout.strip()} ({what}) in {seconds:.1f} s, {used:.1f} s of processor time")


def _processor_seconds() -> float:
    """Of all children of this process that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_turns(sites: dict[str, Path], repeat: int) -> dict[str, list[float]]:
    """Processor seconds of each build of each site; those of this process's other children do not count."""
    times: dict[str, list[float]] = {name: [] for name in sites}
    for _ in range(repeat):
        for name, root in sites.items():
            before = _processor_seconds()
            build_seconds(root)
            times[name].append(_processor_seconds() - before)
    return times


def _write(
    root: Path, count: int, link: Callable[[int, int], str], hooks: tuple[str, ...], *, pruned: bool = False
) -> Path:
    """A site of `count` pages. Material prunes its navigation only if the sections at the top can be folded."""
    (root / "docs").mkdir(parents=True)
    for page in range(count):
        path = root / "docs" / _folder(page) / f"p{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(page, count, link), "utf-8")
    (root / "docs" / "index.md").write_text("# Home\n\n[First](part-0/p0.md)\n", "utf-8")
    bib = "".join(f"@misc{{k{n}, title = {{T{n}}}, url = {{https://example.org/{n}}}}}\n" for n in range(SOURCES))
    (root / "docs" / "references.bib").write_text(bib, "utf-8")
    entries = "".join(f'Notion {n} {{ #notion-{n} stage="all" }}\n:   It is {n} [@k1].\n\n' for n in range(TERMS))
    (root / "docs" / "glossary.md").write_text(f"# Glossary\n\n{entries}", "utf-8")
    settings = load_settings()
    for name in ("nav", "watch", "extra_css", "extra_javascript"):
        del settings[name]
    settings["theme"]["custom_dir"] = str(ROOT / "overrides")
    settings["hooks"] = [str(ROOT / "hooks" / f"{name}.py") for name in hooks]
    settings["extra"] = {"bibliography": "docs/references.bib", "glossary": "glossary.md"}
    if not pruned:  # every page shows every page
        settings["theme"]["features"].append("navigation.sections")
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return root


def _page(page: int, count: int, link: Callable[[int, int], str]) -> str:
    """A page of five sections with two links each; every fourth paragraph cites a source."""
    parts = [f"# Page {page}"]
    filler = "This sentence stands here so that the page has about as many words as a page of the guide has. "
    for section in range(SECTIONS):
        parts.append(f"## Section {section} of {page} {{ #sec-{page}-{section} }}")
        for nth in range(LINKS // SECTIONS):
            target = (page * 7 + section * 13 + nth * 31 + 1) % count
            parts.append(
                f"{filler * 3}As {link(target, section)} says, this leads on [@k{page % SOURCES}]. {filler * 2}"
                f"Here notion {(page + 4 * section + 2 * nth) % TERMS} and notion {(3 * page + nth) % TERMS} count."
            )
    return "\n\n".join(parts) + "\n"


def _link(target: int, section: int) -> str:
    return f"[the page](../{_folder(target)}/p{target}.md#sec-{target}-{section})"


def _folder(page: int) -> str:
    """Sections of the navigation, of 25 pages each."""
    return f"part-{page // 25}"


def _reference(target: int, section: int) -> str:
    if section % 2:
        return _link(target, section)
    return f"@sec-{target}-{section}" if section else f"[](#sec-{target}-{section})"


if __name__ == "__main__":
    main()
