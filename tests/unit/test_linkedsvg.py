"""Drawings in <img>: what passes and what is named. Whole builds: tests/hooks/test_hostile_svg.py."""

from __future__ import annotations

import pytest

from mlguide import linkedsvg, svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'


def found(inside: str) -> list[tuple[int, str]]:
    return list(linkedsvg.violations(svg.parse(f"{HEAD}\n{inside}</svg>")))


@pytest.mark.parametrize(
    "inside",
    [
        '<g filter="url(#f)" mask="url(\'#m\')"/>',
        "<style>rect { fill: url(#a) } @media print { rect { fill: none } }</style>",
        "<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>",
        '<image href="data:image/webp;base64,AAAA" x="1"/>',
        '<a href="https://e.org"/>',
        '<rect transform="rotate(45) scale(2, 3)"/>',
        '<svg:g xmlns:svg="http://example.org/other"/>',
    ],
)
def test_what_exports_hold_passes(inside: str) -> None:
    assert found(inside) == []


@pytest.mark.parametrize(
    "inside",
    [
        '<g filter="url(a.svg#f)"/>',
        "<style>@media print { rect { fill: url(//e.org/a) } }</style>",
        "<style>rect { background: image-set('https://e.org/a' 1x) }</style>",
        '<g style="x: {url(a)}"/>',
        '<textPath href="other.svg#a"/>',
        "<video/>",
    ],
)
def test_what_reaches_outside_is_named_at_its_line(inside: str) -> None:
    assert [line for line, _ in found(inside)] == [2]
