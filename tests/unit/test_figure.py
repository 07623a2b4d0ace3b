"""Bitmaps get their real size. Everything else about figures: tests/golden/figure/."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from markdown import Markdown
from PIL import Image

from mlguide.figure import FigureContext, FigureExtension
from mlguide.problems import Problem
from mlguide.source import Source


def render(docs: Path, text: str) -> tuple[str, list[str]]:
    problems: list[Problem] = []
    source = Source("docs/index.md", text)
    context = FigureContext(docs, lambda: "index.md", lambda: source, problems.append)
    html = Markdown(extensions=["attr_list", FigureExtension(context)]).convert(text)
    return html, [str(problem) for problem in problems]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_bitmap_has_real_width_and_height(tmp_path: Path, kind: str) -> None:
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(data, kind)
    (tmp_path / f"a.{kind.lower()}").write_bytes(data.getvalue())
    html, problems = render(tmp_path, f"![Alt](a.{kind.lower()})")
    assert 'width="30"' in html
    assert 'height="20"' in html
    assert problems == []


@pytest.mark.parametrize("data", [b"", b"not an image", b"\x89PNG\r\n\x1a\n"])
def test_file_that_is_no_image_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    html, problems = render(tmp_path, "# A\n\n![Alt](a.png)")
    assert "<img" in html
    assert problems == ['docs/index.md:3:1: size of image "a.png" cannot be read (is the file an image, and whole?)']


def test_eager_image_stays_eager(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2" width="3" height="2"/>')
    html, _ = render(tmp_path, "![Alt](a.svg){ loading=eager }")
    assert 'loading="eager"' in html


def test_encoded_address_finds_its_file(tmp_path: Path) -> None:
    (tmp_path / "a b.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2" width="3" height="2"/>'
    )
    assert render(tmp_path, "![Alt](a%20b.svg)")[1] == []
