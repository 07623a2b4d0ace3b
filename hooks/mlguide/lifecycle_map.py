"""The lifecycle map: stages in a row or a column, forward arrows between them, back arrows around them.

In:  stages (label, link, sub-states, whether the reader is there) and pairs of stage numbers.
Out: an etree <nav> with two drawings of the same map, wide and tall; the style sheet shows the one that fits.

The layout is an arc diagram: what skips a stage or goes back runs beside the row, nested so that no arc crosses a box.
"""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from .markup import append

# CSS pixels.
_LINE = 17  # between lines of sub-states
_HEAD = 46  # height of a box that holds nothing but its label
_ARC = 24  # how much further out an arc runs for each stage that it passes
_MARGIN = 2
_CORNER = 8


@dataclass(frozen=True)
class Stage:
    """One box of the map. `current` marks where the reader is."""

    id: str
    label: str
    href: str
    details: tuple[str, ...] = ()
    current: bool = False


@dataclass(frozen=True)
class _Layout:
    """Sizes in CSS pixels; "along" runs in the direction of the row of boxes, "across" at a right angle to it."""

    tall: bool
    width: int
    height: int
    gap: int
    before: int  # across, room for arcs that skip forward
    after: int  # across, room for arcs that go back
    id_prefix: str

    @property
    def size(self) -> int:
        """A box, along."""
        return self.height if self.tall else self.width

    @property
    def thick(self) -> int:
        """A box, across."""
        return self.width if self.tall else self.height

    def start(self, number: int) -> int:
        """Where a box begins, along."""
        return _MARGIN + number * (self.size + self.gap)

    def point(self, along: float, across: float) -> str:
        """Coordinates as a path writes them."""
        return f"{across:g} {along:g}" if self.tall else f"{along:g} {across:g}"


def draw(stages: list[Stage], arrows: list[tuple[int, int]], *, label: str, id_prefix: str) -> etree.Element:
    """The map as navigation. Arrows are pairs of indexes into `stages`; ids in the drawings start with `id_prefix`."""
    nav = etree.Element("nav", {"class": "lifecycle-map", "aria-label": label})
    reach_back = max((i - j for i, j in arrows if j < i), default=0)
    reach_forward = max((j - i for i, j in arrows if j > i + 1), default=0)
    for tall, width, gap in ((False, 152, 44), (True, 220, 30)):
        lines = max(len(_detail_lines(stage, width)) for stage in stages) if stages else 0
        height = _HEAD + (_LINE * lines + 8 if lines else 0)
        before, after = (_ARC * reach + 6 if reach else _MARGIN for reach in (reach_forward, reach_back))
        prefix = f"{id_prefix}{'tall' if tall else 'wide'}-"
        nav.append(_drawing(stages, arrows, _Layout(tall, width, height, gap, before, after, prefix)))
    return nav


def _drawing(stages: list[Stage], arrows: list[tuple[int, int]], layout: _Layout) -> etree.Element:
    along = layout.start(len(stages)) - layout.gap + _MARGIN
    across = layout.before + layout.thick + layout.after
    width, height = (across, along) if layout.tall else (along, across)
    root = etree.Element("svg")
    root.attrib.update(
        {"class": "map-tall" if layout.tall else "map-wide", "viewBox": f"0 0 {width} {height}", "role": "group"}
    )
    root.attrib.update({"width": str(width), "height": str(height), "fill": "none", "stroke": "currentColor"})
    _arrow_head(root, layout)
    for i, j in sorted(arrows):
        kind = "map-forward" if j > i else "map-back"
        append(root, "path", class_=kind, d=_path(i, j, layout), marker_end=f"url(#{layout.id_prefix}head)")
    for number, stage in enumerate(stages):
        root.append(_box(stage, number, layout))
    return root


def _arrow_head(root: etree.Element, layout: _Layout) -> None:
    marker = append(append(root, "defs"), "marker", id=f"{layout.id_prefix}head", viewBox="0 0 8 8", orient="auto")
    marker.attrib.update(
        {"refX": "7", "refY": "4", "markerWidth": "8", "markerHeight": "8", "markerUnits": "userSpaceOnUse"}
    )
    append(marker, "path", class_="map-head", d="M0 0 L8 4 L0 8 Z", fill="currentColor", stroke="none")


def _box(stage: Stage, number: int, layout: _Layout) -> etree.Element:
    x, y = (layout.before, layout.start(number)) if layout.tall else (layout.start(number), layout.before)
    anchor = etree.Element("a", {"href": stage.href, "class": f"map-stage stage-{stage.id.lower()}"})
    if stage.current:
        anchor.set("aria-current", "true")
        anchor.set("class", anchor.attrib["class"] + " map-here")
    size = {"width": str(layout.width), "height": str(layout.height)}
    append(anchor, "rect", class_="map-box", x=str(x), y=str(y), rx="8", **size)
    middle = x + layout.width / 2
    _text(anchor, stage.label, middle, y + 29, "map-label")
    for line_number, line in enumerate(_detail_lines(stage, layout.width)):
        _text(anchor, line, middle, y + _HEAD + 6 + line_number * _LINE, "map-detail")
    return anchor


def _text(parent: etree.Element, text: str, x: float, y: float, class_: str) -> None:
    position = {"x": f"{x:g}", "y": f"{y:g}"}
    append(parent, "text", text, class_=class_, text_anchor="middle", fill="currentColor", stroke="none", **position)


def _detail_lines(stage: Stage, width: int) -> list[str]:
    """Sub-states, wrapped to the box: a character of the small text takes at most 7 pixels."""
    return [line for detail in stage.details for line in textwrap.wrap(detail, (width - 12) // 7)]


def _path(i: int, j: int, layout: _Layout) -> str:
    """A straight arrow to the next box; otherwise an arc with round corners beside the row."""
    if j == i + 1:
        leave, middle = layout.start(i) + layout.size, layout.before + layout.thick / 2
        return f"M{layout.point(leave, middle)} L{layout.point(leave + layout.gap - 2, middle)}"
    out = 1 if j < i else -1  # back arrows run after the row, forward ones before it
    edge = layout.before + (layout.thick if j < i else 0)
    far = edge + out * _ARC * abs(i - j)
    # Short arcs meet a box further out than long ones, so that they nest.
    inset = layout.size * 0.3 / abs(i - j)
    begin = layout.start(i) + layout.size / 2 - out * inset
    end = layout.start(j) + layout.size / 2 + out * inset
    turn = _CORNER if end > begin else -_CORNER
    point, corner = layout.point, out * _CORNER
    return (
        f"M{point(begin, edge)} L{point(begin, far - corner)} Q{point(begin, far)} {point(begin + turn, far)} "
        f"L{point(end - turn, far)} Q{point(end, far)} {point(end, far - corner)} L{point(end, edge + out * 2)}"
    )
