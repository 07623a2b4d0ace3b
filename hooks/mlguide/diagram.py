"""Diagrams: a ```mermaid fence in, static SVG out, drawn at build time by mermaidx and cached by content.

What the renderer draws is made fit for a page: its style sheet is dropped (the site's colours the classes, light and
dark), labels are centred in their boxes whatever font the reader has, ids are made unique, width and height are real,
and states can be links. `accTitle` and `accDescr` are required. A syntax error is reported at its line in the page.

```mermaid live is handed to mkdocs-mermaid2-plugin, which draws it in the reader's browser.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.metadata import version
from pathlib import Path

from . import paths, svg
from .problems import Problem
from .source import Source

# Part of the cache key: raise it when `_finish` changes what it writes.
_FORMAT = 2
_RENDERER_CONFIG: dict[str, object] = {
    "theme": "base",
    "fontFamily": "DejaVu Sans",  # what mermaidx measures with; wider than what readers have, so labels fit
    "htmlLabels": False,
    "handDrawnSeed": 1,  # notes are drawn with random strokes otherwise
    # Narrow boxes, close together: the four stages fit the text column at a size that can be read. State diagrams too.
    "flowchart": {"wrappingWidth": 120, "rankSpacing": 34, "nodeSpacing": 34},
}
_WIDE = 460  # on a phone a wider diagram keeps its size and scrolls in its own box
_TITLE_DROP = 5  # the title of a composite state touches its upper border otherwise
_STYLE_ATTRIBUTES = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray", "font-weight", "opacity"})
_NODE_ID = re.compile(r"^my-svg-(?:state|flowchart)-(?P<id>.+)-\d+$")
_TRANSLATE = re.compile(r"^translate\((?P<x>[-\d.e]+)[, ]+(?P<y>[-\d.e]+)\)$")
_HOW_TO_MEND = "compare with Mermaid's syntax for this diagram type, or mark the fence `live`"
_ERROR_LINE = re.compile(r"(?:Parse|Lexical) error on line (\d+)")


class DiagramError(Exception):
    """The renderer refused the source; `line` is the line of the source, from 1, or 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class StateLink:
    """Where a state or node of a diagram leads, and the class its shape gets ("stage-data")."""

    href: str
    css_class: str = ""


@dataclass
class DiagramContext:
    """What the fence needs of its surroundings. `links` gives the links of the states of a fence's source."""

    cache_dir: Path
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    links: Callable[[str], Mapping[str, StateLink]] = lambda _: {}
    number: Callable[[], int] = lambda: 1
    live: Callable[[], None] = lambda: None
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def fence(context: DiagramContext, text: str, *, live: bool) -> str:
    """The HTML of one fence: a static drawing, a live one, or a box with the source if it cannot be drawn."""
    if live:
        context.live()
        return f'<div class="mermaid">{escape(text, quote=False)}\n</div>'
    line = _fence_line(context, text)
    for message, suggestion in _missing_texts(text):
        context.report(Problem(context.source().file, line, 0, message, suggestion))
    try:
        drawing = render(text, context.cache_dir)
    except DiagramError as error:
        at = line + error.line if line and error.line else line
        context.report(Problem(context.source().file, at, 0, f"diagram cannot be drawn: {error}", _HOW_TO_MEND))
        return _error_box(str(error), text)
    root = svg.parse(drawing).root
    _link_states(root, context.links(text))
    svg.drop_unused_ids(root)
    svg.prefix_ids(root, f"diagram-{context.number()}-")
    return _figure(root)


def render(text: str, cache_dir: Path) -> str:
    """The finished SVG of a diagram, from the cache if it was drawn before. Raises DiagramError."""
    path = cache_path(text, cache_dir)
    try:
        cached = path.read_text(encoding="utf-8")
        svg.parse(cached)
    except (OSError, UnicodeDecodeError, svg.SvgError):
        drawn = _finish(_draw(text))
        paths.write_text(path, drawn)
        return drawn
    return cached


def cache_path(text: str, cache_dir: Path) -> Path:
    """Where the drawing of `text` is kept: named by its content, the renderer's version and settings."""
    key = hashlib.sha256(f"{_renderer_version()}\n{text}".encode()).hexdigest()
    return cache_dir / f"{key}.svg"


def _draw(text: str) -> str:
    # 0.1 s to load and a JavaScript engine to start: only when something is not in the cache
    import mermaidx  # noqa: PLC0415

    try:
        return str(mermaidx.render(text, config=_RENDERER_CONFIG, backend="quickjs").svg())
    except RuntimeError as error:
        raise _explain(str(error), text) from error
    except Exception as error:  # superfences would swallow it and show the fence as code, without a word
        raise DiagramError(f"renderer failed: {type(error).__name__}: {error}", 0) from error


def _explain(said: str, text: str) -> DiagramError:
    """The renderer's message in one line, with the line of the source that it means."""
    said = said.removeprefix("Mermaid rendering failed: ").removeprefix("Error: ")
    found = _ERROR_LINE.search(said)
    if found is None:
        if "UnknownDiagramError" in said:
            first = (text.strip().split("\n") or [""])[0]
            return DiagramError(f'unknown diagram type "{first[:40]}"', 1)
        return DiagramError(" ".join(said.split())[:200], 0)
    # The renderer counts from its own first line and points at the token after the mistake.
    line = min(int(found[1]), len(text.rstrip().split("\n")))
    quoted = text.split("\n")[line - 1].strip()
    kind = "unexpected text" if "Lexical" in said else "syntax error"
    return DiagramError(f"{kind} at or before `{quoted[:80]}`", line)


@cache
def _renderer_version() -> str:
    return f"{_FORMAT} {version('mermaidx')} {json.dumps(_RENDERER_CONFIG, sort_keys=True)}"


def _fence_line(context: DiagramContext, text: str) -> int:
    key = (context.source().file, text)
    nth = context.seen.get(key, 0)
    context.seen[key] = nth + 1
    found = context.source().find_fence(text, nth)
    return found.line if found else 0


def _missing_texts(text: str) -> list[tuple[str, str]]:
    starts = [line.strip() for line in text.split("\n")]
    missing = []
    if not any(re.match(r"accTitle\s*:\s*\S", line) for line in starts):
        missing.append(("diagram has no title for readers who cannot see it", "add a line `accTitle: ...`"))
    if not any(re.match(r"accDescr\s*(:\s*\S|\{)", line) for line in starts):
        missing.append(("diagram has no description for readers who cannot see it", "add a line `accDescr: ...`"))
    return missing


def _error_box(message: str, text: str) -> str:
    return (
        f'<div class="problems"><p><strong>This diagram cannot be drawn:</strong> {escape(message)}</p>'
        f"<pre><code>{escape(text)}</code></pre></div>"
    )


def _figure(root: etree.Element) -> str:
    wide = float(root.get("width", "0")) > _WIDE
    attributes = ' class="diagram diagram-wide" tabindex="0"' if wide else ' class="diagram"'
    return f"<div{attributes}>{svg.serialize(root)}</div>"


def _finish(drawn: str) -> str:
    """Reduce the renderer's SVG to what a page needs; deterministic, and independent of where it is shown."""
    parsed = svg.parse(drawn)
    root = parsed.root
    node_ids = {element: match["id"] for element in root.iter() if (match := _NODE_ID.match(element.get("id", "")))}
    for element in root.iter():
        if element in node_ids:
            element.set("class", f"{element.get('class', '')} id:{node_ids[element]}".strip())
        _style_to_attributes(element)
    svg.sanitize(root)
    _drop_empty(root)
    _center_labels(root)
    _merge_words(root)
    width, height = parsed.size
    root.attrib.update({"width": f"{width:.0f}", "height": f"{height:.0f}", "fill": "none", "stroke": "currentColor"})
    root.attrib.pop("id", None)
    svg.round_numbers(root)
    return svg.serialize(root)


def _style_to_attributes(element: etree.Element) -> None:
    """Authors' colours as presentation attributes: a content security policy may forbid inline styles."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _STYLE_ATTRIBUTES and value:
            element.set(name, value.removesuffix("!important").strip())


def _drop_empty(root: etree.Element) -> None:
    """Remove label backgrounds without size, texts without text, and groups that are left with nothing."""
    for parent in list(root.iter())[::-1]:
        for child in list(parent):
            nothing = not len(child) and not (child.text or "").strip()
            sizeless = child.tag == "rect" and not child.get("width")
            if sizeless or (nothing and child.tag in {"g", "text", "tspan", "defs"}):
                parent.remove(child)


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
        text.attrib.update({"fill": "currentColor", "stroke": "none"})
        for line in text:
            words = "".join(line.itertext())
            for child in list(line):
                line.remove(child)
            line.text = words


def _link_states(root: etree.Element, links: Mapping[str, StateLink]) -> None:
    """Wrap linked states in <a>; a composite state becomes one link with all that it contains."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in list(root.iter("g")):
        classes = element.get("class", "").split()
        state = next((name.removeprefix("id:") for name in classes if name.startswith("id:")), None)
        if state is None:
            continue
        element.set("class", " ".join(name for name in classes if not name.startswith("id:")))
        if state in links:
            target = element
            if "statediagram-cluster" in classes:
                target = parents[parents[element]]
            _wrap(parents[target], target, links[state])


def _wrap(parent: etree.Element, target: etree.Element, link: StateLink) -> None:
    anchor = etree.Element("a", {"href": link.href})
    if link.css_class:
        anchor.set("class", link.css_class)
    position = list(parent).index(target)
    parent.remove(target)
    parent.insert(position, anchor)
    anchor.append(target)
