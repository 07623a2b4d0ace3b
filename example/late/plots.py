"""Plots as SVG that a page can take in as they are, on a light and on a dark ground, with the same bytes every time.

Text stays text. Words and axes are `currentColor`; series have mid-tones with a contrast of at least 3:1 on white and
on #181f28. No style attribute and no style element remains, ids start with the name of the figure, and a title and a
description say what there is to see.
"""

from __future__ import annotations

import io
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
    """matplotlib's SVG without styles and metadata, with prefixed ids and a text alternative."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314 - matplotlib wrote it a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}:
                parent.remove(child)
    for element in root.iter():
        _plain(element, name)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "class": "chart"}
    root.attrib |= {"stroke-linejoin": "round", "font-family": "inherit"}
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        note = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        note.text = text
        root.insert(position, note)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _plain(element: ET.Element, name: str) -> None:
    """Style declarations become attributes, the ink becomes currentColor, ids and references get the prefix."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if key.strip() == "font":
            element.attrib["font-size"] = next(part for part in value.split() if part.endswith("px"))
        elif key.strip():
            element.attrib[key.strip()] = value.strip()
    for key, value in list(element.attrib.items()):
        if value.lower() == INK:
            element.attrib[key] = "currentColor"
        elif value.startswith("url(#"):
            element.attrib[key] = f"url(#{name}-{value[5:]}"
    if "id" in element.attrib:
        element.attrib["id"] = f"{name}-{element.attrib['id']}"
    if f"{{{XLINK}}}href" in element.attrib:
        element.attrib["href"] = f"#{name}-" + element.attrib.pop(f"{{{XLINK}}}href")[1:]
