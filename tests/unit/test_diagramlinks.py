"""Links of a diagram's boxes. On pages: tests/golden/diagram/."""

from __future__ import annotations

import pytest

from mlguide.diagramlinks import Click, clicks, resolve


def page_link(path: str) -> tuple[str, str]:
    return ("../data/", "") if path == "data/index.md" else ("", "did you mean data/index.md?")


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ('click A href "a.md"', "a.md"),
        ('    click A "a.md#x" "Tooltip" _blank', "a.md#x"),
        ("click A call f()", ""),
        ("click A f", ""),
        ('click A href "javascript:alert(1)"', "javascript:alert(1)"),
    ],
)
def test_click_lines(line: str, target: str) -> None:
    assert list(clicks(f"flowchart LR\n{line}\n")) == [Click("A", target, 2)]


def test_other_lines_are_no_clicks() -> None:
    assert list(clicks("flowchart LR\n  click --> A\n  A[click here] --> B\n")) == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("data/index.md#labels", ("../data/#labels", "", "")),
        ("#here", ("#here", "", "")),
        ("https://example.org/", ("https://example.org/", "", "")),
        (
            "dat/index.md",
            ("", 'click of "A" leads to "dat/index.md", which does not exist', "did you mean data/index.md?"),
        ),
        ("javascript:alert(1)", ("", 'click of "A" leads to javascript:', "link to a page, or to http and https")),
        ("", ("", 'click of "A" calls a script', 'write click A href "page.md"')),
    ],
)
def test_targets(target: str, expected: tuple[str, str, str]) -> None:
    assert resolve(Click("A", target, 1), page_link) == expected
