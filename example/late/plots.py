"""Plots as SVG that a page can take in as they are, on a light and on a dark ground, with the same bytes every time.

Text stays text, in the font of the page. Words and axes are `currentColor`; series have the colours of the page
(`var(--series-1)`), or, where a file is looked at by itself, mid-tones with a contrast of at least 3:1 on white and on
#181f28. What remains is paths and text in groups: no style, no clip path, no reference from one element to another; a
title and a description say what there is to see.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

SERIES = ["#3f86d9", "#c8671f", "#2f9463", "#b65cb0", "#a1812a", "#7f7be0"]
MUTED = "#7b8794"
INK = "#010203"  # stands for currentColor until the file is written
VARIABLES = dict(zip(SERIES, ("series-1", "series-7", "series-3", "series-6", "series-4", "series-2"), strict=True))
VARIABLES[MUTED] = "drawing-line"
WIDE = 480  # from this width in points on, a plot has two panels or many groups, and scrolls on a phone
DROPPED = ("clip-path", "font-family", "id", "stroke-dashoffset", "version")
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
STYLE = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.prop_cycle": cycler(color=SERIES),
}


@contextmanager
def chart(path: Path, title: str, description: str, size: tuple[float, float] = (6.4, 3.4)) -> Iterator[Axes]:
    """One set of axes to draw on; the file is written when the block ends. `size` is in inches."""
    with charts(path, title, description, 1, size) as axes:
        yield axes[0]


@contextmanager
def charts(
    path: Path, title: str, description: str, columns: int, size: tuple[float, float] = (7.2, 3.2)
) -> Iterator[list[Axes]]:
    """Several axes side by side."""
    name = path.stem
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        yield [figure.add_subplot(1, columns, number + 1) for number in range(columns)]
        buffer = io.StringIO()
        FigureCanvasSVG(figure).print_svg(
            buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(cleaned(buffer.getvalue(), name, title, description), encoding="utf-8")


def cleaned(svg: str, name: str, title: str, description: str) -> str:
    """matplotlib's SVG as paths and text, with a text alternative whose ids start with the name of the figure."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314 - matplotlib wrote it a moment ago
    for element in root.iter():
        _plain(element)
    _expand(root)
    _prune(root)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    wide = float(root.attrib["viewBox"].split()[2]) > WIDE
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc"}
    root.attrib |= {"class": "chart chart-wide" if wide else "chart", "stroke-linejoin": "round"}
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        note = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        note.text = text
        root.insert(position, note)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _plain(element: ET.Element) -> None:
    """Style declarations become attributes, colours those of the page, numbers have two decimals."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if key.strip() == "font":
            element.attrib["font-size"] = next(part for part in value.split() if part.endswith("px"))
        elif key.strip():
            element.attrib[key.strip()] = value.strip()
    for key, value in list(element.attrib.items()):
        if value.lower() == INK:
            element.attrib[key] = "currentColor"
        elif value in VARIABLES:
            element.attrib[key] = f"var(--{VARIABLES[value]}, {value})"
        elif key in ("d", "x", "y", "transform", "viewBox"):
            shorter = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value)
            element.attrib[key] = re.sub(r"\s+", " ", shorter).strip()


def _expand(root: ET.Element) -> None:
    """A mark that is drawn by reference (`use`) becomes a copy of it at its place."""
    marks = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == f"{{{SVG}}}use":
                reference = child.attrib.get(f"{{{XLINK}}}href", child.attrib.get("href", ""))
                mark = copy.deepcopy(marks[reference[1:]])
                own = {key: value for key, value in child.attrib.items() if not key.endswith(("href", "clip-path"))}
                place_of = {"transform": f"translate({own.pop('x', '0')} {own.pop('y', '0')})"}
                mark.attrib = own | mark.attrib | place_of
                parent[place] = mark


def _prune(root: ET.Element) -> None:
    """Drop metadata, definitions that nothing refers to any more, what draws nothing, and groups that say nothing."""
    for element in root.iter():
        for name in DROPPED:
            element.attrib.pop(name, None)
        if re.match(r"rotate\(-?0 ", element.attrib.get("transform", "")):
            del element.attrib["transform"]
    unwanted = {f"{{{SVG}}}{tag}" for tag in ("metadata", "style", "defs")}
    for parent in reversed(list(root.iter())):
        for child in list(parent):
            invisible = child.attrib.get("fill") == "none" and "stroke" not in child.attrib
            if child.tag in unwanted or (child.tag == f"{{{SVG}}}path" and invisible):
                parent.remove(child)
            elif child.tag == f"{{{SVG}}}g" and (len(child) == 0 or not child.attrib):
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)
