"""Pandoc's citation syntax as data. What it becomes on a page: tests/golden/cite/."""

from __future__ import annotations

import pytest

from mlguide.citation import CitationSyntaxError, Cite, parse_group, parse_narrative, parse_suffix

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@key", [Cite("key")]),
        ("@a; @b", [Cite("a"), Cite("b")]),
        (
            "see @a, pp. 33-35; also @b, ch. 1 and more",
            [Cite("a", "see ", f"pp.{SPACE}33–35"), Cite("b", "also ", f"ch.{SPACE}1", " and more")],
        ),
        ("-@key", [Cite("key")]),
        ("see -@key", [Cite("key", "see ")]),
        ("@{odd key!}", [Cite("odd key!")]),
        ("@{https://e.org/a?b=c}, p. 3", [Cite("https://e.org/a?b=c", "", f"p.{SPACE}3")]),
        ("@doi:10.1/x.y.", [Cite("doi:10.1/x.y", suffix=".")]),
        ("see\n@a\n, p. 2", [Cite("a", "see\n", f"p.{SPACE}2")]),
        ("@Müller2020", [Cite("Müller2020")]),
        ("*see* @a [in [brackets]]", [Cite("a", "*see* ", "", "[in [brackets]]")]),
        ("@a [not @b]", [Cite("a", suffix="[not @b]")]),
        ("e.g. @a", [Cite("a", "e.g. ")]),
    ],
)
def test_groups(body: str, expected: list[Cite]) -> None:
    assert parse_group(body) == expected


@pytest.mark.parametrize(
    "body",
    ["", "key", "ada@example.org", "mail ada@example.org", "@", "@ key", "[@a]", "https://e.org/@a", "a; b", "a@@b"],
)
def test_what_is_no_citation_stays_text(body: str) -> None:
    assert parse_group(body) is None


@pytest.mark.parametrize("body", ["@a; b", "@a @b", "a; @b", "@a;", "; @a", "@a; ; @b", "x@y; @a"])
def test_half_a_citation_is_an_error_that_says_what_would_be_right(body: str) -> None:
    with pytest.raises(CitationSyntaxError) as error:
        parse_group(body)
    assert error.value.suggestion


@pytest.mark.parametrize(
    ("suffix", "locator", "rest"),
    [
        (", p. 3", "p. 3", ""),
        (" p. 3", "p. 3", ""),
        (", 33", "p. 33", ""),
        (", 33-35, 38--40", "pp. 33–35, 38–40", ""),
        (", page 3", "p. 3", ""),
        (", pages 3 and 5", "pp. 3 and 5", ""),
        (", pp. 3", "p. 3", ""),
        (", chapter 2", "ch. 2", ""),
        (", § 4.2.1", "sec. 4.2.1", ""),
        (", sec. A.3", "sec. A.3", ""),
        (", fig. 3a", "fig. 3a", ""),
        (", table 2", "table 2", ""),
        (", art. 6", "art. 6", ""),
        (", app. B", "app. B", ""),
        (", vol. II, p. 4", "vol. II", ", p. 4"),
        (", p. xiv", "p. xiv", ""),
        (", {pp. iv, vi-xi, (xv)-(xvii)} with notes", "pp. iv, vi–xi, (xv)-(xvii)", " with notes"),
        (", {the last page}", "the last page", ""),
        (", {} 33 years later", "", " 33 years later"),
        (", in 2019", "", ", in 2019"),
        (" and elsewhere", "", "and elsewhere"),
        (", passim", "", ", passim"),
        ("", "", ""),
    ],
)
def test_locators_are_normalised_and_other_text_is_kept(suffix: str, locator: str, rest: str) -> None:
    assert parse_suffix(suffix) == (locator.replace(". ", f".{SPACE}").replace("table ", f"table{SPACE}"), rest, ())


@pytest.mark.parametrize(
    ("suffix", "message", "suggestion"),
    [
        (", p.", 'locator "p." names no place', "write a number after it, or spell the word out"),
        (", sec. drift", 'locator "sec." names no place', "write a number after it, or spell the word out"),
        (", pg. 3", 'unknown locator "pg."', "did you mean page or p?"),
        (", {pp. 3", "locator opens a brace that is never closed", "write {pp. iv, vi-xi}"),
    ],
)
def test_locator_that_cannot_be_read_is_kept_as_text_and_reported(suffix: str, message: str, suggestion: str) -> None:
    locator, rest, problems = parse_suffix(suffix)
    assert (locator, rest, problems) == ("", suffix, ((message, suggestion),))


@pytest.mark.parametrize(
    ("text", "cites", "left"),
    [
        ("@a says", [Cite("a")], " says"),
        ("@a [p. 33] says", [Cite("a", "", f"p.{SPACE}33")], " says"),
        ("@a\n[p. 33]", [Cite("a", "", f"p.{SPACE}33")], ""),
        ("@a [p. 33; see @b].", [Cite("a", "", f"p.{SPACE}33"), Cite("b", "see ")], "."),
        ("@a [p. 33](address)", [Cite("a")], " [p. 33](address)"),
        ("@a [@b]", [Cite("a")], " [@b]"),
        ("@a [p. 33", [Cite("a")], " [p. 33"),
        ("@a.", [Cite("a")], "."),
        ("@{a b}, x", [Cite("a b")], ", x"),
    ],
)
def test_narrative_citations(text: str, cites: list[Cite], left: str) -> None:
    parsed = parse_narrative(text, 0)
    assert parsed is not None
    assert (parsed[0], text[parsed[1] :]) == (cites, left)


def test_at_sign_alone_is_no_narrative_citation() -> None:
    assert parse_narrative("@ a", 0) is None
    assert parse_narrative("@{}", 0) is None
