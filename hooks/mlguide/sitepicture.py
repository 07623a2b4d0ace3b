"""A picture of the whole site: every page as a box among those of its group, every link between pages as a line.

In:  groups of pages in reading order (a stage of the lifecycle, or a part of the navigation), and the links of texts.
Out: a static SVG whose boxes are links, with the lines of a page drawn strongly while the reader points at it or has it
     in focus (by style alone), and a table that says the same in words. The stages make one row; before and after it
     the other groups stand in rows of four.
"""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .markup import append

PLACE = '<div class="site-picture"></div>'

# CSS pixels.
_ACROSS = 4  # groups in a row
_WIDTH = 160  # of a group; four of them fit the column of text
_LEFT = 22  # before the first group: room for lines within it
_GAP = 28  # between groups: room for the lines
_PAD = 8  # between a group and its pages
_HEAD = 30  # above the pages of a group
_LINE = 16
_BOX = 14  # of a page's box, above and below its lines together
_BETWEEN = 8  # pages
_LETTER = 6.9  # as wide as a letter of the small text is at most, on average


@dataclass(frozen=True)
class MapPage:
    """A page of the site: its path below docs/, its title, the link to it."""

    uri: str
    title: str
    href: str


@dataclass(frozen=True)
class Group:
    """Pages that belong together. `stage` is the class that colours a stage of the lifecycle, or ""."""

    name: str
    pages: Sequence[MapPage]
    stage: str = ""


@dataclass(frozen=True)
class _Box:
    page: MapPage
    lines: tuple[str, ...]
    x: float
    y: float
    stage: str

    @property
    def height(self) -> float:
        return _BOX + _LINE * len(self.lines)

    @property
    def width(self) -> float:
        return _WIDTH - 2 * _PAD


class SitePictureExtension(BlocksExtension):  # type: ignore[misc]
    """Registers `/// site-picture`; `found` is told when a page has it."""

    def __init__(self, found: Callable[[], None]) -> None:
        super().__init__()
        self._found = found

    def extendMarkdownBlocks(self, md: object, block_mgr: object) -> None:
        """Called by Python-Markdown for each page's converter."""
        block_mgr.register(_PictureBlock, {"found": self._found})  # type: ignore[attr-defined]


class _PictureBlock(Block):  # type: ignore[misc]
    NAME = "site-picture"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave a place that is filled when every page has been rendered."""
        self.config["found"]()
        return append(parent, "div", class_=self.NAME)


def to_html(groups: Sequence[Group], links: Collection[tuple[str, str]]) -> str:
    """The picture and the table. `links` are pairs of pages, from and to, by their paths; unknown ones are left out."""
    drawn = etree.tostring(_draw(groups, links), encoding="unicode")
    label = "Map of all pages and their links"
    box = f'<div class="site-map" role="region" aria-label="{label}" tabindex="0">{drawn}</div>'
    return f'<div class="site-picture">{box}\n{_table(groups, links)}</div>'


def _draw(groups: Sequence[Group], links: Collection[tuple[str, str]]) -> etree.Element:
    root = etree.Element("svg", {"role": "group", "fill": "none", "stroke": "currentColor"})
    boxes: dict[str, _Box] = {}
    frames: list[tuple[Group, float, float, float]] = []
    top = 1.0
    for row in _rows(groups):
        tallest = 0.0
        for number, group in enumerate(row):
            x = _LEFT + 1.0 + number * (_WIDTH + _GAP)
            placed = list(_place(group, x, top))
            boxes.update({box.page.uri: box for box in placed})
            height = placed[-1].y + placed[-1].height + _PAD - top
            frames.append((group, x, top, height))
            tallest = max(tallest, height)
        top += tallest + _GAP
    width, height = _LEFT + _ACROSS * (_WIDTH + _GAP) - _GAP + 2, top - _GAP + 1
    size = {"width": f"{width:g}", "height": f"{height:g}"}
    root.attrib.update({"viewBox": f"0 0 {width:g} {height:g}", **size})
    for group, x, y, tall in frames:
        place = {"x": f"{x:g}", "y": f"{y:g}", "width": str(_WIDTH), "height": f"{tall:g}"}
        classes = f"site-map-group {group.stage}".strip()
        append(root, "rect", class_=classes, rx="8", **place)
        _text(root, group.name, x + _PAD, y + 20, f"site-map-name {group.stage}".strip())
    outgoing: dict[str, list[_Box]] = {uri: [] for uri in boxes}
    for source, target in sorted(links):
        if source in boxes and target in boxes and source != target:
            outgoing[source].append(boxes[target])
    for uri, box in boxes.items():
        root.append(_node(box, outgoing[uri]))
    return root


def _rows(groups: Sequence[Group]) -> Iterable[list[Group]]:
    """The stages in one row, whatever comes before and after in rows of four; groups without pages are left out."""
    shown = [group for group in groups if group.pages]
    stages = [group for group in shown if group.stage]
    first = shown.index(stages[0]) if stages else len(shown)
    others = [[g for g in shown[:first] if not g.stage], [g for g in shown[first:] if not g.stage]]
    for part in (others[0], stages, others[1]):
        for start in range(0, len(part), _ACROSS):
            yield part[start : start + _ACROSS]


def _place(group: Group, x: float, top: float) -> Iterable[_Box]:
    y = top + _HEAD
    for page in group.pages:
        lines = textwrap.wrap(page.title, int((_WIDTH - 2 * _PAD - 12) / _LETTER)) or [page.uri]
        box = _Box(page, tuple(lines), x + _PAD, y, group.stage)
        yield box
        y += box.height + _BETWEEN


def _node(box: _Box, targets: Sequence[_Box]) -> etree.Element:
    """A page with its outgoing lines: they stand in one group, so that a style rule can bring them out together."""
    node = etree.Element("g", {"class": "site-map-node"})
    if targets:
        append(node, "path", class_="site-map-lines", d=" ".join(_line(box, target) for target in targets))
    anchor = append(node, "a", href=box.page.href, class_=f"site-map-page {box.stage}".strip())
    place = {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": f"{box.width:g}", "height": f"{box.height:g}"}
    append(anchor, "rect", class_="site-map-box", rx="5", **place)
    for number, line in enumerate(box.lines):
        _text(anchor, line, box.x + 7, box.y + _BOX / 2 + 12 + number * _LINE, "site-map-title")
    return node


def _line(source: _Box, target: _Box) -> str:
    """A curve from the side of one box to the side of another: the sides that face each other, or both left ones."""
    middles = [box.y + box.height / 2 for box in (source, target)]
    if source.x == target.x:
        left = source.x
        bend = left - _PAD - min(_LEFT, 6 + abs(middles[0] - middles[1]) / 8)
        return f"M{left:g} {middles[0]:g} C{bend:g} {middles[0]:g} {bend:g} {middles[1]:g} {left:g} {middles[1]:g}"
    rightward = source.x < target.x
    start = source.x + source.width if rightward else source.x
    end = target.x if rightward else target.x + target.width
    bend = (start + end) / 2
    return f"M{start:g} {middles[0]:g} C{bend:g} {middles[0]:g} {bend:g} {middles[1]:g} {end:g} {middles[1]:g}"


def _text(parent: etree.Element, text: str, x: float, y: float, class_: str) -> None:
    append(parent, "text", text, class_=class_, x=f"{x:g}", y=f"{y:g}", fill="currentColor", stroke="none")


def _table(groups: Sequence[Group], links: Collection[tuple[str, str]]) -> str:
    known = {page.uri for group in groups for page in group.pages}
    between = {(source, target) for source, target in links if source != target and {source, target} <= known}
    leaving, entering = Counter(source for source, _ in between), Counter(target for _, target in between)
    rows = []
    for group in groups:
        for page in group.pages:
            title = f'<a href="{escape(page.href)}">{escape(page.title, quote=False)}</a>'
            rows.append(
                f"<tr><td>{title}</td><td>{escape(group.name, quote=False)}</td>"
                f"<td>{leaving[page.uri]}</td><td>{entering[page.uri]}</td></tr>\n"
            )
    head = "<tr><th>Page</th><th>Part</th><th>Links to pages</th><th>Linked from pages</th></tr>"
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>"
