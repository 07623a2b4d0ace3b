"""Diagrams: a ```mermaid fence in, static SVG out, drawn at build time by mermaidx and cached by content.

What the renderer draws is made fit for a page: its style sheet is dropped (the site's colours the classes, light and
dark), labels are centred in their boxes whatever font the reader has, ids are made unique, width and height are real,
and states can be links. What is too wide for a phone and runs from left to right is drawn for it a second time, from
top to bottom. `accTitle` and `accDescr` are required. A syntax error is reported at its line in the page.

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
from pathlib import Path

from . import diagramfinish, diagramlinks, diagramstyle, diagramtext, diagramturn, paths, renderer, statediagram, svg
from .diagramfinish import diagram_type, finish
from .diagramturn import turned
from .problems import Problem
from .renderer import DiagramError
from .source import Source

_MAKERS = (diagramfinish, diagramstyle, diagramtext, diagramturn, statediagram, svg)
_PREFIX = "diagram-\ue000-"  # a private character: no text of a diagram has it
MAX_CHARACTERS = 500_000
_WIDE = 460  # on a phone a wider diagram keeps its size and scrolls in its own box
_LARGE = 1000  # wider ones would shrink until nobody can read them: they scroll on every screen
_HOW_TO_MEND = "compare with Mermaid's syntax for this diagram type, or mark the fence `live`"


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
    links = {**_clicked(context, text, line), **context.links(text)}
    kept = _entry(f"{_version()}\npage\n{text}", context.cache_dir, "html")
    html = None if links else _read(kept)
    if html is None:
        try:
            context.draw(text)
            html = _finished(render(text, context.cache_dir), _narrow(context, text), text, links)
        except DiagramError as error:
            at = line + error.line if line and error.line else line
            context.report(Problem(context.source().file, at, 0, f"diagram cannot be drawn: {error}", _HOW_TO_MEND))
            return _error_box(str(error), text)
        if not links:
            _write(kept, html)
    return html.replace(_PREFIX, f"diagram-{context.number()}-")


def needs_turning(text: str, cache_dir: Path) -> str:
    """The source for narrow screens of a diagram whose drawing is known and wide; "" if it needs none."""
    if not (other := turned(text)):
        return ""
    try:
        return other if _width(svg.parse(render(text, cache_dir)).root) > _WIDE else ""
    except DiagramError:  # which the page reports
        return ""


def _narrow(context: DiagramContext, text: str) -> str:
    """The drawing for narrow screens; "" if there is none, or if it is too wide as well."""
    if not (other := needs_turning(text, context.cache_dir)):
        return ""
    try:
        context.draw(other)
        drawing = render(other, context.cache_dir)
    except DiagramError:  # the wide one can be drawn, and scrolls
        return ""
    return drawing if _width(svg.parse(drawing).root) <= _WIDE else ""


def _finished(drawing: str, narrow: str, text: str, links: Mapping[str, StateLink]) -> str:
    """What stands in a page, with `_PREFIX` before each id."""
    kind = diagram_type(text)
    shown = _figure(_linked(drawing, links, _PREFIX), kind, "diagram-turned" if narrow else "")
    if narrow:
        shown += _figure(_linked(narrow, links, f"{_PREFIX}narrow-"), kind, "diagram-narrow", " data-search-exclude")
    return shown + diagramtext.as_html(kind, text)


def _linked(drawing: str, links: Mapping[str, StateLink], prefix: str) -> etree.Element:
    root = svg.parse(drawing).root
    _link_states(root, links)
    svg.drop_unused_ids(root)
    svg.prefix_ids(root, prefix)
    return root


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
    cached = _read(path)
    return _render_anew(text, path) if cached is None else cached


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
        drawn = finish(renderer.draw(text), text)
        if len(drawn) > MAX_CHARACTERS:
            raise DiagramError(f"it has {len(drawn):,} characters; at most {MAX_CHARACTERS:,} go into a page", 0)
    except DiagramError as error:
        paths.write_text(mistake, json.dumps([str(error), error.line]))
        raise
    _write(path, drawn)
    return drawn


@cache
def _version() -> str:
    """Of all that makes a drawing: the renderer, and the code that finishes what it draws and puts it into a page."""
    files = (__file__, *(module.__file__ or "" for module in _MAKERS))
    code = b"".join(Path(file).read_bytes() for file in files)
    return f"{renderer.identity()} {hashlib.sha256(code).hexdigest()}"


def cache_path(text: str, cache_dir: Path) -> Path:
    """Where the drawing of `text` is kept: named by its content, the renderer's version and settings."""
    return _entry(f"{_version()}\n{text}", cache_dir, "svg")


def _entry(content: str, cache_dir: Path, ending: str) -> Path:
    return cache_dir / f"{hashlib.sha256(content.encode()).hexdigest()}.{ending}"


def _write(path: Path, text: str) -> None:
    """Keep `text` in the cache, after a line with its hash."""
    paths.write_text(path, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")


def _read(path: Path) -> str | None:
    """What the cache keeps, or None if it keeps nothing, or not what was written."""
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if hashlib.sha256(text.encode()).hexdigest() == digest else None


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


def _width(root: etree.Element) -> float:
    return float(root.get("width", "0"))


def _figure(root: etree.Element, kind: str, class_: str, more: str = "") -> str:
    width = _width(root)
    wide = " diagram-wide" if width > _WIDE else ""
    wide += " diagram-large" if width > _LARGE else ""
    wide += f" {class_}" if class_ else ""
    title = escape(root.findtext("title", "") or "without a title")
    scrolls = f' tabindex="0" role="region" aria-label="Diagram: {title}"' if width > _WIDE else ""
    return f'<div class="diagram diagram-{escape(kind)}{wide}"{scrolls}{more}>{svg.serialize(root)}</div>'


def _link_states(root: etree.Element, links: Mapping[str, StateLink]) -> None:
    """Wrap linked states in <a>; a composite state becomes one link with all it holds, if nothing in it is one."""
    parents = {child: parent for parent in root.iter() for child in parent}
    states = {element: state for element in root.iter("g") if (state := _take_state(element))}
    for element, state in states.items():
        if state not in links:
            continue
        target = element
        if "statediagram-cluster" in element.get("class", "").split():
            whole = parents[parents[element]]
            inner = [states[one] for one in whole.iter("g") if one is not element and one in states]
            target = element if any(one in links for one in inner) else whole
        _wrap(parents[target], target, links[state])


def _take_state(element: etree.Element) -> str:
    """The state that a group draws; "" if none. It stands among the group's classes, and is taken from there."""
    classes = element.get("class", "").split()
    found = [name.removeprefix("id:") for name in classes if name.startswith("id:")]
    if found:
        element.set("class", " ".join(name for name in classes if not name.startswith("id:")))
    return found[0] if found else ""


def _wrap(parent: etree.Element, target: etree.Element, link: StateLink) -> None:
    anchor = etree.Element("a", {"href": link.href})
    if link.css_class:
        anchor.set("class", link.css_class)
    position = list(parent).index(target)
    parent.remove(target)
    parent.insert(position, anchor)
    anchor.append(target)
