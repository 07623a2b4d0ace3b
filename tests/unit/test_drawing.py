"""Drawings: what is wrong with one, and how it stands in the page. What is refused: test_svg.py."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from pathlib import Path

import pytest

from mlguide import drawing, svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'


def read(folder: Path, text: str, *, inline: bool = True) -> drawing.Drawing:
    path = folder / "a.svg"
    path.write_text(text, "utf-8")
    return drawing.read(path, "docs/a.svg", inline=inline)


def test_ordinary_drawing_has_no_problems(tmp_path: Path) -> None:
    assert read(tmp_path, f"{HEAD}<title>T</title></svg>").problems == []


@pytest.mark.parametrize("inline", [True, False])
def test_every_violation_is_named_with_its_line(tmp_path: Path, inline: bool) -> None:
    text = f'{HEAD}\n<script/>\n<rect onload="x"/>\n<foreignObject/></svg>'
    assert [str(one) for one in read(tmp_path, text, inline=inline).problems] == [
        "docs/a.svg:2: <script> is not allowed (remove it)",
        "docs/a.svg:3: onload='x' of <rect> is not allowed (remove it)",
        "docs/a.svg:4: <foreignObject> is not allowed (remove it)",
    ]


def test_malformed_file_is_one_problem_and_no_drawing(tmp_path: Path) -> None:
    found = read(tmp_path, "<svg>\n<g>\n</svg>")
    assert found.svg is None
    assert [str(one) for one in found.problems] == [
        "docs/a.svg:3: is not well-formed: mismatched tag (mend the drawing)"
    ]


def test_only_what_stands_in_the_page_needs_a_view_box(tmp_path: Path) -> None:
    assert [one.message for one in read(tmp_path, "<svg/>").problems] == ["drawing has no viewBox"]
    assert read(tmp_path, "<svg/>", inline=False).problems == []


def test_links_count_from_the_page_and_ids_get_a_prefix() -> None:
    text = f'{HEAD}<a href="../data/index.md#x"><g id="g"/></a><a href="https://e.org/"/></svg>'
    image = etree.Element("img", {"alt": "What it shows", "id": "fig-a"})
    root = drawing.embed(svg.parse(text), image, "drawing-1-", "assets/a.svg", "gap/index.md")
    assert [one.get("href") for one in root.iter("a")] == ["../data/index.md#x", "https://e.org/"]
    assert root.get("id") == "fig-a"
    assert [one.get("id") for one in root.iter("g")] == ["drawing-1-g"]
    assert root.get("aria-describedby") == "drawing-1-desc"
    assert [one.text for one in root.iter("desc")] == ["What it shows"]
