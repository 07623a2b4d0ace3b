"""The list of published checklist items: what is read from a site, and what is added."""

from __future__ import annotations

from pathlib import Path

import checklist_ids
import pytest

from helpers import write_files

PAGES = {
    "index.html": "<ul><li id='check-home-a'>A</li></ul>",
    "gap/index.html": "<h2 id='check-the-gap'>B</h2><li id='check-gap-a'>A</li><li id='other'>B</li>",
}


def test_items_are_found_with_the_address_of_their_page(tmp_path: Path) -> None:
    write_files(tmp_path, PAGES)
    assert checklist_ids.ids(tmp_path) == {"check-home-a": "/", "check-gap-a": "/gap/"}


def test_new_ids_are_added_and_old_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, {**{f"site/{name}": text for name, text in PAGES.items()}, "ids.txt": "check-gap-z /gap/\n"})
    monkeypatch.setattr(checklist_ids, "ROOT", tmp_path)
    monkeypatch.setattr(checklist_ids, "LIST", tmp_path / "ids.txt")
    checklist_ids.main(tmp_path / "site")
    assert (tmp_path / "ids.txt").read_text() == "check-gap-a /gap/\ncheck-gap-z /gap/\ncheck-home-a /\n"
    assert capsys.readouterr().out.splitlines() == [
        "2 ids of checklist items added, 3 in all",
        "check-gap-z is gone from /gap/: put it back, or write `retired` behind it in ids.txt",
    ]
