"""Where an address leads. Whole sites: test_htmlcheck.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlguide.address import Site, Target, resolve

FILES = frozenset({"index.html", "a/index.html", "a/b.html", "a/c d.png"})


def at(page: str, address: str, base: str = "/repo/") -> Target:
    site = Site(Path(), base, "https://me.example", FILES, {}, {name.lower(): name for name in FILES})
    return resolve(site, page, address)


@pytest.mark.parametrize(
    ("address", "file", "fragment"),
    [
        ("", "a/index.html", ""),
        ("#x", "a/index.html", "x"),
        ("./", "a/index.html", ""),
        ("b", "a/b.html", ""),
        ("b.html?q=1#y", "a/b.html", "y"),
        ("../a", "a/index.html", ""),
        ("c%20d.png", "a/c d.png", ""),
        ("/repo/", "index.html", ""),
        ("/repo", "index.html", ""),
        ("https://me.example/repo/a/#z", "a/index.html", "z"),
        (" ../ ", "index.html", ""),
    ],
)
def test_file_and_fragment(address: str, file: str, fragment: str) -> None:
    assert at("a/index.html", address) == Target(file, fragment)


def test_page_for_errors_is_shown_at_any_depth() -> None:
    assert at("404.html", "a/").file == "a/index.html"


@pytest.mark.parametrize("address", ["/", "/other/", "../../", "/repository/", "A/", "https://me.example/"])
def test_faults_have_a_suggestion(address: str) -> None:
    target = at("a/index.html", address)
    assert target.fault
    assert target.suggestion
