"""Figures in a real browser: nothing moves, the right file is fetched, and the zoom works by mouse and keyboard."""
from __future__ import annotations
from pathlib import Path
from pictures import animation, chart, encode, photo, turned
from helpers import ROOT, build, copy_tree, write_site

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 160" width="600" height="160"><title>Two boxes</title>
<a href="index.md#the-end"><rect class="fig-box" x="20" y="40" width="180" height="80" fill="none" stroke="#888"/><text class="fig-text" x="110" y="86" text-anchor="middle" font-size="20">First</text></a>
<path class="fig-line" d="M200 80H400" stroke="#888"/>
<rect class="fig-box" x="400" y="40" width="180" height="80" fill="none" stroke="#888"/><text class="fig-text" x="490" y="86" text-anchor="middle" font-size="20">Second</text></svg>
"""

def files():
    return {
        "index.md": (ROOT / "tests/sites/figures/index.md").read_text("utf-8"),
        "photo.jpg": encode(photo(2000, 1125), "JPEG", quality=92),
        "chart.png": encode(chart(1500, 700), "PNG"),
        "chart-dark.png": encode(chart(1500, 700, "white", "#181f28"), "PNG"),
        "tall.webp": encode(chart(900, 1400), "WEBP", quality=95),
        "small.png": encode(chart(360, 200), "PNG"),
        "turned.jpg": turned(photo(900, 600)),
        "blink.gif": animation(),
        "drawing.svg": DRAWING,
    }
def make(root):
    from helpers import settings
    copy_tree(ROOT / "docs" / "assets", root / "docs" / "assets")
    s = settings()
    write_site(root, files(), ROOT/".cache", extra_css=s["extra_css"], extra_javascript=s["extra_javascript"])
    return build(root)
