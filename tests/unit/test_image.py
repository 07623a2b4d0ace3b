"""Where an image stands in its file, and what becomes of one image. Bad files: tests/hooks/test_bad_figures.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import render_figures as render
from mlguide.image import locate
from mlguide.source import Position, Source
from pictures import chart, encode

TEXT = """# A

`![x](a.png)` ![One](a.png) and ![Two](a.png#only-dark)

![Three](a.png "Title")

![Four][ref] [![Five](b.png)](c.md)

[ref]: d.png
"""


@pytest.mark.parametrize(
    ("link", "text", "nth", "expected"),
    [
        ("a.png", "One", 0, (3, 15)),
        ("a.png", "Three", 1, (5, 1)),
        ("a.png#only-dark", "Two", 0, (3, 33)),
        ("d.png", "Four", 0, (7, 1)),
        ("b.png", "Five", 0, (7, 15)),
        ("none.png", "Six", 0, None),
    ],
)
def test_image_is_located_by_its_address_and_its_turn(
    link: str, text: str, nth: int, expected: tuple[int, int] | None
) -> None:
    assert locate(Source("a.md", TEXT), link, text, nth) == (Position(*expected) if expected else None)


def publish(folder: Path) -> dict[str, Path]:
    (folder / "a.png").write_bytes(encode(chart(1300, 600), "PNG"))
    return {}


def test_variants_are_published_and_named_in_the_page(tmp_path: Path) -> None:
    published = publish(tmp_path)

    def add(uri: str, path: Path) -> str:
        published[uri] = path
        return f"../{uri}"

    html, problems = render(tmp_path, "![Costs rise](a.png)", cache_dir=tmp_path / "cache", publish=add)
    assert problems == []
    assert html.startswith("<p><picture><source ")
    assert html.endswith("</picture></p>")
    assert html.count("<img ") == 1
    assert 'src="a.png"' in html
    assert published
    for uri, path in published.items():
        assert f"../{uri} " in html
        assert path.is_file()


def test_without_a_place_to_publish_the_image_stays_alone(tmp_path: Path) -> None:
    publish(tmp_path)
    html, _ = render(tmp_path, "![Costs rise](a.png)", cache_dir=tmp_path / "cache")
    assert "<picture" not in html
    assert "srcset" not in html
    assert 'width="1300"' in html


def test_text_after_the_image_stays_after_it(tmp_path: Path) -> None:
    publish(tmp_path)
    html, _ = render(tmp_path, "A ![Costs rise](a.png) b.", cache_dir=tmp_path / "cache", publish=lambda uri, path: uri)
    assert "</picture> b.</p>" in html


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="650"', ("650", "300")),
        ('height="300"', ("650", "300")),
        ('width="650px"', ("650", "300")),
        ('width="650" height="5"', ("650", "300")),
        ('width="0"', ("1300", "600")),
    ],
)
def test_given_size_scales_the_other(tmp_path: Path, attributes: str, expected: tuple[str, str]) -> None:
    publish(tmp_path)
    html, _ = render(tmp_path, f"![Costs rise](a.png){{ {attributes} }}")
    assert f'width="{expected[0]}"' in html
    assert f'height="{expected[1]}"' in html
