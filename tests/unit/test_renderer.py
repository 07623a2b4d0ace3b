"""The renderer: its messages are those of an author's line, and its settings are part of a drawing's name."""

from __future__ import annotations

import pytest

from mlguide import renderer


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("nonsense\n  a --> b", 'unknown diagram type "nonsense"', 1),
        ("", "unknown diagram type", 1),
        ("flowchart LR\n    a --> b((", "syntax error at or before `a --> b((`", 2),
        ("stateDiagram-v2\n    a --> b\n    state {{\n", "`state {{`", 3),
    ],
)
def test_mistake_is_told_with_its_line(text: str, message: str, line: int) -> None:
    with pytest.raises(renderer.DiagramError) as error:
        renderer.draw(text)
    assert message in str(error.value)
    assert error.value.line == line


def test_same_source_gives_the_same_bytes() -> None:
    text = "stateDiagram-v2\n    a --> b\n    note right of a: Note"
    assert renderer.draw(text) == renderer.draw(text)


def test_identity_names_versions_and_settings() -> None:
    assert "mermaidx 0." in renderer.identity()
    assert '"htmlLabels": false' in renderer.identity()
