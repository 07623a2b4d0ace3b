"""Measures what an author waits for: from saving a file to the served page, and cold and warm builds.

Usage: bench_serve.py [--pages 40,200,1000] [--edits N]

The pages are generated: about 900 words each, six headings, two code blocks, a table, a figure, three citations, eight
links, glossary terms, and on every third page a state diagram (one of six, drawn beforehand). "plain" is MkDocs +
Material with `navigation.prune` and without our hooks, on the same pages. An edit adds a line to a page; the time runs
until an HTTP request gets a page that has it. All of it runs in processes of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import yaml
from bench_citations import ROOT, build_seconds, copy_guide, environment, load_settings, take_hooks_out

SOURCES, TERMS, IN_A_PART = 60, 120, 25
_TURNS = 5
_LARGE = 40  # from here on a figure needs no decimals
_WORDS = (
    "A team that has a model in production reads its alarms before it reads its mail and writes down what it did about "
    "each of them so that the next person on duty finds out what has been tried and what has helped in the end. "
)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", default="40,200,1000")
    parser.add_argument("--edits", type=int, default=7)
    given = parser.parse_args()
    measure([int(one) for one in given.pages.split(",")], given.edits)


def measure(sizes: list[int], edits: int = 7) -> None:
    """Print a table for the guide and for generated sites of these sizes."""
    print("edit: s from saving a page to the served page that has it, median and worst; MiB: the server's most memory")
    print("plain: MkDocs + Material, s; cold: ours, diagrams drawn before; first: nothing kept; warm: one page edited")
    names = ("edit", "worst", "MiB", "plain", "cold", "/plain", "first", "warm", "/cold", "/first")
    print(" " * 10 + "".join(f"{name:>7}" for name in names))
    with tempfile.TemporaryDirectory() as folder:
        _row(
            "the guide",
            copy_guide(Path(folder, "guide")),
            "gap/index.md",
            edits,
            copy_guide(Path(folder, "plain"), take_hooks_out),
        )
        cold = {}
        for size in sizes:
            site = write_site(Path(folder, f"ours{size}"), size)
            plain = write_site(Path(folder, f"plain{size}"), size, hooks=False)
            cold[size] = _row(f"{size} pages", site, "part-0/p7.md", edits, plain)
        if {200, 1000} <= cold.keys():
            print(f"cold build of 1,000 pages / of 200: {cold[1000] / cold[200]:.2f}")


def _row(name: str, site: Path, uri: str, edits: int, plain: Path) -> float:
    """Measure one site, the builds by turns; return the seconds of a cold build."""
    page, address = site / "docs" / uri, uri.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"
    text = page.read_text("utf-8")
    shutil.rmtree(site / ".cache", ignore_errors=True)
    first = build_seconds(site)
    taken: dict[str, list[float]] = {"plain": [], "cold": [], "warm": []}
    for turn in range(_TURNS):
        taken["plain"].append(build_seconds(plain))
        taken["cold"].append(build_seconds(site))
        page.write_text(f"{text}\nOne page is other than before, for the {turn}th time.\n", "utf-8")
        taken["warm"].append(build_seconds(site, warm=True))
    page.write_text(text, "utf-8")
    beside, cold, warm = (statistics.median(taken[kind]) for kind in ("plain", "cold", "warm"))
    times, memory = edit_seconds(site, page, address, edits)
    ratios = (cold / beside, first, warm, warm / cold, warm / first)
    figures = (statistics.median(times), max(times), memory, beside, cold, *ratios)
    print(f"{name:10}" + "".join(f"{one:7.0f}" if one > _LARGE else f"{one:7.2f}" for one in figures), flush=True)
    return cold


def edit_seconds(site: Path, page: Path, address: str, edits: int) -> tuple[list[float], float]:
    """Seconds from each edit of `page` to the served page at `address`, and the server's most memory in MiB."""
    times = []
    text = page.read_text("utf-8")
    with serving(site) as (url, process):
        _wait(url + address, "</html>")
        _wait(url + address, "</html>")
        for number in range(edits):
            time.sleep(1)
            mark = f"This is edit {number} of the page."
            page.write_text(f"{text}\n{mark}\n", "utf-8")
            times.append(_wait(url + address, mark))
        status = Path(f"/proc/{process.pid}/status")
        peak = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "0 0 kB")
    page.write_text(text, "utf-8")
    return times, int(peak.split()[1]) / 1024


@contextlib.contextmanager
def serving(site: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`mkdocs serve` for a site: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with (site / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=site, stdout=log, stderr=log, env=environment())
    try:
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, wanted: str) -> float:
    start = time.perf_counter()
    while time.perf_counter() - start < 300:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(url, timeout=60) as got,
        ):
            if wanted.encode() in got.read():
                return time.perf_counter() - start
        time.sleep(0.002)
    raise TimeoutError(f"{wanted!r} did not appear at {url}")


def write_site(root: Path, count: int, *, hooks: bool = True) -> Path:
    """A generated site; without hooks it is the same for MkDocs and Material alone."""
    for page in range(count):
        path = root / "docs" / f"part-{page // IN_A_PART}" / f"p{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(page, count, hooks=hooks), "utf-8")
    (root / "docs" / "index.md").write_text("# Home\n\n[First](part-0/p0.md)\n", "utf-8")
    shutil.copy(ROOT / "docs" / "contributing" / "stage-light.png", root / "docs" / "figure.png")
    settings = load_settings()
    for name in ("nav", "watch", "extra_css", "extra_javascript"):
        del settings[name]
    features = set(settings["theme"]["features"]) - {"navigation.sections"}  # which would show every page on each page
    settings["theme"]["features"] = sorted(features | {"navigation.prune"})
    settings["plugins"] = ["search"]
    if hooks:
        bib = "".join(f"@misc{{k{n}, title = {{T{n}}}, url = {{https://example.org/{n}}}}}\n" for n in range(SOURCES))
        (root / "docs" / "references.bib").write_text(bib, "utf-8")
        entries = "".join(f'Notion {n} {{ #notion-{n} stage="all" }}\n:   It is {n} [@k1].\n\n' for n in range(TERMS))
        (root / "docs" / "glossary.md").write_text(f"# Glossary\n\n{entries}", "utf-8")
        settings["theme"]["custom_dir"] = str(ROOT / "overrides")
        settings["hooks"] = [str(ROOT / hook) for hook in settings["hooks"]]
        settings["extra"] = {"bibliography": "docs/references.bib", "glossary": "glossary.md"}
    else:
        del settings["hooks"], settings["theme"]["custom_dir"]
        settings["extra"] = {}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return root


def _page(page: int, count: int, *, hooks: bool) -> str:
    parts = [f"---\ntitle: Page {page}\n---\n\n# Page {page}"]
    for section in range(6):
        parts.append(f"## Section {section} of {page} {{ #sec-{page}-{section} }}")
        target = (page * 7 + section * 13 + 1) % count
        link = f"[the page](../part-{target // IN_A_PART}/p{target}.md#sec-{target}-{section})"
        cite = f" [@k{(page + section) % SOURCES}]" if hooks and section % 2 else ""
        terms = f"Here notion {(page + 4 * section) % TERMS} and notion {(3 * page + section) % TERMS} count."
        parts.append(f"{_WORDS}As {link} says, this leads on{cite}. {_WORDS}{terms}")
        parts.append(f"{_WORDS}")
    parts.append("```python\ndef score(rows):\n    return sum(row.late for row in rows) / len(rows)\n```")
    parts.append("```yaml\nalarm:\n  floor: 0.7\n  owner: service\n```")
    parts.append("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |")
    parts.append(f"![A drawing of stage {page}](../figure.png)")
    if page % 3 == 0:
        kind = page // 3 % 6
        texts = "    accTitle: States\n    accDescr: Two states.\n" if hooks else ""
        fence = "mermaid" if hooks else "text"
        parts.append(f"```{fence}\nstateDiagram-v2\n{texts}    Start{kind} --> Middle\n    Middle --> End{kind}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
