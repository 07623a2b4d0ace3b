"""SVG that may stand in a page: what is refused, and how ids are kept apart."""

from __future__ import annotations

import pytest

from mlguide import svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a href=" JaVaScRiPt:alert(1)"/>',
        '<a href="data:text/html,x"/>',
        '<a xlink:href="https://e.org"/>',
        '<use href="#a"/>',
        '<use href="https://e.org/a.svg#a"/>',
        '<image href="https://e.org/a.png"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import url(https://e.org/a.css)</style>",
        '<rect style="fill: red"/>',
        '<rect fill="url(https://e.org/#a)"/>',
        '<rect fill="url( https://e.org/#a)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="alert(1)"/>',
        '<iframe src="https://e.org"/>',
        '<text font-family="url(x)"/>',
    ],
)
def test_hostile_drawings_are_named_and_can_be_sanitized(inside: str) -> None:
    drawing = svg.parse(f"{HEAD}\n{inside}\n</svg>")
    assert [line for line, _ in svg.violations(drawing)][:1] == [2]
    svg.sanitize(drawing.root)
    assert list(svg.violations(drawing)) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<svg><g></svg>", 1, "mismatched tag"),
        ("", 1, "no element found"),
        ("<html/>", 1, "starts with <html>"),
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>\n<svg>&a;</svg>', 1, "DOCTYPE"),
        ("<svg>\n&nbsp;</svg>", 2, "undefined entity"),
    ],
)
def test_what_is_no_svg_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(svg.SvgError, match=message) as caught:
        svg.parse(text)
    assert caught.value.line == line


def test_ordinary_drawing_passes() -> None:
    inside = '<title>T</title><g id="a" fill="url(#b)"><a href="data/index.md"><text x="1">T</text></a></g>'
    assert list(svg.violations(svg.parse(f"{HEAD}{inside}</svg>"))) == []


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 10 20"', (10, 20)),
        ('viewBox="0,0,10,20" width="5"', (10, 20)),
        ('width="30px" height="4"', (30, 4)),
        ('width="100%"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_size_comes_from_view_box_or_attributes(attributes: str, size: tuple[float, float]) -> None:
    assert svg.parse(f"<svg {attributes}/>").size == size


def test_ids_and_everything_that_refers_to_them_get_the_prefix() -> None:
    root = svg.parse('<svg aria-labelledby="a b"><g id="a" fill="url(#b)"/><a href="#a"/><g id="b"/></svg>').root
    svg.prefix_ids(root, "p-")
    assert svg.serialize(root) == (
        '<svg aria-labelledby="p-a p-b"><g id="p-a" fill="url(#p-b)" /><a href="#p-a" /><g id="p-b" /></svg>'
    )


def test_unused_markers_and_ids_go() -> None:
    root = svg.parse('<svg><marker id="a"/><marker id="b"/><path id="c" marker-end="url(#a)"/></svg>').root
    svg.drop_unused_ids(root)
    assert svg.serialize(root) == '<svg><marker id="a" /><path marker-end="url(#a)" /></svg>'


def test_numbers_are_rounded() -> None:
    root = svg.parse('<svg><path d="M1.2345,-0.0123L10.0001e0 3"/></svg>').root
    svg.round_numbers(root)
    assert root[0].get("d") == "M1.2,0L10 3"


def test_links_within_the_drawing_get_its_prefix_and_links_to_the_page_do_not() -> None:
    root = svg.parse(f'{HEAD}<g id="a"/><a href="#a"/><a href="#heading"/></svg>').root
    svg.prefix_ids(root, "d-")
    assert [one.get("href") for one in root.iter("a")] == ["#d-a", "#heading"]
