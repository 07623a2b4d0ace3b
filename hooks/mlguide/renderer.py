"""The renderer of diagrams: mermaidx with the site's settings. Mermaid's text in, its SVG as drawn out.

`diagramfinish` makes of it what stands in a page.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import version

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
    "c4": {"diagramMarginX": 10, "diagramMarginY": 10, "c4ShapeMargin": 44, "c4ShapeInRow": 2},
}
_ERROR_LINE = re.compile(r"(?:Parse|Lexical) error on line (\d+)")


class DiagramError(Exception):
    """The renderer refused the source; `line` is the line of the source, from 1, or 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def draw(text: str) -> str:
    """The drawing as the renderer makes it. Raises DiagramError with the line of the source that it means."""
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


def identity() -> str:
    """The renderer's version and settings: a drawing made with others is another drawing."""
    packages = " ".join(f"{name} {version(name)}" for name in ("mermaidx", "cssselect2", "tinycss2"))
    return f"{packages} {json.dumps(_RENDERER_CONFIG, sort_keys=True)}"
