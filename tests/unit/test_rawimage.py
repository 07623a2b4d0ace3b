"""Images written as HTML: found in Python-Markdown's stash, checked, and told where they stand."""

from __future__ import annotations

import pytest

from mlguide import rawimage
from mlguide.rawimage import RawImage
from mlguide.source import Position, Source

GOOD = {"src": "../a.png", "alt": "Costs rise", "width": "3", "height": "2"}


def messages(**changed: str | None) -> list[str]:
    attributes = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    image = RawImage(attributes, "<img>")
    return [message for message, _ in rawimage.faults(image, "data/", ["a.png"], lambda one: one == "a.png")]


def test_tags_are_found_in_blocks_and_alone_but_not_in_comments_and_code() -> None:
    stash = [
        '<div><img src="a"/><IMG SRC=b></div>',
        "<img src='c'>",
        "<!-- <img src=d> -->",
        "&lt;img src=e&gt;",
        object(),
    ]
    assert [one.attributes["src"] for one in rawimage.find(stash)] == ["a", "b", "c"]


def test_complete_tag_has_no_faults() -> None:
    assert messages() == []


def test_address_counts_from_the_finished_page() -> None:
    assert messages(src="a.png") == ['image not found: "a.png"']
    assert messages(src="/a.png") == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"src": None}, ['image not found: ""']),
        ({"src": "../../a.png"}, ['image not found: "../../a.png"']),
        ({"src": "//e.org/a.png"}, ['image is loaded from another host: "//e.org/a.png"']),
        ({"src": "data:image/gif;base64,R0"}, []),
        ({"alt": None}, ["image has no alternative text"]),
        ({"alt": ""}, []),
        ({"alt": "image"}, ['alternative text "image" says only that there is an image']),
        ({"height": None}, ['image has no width and height: "../a.png"']),
    ],
)
def test_each_fault_is_named(changed: dict[str, str | None], expected: list[str]) -> None:
    assert messages(**changed) == expected


def test_position_is_that_of_the_tag_outside_of_fences() -> None:
    source = Source("a.md", "# A\n\n```html\n<img src=a>\n```\n\nText <img src=a> text.\n")
    assert rawimage.position(RawImage({}, "<img src=a>"), source) == Position(7, 6)
    assert rawimage.position(RawImage({}, "<img src=b>"), source) is None


def test_second_tag_that_is_written_so_has_its_own_place() -> None:
    source = Source("a.md", "<a href=x>1</a> <a href=x>2</a>\n")
    assert rawimage.tag_position("<a href=x>", source, 1) == Position(1, 17)
    assert rawimage.tag_position("<a href=x>", source, 2) is None
