"""Pairs for light and dark: who belongs to whom, and what is reported."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from mlguide import pair

LIGHT = '<img src="a.png#only-light" width="{0}" height="9"/>'
DARK = '<img src="b.png#only-dark" width="{0}" height="9"/>'


def faults(markup: str) -> list[str]:
    root = etree.fromstring(f"<div>{markup}</div>")
    parents = {child: parent for parent in root.iter() for child in parent}
    return [message for group in pair.groups(root.iter("img"), parents) for _, message, _ in pair.faults(group)]


@pytest.mark.parametrize(
    ("link", "expected"),
    [("a.png#only-light", "light"), ("a.png#only-dark", "dark"), ("a.png", ""), ("a.png#x", ""), ("only-dark.png", "")],
)
def test_ending_names_the_scheme(link: str, expected: str) -> None:
    assert pair.scheme(link) == expected


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{LIGHT} {DARK}</p>",
        f"<p>{DARK} {LIGHT}</p>",
        f"<figure><p>{LIGHT}</p><p>{DARK}</p></figure>",
        f"<p><a>{LIGHT}</a></p>".replace("<a>", "").replace("</a>", DARK),
        f"<p>{LIGHT}{DARK}</p><p>{LIGHT}{DARK}</p>",
    ],
)
def test_two_halves_of_one_size_are_a_pair(markup: str) -> None:
    assert faults(markup.format(9)) == []


def test_lone_half_is_reported() -> None:
    assert faults(f"<p>{LIGHT}</p>".format(9)) == ['image "a.png#only-light" has no other half']
    assert faults(f"<p>{LIGHT}</p><p>{DARK}</p>".format(9)) == [
        'image "a.png#only-light" has no other half',
        'image "b.png#only-dark" has no other half',
    ]


def test_different_sizes_are_reported() -> None:
    assert faults("<p>" + LIGHT.format(9) + DARK.format(8) + "</p>") == [
        'the two halves of a pair differ in size as shown: 9x9 and 8x9, "b.png#only-dark"'
    ]


def test_half_whose_size_is_unknown_is_not_compared() -> None:
    assert faults("<p>" + LIGHT.format(9) + '<img src="b.png#only-dark"/></p>') == []
