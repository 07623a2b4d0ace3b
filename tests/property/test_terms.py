"""Terms change no page but by their links: whatever the page, taking them out gives what Markdown makes without them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mlguide.phrases import Automaton
from mlguide.terms import TermContext, TermExtension

PROFILE = settings(max_examples=300, deadline=None, derandomize=True)
EXTENSIONS = ["tables", "footnotes", "attr_list", "def_list", "md_in_html", "abbr", "admonition", "toc"]
PHRASES = [("drift", "drift"), ("data drift", "data-drift"), ("drifts", "drift"), ("PSI", "psi"), ("a/b test", "ab")]
LINK = re.compile(r'<a class="term footnote-ref" data-shows="[^"]*" href="[^"]*">([^<]*)</a>')
ALONE = {"a", "abbr", "code", "dt", "h1", "h2", "h3", "h4", "kbd", "pre", "script", "th"}

PAGE = st.lists(
    st.sampled_from(
        ["drift", "data", "data drift", "Drifts", "PSI", "psi", "a/b test", "*", "**", "`", "```\n", "[", "](x.md)", "](", ")",
         "[drift](x.md)", "<b>", "</b>", "<a href='x'>", "</a>", "<kbd>", "</kbd>", "<div>\n", "</div>\n", "<div markdown>\n",
         "<!-- ", " -->", "<br>", "&amp;", "&nbsp;", "&shy;", "&", "<", "\\", "\\*", "\n", "\n\n", "    ", "- ", "> ", "# ",
         "## ", "### ", "#### ", "| a | b |\n|---|---|\n", "| ", ":   ", "[^1]", "[^1]: ", "!!! note\n    ", "*[PSI]: x\n",
         "{: .no-term }", "{ #id }", "\x02", "\x03", "\ufffc", "\ue002", "é", "-", ".", " ", " "]
    ),
    max_size=40,
).map("".join)  # fmt: skip
TERMLESS = PAGE.map(lambda text: re.sub("(?i)drift|psi|a/b", "word", text))


def convert(text: str) -> tuple[str, set[str]]:
    used: list[set[str]] = []
    context = TermContext(lambda: "a.md", lambda: "glossary.md", lambda: Automaton(PHRASES), used.append)
    html = Markdown(extensions=[*EXTENSIONS, TermExtension(context)]).convert(text)
    return html, used[0] if used else set()  # an empty page is not looked at


def plain(text: str) -> str:
    return Markdown(extensions=EXTENSIONS).convert(text)


class _Links(HTMLParser):
    """Each link to a term with the elements around it; None for each heading that begins a section."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, list[str]] | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "data-shows" in values:
            self.found.append((values["data-shows"] or "", list(self.open)))
        elif tag in {"h1", "h2", "h3"} or values.get("class") == "footnote":
            self.found.append(None)
        if tag not in {"br", "img", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass


@PROFILE
@given(PAGE)
def test_page_with_its_links_taken_out_is_the_page_without_terms(text: str) -> None:
    html, _ = convert(text)
    assert LINK.sub(r"\1", html) == plain(text)


@PROFILE
@given(TERMLESS)
def test_page_without_terms_is_byte_identical(text: str) -> None:
    assert convert(text) == (plain(text), set())


@PROFILE
@given(PAGE)
def test_no_section_links_a_term_twice_and_every_used_term_is_linked(text: str) -> None:
    html, used = convert(text)
    seen: set[str] = set()
    everywhere: set[str] = set()
    for link in _Links(html).found:
        if link is None:
            seen = set()
            continue
        assert link[0] not in seen
        seen.add(link[0])
        everywhere.add(link[0].removeprefix("term--"))
    assert everywhere == used


@PROFILE
@given(PAGE.filter(lambda text: "<a" not in text and "<kbd" not in text and "<div" not in text))
def test_no_link_stands_in_a_link_a_heading_or_code(text: str) -> None:
    """Typed HTML that is not balanced is left out here: a browser and the converter would nest it differently."""
    for link in _Links(convert(text)[0]).found:
        assert link is None or not ALONE & set(link[1])


@PROFILE
@given(PAGE)
def test_same_page_gives_the_same_links_twice(text: str) -> None:
    assert convert(text) == convert(text)
