"""Footnotes that do not fit together. What the page looks like then: tests/golden/footnote/."""

from __future__ import annotations

from mlguide.footnote import check
from mlguide.source import Source


def messages(text: str) -> list[str]:
    return sorted(str(problem) for problem in check(Source("docs/a.md", text)))


def test_page_in_order_has_no_problems() -> None:
    assert messages("A[^1] and B[^two].\n\n[^1]: One, see[^two].\n[^two]: Two.\n") == []


def test_code_is_not_looked_at() -> None:
    assert messages("`[^1]`\n\n```\n[^2]: x\n```\n") == []


def test_each_kind_of_mistake_has_its_place() -> None:
    assert messages("A[^x].\n\n[^1]: One.\n\n[^1]: Again.\n") == [
        "docs/a.md:1:2: footnote [^x] is used and not defined (add [^x]: ...)",
        "docs/a.md:3:1: footnote [^1] is defined and never used (refer to it with [^1], or remove it)",
        "docs/a.md:5:1: footnote [^1] is defined twice (first in line 3)",
    ]
