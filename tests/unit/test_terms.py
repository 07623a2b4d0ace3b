"""Terms in a page: where they become links, what is left alone, and that the text itself never changes."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest
from markdown import Markdown

from mlguide.phrases import Automaton
from mlguide.terms import TermContext, TermExtension

PHRASES = [
    ("Drift", "drift"),
    ("drifts", "drift"),
    ("Data drift", "data-drift"),
    ("PSI", "psi"),
    ("Canary", "canary"),
    ("R&D", "rd"),
]
EXTENSIONS = ["tables", "attr_list", "def_list", "md_in_html", "footnotes", "abbr", "toc"]


def convert(text: str, page: str = "a/b.md", *, raw: bool = False, used: list[set[str]] | None = None) -> str:
    kept = used if used is not None else []
    context = TermContext(lambda: page, lambda: "glossary.md", lambda: Automaton(PHRASES), kept.append)
    html = Markdown(extensions=[TermExtension(context), *EXTENSIONS]).convert(text)
    return html if raw else html.replace(' class="term footnote-ref"', "").replace('href="../glossary.md', 'href="G')


def linked(html: str) -> list[str]:
    """The terms that are linked, as written."""
    return [part.partition(">")[2].partition("</a>")[0] for part in html.split("data-shows=")[1:]]


def test_first_use_in_each_section_is_a_link() -> None:
    html = convert(
        "# A\n\nA drift, a Drift.\n\n## B\n\nDrift again.\n\n#### C\n\nDrift, still in B.\n\n### D\n\nDrifts."
    )
    assert '<p>A <a data-shows="term--drift" href="G#drift">drift</a>, a Drift.</p>' in html
    assert linked(html) == ["drift", "Drift", "Drifts"]


def test_notes_are_a_section_of_their_own() -> None:
    assert linked(convert("A drift[^1].\n\n[^1]: A drift, drift.")) == ["drift", "drift"]


@pytest.mark.parametrize(
    "text",
    [
        "# Drift\n\n## Drift\n\n#### Drift",
        "`drift` and\n\n    drift\n",
        "[drift](a.md) and [a *drift*](b.md) and <https://drift.example>",
        "<a href='x'>drift</a> and <code>drift</code> and <kbd>a drift</kbd> and <script>drift</script>",
        "<a href='x'>a *big* drift</a>",
        "<a href='x'>never closed drift",
        "<div>\ndrift\n</div>",
        "<!-- drift -->",
        "[drift]{ .no-term } and [data drift]{.no-term} and [data\ndrift]{.no-term}",
        "Drift and canary.\n{: .no-term }",
        "![drift](a.png)",
        "Term\n:   Text\n\nDrift\n:   Text\n",
        "| drift |\n| --- |\n| a |\n",
        "PSI-like, `pre`drift, drift`s`, *pre*drift, **drift**s, drift&shy;ing",
        "data *drift*, <b>data</b> drift",
        "drift/canary, drift\\_s, a.drift",
        "*[drift]: what moves\n\nA drift.",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert linked(convert(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- drift\n- canary\n", ["drift", "canary"]),
        ("| a |\n| --- |\n| drift |\n", ["drift"]),
        ("> drift", ["drift"]),
        ("*drift* and **canary**", ["drift", "canary"]),
        ("***data drift***", ["data drift"]),
        ("<a href='x'>drift</a> then drift", ["drift"]),
        ("<a href='x'>drift\n\ndrift", ["drift"]),
        ("a <b>drift</b>", ["drift"]),
        ("drift <span>canary</span> PSI", ["drift", "canary", "PSI"]),
        ("<div markdown>\ndrift\n</div>", ["drift"]),
        ("drift &amp; canary", ["drift", "canary"]),
        ("R&D, R&amp;D", ["R\x02amp\x03D".replace("\x02amp\x03", "&amp;")]),
        ("data&nbsp;drift", ["data&nbsp;drift"]),
        ("drift[^1]\n\n[^1]: Note", ["drift"]),
        ("drift\\* and \\*canary\\*", ["drift", "canary"]),
        ("`code` drift, ![](a.png)canary", ["drift", "canary"]),
        ("drift<br>canary", ["drift", "canary"]),
        ("data drift, drift, data drift, drift", ["data drift", "drift"]),
        ("psi PSI", ["PSI"]),
    ],
)
def test_where_terms_are_linked(text: str, expected: list[str]) -> None:
    assert linked(convert(text)) == expected


def test_page_tells_which_terms_it_links_to() -> None:
    used: list[set[str]] = []
    convert("# Canary\n\nA data drift, `PSI`, data *drift*.", used=used)
    assert used == [{"data-drift"}]


def test_page_without_an_automaton_is_left_as_it_is() -> None:
    used: list[set[str]] = []
    context = TermContext(lambda: "a.md", lambda: "glossary.md", lambda: None, used.append)
    assert Markdown(extensions=[TermExtension(context)]).convert("A drift.") == "<p>A drift.</p>"
    assert used == [set()]


def test_glossary_links_to_itself_but_no_entry_to_its_own_term() -> None:
    text = "Drift { #drift }\n:   A drift, unlike a canary.\n\nCanary { #canary }\n:   No drift, a canary.\n"
    html = convert(text, "glossary.md", raw=True)
    assert html.count('href="#canary"') == 1
    assert html.count('href="#drift"') == 1
    used: list[set[str]] = []
    convert("Drift { #drift }\n:   A drift, drift.\n", "glossary.md", used=used)
    assert used == [set()]


def test_address_of_the_glossary_is_encoded() -> None:
    context = TermContext(lambda: "a.md", lambda: "the 100% glossary.md", lambda: Automaton(PHRASES), lambda _: None)
    assert 'href="the%20100%25%20glossary.md#drift"' in Markdown(extensions=[TermExtension(context)]).convert("drift")


def test_opting_out_leaves_the_word_and_its_markup() -> None:
    assert convert("A [*big* drift]{ .no-term }.") == '<p>A <span class="no-term"><em>big</em> drift</span>.</p>'


def test_linking_twice_is_the_same_as_once() -> None:
    md = Markdown(
        extensions=[
            TermExtension(TermContext(lambda: "a.md", lambda: "g.md", lambda: Automaton(PHRASES), lambda _: None))
        ]
    )
    root = etree.fromstring("<div><p>A drift and <em>data drift</em>, drift.</p><h2>B</h2><p>drift, drift</p></div>")
    processor = md.treeprocessors["mlguide-terms"]
    processor.run(root)
    once = etree.tostring(root)
    processor.run(root)
    assert once.count(b"data-shows") == 3
    assert etree.tostring(root) == once


def test_any_depth_of_the_tree_is_read() -> None:
    root = innermost = etree.Element("div")
    for _ in range(20_000):
        innermost = etree.SubElement(innermost, "div")
    innermost.text = "a drift"
    used: list[set[str]] = []
    context = TermContext(lambda: "a.md", lambda: "g.md", lambda: Automaton(PHRASES), used.append)
    Markdown(extensions=[TermExtension(context)]).treeprocessors["mlguide-terms"].run(root)
    assert used == [{"drift"}]
