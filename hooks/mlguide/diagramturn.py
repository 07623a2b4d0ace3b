"""A diagram that runs from left to right, as it is drawn for narrow screens: from top to bottom.

In:  the source of a diagram.
Out: its source with the direction turned; "" if the diagram has none that can be.
"""

from __future__ import annotations

import re

from .diagramfinish import diagram_type

_HEAD = re.compile(r"^(?P<before>\s*(?:flowchart|graph)\s+)(?P<to>LR|RL)\b", re.MULTILINE)
_DIRECTION = re.compile(r"^(?P<before>\s*direction\s+)(?P<to>LR|RL)\s*$")
_TURNED = {"LR": "TB", "RL": "BT"}


def turned(text: str) -> str:
    """The source of the same diagram from top to bottom: a flowchart, or a state diagram that states its direction."""
    kind = diagram_type(text)
    if kind == "flowchart":
        found = _HEAD.sub(_turn, text, count=1)
        return found if found != text else ""
    return _turned_states(text) if kind == "state" else ""


def _turned_states(text: str) -> str:
    """Of the directions, the one outside of all composite states counts; they keep theirs."""
    lines, depth = text.split("\n"), 0
    for number, line in enumerate(lines):
        if depth == 0 and _DIRECTION.match(line):
            return "\n".join([*lines[:number], _DIRECTION.sub(_turn, line), *lines[number + 1 :]])
        words = line.strip()
        depth += words.endswith("{") - (words == "}")
    return ""


def _turn(found: re.Match[str]) -> str:
    return found["before"] + _TURNED[found["to"]]
