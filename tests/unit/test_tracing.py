"""From a place in a finished page to the line of its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide.problems import Problem
from mlguide.tracing import trace


@pytest.mark.parametrize(
    ("file", "message", "expected"),
    [
        ("a/index.html", 'href "../b/#c" of <a>', 'docs/a.md:3:8: href "../b/#c" of <a> [a/index.html:9:2] (mend)'),
        ("b/index.html", '"[^x]" is left', 'docs/b/index.md:2:3: "[^x]" is left [b/index.html:9:2] (mend)'),
        ("index.html", '"@fig-a" is left', 'docs/index.md:1:1: "@fig-a" is left [index.html:9:2] (mend)'),
        ("a/index.html", 'id "made-by-theme"', 'a/index.html:9:2: id "made-by-theme" (mend)'),
        ("none/index.html", 'href "x"', 'none/index.html:9:2: href "x" (mend)'),
        ("a/index.html", "no link leads here", "a/index.html:9:2: no link leads here (mend)"),
    ],
)
def test_problem_moves_to_its_source(tmp_path: Path, file: str, message: str, expected: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.md").write_text("# A\n\n[x](../b/index.md#c) y\n")
    (tmp_path / "b" / "index.md").write_text("# B\na [^x]\n")
    (tmp_path / "index.md").write_text("@fig-a\n")
    found = str(trace(Problem(file, 9, 2, message, "mend"), tmp_path))
    assert found == expected
