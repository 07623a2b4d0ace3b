"""What the renderer draws, made fit for a page: the site's colours, labels in the middle of their boxes, a description.

Deterministic, and independent of the page that it will stand in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from . import diagramstyle, svg

# Types whose labels the renderer lets start at the left edge of their box: they are anchored in its middle instead.
_BOXES = frozenset({"state", "flowchart", "block", "mindmap", "kanban"})
_KEYWORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_FRONT_MATTER = re.compile(r"^\s*---\n.*?\n---\n", re.DOTALL)
_NODE_ID = re.compile(r"^my-svg-(?:state|flowchart|classId)-(?P<id>.+)-\d+$")
_TRANSLATE = re.compile(r"^translate\((?P<x>[-\d.e]+)[, ]+(?P<y>[-\d.e]+)\)$")
_MISPLACED = {
    "circle": ("width", "height"),
    "g": ("x", "y", "width", "height"),
    "rect": ("font-size", "font-weight", "font-family"),
}
_FONT = ("font-size", "font-weight", "font-family")
_MARGIN = 12
_DIAMOND = 0.65  # side of a milestone, of the height of a bar
_TITLE_DROP = 5  # the title of a composite state touches its upper border otherwise


def diagram_type(text: str) -> str:
    """The type of a diagram: "state", "flowchart", "sequence" ... in lower case, without "Diagram" and "-beta"."""
    lines = (line.strip() for line in _FRONT_MATTER.sub("", text).split("\n"))
    first = next((line for line in lines if line and not line.startswith("%%")), "")
    keyword = _KEYWORD.match(first)
    name = (keyword[0] if keyword else "").lower().removesuffix("diagram")
    return {"graph": "flowchart", "c4context": "c4", "c4container": "c4"}.get(name, name)


def finish(drawn: str, text: str) -> str:
    """Reduce the renderer's SVG to what a page needs; deterministic, and independent of where it is shown."""
    parsed = svg.parse(drawn)
    root = parsed.root
    node_ids = {element: match["id"] for element in root.iter() if (match := _NODE_ID.match(element.get("id", "")))}
    for element in root.iter():
        if element in node_ids:
            element.set("class", f"{element.get('class', '')} id:{node_ids[element]}".strip())
    for link in root.iter("a"):  # `click` lines become links where the page is known, and one may not stand in another
        link.tag = "g"
    _open_switches(root)
    diagramstyle.apply(root)
    svg.sanitize(root)
    diagramstyle.recolour(root)
    _drop_empty(root)
    _drop_misplaced(root)
    if diagram_type(text) in _BOXES:
        _center_labels(root)
    if diagram_type(text) == "gantt":
        _milestones(root)
    _merge_words(root)
    _describe(root, text)
    if diagram_type(text) == "sankey":
        _sankey(root)
    width, height = svg.Svg(root).size
    root.attrib.update(
        {"width": f"{width:.0f}", "height": f"{height:.0f}", "fill": "var(--drawing-text)", "stroke": "none"}
    )
    root.attrib.pop("id", None)
    svg.round_numbers(root)
    return svg.serialize(root)


def _sankey(root: etree.Element) -> None:
    """Names above the flows, which are drawn after them, and flows as tints that text can stand on."""
    for parent in list(root.iter()):
        for labels in [child for child in parent if "node-labels" in child.get("class", "")]:
            parent.remove(labels)
            root.append(labels)
    for element in root.iter():
        if element.tag in ("g", "path"):
            element.attrib.pop("stroke-opacity", None)
        if element.tag == "path" and element.get("stroke", "").startswith("var(--series"):
            element.set("stroke", element.get("stroke", "").replace("-tint", "").replace(")", "-tint)"))
    left, top, width, height = (float(part) for part in root.get("viewBox", "0 0 0 0").split())
    root.set("viewBox", f"{left:g} {top - _MARGIN:g} {width:g} {height + 2 * _MARGIN:g}")


def _milestones(root: etree.Element) -> None:
    """A diamond, smaller than a bar is high; the renderer turns squares by its style sheet."""
    for square in root.iter("rect"):
        if "milestone" in square.get("class", "").split():
            x, y, side = (float(square.get(name, "0")) for name in ("x", "y", "width"))
            small, middle, center = side * _DIAMOND, x + side / 2, y + side / 2
            square.attrib.update({"x": f"{middle - small / 2:g}", "y": f"{center - small / 2:g}"})
            square.attrib.update({"width": f"{small:g}", "height": f"{small:g}"})
            square.set("transform", f"rotate(45 {middle:g} {center:g})")


def _open_switches(root: etree.Element) -> None:
    """Of HTML and SVG text for the same label, keep the latter."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "switch":
                position = list(parent).index(child)
                parent.remove(child)
                for text in [one for one in child if one.tag == "text"]:
                    parent.insert(position, text)


def _describe(root: etree.Element, text: str) -> None:
    """Title and description where the renderer leaves them out; some types have no syntax for them but a comment."""
    for number, (tag, name) in enumerate((("title", "accTitle"), ("desc", "accDescr"))):
        found = re.search(rf"^\s*(?:%%\s*)?{name}\s*(?::\s*(\S.*)|\{{([^}}]*)\}})$", text, re.MULTILINE)
        if found and root.find(tag) is None:
            described = etree.Element(tag, {"id": f"my-svg-{tag}"})
            described.text = " ".join((found[1] or found[2]).split())
            root.insert(number, described)
            root.set("aria-labelledby" if tag == "title" else "aria-describedby", f"my-svg-{tag}")


def _drop_empty(root: etree.Element) -> None:
    """Remove label backgrounds without size, texts without text, and groups that are left with nothing."""
    for parent in list(root.iter())[::-1]:
        for child in list(parent):
            nothing = not len(child) and not (child.text or "").strip()
            sizeless = child.tag == "rect" and not child.get("width")
            if sizeless or (nothing and child.tag in {"g", "text", "tspan", "defs"}):
                parent.remove(child)


def _drop_misplaced(root: etree.Element) -> None:
    """Remove attributes that some renderers set where SVG has no such attribute, or that say nothing."""
    for element in root.iter():
        for name in _MISPLACED.get(element.tag, ()):
            element.attrib.pop(name, None)
        for name in [name for name, value in element.attrib.items() if name in _FONT and not value]:
            del element.attrib[name]


def _center_labels(root: etree.Element) -> None:
    """Anchor each label in the middle of its box: the renderer's font is not the reader's."""
    for node in root.iter("g"):
        classes = node.get("class", "").split()
        labels = [child for child in node if "label" in child.get("class", "")]
        if "node" in classes:
            for label in labels:
                _move_label(label, 0)
        elif "cluster" in classes or "statediagram-cluster" in classes:
            box = next(node.iter("rect"), None)
            if box is not None:
                middle = float(box.get("x", "0")) + float(box.get("width", "0")) / 2
                for label in labels:
                    _move_label(label, middle, _TITLE_DROP)


def _move_label(label: etree.Element, x: float, drop: float = 0) -> None:
    match = _TRANSLATE.match(label.get("transform", ""))
    if match and label.tag == "g":
        label.set("transform", f"translate({x:g}, {float(match['y']) + drop:g})")
        for text in label.iter("text"):
            text.set("text-anchor", "middle")


def _merge_words(root: etree.Element) -> None:
    """One tspan for a line instead of one for each word, and readable text without a style sheet."""
    for text in root.iter("text"):
        text.set("stroke", "none")
        for line in text:
            words = "".join(line.itertext())
            for child in list(line):
                line.remove(child)
            line.text = words
