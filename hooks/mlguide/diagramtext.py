"""Diagrams as text: the states or boxes of a diagram and the arrows between them, for whoever does not see it.

State diagrams and flowcharts are read; of what is not understood nothing is said, so that no list is wrong.
"""

from __future__ import annotations

import re
from html import escape

from . import statediagram

# How boxes of a flowchart open and close, the longer before what they begin with.
_SHAPES = (
    ("(((", (")))",)), ("((", ("))",)), ("([", ("])",)), ("[[", ("]]",)), ("[(", (")]",)), ("{{", ("}}",)),
    ("[/", ("/]", "\\]")), ("[\\", ("\\]", "/]")), (">", ("]",)), ("(", (")",)), ("[", ("]",)), ("{", ("}",)),
)  # fmt: skip
_ID = re.compile(r"^[A-Za-z0-9_](?:[\w-]*\w)?")
_ARROW = re.compile(
    r"""^\s*(?:<)?(?:--+|==+|-\.+-?)(?:\s+(?P<inner>[^-=.|>][^|>]*?)\s+(?:--+|==+|\.+-+))?(?P<head>[>xo]?)\s*
    (?:\|\s*"?(?P<label>[^|]*?)"?\s*\|)?\s*""",
    re.VERBOSE,
)
_PASSED_OVER = re.compile(
    r"^(?:$|%%|(?:direction|classDef|class|style|linkStyle|click|accTitle|accDescr|end|flowchart|graph)\b)"
)
_SUBGRAPH = re.compile(r'^subgraph\s+(?P<id>[\w-]+)(?:\s*\[\s*"?(?P<text>[^\]"]*)"?\s*\])?$')
_START, _END = "the start", "the end"


def as_html(kind: str, text: str) -> str:
    """A folded list of the arrows of a state diagram or flowchart; "" for other types and for what cannot be read."""
    arrows = {"state": _state_arrows, "flowchart": _flow_arrows}.get(kind, lambda _: [])(text)
    items = "".join(f"<li>{escape(arrow, quote=False)}</li>" for arrow in arrows)
    if not items:
        return ""
    return (
        '<details class="diagram-text" data-search-exclude><summary>Diagram as text</summary>'
        f"<ul>{items}</ul></details>"
    )


def _state_arrows(text: str) -> list[str]:
    diagram = statediagram.parse(text)
    shown = {id_: state.text for id_, state in diagram.states.items()}
    arrows = []
    for one in diagram.transitions:
        inside = f" (in {shown[one.parent]})" if one.parent else ""
        source, target = shown.get(one.source, _START), shown.get(one.target, _END)
        arrows.append(_sentence(source, target, one.label) + inside)
    return arrows


def _flow_arrows(text: str) -> list[str]:
    names: dict[str, str] = {}
    arrows: list[tuple[str, str, str]] = []
    for line in text.split("\n"):
        statement = line.strip().rstrip(";").strip()
        if _PASSED_OVER.match(statement):
            continue
        if subgraph := _SUBGRAPH.match(statement):
            names[subgraph["id"]] = (subgraph["text"] or subgraph["id"]).strip()
        elif not _read_chain(statement, names, arrows):
            return []
    return [_sentence(names.get(source, source), names.get(target, target), label) for source, target, label in arrows]


def _read_chain(statement: str, names: dict[str, str], arrows: list[tuple[str, str, str]]) -> bool:
    """Read "a[A] -->|yes| b --> c" into names and arrows; False if that is not all there is."""
    sources, statement = _read_nodes(statement, names)
    while sources and statement:
        arrow = _ARROW.match(statement)
        if arrow is None or not arrow[0].strip():
            return False
        label = (arrow["label"] or arrow["inner"] or "").strip()
        targets, statement = _read_nodes(statement[arrow.end() :], names)
        arrows += [(source, target, label) for source in sources for target in targets]
        sources = targets
    return bool(sources)


def _read_nodes(text: str, names: dict[str, str]) -> tuple[list[str], str]:
    """The ids of "a[A] & b", and the text after them; no ids if none begin the text."""
    found: list[str] = []
    while match := _ID.match(text):
        found.append(match[0])
        text = text[match.end() :]
        if shape := _shape(text):
            names[match[0]] = " ".join(re.sub(r"<br\s*/?>", " ", shape[0]).split())
            text = shape[1]
        text = re.sub(r"^:::[\w-]+", "", text).strip()
        if not text.startswith("&"):
            return found, text
        text = text[1:].strip()
    return [], text


def _shape(text: str) -> tuple[str, str] | None:
    """What a box says and what follows it; None if `text` begins with none. In quotes it may say anything."""
    for opening, closings in _SHAPES:
        if not text.startswith(opening):
            continue
        inside = text[len(opening) :].lstrip()
        said, quoted, after = inside[1:].partition('"') if inside.startswith('"') else ("", "", "")
        for closing in closings:
            if quoted and after.lstrip().startswith(closing):
                return said.strip("`"), after.lstrip()[len(closing) :]
            bare, closed, rest = inside.partition(closing)
            if not quoted and closed:
                return bare.strip("`"), rest
    return None


def _sentence(source: str, target: str, label: str) -> str:
    return f"From {source} to {target}" + (f": {label}" if label else "")
