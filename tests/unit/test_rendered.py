"""What a page asks while it is rendered, and whether the answers still hold."""

from __future__ import annotations

from mlguide.rendered import NotedMapping, Reads


def test_reads_hold_as_long_as_every_answer_is_the_same() -> None:
    reads = Reads()
    reads.note("file", "a.md", ("a/", "INCLUDED"))
    reads.note("item", "key", None)
    answers: dict[tuple[str, str], object] = {("file", "a.md"): ("a/", "INCLUDED"), ("item", "key"): None}
    assert reads.hold(lambda kind, of: answers[kind, of])
    answers["item", "key"] = "now there"
    assert not reads.hold(lambda kind, of: answers[kind, of])


def test_mapping_tells_what_was_looked_up_found_or_not() -> None:
    noted: list[str] = []
    mapping = NotedMapping({"a": 1, "b": 2}, noted.append)
    assert (mapping["a"], mapping.get("c"), mapping.get("d", 5), "b" in mapping) == (1, None, 5, True)
    assert noted == ["a", "c", "d", "b"]


def test_mapping_tells_when_all_of_it_was_looked_at() -> None:
    noted: list[str] = []
    mapping = NotedMapping({"a": 1}, noted.append)
    assert (list(mapping), len(mapping)) == (["a"], 1)
    assert set(noted) == {"*"}
