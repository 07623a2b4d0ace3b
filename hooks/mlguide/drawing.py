"""SVG drawings among the figures: checked if a page shows them, put into the page itself if the author says `.inline`.

In:  an <img> and the text of its SVG file.
Out: the drawing with its links counted from the page, its ids kept apart from all others, a name and a description.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown.util import AtomicString

from . import linkedsvg, paths, svg
from .problems import Problem


@dataclass(frozen=True)
class Drawing:
    """A drawing that could be read, or None, and everything that is wrong with the file, at its own lines."""

    svg: svg.Svg | None
    problems: list[Problem]


def read(path: Path, shown_as: str, *, inline: bool) -> Drawing:
    """Read and check the file; `shown_as` names it in messages. What stands in the page itself must have a size."""
    try:
        parsed = svg.parse(paths.read_text(path), doctype=not inline)
    except (svg.SvgError, paths.UnreadableFileError) as error:
        return Drawing(None, [Problem(shown_as, error.line, 0, str(error), "mend the drawing")])
    violations = svg.violations(parsed) if inline else linkedsvg.violations(parsed)
    found = [Problem(shown_as, line, 0, message, "remove it") for line, message in violations]
    if inline and not found and min(parsed.size) <= 0:
        found = [Problem(shown_as, 1, 0, "drawing has no viewBox", 'add viewBox="0 0 W H"')]
    return Drawing(parsed, found)


def embed(parsed: svg.Svg, image: etree.Element, prefix: str, below_docs: str, page: str) -> etree.Element:
    """The drawing as it stands in `page` in place of `image`; `below_docs` is the path that its links count from."""
    root = parsed.root
    svg.prefix_ids(root, prefix)
    _describe(root, image.get("alt", ""), prefix)
    for anchor in root.iter("a"):
        target = urlsplit(anchor.get("href", ""))
        if target.path and not target.scheme:
            leads_to = paths.resolve(below_docs, unquote(target.path)) or target.path
            fragment = f"#{target.fragment}" if target.fragment else ""
            anchor.set("href", paths.relative(page, leads_to) + fragment)
    root.attrib.pop("id", None)
    if label := image.get("id"):
        root.set("id", label)
    root.set("class", " ".join(filter(None, ["drawing", root.get("class")])))
    return root


def _describe(root: etree.Element, text: str, prefix: str) -> None:
    """Name the drawing for screen readers: its own title, and the author's alternative text as description."""
    root.set("role", "graphics-document")
    title, description = root.find("title"), root.find("desc")
    if title is None:
        title = etree.Element("title")
        title.text = text
        root.insert(0, title)
    if description is None:
        description = etree.Element("desc")
        root.insert(1, description)
    description.text = AtomicString(text or description.text or "")
    title.set("id", prefix + "title")
    description.set("id", prefix + "desc")
    root.set("aria-labelledby", prefix + "title")
    root.set("aria-describedby", prefix + "desc")
