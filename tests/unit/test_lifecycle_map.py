"""The lifecycle map: both drawings, every stage a link, arcs that do not cross boxes."""

from __future__ import annotations

import re

import pytest

from mlguide.lifecycle_map import Detail, Stage, draw

DETAILS = (Detail("Do this and that for long", "x.md"), Detail("Rest", "y.md", current=True))
STAGES = [Stage(name, name, f"{name}.md", DETAILS * (name == "B"), current=name == "B") for name in "ABCD"]
ARROWS = [(0, 1), (1, 2), (2, 3), (2, 1), (3, 2), (3, 1), (0, 2)]


def test_every_stage_is_a_link_in_both_drawings_and_one_is_current() -> None:
    nav = draw(STAGES, ARROWS, label="Map", id_prefix="m-")
    assert nav.get("aria-label") == "Map"
    for drawing in nav.iter("svg"):
        links = list(drawing.iter("a"))
        assert [link.get("href") for link in links] == ["A.md", "B.md", "x.md", "y.md", "C.md", "D.md"]
        assert [link.get("href") for link in links if link.get("aria-current")] == ["B.md", "y.md"]
        assert not [link for link in links if list(link.iter("a")) != [link]]
    ids = [element.get("id") for element in nav.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize("tall", [False, True])
def test_everything_lies_inside_the_drawing_and_no_arc_enters_a_box(tall: bool) -> None:
    nav = draw(STAGES, ARROWS, label="Map", id_prefix="m-")
    drawing = next(one for one in nav.iter("svg") if one.get("class") == ("map-tall" if tall else "map-wide"))
    width, height = (float(drawing.get(name, "0")) for name in ("width", "height"))
    boxes = []
    for rect in drawing.iter("rect"):
        x, y, w, h = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert x >= 0 <= y
        assert x + w <= width
        assert y + h <= height
        if rect.get("class") == "map-box":
            boxes.append((x, y, x + w, y + h))
        else:
            assert h >= 24  # as large as a target must be
            assert any(x > left and y > top and x + w < right and y + h < bottom for left, top, right, bottom in boxes)
    arcs = [path for path in drawing.iter("path") if path.get("class") in ("map-back", "map-forward")]
    assert len(arcs) == len(ARROWS)
    for path in arcs:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            assert 0 <= x <= width
            assert 0 <= y <= height
            assert not any(left < x < right and top < y < bottom for left, top, right, bottom in boxes)


def test_empty_map_is_drawn_without_a_word() -> None:
    assert draw([], [], label="Map", id_prefix="m-").tag == "nav"
