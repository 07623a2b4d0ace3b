"""Golden files: Markdown in, HTML and warnings out, each file named after one behaviour.

`make golden` writes the expected part anew; the diff is then reviewed like code.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import LiteralDumper, MakeSite

from helpers import settings

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.yml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_golden(path: Path, make_site: MakeSite, golden: Callable[[str, Path], None]) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    config = {"markdown_extensions": [*settings()["markdown_extensions"], *case.get("extensions", [])]}
    built = make_site(case["files"], theme={"name": None, "custom_dir": str(HERE / "theme")}, plugins=[], **config)
    pages = sorted(name for name in case["files"] if name.endswith(".md") and not name.startswith("templates/"))
    actual = {
        **{name: case[name] for name in ("extensions", "files") if name in case},
        "html": {name: built.html(_address(name)).strip() + "\n" for name in pages},
        "warnings": built.warnings,
    }
    text = yaml.dump(actual, Dumper=LiteralDumper, sort_keys=False, allow_unicode=True, width=10**6)
    golden(text, path)


def test_there_are_golden_files() -> None:
    assert len(CASES) >= 20


def _address(name: str) -> str:
    stem = name.removesuffix(".md")
    return "index.html" if stem == "index" else f"{stem.removesuffix('/index')}/index.html"
