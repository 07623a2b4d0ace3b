"""Diagrams as text."""

from __future__ import annotations

import re

import pytest

from mlguide.diagramtext import as_html


def arrows(kind: str, text: str) -> list[str]:
    return re.findall("<li>(.*?)</li>", as_html(kind, text))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a[Alpha] --> b(Beta)", ["From Alpha to Beta"]),
        ("a -->|yes| b", ["From a to b: yes"]),
        ("a -- two words --> b", ["From a to b: two words"]),
        ("a{Really?} -.->|no| b([End])", ["From Really? to End: no"]),
        ("a --> b & c --> d", ["From a to b", "From a to c", "From b to d", "From c to d"]),
        ('a["A <b> & c"] ==> b:::wide', ["From A &lt;b&gt; &amp; c to b"]),
        ('a["Gate (the second)"] --> b("Go [now]")', ["From Gate (the second) to Go [now]"]),
        ("a((Hub)) --> b(((Twice))) --> c[(Store)]", ["From Hub to Twice", "From Twice to Store"]),
        ("a[/In/] --> b[\\Out\\] --> c{{Six}} --> d>Flag]", ["From In to Out", "From Out to Six", "From Six to Flag"]),
        ("a([Begin]) --> b[[Call]]", ["From Begin to Call"]),
        ('a["never closed --> b', []),
        ("a@{ shape: cyl } --> b", []),
        ("a --> b ~~~ c", []),
    ],
)
def test_flowcharts(line: str, expected: list[str]) -> None:
    assert arrows("flowchart", f'flowchart LR\n  accTitle: T\n  {line}\n  click a href "x.md"\n') == expected


def test_what_cannot_be_read_in_full_gives_no_list() -> None:
    assert as_html("flowchart", "flowchart LR\n a --> b\n ??? --> c\n") == ""
    assert as_html("pie", 'pie\n "a" : 1\n') == ""


def test_states() -> None:
    text = 'stateDiagram-v2\n [*] --> A\n state "Bee" as B\n A --> B: go\n B --> [*]\n state B {\n  c --> d\n }\n'
    assert arrows("state", text) == [
        "From the start to A",
        "From A to Bee: go",
        "From Bee to the end",
        "From c to d (in Bee)",
    ]


def test_five_thousand_boxes() -> None:
    text = "flowchart LR\n" + "".join(f" n{number} --> n{number + 1}\n" for number in range(5000))
    assert len(arrows("flowchart", text)) == 5000
