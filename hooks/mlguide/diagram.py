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

from . import diagramlinks, diagramstyle, diagramtext, paths, svg
from .problems import Problem
from .source import Source

# Neutral surfaces, and colours that differ from each other for whatever is a series: `diagramstyle` makes them ours.
_SERIES = ("#4477aa", "#cc3311", "#228833", "#ccaa00", "#00aacc", "#aa3377", "#ee7733", "#887766")
_THEME: dict[str, object] = {
    "primaryColor": "#eeeeee",
    "primaryBorderColor": "#777777",
    "secondaryColor": "#e4e4e4",
    "tertiaryColor": "#f4f4f4",
    "noteBkgColor": "#f0f0f0",
    "noteBorderColor": "#777777",
    "activationBkgColor": "#dddddd",
    "taskBkgColor": _SERIES[0],
    "activeTaskBkgColor": _SERIES[4],
    "doneTaskBkgColor": _SERIES[2],
    "critBkgColor": _SERIES[1],
    "quadrantPointFill": _SERIES[0],
    "xyChart": {"backgroundColor": "#ffffff", "plotColorPalette": ",".join(_SERIES)},
    **{f"pie{number}": colour for number, colour in enumerate(_SERIES, 1)},
    **{f"cScale{number}": colour for number, colour in enumerate(_SERIES)},
    **{f"git{number}": colour for number, colour in enumerate(_SERIES)},
    **{f"fillType{number}": colour for number, colour in enumerate(_SERIES)},
}
_RENDERER_CONFIG: dict[str, object] = {
    "theme": "base",
    "themeVariables": _THEME,
    "fontFamily": "DejaVu Sans",  # what mermaidx measures with; wider than what readers have, so labels fit
    "htmlLabels": False,
    "handDrawnSeed": 1,  # notes are drawn with random strokes otherwise
    # Narrow boxes, close together: the four stages fit the text column at a size that can be read. State diagrams too.
    "flowchart": {"wrappingWidth": 120, "rankSpacing": 34, "nodeSpacing": 34},
    "sankey": {"linkColor": "source"},
    "gantt": {"useWidth": 760, "fontSize": 13, "sectionFontSize": 13, "barHeight": 26, "barGap": 6, "leftPadding": 100},
    "gitGraph": {"rotateCommitLabel": False},
    "quadrantChart": {"pointTextPadding": 9},
}
# Types whose labels the renderer lets start at the left edge of their box: they are anchored in its middle instead.
_BOXES = frozenset({"state", "flowchart", "block", "mindmap", "kanban"})
_KEYWORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
MAX_CHARACTERS = 500_000
_MARGIN = 12
_WIDE = 460  # on a phone a wider diagram keeps its size and scrolls in its own box
_LARGE = 1000  # wider ones would shrink until nobody can read them: they scroll on every screen
_TITLE_DROP = 5  # the title of a composite state touches its upper border otherwise
_NODE_ID = re.compile(r"^my-svg-(?:state|flowchart|classId)-(?P<id>.+)-\d+$")
_TRANSLATE = re.compile(r"^translate\((?P<x>[-\d.e]+)[, ]+(?P<y>[-\d.e]+)\)$")
_HOW_TO_MEND = "compare with Mermaid's syntax for this diagram type, or mark the fence `live`"
_FRONT_MATTER = re.compile(r"^\s*---\n.*?\n---\n", re.DOTALL)
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
    """What the fence needs of its surroundings.

    `links` gives the links of the states of a fence's source; `page_link` the address of a page by its path as written
    in the page at work, or "" and a suggestion. `draw` may draw ahead into the cache, and raise DiagramError.
    """

    cache_dir: Path
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    links: Callable[[str], Mapping[str, StateLink]] = lambda _: {}
    number: Callable[[], int] = lambda: 1
    live: Callable[[], None] = lambda: None
    page_link: Callable[[str], tuple[str, str]] = lambda path: (path, "")
    draw: Callable[[str], None] = lambda _: None
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
        context.draw(text)
        drawing = render(text, context.cache_dir)
    except DiagramError as error:
        at = line + error.line if line and error.line else line
        context.report(Problem(context.source().file, at, 0, f"diagram cannot be drawn: {error}", _HOW_TO_MEND))
        return _error_box(str(error), text)
    root = svg.parse(drawing).root
    _link_states(root, {**_clicked(context, text, line), **context.links(text)})
    svg.drop_unused_ids(root)
    svg.prefix_ids(root, f"diagram-{context.number()}-")
    kind = diagram_type(text)
    return _figure(root, kind) + diagramtext.as_html(kind, text)


def _clicked(context: DiagramContext, text: str, fence_line: int) -> dict[str, StateLink]:
    """The links of the diagram's own `click` lines; those that lead nowhere are reported."""
    found = {}
    for click in diagramlinks.clicks(text):
        address, message, suggestion = diagramlinks.resolve(click, context.page_link)
        if message:
            line = fence_line + click.line if fence_line else 0
            context.report(Problem(context.source().file, line, 0, message, suggestion))
        else:
            found[click.id] = StateLink(address)
    return found


def render(text: str, cache_dir: Path) -> str:
    """The finished SVG of a diagram, from the cache if it was drawn before. Raises DiagramError.

    A mistake is kept as well: finding it takes as long as drawing.
    """
    path = cache_path(text, cache_dir)
    try:
        cached = path.read_text(encoding="utf-8")
        svg.parse(cached)
    except (OSError, UnicodeDecodeError, svg.SvgError):
        return _render_anew(text, path)
    return cached


def is_known(text: str, cache_dir: Path) -> bool:
    """Whether the cache has the drawing of `text`, or its mistake."""
    path = cache_path(text, cache_dir)
    return path.exists() or path.with_suffix(".json").exists()


def _render_anew(text: str, path: Path) -> str:
    mistake = path.with_suffix(".json")
    try:
        message, line = json.loads(mistake.read_text(encoding="utf-8"))
        line = int(line)
    except (OSError, ValueError, TypeError):  # none is known, or the file is damaged
        pass
    else:
        raise DiagramError(str(message), line)
    try:
        drawn = _finish(_draw(text), text)
        if len(drawn) > MAX_CHARACTERS:
            raise DiagramError(f"it has {len(drawn):,} characters; at most {MAX_CHARACTERS:,} go into a page", 0)
    except DiagramError as error:
        paths.write_text(mistake, json.dumps([str(error), error.line]))
        raise
    paths.write_text(path, drawn)
    return drawn


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
    """Of all that makes a drawing: the renderer, its settings, and the code that finishes what it draws."""
    code = b"".join(Path(path or "").read_bytes() for path in (__file__, diagramstyle.__file__, svg.__file__))
    packages = " ".join(version(name) for name in ("mermaidx", "cssselect2", "tinycss2"))
    return f"{packages} {hashlib.sha256(code).hexdigest()} {json.dumps(_RENDERER_CONFIG, sort_keys=True)}"


def _fence_line(context: DiagramContext, text: str) -> int:
    key = (context.source().file, text)
    nth = context.seen.get(key, 0)
    context.seen[key] = nth + 1
    found = context.source().find_fence(text, nth)
    return found.line if found else 0


def _missing_texts(text: str) -> list[tuple[str, str]]:
    starts = [line.strip() for line in text.split("\n")]
    missing = []
    if not any(re.match(r"(?:%%\s*)?accTitle\s*:\s*\S", line) for line in starts):
        missing.append(("diagram has no title for readers who cannot see it", "add a line `accTitle: ...`"))
    if not any(re.match(r"(?:%%\s*)?accDescr\s*(:\s*\S|\{)", line) for line in starts):
        missing.append(("diagram has no description for readers who cannot see it", "add a line `accDescr: ...`"))
    return missing


def _error_box(message: str, text: str) -> str:
    return (
        f'<div class="problems"><p><strong>This diagram cannot be drawn:</strong> {escape(message)}</p>'
        f"<pre><code>{escape(text)}</code></pre></div>"
    )


def _figure(root: etree.Element, kind: str) -> str:
    width = float(root.get("width", "0"))
    wide = " diagram-wide" if width > _WIDE else ""
    wide += " diagram-large" if width > _LARGE else ""
    title = escape(root.findtext("title", "") or "without a title")
    scrolls = f' tabindex="0" role="region" aria-label="Diagram: {title}"' if wide else ""
    return f'<div class="diagram diagram-{escape(kind)}{wide}"{scrolls}>{svg.serialize(root)}</div>'


def diagram_type(text: str) -> str:
    """The type of a diagram: "state", "flowchart", "sequence" ... in lower case, without "Diagram" and "-beta"."""
    lines = (line.strip() for line in _FRONT_MATTER.sub("", text).split("\n"))
    first = next((line for line in lines if line and not line.startswith("%%")), "")
    keyword = _KEYWORD.match(first)
    name = (keyword[0] if keyword else "").lower().removesuffix("diagram")
    return {"graph": "flowchart", "c4context": "c4", "c4container": "c4"}.get(name, name)


def _finish(drawn: str, text: str) -> str:
    """Reduce the renderer's SVG to what a page needs; deterministic, and independent of where it is shown."""
    parsed = svg.parse(drawn)
    root = parsed.root
    node_ids = {element: match["id"] for element in root.iter() if (match := _NODE_ID.match(element.get("id", "")))}
    for element in root.iter():
        if element in node_ids:
            element.set("class", f"{element.get('class', '')} id:{node_ids[element]}".strip())
    _open_switches(root)
    diagramstyle.apply(root)
    svg.sanitize(root)
    diagramstyle.recolour(root)
    _drop_empty(root)
    if diagram_type(text) in _BOXES:
        _center_labels(root)
    _merge_words(root)
    _describe(root, text)
    if diagram_type(text) == "sankey":
        _sankey(root)
    width, height = svg.Svg(root).size
    root.attrib.update(
        {"width": f"{width:.0f}", "height": f"{height:.0f}", "fill": "var(--drawing-text)", "stroke": "none"}
    )
    root.attrib.pop("id", None)
    svg.round_numbers(root)
    return svg.serialize(root)


def _sankey(root: etree.Element) -> None:
    """Names above the flows, which are drawn after them, and flows as tints that text can stand on."""
    for parent in list(root.iter()):
        for labels in [child for child in parent if "node-labels" in child.get("class", "")]:
            parent.remove(labels)
            root.append(labels)
    for element in root.iter():
        if element.tag in ("g", "path"):
            element.attrib.pop("stroke-opacity", None)
        if element.tag == "path" and element.get("stroke", "").startswith("var(--series"):
            element.set("stroke", element.get("stroke", "").replace("-tint", "").replace(")", "-tint)"))
    left, top, width, height = (float(part) for part in root.get("viewBox", "0 0 0 0").split())
    root.set("viewBox", f"{left:g} {top - _MARGIN:g} {width:g} {height + 2 * _MARGIN:g}")


def _open_switches(root: etree.Element) -> None:
    """Of HTML and SVG text for the same label, keep the latter."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "switch":
                position = list(parent).index(child)
                parent.remove(child)
                for text in [one for one in child if one.tag == "text"]:
                    parent.insert(position, text)


def _describe(root: etree.Element, text: str) -> None:
    """Title and description where the renderer leaves them out; some types have no syntax for them but a comment."""
    for number, (tag, name) in enumerate((("title", "accTitle"), ("desc", "accDescr"))):
        found = re.search(rf"^\s*(?:%%\s*)?{name}\s*(?::\s*(\S.*)|\{{([^}}]*)\}})$", text, re.MULTILINE)
        if found and root.find(tag) is None:
            described = etree.Element(tag, {"id": f"my-svg-{tag}"})
            described.text = " ".join((found[1] or found[2]).split())
            root.insert(number, described)
            root.set("aria-labelledby" if tag == "title" else "aria-describedby", f"my-svg-{tag}")


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
        text.set("stroke", "none")
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
