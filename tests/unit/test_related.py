"""Which pages are related, and why."""

from __future__ import annotations

import pytest

from mlguide.related import MOST, Index, Related, list_html


def index(sources: dict[str, str] | None = None, **more: dict[str, str]) -> Index:
    """Pages a, b, c ... with one-letter sources, terms and stages."""
    terms = {page: set(named) for page, named in more.get("terms", {}).items()}
    cited = {page: set(named) for page, named in (sources or {}).items()}
    return Index(list("abcdefgh"), cited, terms, more.get("stages", {}))


def test_page_that_shares_more_comes_first() -> None:
    found = index({"a": "xy", "b": "x", "c": "xy"}).related("a")
    assert found == [Related("c", "shares 2 sources"), Related("b", "shares 1 source")]


def test_rare_source_counts_more_than_a_common_one() -> None:
    found = index({"a": "xy", "b": "x", "c": "y", "d": "x", "e": "x"}).related("a")
    assert [one.page for one in found] == ["c", "b", "d", "e"]


def test_equal_pages_keep_the_reading_order() -> None:
    assert [one.page for one in index({"c": "x", "b": "x", "a": "x"}).related("b")] == ["a", "c"]


def test_source_counts_more_than_a_term_and_all_reasons_are_said() -> None:
    found = index({"a": "x", "b": "x", "c": ""}, terms={"a": "pqr", "b": "p", "c": "qr"}, stages={"a": "S", "b": "S"})
    assert found.related("a") == [
        Related("b", "shares 1 source and 1 term, same stage"),
        Related("c", "shares 2 terms"),
    ]


def test_single_term_relates_nothing() -> None:
    assert index(terms={"a": "p", "b": "p"}).related("a") == []


def test_stage_alone_relates() -> None:
    assert index(stages={"a": "S", "b": "S", "c": "T"}).related("a") == [Related("b", "same stage")]


def test_at_most_four_are_shown_and_none_that_is_left_out() -> None:
    every = index(dict.fromkeys("abcdefgh", "x"))
    assert [one.page for one in every.related("a")] == ["b", "c", "d", "e"]
    assert MOST == 4
    assert [one.page for one in every.related("a", {"b", "d"})] == ["c", "e", "f", "g"]


def test_what_very_many_pages_share_relates_none() -> None:
    pages = [f"p{number}" for number in range(61)]
    assert Index(pages, {page: {"x"} for page in pages}, {}, {}).related("p0") == []


@pytest.mark.parametrize("page", ["a", "unknown"])
def test_page_with_nothing_has_no_list(page: str) -> None:
    assert list_html(index().related(page), lambda page: ("", "")) == ""


def test_list_is_escaped() -> None:
    html = list_html([Related("b", "same stage")], lambda page: ("../b?x&y", "B & <b>"), {"related-pages"})
    assert '<a href="../b?x&amp;y">B &amp; &lt;b&gt;</a> <span class="related-reason">same stage</span>' in html
    assert html.count('"related-pages-2"') == 2
