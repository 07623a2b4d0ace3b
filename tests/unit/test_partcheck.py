"""What is found in a part that many pages share is what each page alone would be told."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlguide.address import Site
from mlguide.htmlparts import PartedPage, PartReader
from mlguide.partcheck import MAY_BE_UNRESOLVED, PartChecker

NAMES = ("index.html", "a/index.html", "a/b/index.html", "a/b/c.html", "d/index.html", "404.html")


def checked(texts: dict[str, str], pages: dict[str, PartedPage]) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """For each page its problems, the hosts that it names and where its navigation leads."""
    checker = PartChecker(Site(Path(), "", "https://example.org", frozenset(texts), pages))
    found = {}
    for name, page in pages.items():
        findings = [one for place in page.places for one in checker.findings(name, place.part)]
        problems = {f"{problem.message} {problem.suggestion}" for one in findings for problem in one.problems}
        found[name] = (
            problems,
            {host for one in findings for host in one.hosts},
            set().union(*(one.reached for one in findings)),
        )
    return found


def read_by_one(texts: dict[str, str]) -> dict[str, PartedPage]:
    reader = PartReader(MAY_BE_UNRESOLVED.search)
    return {name: reader.read(text) for name, text in texts.items()}


def read_apart(texts: dict[str, str]) -> dict[str, PartedPage]:
    """Each page by a reader of its own, so that no two pages share a part."""
    return {name: PartReader(MAY_BE_UNRESOLVED.search).read(text) for name, text in texts.items()}


ADDRESSES = st.lists(
    st.sampled_from(["..", "..", ".", "a", "b", "c.html", "d", "%2e%2e", "", "index.html", "?x", "#top", "#id"]),
    max_size=5,
).map("/".join)


@given(st.lists(ADDRESSES, min_size=1, max_size=4))
def test_shared_parts_are_judged_as_on_each_page_alone(addresses: list[str]) -> None:
    links = "".join(f'<a href="{address}">x</a>' for address in addresses)
    texts = dict.fromkeys(NAMES, f"<nav><ul>{links}</ul></nav><p id='id'>{links}</p>")
    assert checked(texts, read_by_one(texts)) == checked(texts, read_apart(texts))


def test_same_address_is_right_on_one_page_and_wrong_on_another() -> None:
    texts = dict.fromkeys(("a/index.html", "a/b/index.html"), '<p><a href="b/">x</a></p>')
    found = checked(texts, read_by_one(texts))
    assert found["a/index.html"][0] == set()
    assert len(found["a/b/index.html"][0]) == 1


def test_text_that_should_have_become_something_else_is_found_once_for_each_page() -> None:
    texts = {"a.html": "<p>x</p><p>see [@key]</p>", "b.html": "<p>y</p><p>see [@key]</p>"}
    found = checked(texts, read_by_one(texts))
    assert found["a.html"] == found["b.html"]
    assert any("a citation that was not resolved" in one for one in found["a.html"][0])
