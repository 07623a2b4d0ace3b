"""Mermaid's state diagrams as data."""

from __future__ import annotations

import pytest

from mlguide.statediagram import is_state_diagram, parse

TEXT = """stateDiagram-v2
    accTitle: A --> B
    direction LR
    %% comment --> x
    [*] --> Plan
    Plan --> Do: go on
    Do --> Plan
    Do --> [*]
    state "Do the work" as Do {
        direction TB
        a: First
        b
        a --> b
    }
    note right of Do: text --> more
    Plan: Make a plan
"""


def test_states_have_text_parent_and_line() -> None:
    states = parse(TEXT).states
    assert {one.id: (one.text, one.parent, one.line) for one in states.values()} == {
        "Plan": ("Make a plan", "", 5),
        "Do": ("Do the work", "", 6),
        "a": ("First", "Do", 11),
        "b": ("b", "Do", 12),
    }


def test_stages_and_transitions_of_the_top_level() -> None:
    diagram = parse(TEXT)
    assert [state.id for state in diagram.stages()] == ["Plan", "Do"]
    assert [state.id for state in diagram.inside("Do")] == ["a", "b"]
    found = [(one.source, one.target, one.label, one.line) for one in diagram.between_stages()]
    assert found == [("Plan", "Do", "go on", 6), ("Do", "Plan", "", 7)]
    assert [diagram.is_forward(one) for one in diagram.between_stages()] == [True, False]


@pytest.mark.parametrize("text", ["", "}", "}\n}\nA --> B", "state X {\nstate Y {\nA", "--> B", "A --> B --> C"])
def test_odd_input_is_passed_over(text: str) -> None:
    parse("stateDiagram-v2\n" + text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("stateDiagram-v2\nA", True), ("\n%% x\n  stateDiagram\n", True), ("flowchart LR", False), ("", False)],
)
def test_kind_of_diagram(text: str, expected: bool) -> None:
    assert is_state_diagram(text) is expected
