"""Styles of a drawn diagram: the renderer's style sheet in, attributes and the site's colours out.

The renderer styles its drawing with a <style> element, in one colour scheme. Here each rule is applied to the elements
that it matches, as presentation attributes, and the style sheet goes. Then colours become the site's: text and lines
follow the scheme, neutral surfaces too, and every other colour becomes one of a series (`var(--series-1)` and so on),
in the order in which the drawing uses them. One drawing so serves light and dark, and needs no inline style.
"""

from __future__ import annotations

import colorsys
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

import cssselect2
import tinycss2
import tinycss2.color3

SERIES = 8

_PROPERTIES = frozenset(
    "fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-opacity opacity "
    "font-size font-weight font-style text-anchor dominant-baseline".split()
)
_HIDDEN = {("display", "none"), ("visibility", "hidden")}
_TEXTS = frozenset({"text", "tspan"})
_GROUPS = frozenset({"g", "svg"})
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_DOT = 6  # radius
_THICK = 17  # width of a line that is a surface: the branches of a mind map are narrower
_UNCOLOURED = frozenset({"none", "transparent", "currentcolor", "inherit", "initial"})
_LOCAL = re.compile(r"url\(", re.IGNORECASE)
_PALE = 0.12  # saturation (HLS) times lightness range below which a colour counts as neutral
_DARK = 0.55  # lightness below which a neutral colour is a line and not a surface


def apply(root: etree.Element) -> None:
    """Turn <style> elements and style attributes into presentation attributes, and drop what they hide."""
    matcher = cssselect2.Matcher()
    for sheet in root.iter("style"):
        for rule in tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                _add(matcher, rule)
    for wrapper in list(cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()):
        element = wrapper.etree_element
        found: dict[str, str] = {}
        for match in sorted(matcher.match(wrapper), key=lambda match: match[:2]):
            found.update(match[3])
        found.update(_declarations(tinycss2.parse_declaration_list(element.attrib.pop("style", ""))))
        for name, value in found.items():
            if name in _PROPERTIES and value and not _LOCAL.search(value):
                element.set(name, value)
            elif (name, value) in _HIDDEN:
                element.set("display", "none")
    _remove(root)


def recolour(root: etree.Element) -> None:
    """Replace the renderer's colours by the site's."""
    series: dict[str, str] = {}
    for element in root.iter():
        for name in ("fill", "stroke"):
            value = element.get(name, "").strip()
            if value and value.lower() not in _UNCOLOURED:
                element.set(name, _colour(value, name, element.tag, series))
        _tell_apart(element)


def _colour(value: str, name: str, tag: str, series: dict[str, str]) -> str:
    parsed = tinycss2.color3.parse_color(value)
    if parsed is None or isinstance(parsed, str):
        return "var(--drawing-line)" if name == "stroke" else "var(--drawing-box)"
    if tag in _TEXTS:
        return "var(--drawing-text)"
    red, green, blue = parsed[:3]
    _, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation * min(lightness, 1 - lightness) * 2 < _PALE:
        if name == "fill" and tag in _GROUPS and lightness < _DARK:  # what their texts inherit
            return "var(--drawing-text)"
        return "var(--drawing-line)" if name == "stroke" or lightness < _DARK else "var(--drawing-box)"
    key = f"{red:.2f} {green:.2f} {blue:.2f}"
    series.setdefault(key, f"--series-{len(series) % SERIES + 1}")
    return f"var({series[key]})" if name == "stroke" else f"var({series[key]}-tint)"


def _tell_apart(element: etree.Element) -> None:
    """A tint alone is too faint for an edge or a dot; a line as thick as a surface is too strong for text on it."""
    fill, stroke = element.get("fill", ""), element.get("stroke", "none")
    if fill.endswith("-tint)") and element.tag not in _GROUPS:
        strong = fill.replace("-tint)", ")")
        if element.tag == "circle" and float(element.get("r", "0")) <= _DOT:
            element.set("fill", strong)
        elif stroke == "none" or element.get("stroke-width") == "0":
            element.attrib.update({"stroke": strong, "stroke-width": "1"})
    width = element.get("stroke-width", "1").removesuffix("px")
    if stroke.startswith("var(--series") and _NUMBER.match(width) and float(width) > _THICK:
        element.set("stroke", stroke.replace(")", "-tint)"))


def _add(matcher: cssselect2.Matcher, rule: tinycss2.ast.QualifiedRule) -> None:
    payload = dict(_declarations(tinycss2.parse_declaration_list(rule.content)))
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except cssselect2.SelectorError:  # one that the drawing does not need: :hover, ::after
        return
    for selector in selectors:
        matcher.add_selector(selector, payload)


def _declarations(nodes: list[tinycss2.ast.Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.type == "declaration":
            yield node.lower_name, tinycss2.serialize(node.value).strip()


def _remove(root: etree.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "style" or child.get("display") == "none":
                parent.remove(child)
