"""Signatures of files: other as soon as a file has been written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlguide.answers import answer, digest, signature


def test_signature_is_other_though_size_and_time_stamp_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    before, times = signature(path), (path.stat().st_atime, path.stat().st_mtime)
    path.write_text("two")
    os.utime(path, times)
    assert signature(path) != before


def test_signature_stays_when_a_file_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    before = signature(path)
    assert path.read_text() == "one"
    assert signature(path) == before


def test_no_file_has_no_signature(tmp_path: Path) -> None:
    assert signature(tmp_path / "none") is None


def test_digest_tells_values_apart_by_content_and_kind() -> None:
    found = [digest("1"), digest(1), digest("1", ""), digest(("1", "")), digest("\udc80")]
    assert len(set(found)) == len(found)
    assert digest("1", [2]) == digest("1", [2])


def test_unknown_question_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        answer(None, "weather", "")  # type: ignore[arg-type]
