"""Measures citations: a page with many of them, a large bibliography, and what they cost on the guide itself.

The same page is built by MkDocs + Material four times: without citations, with ours, with mkdocs-bibtex, and with plain
footnotes. Each build runs in a process of its own, by turns, and the median counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from mlguide import bibliography

ROOT = Path(__file__).resolve().parent.parent
CITATIONS, ENTRIES, PARAGRAPH, LARGE = 2000, 300, 10, 5000
REPEAT = 5


def measure() -> None:
    """Print all figures about citations."""
    with tempfile.TemporaryDirectory() as folder:
        _large_bibliography(Path(folder, "cache"))
        _page_of_citations(Path(folder, "page"))
        _own_site(Path(folder, "guide"))


def build_seconds(root: Path, *, warm: bool = False) -> float:
    """Seconds for one `mkdocs build` of the site in `root`, in a new process; `warm` leaves it the pages that are kept.

    Diagrams and images that are kept stay in any case.
    """
    for path in () if warm else (root / ".cache").glob("pages.sqlite*"):
        path.unlink()
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=root, env=environment(), check=True, capture_output=True
    )
    return time.perf_counter() - start


def environment() -> dict[str, str]:
    """The variables that a build is measured with: no banners; Python keeps compiled modules, as usual."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def by_turns(sites: Mapping[str, Path], repeat: int) -> dict[str, float]:
    """The median build time of each site; the first round, which fills caches, does not count."""
    times: dict[str, list[float]] = {name: [] for name in sites}
    for turn in range(repeat + 1):
        for name, root in sites.items():
            seconds = build_seconds(root)
            if turn:
                times[name].append(seconds)
    return {name: statistics.median(measured) for name, measured in times.items()}


def copy_guide(root: Path, change: Callable[[dict[str, Any]], object] = dict) -> Path:
    """The guide as a site of its own in `root`; `change` may alter its settings."""
    for name in ("docs", "hooks", "overrides", "tests/site"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    if (ROOT / ".git").is_dir():
        (root / ".git").symlink_to(ROOT / ".git")
    shutil.copytree(ROOT / "example" / "results", root / "example" / "results")
    if (ROOT / ".cache").exists():
        shutil.copytree(ROOT / ".cache", root / ".cache", dirs_exist_ok=True)
    settings = load_settings()
    change(settings)
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return root


def take_hooks_out(settings: dict[str, Any]) -> None:
    """Leave MkDocs, Material and the search."""
    del settings["hooks"], settings["watch"]
    settings["plugins"] = ["search"]


def load_settings() -> dict[str, Any]:
    """The project's mkdocs.yml, without carrying out its tags."""

    class Loader(yaml.SafeLoader):
        pass

    def default(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
        return loader.construct_sequence(node)[-1] if isinstance(node, yaml.SequenceNode) else ""

    Loader.add_constructor("!ENV", default)
    settings: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=Loader)
    return settings


def _large_bibliography(cache: Path) -> None:
    text = _bib(LARGE)
    for name in ("read", "from the cache"):
        start = time.perf_counter()
        found = bibliography.load(text, "references.bib", cache)
        assert len(found.items) == LARGE
        print(f"{f'bibliography of {LARGE} entries, {name}':50} {time.perf_counter() - start:6.2f} s")


def _page_of_citations(root: Path) -> None:
    sentences = [f"Sentence {number} claims something{{{number % ENTRIES}}}." for number in range(CITATIONS)]
    paragraphs = [" ".join(sentences[start : start + PARAGRAPH]) for start in range(0, CITATIONS, PARAGRAPH)]
    text = "# Page\n\n" + "\n\n".join(paragraphs) + "\n"
    keys = [f"k{number}" for number in range(ENTRIES)]
    notes = "\n" + "\n".join(f"[^{key}]: A. Author. Title. Journal, 2000.\n" for key in keys)
    hooks = [str(ROOT / "hooks" / f"{name}.py") for name in ("sources", "citations")]
    bibtex = {"plugins": [{"bibtex": {"bib_file": "docs/references.bib"}}]}
    sites = {
        "no citations": _write(root / "none", text.format(*[""] * ENTRIES), {}),
        "ours": _write(
            root / "ours",
            text.format(*(f" [@{key}]" for key in keys)),
            {"hooks": hooks, "extra": {"bibliography": "docs/references.bib"}},
        ),
        "mkdocs-bibtex": _write(root / "bibtex", text.format(*(f" [@{key}]" for key in keys)), bibtex),
        "plain footnotes": _write(root / "notes", text.format(*(f"[^{key}]" for key in keys)) + notes, {}),
    }
    for name, seconds in by_turns(sites, REPEAT).items():
        print(f"{f'page with {CITATIONS} citations of {ENTRIES} sources: {name}':50} {seconds:6.2f} s")


def _write(root: Path, text: str, config: Mapping[str, Any]) -> Path:
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "index.md").write_text(text, "utf-8")
    (root / "docs" / "references.bib").write_text(_bib(ENTRIES), "utf-8")
    settings = {
        "site_name": "Page",
        "theme": {"name": "material", "font": False},
        "markdown_extensions": ["footnotes", "attr_list", "tables", {"toc": {"permalink": True}}],
        "plugins": [],
        **config,
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return root


def _bib(number: int) -> str:
    return "".join(
        f'@article{{k{n},\n  author = {{Author{n}, Ann and M{{\\"u}}ller, B.}},\n  title = {{Title {n} of {{ML}}}},\n'
        f"  journal = {{Journal}},\n  volume = {{{n}}},\n  year = {{2000}},\n  doi = {{10.1000/{n}}}\n}}\n"
        for n in range(number)
    )


def _own_site(root: Path) -> None:
    def without(settings: dict[str, Any]) -> None:
        settings["hooks"].remove("hooks/citations.py")

    sites = {"without": copy_guide(root / "without", without), "with": copy_guide(root / "with")}
    found = by_turns(sites, REPEAT + 2)
    print(f"{'the guide without citations, and with them':50} {found['without']:6.2f} s, {found['with']:.2f} s")
    print(f"{'ratio':50} {found['with'] / found['without']:6.2f}    (at most 1.10)")
