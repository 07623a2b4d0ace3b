"""The lifecycle map: stages in a row or a column, forward arrows between them, back arrows around them.

In:  stages and their sub-states (label, link, whether the reader is there) and pairs of stage numbers.
Out: an etree <nav> with two drawings of the same map, wide and tall; the style sheet shows the one that fits.

The layout is an arc diagram: what skips a stage or goes back runs beside the row, nested so that no arc crosses a box.
"""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from .markup import append

# CSS pixels.
_LINE = 17  # between lines of a sub-state
_APART = 9  # between sub-states, so that each is a target of 24 pixels at least
_HEAD = 46  # height of a box that holds nothing but its label
_BASELINE = 29  # of the label, below the top of the box
_ARC = 24  # how much further out an arc runs for each stage that it passes
_MARGIN = 2
_CORNER = 8


@dataclass(frozen=True)
class Detail:
    """A sub-state shown in a box. `current` marks where the reader is."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Stage:
    """One box of the map. `current` marks where the reader is."""

    id: str
    label: str
    href: str
    details: tuple[Detail, ...] = ()
    current: bool = False


@dataclass(frozen=True)
class _Layout:
    """Sizes in CSS pixels; "along" runs in the direction of the row of boxes, "across" at a right angle to it."""

    tall: bool
    width: int
    heights: tuple[int, ...]
    gap: int
    before: int  # across, room for arcs that skip forward
    after: int  # across, room for arcs that go back
    id_prefix: str

    def size(self, number: int) -> int:
        """A box, along."""
        return self.heights[number] if self.tall else self.width

    @property
    def thick(self) -> int:
        """The boxes, across."""
        return self.width if self.tall else max(self.heights, default=0)

    def start(self, number: int) -> int:
        """Where a box begins, along."""
        return _MARGIN + sum(self.size(one) + self.gap for one in range(number))

    def point(self, along: float, across: float) -> str:
        """Coordinates as a path writes them."""
        return f"{across:g} {along:g}" if self.tall else f"{along:g} {across:g}"


def draw(stages: list[Stage], arrows: list[tuple[int, int]], *, label: str, id_prefix: str) -> etree.Element:
    """The map as navigation. Arrows are pairs of indexes into `stages`; ids in the drawings start with `id_prefix`."""
    nav = etree.Element("nav", {"class": "lifecycle-map", "aria-label": label})
    reach_back = max((i - j for i, j in arrows if j < i), default=0)
    reach_forward = max((j - i for i, j in arrows if j > i + 1), default=0)
    before, after = (_ARC * reach + 6 if reach else _MARGIN for reach in (reach_forward, reach_back))
    for tall, width, gap in ((False, 152, 44), (True, 220, 30)):
        heights = tuple(_height(stage, width) for stage in stages)
        if not tall:
            heights = (max(heights, default=0),) * len(stages)
        prefix = f"{id_prefix}{'tall' if tall else 'wide'}-"
        nav.append(_drawing(stages, arrows, _Layout(tall, width, heights, gap, before, after, prefix)))
    return nav


def _height(stage: Stage, width: int) -> int:
    details = sum(_detail_height(detail, width) for detail in stage.details)
    return _HEAD + (details + 2 if details else 0)


def _detail_height(detail: Detail, width: int) -> int:
    return _LINE * len(_lines(detail, width)) + _APART


def _lines(detail: Detail, width: int) -> list[str]:
    """The label, wrapped to the box: a character of the small text takes at most 7 pixels."""
    return textwrap.wrap(detail.label, (width - 12) // 7)


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
    """A stage, and over it its sub-states: links beside each other, because one may not stand in another."""
    x, y = (layout.before, layout.start(number)) if layout.tall else (layout.start(number), layout.before)
    here = " map-here" if stage.current else ""
    box = etree.Element("g", {"class": f"map-stage stage-{stage.id.lower()}{here}"})
    anchor = append(box, "a", href=stage.href, **_current(stage))
    size = {"width": str(layout.width), "height": str(layout.heights[number])}
    append(anchor, "rect", class_="map-box", x=str(x), y=str(y), rx="8", **size)
    middle = x + layout.width / 2
    head = _HEAD if stage.details else layout.heights[number]
    _text(anchor, stage.label, middle, y + (head - _HEAD) / 2 + _BASELINE, "map-label")
    top = y + _HEAD - _APART / 2
    for detail in stage.details:
        _sub_state(box, detail, x, top, layout.width)
        top += _detail_height(detail, layout.width)
    return box


def _sub_state(box: etree.Element, detail: Detail, x: float, top: float, width: int) -> None:
    anchor = append(box, "a", href=detail.href, class_="map-inner", **_current(detail))
    place = {"x": f"{x + 4:g}", "y": f"{top:g}", "width": str(width - 8)}
    append(anchor, "rect", class_="map-hit", rx="5", height=str(_detail_height(detail, width)), stroke="none", **place)
    for number, line in enumerate(_lines(detail, width)):
        _text(anchor, line, x + width / 2, top + _APART / 2 + 13 + number * _LINE, "map-detail")


def _current(part: Stage | Detail) -> dict[str, str]:
    return {"aria_current": "true"} if part.current else {}


def _text(parent: etree.Element, text: str, x: float, y: float, class_: str) -> None:
    position = {"x": f"{x:g}", "y": f"{y:g}"}
    append(parent, "text", text, class_=class_, text_anchor="middle", fill="currentColor", stroke="none", **position)


def _path(i: int, j: int, layout: _Layout) -> str:
    """A straight arrow to the next box; otherwise an arc with round corners beside the row."""
    if j == i + 1:
        leave, middle = layout.start(i) + layout.size(i), layout.before + layout.thick / 2
        return f"M{layout.point(leave, middle)} L{layout.point(leave + layout.gap - 2, middle)}"
    out = 1 if j < i else -1  # back arrows run after the row, forward ones before it
    edge = layout.before + (layout.thick if j < i else 0)
    far = edge + out * _ARC * abs(i - j)
    # Short arcs meet a box further out than long ones, so that they nest.
    reach = 0.3 / abs(i - j)
    begin = layout.start(i) + layout.size(i) * (0.5 - out * reach)
    end = layout.start(j) + layout.size(j) * (0.5 + out * reach)
    turn = _CORNER if end > begin else -_CORNER
    point, corner = layout.point, out * _CORNER
    return (
        f"M{point(begin, edge)} L{point(begin, far - corner)} Q{point(begin, far)} {point(begin + turn, far)} "
        f"L{point(end - turn, far)} Q{point(end, far)} {point(end, far - corner)} L{point(end, edge + out * 2)}"
    )
