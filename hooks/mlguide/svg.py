"""SVG: text in, a checked etree out that may stand inside a page.

Only listed elements and attributes pass: no script, no event handler, no style sheet, no address outside the page or
site, no DOCTYPE (and so no entity tricks). `sanitize` drops what is not listed (for the diagram renderer, whose style
sheet we do not want); `violations` names it with its line (for figures, which people draw). `linkedsvg` has the wider
list for drawings that stay files of their own.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_ELEMENTS = frozenset(
    "svg g a title desc defs marker path rect circle ellipse line polyline polygon text tspan".split()
)
_ATTRIBUTES = frozenset(
    """id class transform viewBox preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry width height d points dx dy
    refX refY orient markerWidth markerHeight markerUnits marker-start marker-mid marker-end
    fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity
    text-anchor dominant-baseline font-size font-weight font-style
    role tabindex lang aria-label aria-labelledby aria-describedby aria-roledescription aria-hidden aria-current
    href focusable""".split()
)
_ID_LISTS = ("aria-labelledby", "aria-describedby")
_LOCAL_URL = re.compile(r"url\(#([^)]*)\)")
_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_SAFE_HREF = re.compile(r"(?i)^(?:https?://|#|[^:]*$)")


class SvgError(Exception):
    """Not an SVG that can be read; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Svg:
    """A parsed drawing: its root and the source line of each element."""

    root: etree.Element
    lines: dict[etree.Element, int] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in CSS pixels: of the viewBox, or else of the root's own attributes; (0, 0) if unknown."""
        box = (self.root.get("viewBox") or "").replace(",", " ").split()
        values = box[2:] if len(box) == 4 else [self.root.get("width", "0"), self.root.get("height", "0")]
        try:
            return float(values[0].removesuffix("px")), float(values[1].removesuffix("px"))
        except ValueError:
            return 0.0, 0.0


def parse(text: str, *, doctype: bool = False) -> Svg:
    """Read an SVG document. Raises SvgError if it is malformed, or its root is not svg.

    A DOCTYPE is an error too: unless `doctype` allows one, and then still if it declares anything.
    """
    builder = etree.TreeBuilder()
    parser = expat.ParserCreate()
    lines: dict[etree.Element, int] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        element = builder.start(name, attributes)
        lines[element] = parser.CurrentLineNumber

    def see_doctype(name: str, system: str | None, public: str | None, declares: bool) -> None:
        if declares or not doctype:
            raise SvgError("has a DOCTYPE, which is not allowed", parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data

    def see_instruction(target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise SvgError("has an xml-stylesheet instruction, which is not allowed", parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = see_doctype
    parser.ProcessingInstructionHandler = see_instruction
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise SvgError(f"is not well-formed: {expat.ErrorString(error.code)}", error.lineno) from error
    root = builder.close()
    if root.tag != "svg":
        raise SvgError(f"starts with <{root.tag}>, not <svg>", 1)
    for name in ("xmlns", "xmlns:xlink"):
        root.attrib.pop(name, None)
    return Svg(root, lines)


def violations(svg: Svg) -> Iterator[tuple[int, str]]:
    """Line and description of everything that may not stand in a page, in document order."""
    for element in svg.root.iter():
        line = svg.lines.get(element, 0)
        if element.tag not in _ELEMENTS:
            yield line, f"<{element.tag}> is not allowed"
            continue
        for name, value in element.attrib.items():
            if not _allowed(element.tag, name, value):
                yield line, f"{name}={value!r} of <{element.tag}> is not allowed"


def sanitize(root: etree.Element) -> None:
    """Remove every element and attribute that `violations` would name."""
    for element in list(root.iter()):
        for child in [child for child in element if child.tag not in _ELEMENTS]:
            element.remove(child)
        for name in [name for name, value in element.attrib.items() if not _allowed(element.tag, name, value)]:
            del element.attrib[name]


def prefix_ids(root: etree.Element, prefix: str) -> None:
    """Put `prefix` before every id and every reference to one, so that many drawings can stand in one page.

    A link to an id that the drawing does not have leads to the page around it, and stays as it is.
    """
    own = {f"#{id_}" for element in root.iter() if (id_ := element.get("id"))}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif name in _ID_LISTS:
                element.set(name, " ".join(prefix + one for one in value.split()))
            elif name == "href" and value in own:
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(#" in value:
                element.set(name, _LOCAL_URL.sub(lambda match: f"url(#{prefix}{match[1]})", value))


def drop_unused_ids(root: etree.Element) -> None:
    """Remove markers that nothing points to, and ids that nothing refers to."""
    used = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used.update(_LOCAL_URL.findall(value))
            if name in _ID_LISTS:
                used.update(value.split())
            elif name == "href" and value.startswith("#"):
                used.add(value[1:])
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "marker" and child.get("id") not in used]:
            parent.remove(child)
    for element in root.iter():
        if element.get("id") and element.get("id") not in used:
            del element.attrib["id"]


def round_numbers(root: etree.Element, digits: int = 1) -> None:
    """Round every number in geometry attributes; a tenth of a pixel is finer than any screen shows."""
    for element in root.iter():
        for name in ("d", "x", "y", "width", "height", "transform", "points", "viewBox", "cx", "cy", "r", "rx", "ry"):
            if value := element.get(name):
                element.set(name, _NUMBER.sub(lambda match: _short(float(match[0]), digits), value))


def serialize(root: etree.Element) -> str:
    """The drawing as markup for an HTML page: every element closed by an end tag or "/>", text escaped."""
    return etree.tostring(root, encoding="unicode", short_empty_elements=True)


def _short(number: float, digits: int) -> str:
    return f"{round(number, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")  # + 0.0: no "-0"


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in _ATTRIBUTES or (name == "href" and tag != "a"):
        return False
    if name == "href":
        return _SAFE_HREF.match(value.strip()) is not None
    if name == "aria-label":
        return True
    return "\\" not in value and "url(" not in _LOCAL_URL.sub("", "".join(value.lower().split()))
