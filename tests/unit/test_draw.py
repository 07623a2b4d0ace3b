"""Drawing many diagrams at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide import diagram, renderer
from mlguide.draw import draw_ahead, draw_in_time

TEXTS = [f"flowchart LR\n    accTitle: T\n    accDescr: D\n    a{number} --> b" for number in range(2)]


def test_drawings_are_those_that_the_page_would_make(tmp_path: Path) -> None:
    assert draw_ahead([*TEXTS, TEXTS[0]], tmp_path / "many") == 2
    for text in TEXTS:
        alone = diagram.render(text, tmp_path / "one")
        assert alone in diagram.cache_path(text, tmp_path / "many").read_text("utf-8")


def test_mistakes_are_left_to_the_page_and_stop_nothing(tmp_path: Path) -> None:
    assert draw_ahead(["nonsense", TEXTS[0]], tmp_path) == 2
    assert [path.name for path in tmp_path.glob("*.svg")] == [diagram.cache_path(TEXTS[0], tmp_path).name]


def test_nothing_is_started_for_one_or_for_what_is_there(tmp_path: Path) -> None:
    assert draw_ahead([], tmp_path) == 0
    assert draw_ahead(TEXTS[:1], tmp_path) == 0
    for text in TEXTS:
        diagram.cache_path(text, tmp_path).write_text("<svg/>")
    assert draw_ahead(TEXTS, tmp_path) == 0


def test_one_is_drawn_in_time_or_stopped(tmp_path: Path) -> None:
    with pytest.raises(renderer.DiagramError, match=r"takes more than 0\.01 s"):
        draw_in_time(TEXTS[0], tmp_path, 0.01)
    assert list(tmp_path.iterdir()) == []
    draw_in_time(TEXTS[0], tmp_path)
    assert diagram.cache_path(TEXTS[0], tmp_path).exists()
    draw_in_time(TEXTS[0], tmp_path, 0.01)  # it is there


def test_mistake_in_one_is_kept_for_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_in_time("nonsense", tmp_path)
    monkeypatch.setattr(renderer, "draw", lambda _: pytest.fail("drawn again"))
    with pytest.raises(renderer.DiagramError, match='unknown diagram type "nonsense"') as error:
        diagram.render("nonsense", tmp_path)
    assert error.value.line == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '["x"]', '["x", "y"]'])
def test_damaged_mistake_is_found_anew(tmp_path: Path, damage: str) -> None:
    diagram.cache_path("nonsense", tmp_path).with_suffix(".json").write_text(damage)
    with pytest.raises(renderer.DiagramError, match='unknown diagram type "nonsense"'):
        diagram.render("nonsense", tmp_path)
