"""Faults of references to sections. The messages in whole builds: tests/hooks/test_bad_links.py."""

from __future__ import annotations

from mlguide.destination import Destinations
from mlguide.labelcheck import circles, description_problems, label_faults, place_of, twice
from mlguide.link import Link, PageLinks
from mlguide.section import Section
from mlguide.source import Source
from mlguide.target import Targets


def section(id_: str, page: str, labelled: bool = True, nth: int = 0) -> Section:
    return Section(id_, 2, "T", "T", page, "", labelled, nth)


def places(*sections: Section) -> Destinations:
    """Two pages with some sections."""
    pages = {page: [one for one in sections if one.page == page] for page in ("a.md", "b.md")}
    files = dict.fromkeys(pages, "")
    urls = {"a.md": "a/", "b.md": "b/"}
    return Destinations(files, urls, Targets({}, pages, dict.fromkeys(pages, "T")), lambda *_: True, lambda _: [])


def test_same_id_on_two_pages_is_a_fault_of_labels_only() -> None:
    sources = {page: Source(f"docs/{page}", "# T { #sec-x #own }\n") for page in ("a.md", "b.md")}
    found = list(twice(places(*(section(id_, page) for id_ in ("sec-x", "own") for page in sources)), sources))
    assert [str(problem) for problem in found] == [
        'docs/b.md:1:7: label "sec-x" is used twice (the other is in docs/a.md:1; rename one)'
    ]


def test_same_id_twice_on_a_page_is_a_fault() -> None:
    sources = {"a.md": Source("docs/a.md", "# T { #x }\n\n# U { #x }\n")}
    (found,) = twice(places(section("x", "a.md"), section("x", "a.md", nth=1)), sources)
    assert str(found) == 'docs/a.md:3:7: label "x" is used twice (the other is in docs/a.md:1; rename one)'


def test_id_that_nobody_chose_twice_is_none() -> None:
    assert list(twice(places(section("sec-x", "a.md", False), section("sec-x", "b.md", False)), {})) == []


def test_reference_to_an_id_of_two_pages_is_ambiguous() -> None:
    site = places(section("sec-x", "a.md", False), section("sec-x", "b.md", False))
    (fault,) = label_faults(site, "a.md", Link("label", "@sec-x", "sec-x", 0, ""))
    assert fault.message == '"@sec-x" may lead to 2 pages'
    assert fault.suggestion == "write [](a.md#sec-x) or [](b.md#sec-x)"


def test_circle_of_three_headings_is_told_at_each() -> None:
    ids = ("sec-a", "sec-b", "sec-c")
    links = tuple(
        Link("label", f"@{other}", other, 0, "", inside=id_) for id_, other in zip(ids, (*ids[1:], ids[0]), strict=True)
    )
    source = Source("docs/a.md", "## @sec-b\n\n## @sec-c\n\n## @sec-a\n")
    found = circles(places(*(section(id_, "a.md") for id_ in ids)), {"a.md": PageLinks(links)}, {"a.md": source})
    assert [problem.line for problem in found] == [1, 3, 5]


def test_chain_of_headings_is_no_circle() -> None:
    links = PageLinks((Link("label", "@sec-b", "sec-b", 0, "", inside="sec-a"),))
    site = places(section("sec-a", "a.md"), section("sec-b", "a.md"))
    assert list(circles(site, {"a.md": links}, {"a.md": Source("docs/a.md", "")})) == []


def test_place_of_the_second_reference() -> None:
    source = Source("docs/a.md", "@sec-x `@sec-x`\n@sec-xy @sec-x\n")
    assert place_of(Link("label", "@sec-x", "sec-x", 1, ""), source) == (2, 9)
    assert place_of(Link("link", "none.md", "none.md", 0, ""), source) == (0, 0)


def test_description_may_name_labels_that_exist() -> None:
    site = places(section("sec-x", "a.md"))
    good = Source("docs/a.md", "---\ndescription: On @sec-x.\n---\n")
    bad = Source("docs/a.md", "---\ndescription: On @sec-y.\n---\n")
    assert list(description_problems(site, good)) == []
    assert [(problem.line, problem.column) for problem in description_problems(site, bad)] == [(2, 17)]
