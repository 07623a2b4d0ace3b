"""Drawing many diagrams at once."""

from __future__ import annotations

from pathlib import Path

from mlguide import diagram
from mlguide.draw import draw_ahead

TEXTS = [f"flowchart LR\n    accTitle: T\n    accDescr: D\n    a{number} --> b" for number in range(2)]


def test_drawings_are_those_that_the_page_would_make(tmp_path: Path) -> None:
    assert draw_ahead([*TEXTS, TEXTS[0]], tmp_path / "many") == 2
    for text in TEXTS:
        many = diagram.cache_path(text, tmp_path / "many").read_text("utf-8")
        assert many == diagram.render(text, tmp_path / "one")


def test_mistakes_are_left_to_the_page_and_stop_nothing(tmp_path: Path) -> None:
    assert draw_ahead(["nonsense", TEXTS[0]], tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == [diagram.cache_path(TEXTS[0], tmp_path).name]


def test_nothing_is_started_for_one_or_for_what_is_there(tmp_path: Path) -> None:
    assert draw_ahead([], tmp_path) == 0
    assert draw_ahead(TEXTS[:1], tmp_path) == 0
    for text in TEXTS:
        diagram.cache_path(text, tmp_path).write_text("<svg/>")
    assert draw_ahead(TEXTS, tmp_path) == 0
