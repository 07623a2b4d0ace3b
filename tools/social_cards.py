"""The picture that a link to a page shows where it is shared: one for each page of a finished site, drawn by Chromium.

Usage: social_cards.py SITE FOLDER

Title, description and part of the guide, with the stage's color; 1200 by 630 pixels. The next build publishes what it
finds in FOLDER, for a site that knows its address.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

import book
import tinyhtml5

from chromium import launch

ROOT = Path(__file__).resolve().parent.parent
_COLORS = {"Scoping": "#7556bd", "Data": "#0e4a6e", "Modeling": "#7a3600", "Deployment": "#15795a"}
_PLAIN = "#1d2733"
_STYLE = """
body { display: flex; flex-direction: column; box-sizing: border-box; width: 1200px; height: 630px; margin: 0; }
body { padding: 70px 80px; border-left: 28px solid var(--stage); background: #fbfaf7; color: #1d2733; }
body { font-family: system-ui, "DejaVu Sans", sans-serif; }
.part { color: var(--stage); font-size: 30px; font-weight: 700; }
h1 { margin: 18px 0 26px; font-size: 68px; line-height: 1.12; letter-spacing: -0.015em; }
p { margin: 0; font-size: 31px; line-height: 1.4; color: #4c5866; }
.site { margin-top: auto; font-size: 28px; font-weight: 600; }
"""


def main(site: Path, folder: Path) -> None:
    """Draw them all."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with launch() as browser:
        tab = browser.new_page(viewport={"width": 1200, "height": 630})
        for part, uri in book.navigation(ROOT / "mkdocs.yml"):
            title, description = facts(site / book.folder_of(uri) / "index.html")
            tab.set_content(card(title, description, part))
            tab.screenshot(path=folder / name(uri))
            count += 1
    print(f"{folder}: {count} pictures")


def name(uri: str) -> str:
    """The file of a page's picture."""
    return f"{uri.removesuffix('.md').replace('/', '-')}.png"


def facts(page: Path) -> tuple[str, str]:
    """Title and description of a finished page."""
    document = tinyhtml5.parse(page.read_text("utf-8"))
    heading = next(one for one in document.iter(f"{{{book.HTML}}}h1"))
    words = [heading.text or "", *(child.tail or "" for child in heading)]
    metas = {one.get("name"): one.get("content") or "" for one in document.iter(f"{{{book.HTML}}}meta")}
    return " ".join("".join(words).split()), metas.get("description", "")


def card(title: str, description: str, part: str) -> str:
    """The page that is photographed."""
    color = _COLORS.get(part, _PLAIN)
    return (
        f'<!doctype html><meta charset="utf-8"><style>:root {{ --stage: {color}; }}{_STYLE}</style>'
        f'<div class="part">{escape(part)}</div><h1>{escape(title)}</h1><p>{escape(description)}</p>'
        '<div class="site">The ML Lifecycle Guide</div>'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
