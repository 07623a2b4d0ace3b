"""Work done ahead: found here when it is needed, and done here if it failed elsewhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from mlguide import ahead
from mlguide.ahead import Ahead

NAMES = [str(number) for number in range(40)]


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    monkeypatch.setattr(ahead, "_alone", lambda: True)


def test_second_half_is_done_elsewhere_and_waited_for(tmp_path: Path) -> None:
    shared = Ahead()
    shared.share(NAMES, lambda name: (tmp_path / name).write_text(name), lambda: (tmp_path / "end").write_text(""))
    shared.wait_for(NAMES[-1])
    assert sorted(int(path.name) for path in tmp_path.iterdir() if path.name != "end") == list(range(20, 40))
    assert (tmp_path / "end").exists()
    shared.wait()


def test_few_pieces_are_not_worth_a_process(tmp_path: Path) -> None:
    shared = Ahead()
    shared.share(NAMES[:5], lambda name: (tmp_path / name).write_text(name), lambda: None)
    shared.wait()
    assert list(tmp_path.iterdir()) == []


def test_failure_elsewhere_is_silent_and_ends_that_process_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def work(name: str) -> None:
        logging.getLogger("mkdocs").warning("said elsewhere")
        print("printed elsewhere")  # noqa: T201 - what an extension might do
        if name == "30":
            raise ValueError(name)
        (tmp_path / name).write_text(name)

    shared = Ahead()
    shared.share(NAMES, work, lambda: None)
    shared.wait()
    assert (tmp_path / "29").exists()
    assert not (tmp_path / "31").exists()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
