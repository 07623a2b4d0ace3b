"""Diagrams turned for narrow screens."""

from __future__ import annotations

import pytest

from mlguide.diagramturn import turned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flowchart LR\n  a --> b\n", "flowchart TB\n  a --> b\n"),
        ("%% note\ngraph RL\n  a --> b[LR]\n", "%% note\ngraph BT\n  a --> b[LR]\n"),
        ("flowchart TD\n  a --> b\n", ""),
        ("flowchart\n  a --> b\n", ""),
        ("stateDiagram-v2\n  direction LR\n  A --> B\n", "stateDiagram-v2\n  direction TB\n  A --> B\n"),
        ("stateDiagram-v2\n  A --> B\n", ""),
        ("stateDiagram-v2\n  state A {\n    direction LR\n    b --> c\n  }\n", ""),
        (
            "stateDiagram-v2\n  state A {\n    direction LR\n  }\n  direction RL\n",
            "stateDiagram-v2\n  state A {\n    direction LR\n  }\n  direction BT\n",
        ),
        ("gantt\n  title LR\n", ""),
        ("", ""),
    ],
)
def test_direction_of_the_whole_is_turned(text: str, expected: str) -> None:
    assert turned(text) == expected
