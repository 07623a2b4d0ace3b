"""Kept values: whole or not at all, whatever happens to the file."""

from __future__ import annotations

import multiprocessing
import pickle
import sqlite3
from pathlib import Path

import pytest

from mlguide.store import Store


def test_value_is_found_by_another_process_and_unknown_names_are_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "kept.sqlite")
    store.put("a", {"one": [1, 2]})
    assert store.get("a") == {"one": [1, 2]}
    store.flush()
    assert Store(tmp_path / "deep" / "kept.sqlite").get("a") == {"one": [1, 2]}
    assert store.get("b") is None


def test_latest_value_of_a_name_counts(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.sqlite")
    store.put("a", 1)
    store.flush()
    store.put("a", 2)
    assert store.get("a") == 2
    store.flush()
    assert Store(tmp_path / "kept.sqlite").get("a") == 2


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "kept.sqlite"
    path.write_bytes(damage)
    store = Store(path)
    assert store.get("a") is None
    store.put("a", 1)
    store.flush()
    assert Store(path).get("a") == 1


@pytest.mark.parametrize("content", [b"\x80\x05garbage", pickle.dumps(1)[:-1], b""])
def test_damaged_value_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kept.sqlite"
    store = Store(path)
    store.put("a", "value")
    store.put("b", "other")
    store.flush()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET content = ? WHERE name = 'a'", (content,))
    database.close()
    again = Store(path)
    assert again.get("a") is None
    assert again.get("b") == "other"


def test_file_that_is_deleted_meanwhile_costs_only_time(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    store = Store(path)
    store.put("a", 1)
    store.flush()
    for one in tmp_path.iterdir():
        one.unlink()
    store.put("b", 2)
    store.flush()
    assert Store(path).get("a") is None


def test_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "kept.sqlite")
    store.put("a", 1)
    store.flush()
    assert store.get("a") is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    first = Store(path)
    for name in "abc":
        first.put(name, name * 1000)
        first.flush()
    second = Store(path, max_bytes=2500)
    assert second.get("a") == "a" * 1000
    second.prune()
    third = Store(path)
    assert [third.get(name) is not None for name in "abc"] == [True, False, True]


def _write(path: Path, number: int) -> None:
    store = Store(path)
    for count in range(200):
        store.put(f"{number}-{count}", [number] * count)
        store.put("shared", number)
    store.flush()


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, number)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    store = Store(path)
    found = [store.get(f"{number}-{count}") for number in range(2) for count in range(200)]
    assert found == [[number] * count for number in range(2) for count in range(200)]
    assert store.get("shared") in (0, 1)
