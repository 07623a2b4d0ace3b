"""Claims: for each page a record of what its citations rest on, kept beside the pages as `claims/<page>.yml`.

    - claim: "The sentence as it stands on the page."
      source: sculley2015hidden
      support: "What in the source says this, and where."
      checked: "What was opened."

In:  one file. Out: its claims with their lines, and a `Problem` for whatever is no claim; the others stand.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import paths
from .problems import Problem

_FIELDS = ("claim", "source", "support", "checked")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORM = "write a list of claim, source, support, checked"


@dataclass(frozen=True)
class Claim:
    """A sentence, the key of one source that it cites, what there supports it, what was opened; its line from 1."""

    claim: str
    source: str
    support: str
    checked: str
    line: int


def read(path: Path) -> tuple[list[Claim], list[Problem]]:
    """The claims of a file in its order. Problems name the file as `path` does."""
    file = path.as_posix()
    try:
        found, problems = _parse(file, paths.read_text(path))
    except paths.UnreadableFileError as error:
        return [], [Problem(file, error.line, 0, str(error), "save it as UTF-8 text")]
    return list(found), list(problems)


@functools.lru_cache(maxsize=512)
def _parse(file: str, text: str) -> tuple[list[Claim], list[Problem]]:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "too deep"
        return [], [Problem(file, mark.line + 1 if mark else 0, 0, f"is not YAML: {said}", _FORM)]
    if root is None:
        return [], []
    if not isinstance(root, yaml.SequenceNode):
        return [], [Problem(file, root.start_mark.line + 1, 0, "is no list of claims", _FORM)]
    found, problems = [], []
    for node in root.value:
        claim, message = _claim(node)
        if claim:
            found.append(claim)
        if message:
            problems.append(Problem(file, node.start_mark.line + 1, 0, message, _FORM))
    return found, problems


def _claim(node: yaml.Node) -> tuple[Claim | None, str]:
    """The claim of one entry, and what is wrong with it; None if it cannot be shown."""
    if not isinstance(node, yaml.MappingNode):
        return None, "is no claim"
    fields = {
        key.value: " ".join(value.value.split())
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }
    unknown = sorted(fields.keys() - set(_FIELDS))
    missing = [name for name in _FIELDS if not fields.get(name)]
    said = [f"has no {name}" for name in missing] + [f'has the unknown field "{name}"' for name in unknown]
    message = f"claim {' and '.join(said)}" if said else ""
    if not fields.get("claim"):
        return None, message
    line = node.start_mark.line + 1
    found = Claim(fields["claim"], fields.get("source", ""), fields.get("support", ""), fields.get("checked", ""), line)
    return found, message
