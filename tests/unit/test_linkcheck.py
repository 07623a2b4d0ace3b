"""Faults of links, each check by its name. The messages in whole builds: tests/hooks/test_bad_links.py."""

from __future__ import annotations

import pytest

from mlguide.destination import Destinations
from mlguide.labelcheck import ANCHORS, NOT_FOUND, UNRECOGNIZED
from mlguide.link import Link, PageLinks
from mlguide.linkcheck import CHECKS, faults
from mlguide.problems import Problem
from mlguide.source import Source
from mlguide.target import Targets

FILES = {"index.md": "", "b.md": "", "draft.md": "a draft"}
URLS = {"index.md": "./", "b.md": "b/", "draft.md": "draft/"}
PLACES = Destinations(FILES, URLS, Targets(), lambda uri, id_: id_ == "here", lambda uri: ["here"])


def found(written: str, kind: str = "link") -> list[tuple[str, Problem]]:
    """What is wrong with one link of index.md."""
    source = Source("docs/index.md", f"# A\n\n[x]({written})\n")
    links = {"index.md": PageLinks((Link(kind, written, written, 0, ""),))}
    return list(faults(PLACES, links, {"index.md": source}))


@pytest.mark.parametrize(
    ("written", "check"),
    [
        ("none.md", NOT_FOUND),
        ("draft.md", NOT_FOUND),
        ("index.md", NOT_FOUND),
        ("../x.md", NOT_FOUND),
        ("b", UNRECOGNIZED),
        ("b/", UNRECOGNIZED),
        ("b.md#none", ANCHORS),
        ("#none", ANCHORS),
    ],
)
def test_fault_has_the_name_of_the_setting_that_governs_it(written: str, check: str) -> None:
    ((name, problem),) = found(written)
    assert name == check
    assert name in CHECKS
    assert (problem.file, problem.line, problem.column) == ("docs/index.md", 3, 5)


@pytest.mark.parametrize("written", ["b.md", "b.md#here", "#here", "/b.md", "https://e.org/x", "mailto:a@b.c"])
def test_link_that_leads_somewhere_has_none(written: str) -> None:
    assert found(written) == []


def test_links_of_pages_without_a_source_are_not_checked() -> None:
    links = {"made.md": PageLinks((Link("link", "none.md", "none.md", 0, ""),))}
    assert list(faults(PLACES, links, {})) == []
