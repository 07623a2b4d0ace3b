"""The renderer's style sheet as attributes, its colours as the site's. In the browser: tests/browser/test_diagrams.py."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from mlguide import diagramstyle


def applied(markup: str) -> str:
    root = etree.fromstring(f"<svg id='d'>{markup}</svg>")
    diagramstyle.apply(root)
    return "".join(etree.tostring(child, encoding="unicode") for child in root)


def recoloured(markup: str) -> list[dict[str, str]]:
    root = etree.fromstring(f"<svg>{markup}</svg>")
    diagramstyle.recolour(root)
    return [dict(child.attrib) for child in root]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<style>#d .a { fill: red; cursor: pointer }</style><rect class='a'/>", '<rect class="a" fill="red" />'),
        ("<style>.a { fill: red } rect.a { fill: blue }</style><rect class='a'/>", '<rect class="a" fill="blue" />'),
        ("<style>rect.a { fill: blue } .a { fill: red }</style><rect class='a'/>", '<rect class="a" fill="blue" />'),
        (
            "<style>.a { fill: red }</style><rect class='a' style='fill: blue !important'/>",
            '<rect class="a" fill="blue" />',
        ),
        ("<style>.a { display: none }</style><rect class='a'/><g/>", "<g />"),
        ("<style>.a:hover { fill: red } .a { fill: url(#x) }</style><rect class='a'/>", '<rect class="a" />'),
        ("<style>@keyframes x { to { fill: red } }</style><rect/>", "<rect />"),
        ("<g style='text-anchor: middle'/>", '<g text-anchor="middle" />'),
        ("<style>}{ not css</style><rect/>", "<rect />"),
    ],
)
def test_rules_become_attributes(markup: str, expected: str) -> None:
    assert applied(markup) == expected


def test_colours_become_the_sites() -> None:
    drawn = recoloured(
        "<rect fill='#eee' stroke='#777'/><text fill='red'/><path fill='none' stroke='#cc3311'/>"
        "<rect fill='#cc3311'/><rect fill='#4477aa' stroke='black'/><circle r='3' fill='#4477aa'/><g fill='#333'/>"
    )
    assert drawn == [
        {"fill": "var(--drawing-box)", "stroke": "var(--drawing-line)"},
        {"fill": "var(--drawing-text)"},
        {"fill": "none", "stroke": "var(--series-1)"},
        {"fill": "var(--series-1-tint)", "stroke": "var(--series-1)", "stroke-width": "1"},
        {"fill": "var(--series-2-tint)", "stroke": "var(--drawing-line)"},
        {"fill": "var(--series-2)", "r": "3"},
        {"fill": "var(--drawing-text)"},
    ]


def test_ninth_series_begins_anew() -> None:
    colours = [f"hsl({hue}, 90%, 40%)" for hue in range(0, 360, 40)]
    drawn = recoloured("".join(f"<path fill='none' stroke='{colour}'/>" for colour in colours))
    assert [one["stroke"] for one in drawn] == [f"var(--series-{number})" for number in (1, 2, 3, 4, 5, 6, 7, 8, 1)]


def test_colour_that_is_none_becomes_neutral() -> None:
    assert recoloured("<rect fill='hsl(40, 100%, NaN%)' stroke='bogus'/>") == [
        {"fill": "var(--drawing-box)", "stroke": "var(--drawing-line)"}
    ]
