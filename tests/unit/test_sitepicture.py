"""The picture of the whole site: every page a link, every link a line, nothing outside the drawing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from mlguide.sitepicture import Group, MapPage, to_html


def page(name: str, title: str = "") -> MapPage:
    return MapPage(f"{name}.md", title or f"Page {name}", f"{name}/")


GROUPS = [
    Group("Start", [page("a"), page("b", "A title that is a good deal longer than one line can be")]),
    Group("Plan", [page("c")], "stage-plan"),
    Group("Do", [page("d"), page("e"), page("f")], "stage-do"),
    *(Group(f"More {number}", [page(f"m{number}")]) for number in range(5)),
    Group("Empty", []),
]
LINKS = {("a.md", "c.md"), ("a.md", "d.md"), ("d.md", "f.md"), ("c.md", "a.md"), ("a.md", "none.md"), ("a.md", "a.md")}


def drawing() -> etree.Element:
    html = to_html(GROUPS, LINKS)
    return etree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])


def test_every_page_is_a_link_in_reading_order() -> None:
    links = [one.get("href") for one in drawing().iter("a")]
    assert links == ["a/", "b/", "c/", "d/", "e/", "f/", *(f"m{number}/" for number in range(5))]


def test_lines_stand_with_the_page_that_they_leave() -> None:
    lines = {}
    for node in drawing().iter("g"):
        drawn = [len(re.findall("M", path.get("d", ""))) for path in node.iter("path")]
        lines[next(node.iter("a")).get("href")] = sum(drawn)
    assert {name: count for name, count in lines.items() if count} == {"a/": 2, "c/": 1, "d/": 1}


def test_stages_make_one_row_and_boxes_do_not_overlap() -> None:
    root = drawing()
    groups = {}
    for rect, text in zip(
        [one for one in root.iter("rect") if "site-map-group" in one.get("class", "")],
        [one for one in root.iter("text") if "site-map-name" in one.get("class", "")],
        strict=True,
    ):
        groups[text.text] = tuple(float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
    assert groups["Plan"][1] == groups["Do"][1] > groups["Start"][1]
    assert groups["More 0"][1] == groups["More 3"][1] > groups["Do"][1]
    assert groups["More 4"][1] > groups["More 0"][1]
    boxes = list(groups.values())
    for number, (x, y, w, h) in enumerate(boxes):
        for a, b, c, d in boxes[:number]:
            assert x >= a + c or a >= x + w or y >= b + d or b >= y + h


def test_everything_lies_inside_the_drawing() -> None:
    root = drawing()
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for rect in root.iter("rect"):
        x, y, w, h = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert x >= 0 <= y
        assert x + w <= width
        assert y + h <= height


def test_table_counts_links_between_known_pages() -> None:
    html = to_html(GROUPS, LINKS)
    assert '<tr><td><a href="a/">Page a</a></td><td>Start</td><td>2</td><td>1</td></tr>' in html
    assert '<tr><td><a href="f/">Page f</a></td><td>Do</td><td>0</td><td>1</td></tr>' in html


def test_titles_are_text_not_markup() -> None:
    html = to_html([Group("A & B", [page("a", "1 < 2")])], [])
    assert "1 &lt; 2" in html
    assert "A &amp; B" in html
