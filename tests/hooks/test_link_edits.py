"""Edits under one process: after each of sixteen sequences the site is, byte for byte, what a fresh process builds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from helpers import ROOT, Built, build, settings, write_files, write_site

FILES: Mapping[str, str] = {
    "index.md": "# Home\n\nSee @sec-state, [](b.md), [](#own) and [C](c.md#intro). [@one; @two]\n\n## Near { #sec-near }\n\nIt begins.\n",
    "b.md": "# B\n\nBack to @sec-near. [@one]\n\n## State { #sec-state }\n\nFirst. Second.\n\n## Own\n",
    "c.md": "# C\n\n## Intro\n\nText [@one], [@two]. [B](b.md#own) and [B](b.md#own) again.\n",
    "d.md": "# D\n\n[@two]\n",
    "glossary.md": '# Glossary\n\nCanary { #canary stage="S" aliases="canaries" }\n:   A release for few [@one].\n',
    "lifecycle.md": "# Cycle\n\n```mermaid\nstateDiagram-v2\n    accTitle: T\n    accDescr: D\n    S --> T\n"
    '    click S href "s.md"\n    click T href "t.md"\n```\n\n## S to T { data-transition="S T" }\n\nWhen a canary says so.\n',
    "map.md": "# Map\n\n/// site-picture\n///\n",
    "s.md": "---\nstage: S\n---\n# S\n\n[@two]\n",
    "t.md": "---\nstage: T\n---\n# T\n",
    "references.bib": "@misc{one, title = {One}, url = {https://example.org/1}}\n@misc{two, title = {Two}, url = {https://example.org/2}}\n",
}
GONE = None
Step = Mapping[str, str | None]


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """One file of the site with a text replaced."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new)}


# What is edited, step by step; the last state is what is compared.
SEQUENCES: dict[str, Sequence[Step]] = {
    "heading renamed": [changed("b.md", "## State", "## *State* of `it`")],
    "label renamed and back": [changed("b.md", "#sec-state", "#sec-stat"), {"b.md": FILES["b.md"]}],
    "label moves to another page": [
        changed("b.md", "## State { #sec-state }\n\nFirst. Second.\n\n", ""),
        {**changed("c.md", "## Intro", "## State { #sec-state }\n\n## Intro")},
    ],
    "link taken away": [changed("c.md", "[B](b.md#own) and [B](b.md#own) again.", "")],
    "link misspelt and mended": [changed("index.md", "(b.md)", "(bb.md)"), {"index.md": FILES["index.md"]}],
    "page added that is linked and links": [{"e.md": "# E\n\n[](b.md) [@two]\n"}, changed("d.md", "# D", "# D\n\n[](e.md)")],
    "page removed and links to it": [
        {"c.md": GONE},
        changed("index.md", " and [C](c.md#intro)", ""),
    ],
    "page title changed": [changed("b.md", "# B\n", "---\ntitle: Second & last\n---\n# B\n")],
    "id becomes that of two pages": [
        changed("d.md", "# D", "# D\n\n## Own"),
        {"d.md": FILES["d.md"]},
        changed("d.md", "[@two]", "[@two], as [](b.md#own)."),
    ],
    "citation moved, stage added": [
        changed("d.md", "[@two]", "[@one] and [@two]"),
        {"d.md": "---\npage_links: false\n---\n# D\n"},
        {"d.md": "# D\n\n[@one]\n"},
    ],
    "definition changed": [changed("glossary.md", "for few", "for a *few*")],
    "term renamed": [changed("glossary.md", "Canary", "Bird"), changed("glossary.md", "#canary", "#bird")],
    "term used and no more": [changed("d.md", "[@two]", "Canaries [@two]"), {"d.md": FILES["d.md"]}],
    "explanation of an arrow changed": [changed("lifecycle.md", "When a canary says so.", "Once it is signed.")],
    "arrow added and explained": [
        changed("lifecycle.md", "S --> T\n", "S --> T\n    T --> S\n"),
        {"t.md": FILES["t.md"] + '\n## Back { data-transition="T S" }\n\nWhen not.\n'},
    ],
    "page joins a stage": [{"d.md": "---\nstage: S\n---\n# D\n"}],
}  # fmt: skip

UNDONE = ("label renamed and back", "link misspelt and mended", "term used and no more")


def apply(root: Path, step: Step) -> None:
    """Write and delete files."""
    write_files(root / "docs", {name: text for name, text in step.items() if text is not None})
    for name in [name for name, text in step.items() if text is None]:
        (root / "docs" / name).unlink()


@pytest.mark.parametrize("name", SEQUENCES)
def test_rebuilds_after_edits_equal_a_fresh_build(name: str, tmp_path: Path, cache: Path) -> None:
    theme = {**settings()["theme"], "custom_dir": str(ROOT / "overrides")}
    write_site(tmp_path, FILES, cache, theme=theme)
    built = build(tmp_path)
    assert built.warnings == []
    assert 'id="linked-from"' in built.html("b/index.html")
    assert 'id="related-pages"' in built.html("d/index.html")
    first = built.all_bytes()
    for step in SEQUENCES[name]:
        apply(tmp_path, step)
        edited = build(tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "fresh")]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert edited.all_bytes() == Built(tmp_path / "fresh", tmp_path, [], edited.config).all_bytes()
    assert (edited.all_bytes() == first) == (name in UNDONE)


def test_problems_go_when_they_are_mended(tmp_path: Path, cache: Path) -> None:
    write_site(tmp_path, FILES, cache)
    assert build(tmp_path).warnings == []
    apply(tmp_path, changed("b.md", "#sec-state", "#sec-stat"))
    assert build(tmp_path).warnings == ['docs/index.md:3:5: unknown label "@sec-state" (did you mean sec-stat?)']
    apply(tmp_path, {"b.md": FILES["b.md"]})
    assert build(tmp_path).warnings == []
