"""The lifecycle as data: Mermaid's `stateDiagram-v2` syntax in, states and transitions with their lines out.

Read are states (`id`, `id: text`, `state "text" as id`, `state id { ... }`), transitions (`a --> b`, `a --> b: text`)
and nesting; `direction`, notes, styling and accessibility lines are passed over.
Syntax: https://mermaid.js.org/syntax/stateDiagram.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TRANSITION = re.compile(r"^(?P<source>\[\*\]|[\w-]+)\s*-->\s*(?P<target>\[\*\]|[\w-]+)\s*(?::\s*(?P<label>.*))?$")
_NAMED = re.compile(r'^state\s+"(?P<text>[^"]*)"\s+as\s+(?P<id>[\w-]+)\s*(?P<open>\{?)$')
_COMPOSITE = re.compile(r"^state\s+(?P<id>[\w-]+)\s*\{$")
_DESCRIBED = re.compile(r"^(?P<id>[\w-]+)\s*:\s*(?P<text>.+)$")
_BARE = re.compile(r"^(?P<id>[\w-]+)$")
_PASSED_OVER = re.compile(r"^(?:$|%%|--$|(?:direction|note|end note|classDef|class|style|click|accTitle|accDescr)\b)")
_TERMINAL = "[*]"


@dataclass
class State:
    """A state: its id, the text shown for it, the composite state it lies in ("" at the top), its line from 1."""

    id: str
    text: str
    parent: str
    line: int


@dataclass(frozen=True)
class Transition:
    """An arrow between two states of the same level."""

    source: str
    target: str
    label: str
    parent: str
    line: int


@dataclass
class StateDiagram:
    """States by id, in order of appearance, and transitions in order."""

    states: dict[str, State] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)

    def stages(self) -> list[State]:
        """The states of the top level, in order of appearance."""
        return [state for state in self.states.values() if not state.parent]

    def inside(self, stage: str) -> list[State]:
        """The states directly inside a composite state."""
        return [state for state in self.states.values() if state.parent == stage]

    def between_stages(self) -> list[Transition]:
        """Transitions of the top level, start and end marks left out."""
        return [one for one in self.transitions if not one.parent and _TERMINAL not in (one.source, one.target)]

    def is_forward(self, transition: Transition) -> bool:
        """Whether a transition leads to a stage that appears later than the one it leaves."""
        order = [state.id for state in self.stages()]
        return order.index(transition.target) > order.index(transition.source)


def is_state_diagram(text: str) -> bool:
    """Whether the source of a diagram is a state diagram."""
    first = next((line.strip() for line in text.split("\n") if line.strip() and not line.strip().startswith("%%")), "")
    return first.split(" ")[0] in ("stateDiagram-v2", "stateDiagram")


def parse(text: str) -> StateDiagram:
    """Read a state diagram; lines that are not understood are passed over (the renderer reports syntax errors)."""
    diagram = StateDiagram()
    nesting: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        statement = line.strip().rstrip(";").strip()
        if not _PASSED_OVER.match(statement):
            _read_statement(statement, number, nesting, diagram)
    return diagram


def _read_statement(line: str, number: int, nesting: list[str], diagram: StateDiagram) -> None:
    parent = nesting[-1] if nesting else ""
    if line == "}":
        if nesting:
            nesting.pop()
    elif match := _TRANSITION.match(line):
        for id_ in (match["source"], match["target"]):
            _declare(diagram, id_, parent, number)
        label = (match["label"] or "").strip()
        diagram.transitions.append(Transition(match["source"], match["target"], label, parent, number))
    elif match := _NAMED.match(line):
        _declare(diagram, match["id"], parent, number, match["text"])
        if match["open"]:
            nesting.append(match["id"])
    elif match := _COMPOSITE.match(line):
        _declare(diagram, match["id"], parent, number)
        nesting.append(match["id"])
    elif match := _DESCRIBED.match(line):
        _declare(diagram, match["id"], parent, number, match["text"].strip())
    elif match := _BARE.match(line):
        _declare(diagram, match["id"], parent, number)


def _declare(diagram: StateDiagram, id_: str, parent: str, line: int, text: str = "") -> None:
    if id_ == _TERMINAL or id_ in ("stateDiagram-v2", "stateDiagram"):
        return
    state = diagram.states.setdefault(id_, State(id_, id_, parent, line))
    if text:
        state.text = text
