"""Figures on a page: order, ids, captions. Everything that shows in the HTML: tests/golden/figure/."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import render_figures as render
from pictures import animation, encode, photo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2" width="3" height="2"/>'


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_bitmap_has_real_width_and_height(tmp_path: Path, kind: str) -> None:
    name = f"a.{kind.lower()}"
    (tmp_path / name).write_bytes(encode(photo(32, 24), kind))
    html, problems = render(tmp_path, f"![Soft light]({name})")
    assert 'width="32"' in html
    assert 'height="24"' in html
    assert problems == []


def test_animation_is_shown_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(animation() + bytes(5000))
    html, problems = render(
        tmp_path, "![It blinks](a.gif)", cache_dir=tmp_path / "cache", publish=lambda uri, path: uri
    )
    assert "<picture" not in html
    assert 'width="120"' in html
    assert problems == []


def test_encoded_address_finds_its_file(tmp_path: Path) -> None:
    (tmp_path / "a b#c.svg").write_text(SVG)
    assert render(tmp_path, "![Alt](a%20b%23c.svg)")[1] == []


def test_drawing_shown_as_an_image_is_checked_too(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.replace("/>", "><script/></svg>"))
    html, problems = render(tmp_path, "![Costs rise](a.svg)")
    assert "<img" in html, "a browser runs no script of an image"
    assert problems == ["docs/a.svg:1: <script> is not allowed (remove it)"]


def test_numbered_ids_make_way_for_headings(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG)
    figure = "<figure markdown>\n![Costs rise](a.svg)\n<figcaption>Costs</figcaption>\n</figure>\n"
    html, problems = render(tmp_path, f"# Figure 1\n\n{figure}")
    assert 'id="figure-1-2"' in html
    assert problems == []


def test_same_page_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encode(photo(800, 600), "JPEG"))
    runs = [
        render(tmp_path, "![Soft light](a.jpg)", cache_dir=tmp_path / name, publish=lambda uri, path: uri)
        for name in ("one", "two")
    ]
    assert runs[0] == runs[1]
    assert "<picture" in runs[0][0]
