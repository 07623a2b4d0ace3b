"""Terms in the text: which words are found, what is left alone, and that the text itself never changes."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from mlguide.glossary import Entry
from mlguide.terms import Automaton, TermContext, TermExtension

ENTRIES = [
    Entry("drift", ("Drift", "drifts"), "all", 1),
    Entry("data-drift", ("Data drift",), "all", 2),
    Entry("pit", ("Point-in-time join", "point-in-time joins"), "all", 3),
    Entry("psi", ("PSI",), "all", 4),
    Entry("canary", ("Canary", "canaries"), "all", 5),
]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.id) for one in Automaton(ENTRIES).find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some drift here", [("drift", "drift")]),
        ("DRIFT. Drifts!", [("DRIFT", "drift"), ("Drifts", "drift")]),
        ("data drift and data", [("data drift", "data-drift")]),
        ("data  drift", [("drift", "drift")]),
        ("data\ndrift", [("data\ndrift", "data-drift")]),
        ("a point-in-time join", [("point-in-time join", "pit")]),
        ("point in time joins", [("point in time joins", "pit")]),
        ("PSI, psi and Psi", [("PSI", "psi")]),
        ("drifting adrift drift_a", []),
        ("drift-free, concept-drift, a.drift, drift.py, #drift, @drift, $drift", []),
        ("drift. Next (drift) “drift” drift's drift/canary", [("drift", "drift")] * 4),
        ("data, drift", [("drift", "drift")]),
        ("", []),
    ],
)
def test_words_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_time_grows_with_the_text_and_not_with_the_terms() -> None:
    def steps(times: int, terms: int) -> int:
        extra = [Entry(f"t{number}", (f"some rare term {number}",), "all", number) for number in range(terms)]
        automaton = Automaton([*ENTRIES, *extra])
        automaton.find("some rare words and data drift in a point-in-time world " * times)
        return automaton.steps

    assert steps(200, 0) <= 2.05 * steps(100, 0)
    assert steps(100, 2000) <= 1.5 * steps(100, 1)


def convert(text: str, page: str = "a/b.md", *, raw: bool = False) -> str:
    context = TermContext(lambda: page, lambda: "glossary.md", lambda: Automaton(ENTRIES), lambda _: None)
    html = Markdown(
        extensions=[TermExtension(context), "tables", "attr_list", "def_list", "md_in_html", "toc"]
    ).convert(text)
    return html if raw else html.replace(' class="term footnote-ref"', "").replace('href="../glossary.md', 'href="G')


def links(html: str) -> int:
    return html.count("data-shows=")


def test_first_use_in_each_section_is_a_link() -> None:
    html = convert("# A\n\nA drift, a Drift.\n\n## B\n\nDrift again.\n\n#### C\n\nDrift, still in B.\n")
    assert '<p>A <a data-shows="term-drift" href="G#drift">drift</a>, a Drift.</p>' in html
    assert links(html) == 2


@pytest.mark.parametrize(
    "text",
    [
        "# Drift\n\n## Drift",
        "`drift` and\n\n    drift\n",
        "[drift](a.md) and [a *drift*](b.md) and <https://drift.example>",
        "<a href='x'>drift</a> and <code>drift</code> and <kbd>a drift</kbd>",
        "<a href='x'>a *big* drift</a>",
        "<div>\ndrift\n</div>",
        "<!-- drift -->",
        "[drift]{ .no-term } and [data drift]{.no-term}",
        "![drift](a.png)",
        "Term\n:   Text\n\nDrift\n:   Text\n",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert links(convert(text)) == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("- drift\n- canary\n", 2),
        ("| a |\n| --- |\n| drift |\n", 1),
        ("> drift", 1),
        ("*drift* and **canary**", 2),
        ("<a href='x'>drift</a> then drift", 1),
        ("a <b>drift</b>", 1),
        ("drift <span>canary</span> PSI", 3),
        ("<div markdown>\ndrift\n</div>", 1),
        ("drift &amp; canary", 2),
    ],
)
def test_where_terms_are_linked(text: str, number: int) -> None:
    assert links(convert(text)) == number


def test_glossary_links_to_itself_but_no_entry_to_its_own_term() -> None:
    text = "Drift { #drift }\n:   A drift, unlike a canary.\n\nCanary { #canary }\n:   No drift, a canary.\n"
    html = convert(text, "glossary.md", raw=True)
    assert html.count('href="#canary"') == 1
    assert html.count('href="#drift"') == 1


def test_opting_out_leaves_the_word_and_its_markup() -> None:
    assert convert("A [*big* drift]{ .no-term }.") == '<p>A <span class="no-term"><em>big</em> drift</span>.</p>'


WORDS = st.lists(
    st.sampled_from(
        ["drift", "data", "PSI", "*canary*", "`drift`", "&amp;", "<", "point-in-time join", "x", "\n\n", "\n## H\n\n"]
    )
)


def text_of(html: str) -> str:
    return unescape("".join(etree.fromstring(f"<div>{html}</div>").itertext()))


@given(WORDS)
def test_text_of_the_page_is_unchanged_and_no_section_links_twice(words: list[str]) -> None:
    text = " ".join(words)
    html = convert(text, raw=True)
    assert text_of(html) == text_of(Markdown(extensions=["attr_list", "toc"]).convert(text))
    for section in html.split("<h2"):
        shown = [part.partition('"')[0] for part in section.split('data-shows="')[1:]]
        assert len(shown) == len(set(shown))


@given(st.text(max_size=200))
def test_any_text_is_read_and_matches_lie_in_order(text: str) -> None:
    end = 0
    for one in Automaton(ENTRIES).find(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


def test_page_without_terms_is_byte_identical() -> None:
    text = "# A\n\nNothing *here*, `at` [all](b.md).\n\n| a |\n| - |\n| b |\n"
    plain = Markdown(extensions=["tables", "attr_list", "def_list", "md_in_html", "toc"]).convert(text)
    assert convert(text, raw=True) == plain
