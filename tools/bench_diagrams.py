"""Measures diagrams: a site with 100 of them, built cold and warm, and what a reader downloads for one.

The same pages are built five ways: without diagrams, with ours, by mkdocs-mermaid2-plugin alone, and by Material's own
integration, which both draw in the browser. Each build runs in a process of its own, by turns, and the median counts.
The library that draws in the browser is the one that `make live` fetches, served from this machine.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from bench_citations import ROOT, build_seconds, by_turns
from playwright.sync_api import Browser, Response

from chromium import launch, serve

DIAGRAMS = 100
REPEAT = 5
LIBRARY = ROOT / "docs" / "assets" / "js" / "mermaid.min.js"
_STATES = ("Scoping", "Data", "Modeling", "Deployment", "Shadow", "Canary", "Live", "Retired")
_SENTENCE = "A sentence about data, models and releases that says nothing new but has as many words as others do. "


def measure() -> None:
    """Print all figures about diagrams."""
    with tempfile.TemporaryDirectory() as folder:
        sites = _sites(Path(folder))
        print(f"{f'{DIAGRAMS} state diagrams, cold ({os.cpu_count()} cores)':50} {build_seconds(sites['ours']):6.2f} s")
        found = by_turns(sites, REPEAT)
        for name, seconds in found.items():
            print(f"{f'{DIAGRAMS} pages, one diagram each: {name}':50} {seconds:6.2f} s")
        print(f"{'ratio ours, warm / without diagrams':50} {found['ours'] / found['none']:6.2f}    (at most 1.05)")
        with launch() as browser:
            sizes = {name: _download(browser, root / "site") for name, root in sites.items()}
    print(f"\n{'first load of a page with one diagram, gzip':50} {'KB':>6}  of that the diagram's")
    for name, size in sizes.items():
        print(f"{name:50} {size / 1000:6.1f}  {(size - sizes['none']) / 1000:.1f}")
    least = min(sizes["mermaid2"], sizes["Material"])
    added = (sizes["ours"] - sizes["none"]) / (least - sizes["none"])
    whole, name = sizes["ours"] / least, "ratio ours / theirs, and of what the diagram adds"
    print(f"{name:50} {whole:6.3f}  {added:.4f}    (at most 0.1)")


def _sites(root: Path) -> dict[str, Path]:
    hooks = {"hooks": [str(ROOT / "hooks" / f"{name}.py") for name in ("sources", "figures", "diagrams", "crosslinks")]}
    fence = {"name": "mermaid", "class": "mermaid"}
    formats = {"mermaid2": "mermaid2.fence_mermaid_custom", "Material": "pymdownx.superfences.fence_code_format"}
    theirs = {
        name: [{"pymdownx.superfences": {"custom_fences": [{**fence, "format": _Function(function)}]}}]
        for name, function in formats.items()
    }
    own = ["pymdownx.superfences", {"pymdownx.blocks.caption": {"auto": False}}]
    mermaid2 = {"plugins": [{"mermaid2": {"javascript": "mermaid.min.js"}}]}
    material = {"extra_javascript": ["mermaid.min.js"]}
    return {
        "none": _write(root / "none", own, hooks, drawn=False),
        "ours": _write(root / "ours", own, hooks),
        "mermaid2": _write(root / "mermaid2", theirs["mermaid2"], mermaid2, library=True),
        "Material": _write(root / "Material", theirs["Material"], material, library=True),
    }


class _Function(str):
    """The name of a function, written to YAML as `!!python/name`."""

    __slots__ = ()


yaml.SafeDumper.add_representer(
    _Function, lambda dumper, name: dumper.represent_scalar(f"tag:yaml.org,2002:python/name:{name}", "")
)


def _write(
    root: Path, extensions: list[Any], config: Mapping[str, Any], *, drawn: bool = True, library: bool = False
) -> Path:
    (root / "docs").mkdir(parents=True)
    for number in range(DIAGRAMS):
        name = "index" if not number else f"page-{number}"
        (root / "docs" / f"{name}.md").write_text(_page(number, drawn=drawn), "utf-8")
    if library:
        shutil.copy(LIBRARY, root / "docs" / LIBRARY.name)
    settings = {
        "site_name": "Diagrams",
        "theme": {"name": "material", "font": False, "features": ["navigation.prune"]},
        "markdown_extensions": ["attr_list", "md_in_html", "tables", {"toc": {"permalink": True}}, *extensions],
        "plugins": [],
        **config,
    }
    (root / "mkdocs.yml").write_text(yaml.dump(settings, Dumper=yaml.SafeDumper), "utf-8")
    return root


def _page(number: int, *, drawn: bool) -> str:
    """Nine hundred words in six sections, and a diagram of eight states that no other page has."""
    sections = [f"## Section {one}\n\n{_SENTENCE * 8}\n" for one in range(6)]
    if drawn:
        names = [_STATES[(number + step) % len(_STATES)] for step in range(len(_STATES))]
        arrows = "".join(f"    {one} --> {two}: step {number}\n" for one, two in pairwise(names))
        texts = f"    accTitle: States {number}\n    accDescr: Eight states, one after the other.\n"
        sections.insert(2, f"```mermaid\nstateDiagram-v2\n{texts}{arrows}```\n")
    return f"# Page {number}\n\n" + "\n".join(sections)


def _download(browser: Browser, site: Path) -> int:
    """The bytes that a reader's browser fetches for one page, until nothing more comes and the diagram is drawn."""
    sizes: dict[str, int] = {}
    with serve(site, compress=True) as address:
        context = browser.new_context()
        tab = context.new_page()
        tab.on("response", functools.partial(_note, sizes))
        tab.goto(f"{address}page-7/")
        tab.wait_for_load_state("networkidle")
        context.close()
    return sum(sizes.values())


def _note(sizes: dict[str, int], answer: Response) -> None:
    sizes[answer.url] = int(answer.headers.get("content-length", 0))


if __name__ == "__main__":
    measure()
