"""SVG files shown by <img>: what drawing programs export passes, what a drawing has no use for does not.

In such an image a browser runs no script and fetches nothing, but the same file opened by its own address would. So
scripts, event handlers, foreign content, animation and every address outside the file are named; gradients, masks,
style sheets, embedded bitmaps and what Inkscape or Matplotlib add for themselves are not. A drawing that stands in the
page itself is held to `svg.violations`, which allows far less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import svg

# https://www.w3.org/TR/SVG2/eltindex.html without scripting, animation, embedded content and audio or video.
_ELEMENTS = frozenset(
    """svg g a title desc defs marker path rect circle ellipse line polyline polygon text tspan textPath switch symbol
    use image style metadata clipPath mask pattern linearGradient radialGradient stop filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence""".split()
)
_ACTIVE_NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
_EMBEDDED = re.compile(r"(?i)^data:image/(?:png|jpeg|gif|webp|avif);base64,")
_EMBEDDED_FONT = re.compile(r"(?i)^data:(?:application/)?(?:x-)?font[/-]")
_LINK = re.compile(r"(?i)^(?:https?://|#|[^:]*$)")


def violations(drawing: svg.Svg) -> Iterator[tuple[int, str]]:
    """Line and description of everything that a drawing in an <img> may not hold, in document order."""
    for element in drawing.root.iter():
        line = drawing.lines.get(element, 0)
        if element.tag not in _ELEMENTS and ":" not in element.tag:  # with ":" it is a program's own, and inert
            yield line, f"<{element.tag}> is not allowed"
            continue
        if element.tag == "style" and (found := _outside("".join(element.itertext()))):
            yield line, f"<style> refers to {found!r}, outside the file"
        for name, value in element.attrib.items():
            if found := _attribute(element.tag, name, value):
                yield line, f"{name}={value[:80]!r} of <{element.tag}> {found}"


def _attribute(tag: str, name: str, value: str) -> str:
    """What is wrong with an attribute; "" if nothing."""
    local = name.rpartition(":")[2].lower()
    if name.startswith("xmlns:") and value.strip() in _ACTIVE_NAMESPACES:
        return "gives what is drawn another name: declare it as the default"
    if local.startswith("on"):
        return "is not allowed"
    if local in {"href", "src"}:
        allowed = _LINK if tag == "a" else _EMBEDDED if tag == "image" else None
        if not (value.startswith("#") or (allowed is not None and allowed.match(value.strip()))):
            return "is not allowed" if tag == "a" else "refers to something outside the file"
    elif ("(" in value or "\\" in value) and (found := _outside(value)):
        return f"refers to {found!r}, outside the file"
    return ""


def _outside(css: str) -> str:
    """The first address outside the file in a style sheet, declarations, or one value; "" if there is none."""
    import tinycss2  # noqa: PLC0415 - 10 ms, and few drawings have styles

    waiting = tinycss2.parse_component_value_list(css)
    while waiting:
        token = waiting.pop(0)
        if token.type == "at-keyword" and token.lower_value == "import":
            return "@import"
        if token.type == "function" and token.lower_name in {"url", "src", "image", "image-set"}:
            address = next((one.value for one in token.arguments if one.type in {"string", "url"}), "?")
        elif token.type == "url":
            address = token.value
        else:
            waiting[:0] = getattr(token, "content", None) or getattr(token, "arguments", None) or []
            continue
        if not (address.startswith("#") or _EMBEDDED.match(address) or _EMBEDDED_FONT.match(address)):
            return address
    return ""
