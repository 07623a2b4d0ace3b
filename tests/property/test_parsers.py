"""Parsers survive anything: no unexpected exception, nothing lost, text outside our syntax unchanged, linear time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mlguide import bibliography, bibtex, svg
from mlguide.citation import CitationSyntaxError, parse_group, parse_narrative
from mlguide.cite import CitationContext, CitationExtension
from mlguide.footnote import check
from mlguide.problems import Problem
from mlguide.reference_list import Citing, PageReferences, fill_references
from mlguide.sentence import sentence_ends
from mlguide.source import Source, parse_front_matter
from mlguide.statediagram import parse as parse_state_diagram

PROFILE = settings(max_examples=300, deadline=None, derandomize=True)

MARKDOWN = st.lists(
    st.sampled_from(
        ["[@key]", "[@", "]", "[^1]", "[^1]: ", "`", "``", "```\n", "<!--", "-->", "<b>", "\n", "\n\n", "    ", "text ",
         "---\n", "a: 1\n", "![a](b)", "\\", "@key", "{", "}", "é", "> ", "~~~\n", "|", ";"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
BIB = st.lists(
    st.sampled_from(
        ["@misc{a,", "@article{b,", "@string{s = {x}}", "title = {T},", 'title = "T",', "}", "{", '"', "\n", ",", "=", "@",
         "year = 2000", "author = {A and B},", "@comment{x}", "#", "é"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def to_html(text: str) -> tuple[str, list[Problem]]:
    return render(text)[:2]


def render(text: str) -> tuple[str, list[Problem], list[Citing]]:
    problems: list[Problem] = []
    kept: list[PageReferences] = []
    items = {"key": {"id": "key", "type": "webpage", "title": "T", "author": [{"family": "Wu"}]}}
    context = CitationContext(lambda: items, lambda: Source("a.md", text), problems.append, kept.append)
    html = Markdown(extensions=["tables", "footnotes", CitationExtension(context)]).convert(text)
    references = kept[0] if kept else PageReferences()
    return fill_references(html, references.entries, str, lambda _: ""), problems, list(references.citings)


@PROFILE
@given(MARKDOWN)
def test_masking_keeps_every_length_and_line_end(text: str) -> None:
    masked = Source("a.md", text).masked
    assert len(masked) == len(text)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]


@PROFILE
@given(MARKDOWN)
def test_footnotes_and_front_matter_never_fail_and_positions_lie_in_the_file(text: str) -> None:
    parse_front_matter(text)
    lines = text.split("\n")
    for problem in check(Source("a.md", text)):
        assert lines[problem.line - 1][problem.column - 1 :].startswith("[^")


@PROFILE
@given(MARKDOWN)
def test_page_without_our_syntax_is_byte_identical_to_plain_markdown(text: str) -> None:
    text = text.replace("@", "").replace("[^1]", "[1]")
    assert to_html(text) == (Markdown(extensions=["tables", "footnotes"]).convert(text), [])


@PROFILE
@given(MARKDOWN)
def test_mentions_of_people_are_byte_identical_to_plain_markdown(text: str) -> None:
    text = text.replace("@key", "@somebody").replace("[@", "[ @").replace("[^1]", "[1]").replace("@{", "@ {")
    text = text.replace("\\@", "@")  # the escape is ours
    plain = Markdown(extensions=["tables", "footnotes"]).convert(text)
    html, problems = to_html(text)
    assert problems or html == plain


@PROFILE
@given(MARKDOWN)
def test_every_citing_has_its_place_on_the_page_and_every_reference_its_way_back(text: str) -> None:
    html, problems, citings = render(text)
    for citing in citings:
        assert html.count(f'id="{citing.place}"') == 1
        assert f'href="#{citing.place}"' in html
        assert "\x02" not in citing.sentence
    lines = text.split("\n")
    for problem in problems:
        assert "@" in lines[problem.line - 1][problem.column - 1 :]
    assert html.count('href="#ref-key"') == len(citings)


@PROFILE
@given(MARKDOWN)
def test_same_page_gives_the_same_html_twice(text: str) -> None:
    assert to_html(text) == to_html(text)


@PROFILE
@given(st.text(max_size=60))
def test_groups_are_read_or_refused_with_a_reason_and_lose_no_key(body: str) -> None:
    try:
        cites = parse_group(body)
    except CitationSyntaxError as error:
        assert error.suggestion
        return
    assert cites is None or len(cites) <= body.count(";") + 1
    for cite in cites or []:
        assert f"@{cite.key}" in body or f"@{{{cite.key}}}" in body


@PROFILE
@given(st.text(max_size=60))
def test_narrative_citations_never_fail_and_end_within_the_text(body: str) -> None:
    parsed = parse_narrative("@" + body, 0)
    assert parsed is None or 1 < parsed[1] <= len(body) + 1


@PROFILE
@given(BIB)
def test_bibliography_never_fails_and_reads_the_same_twice(text: str) -> None:
    found = bibtex.parse(text, "r.bib")
    assert found == bibtex.parse(text, "r.bib")
    assert all(problem.line >= 1 for problem in found.problems)
    assert bibliography.parse(text, "r.bib").items.keys() == found.entries.keys()


@PROFILE
@given(
    st.lists(
        st.sampled_from(
            ["@misc{K, title = {T}}", '@book{K,\n title = "T",\n year = 2000\n}', "@misc{K,\n title = {T\n", '@misc{K, title = "T\n',
             "@misc{K title = {T}}", "@misc{, title = {T}}", "@misc{K}", "@misc{K,", "@misc{", "@misc{K, title = {{T}}",
             "@misc{K, title = {T}}}", "@misc(K, title = {T})", "@misc{K, title}", "@misc{K, title = }", "@misc{K = {T}}"]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_every_block_of_a_bibliography_is_an_entry_or_a_problem(blocks: list[str]) -> None:
    text, starts = "", []
    for number, block in enumerate(blocks):
        starts.append(text.count("\n") + 1)
        text += block.replace("K", f"k{number}") + "\n"
    found = bibtex.parse(text, "r.bib")
    lines = {entry.line for entry in found.entries.values()}
    for start, end in zip(starts, [*starts[1:], 10**6], strict=False):
        assert start in lines or any(start <= problem.line < end for problem in found.problems)


@PROFILE
@given(st.text(alphabet="<>/=\"' svgaxhref:#&;!\n", max_size=80))
def test_svg_is_parsed_or_refused(text: str) -> None:
    try:
        drawing = svg.parse(text)
    except svg.SvgError:
        return
    svg.sanitize(drawing.root)
    assert list(svg.violations(drawing)) == []


@PROFILE
@given(st.lists(st.sampled_from(["A --> B", "state A {", "}", "[*] --> A", "A: x", "", "note", "-->"]), max_size=12))
def test_state_diagrams_never_fail(lines: list[str]) -> None:
    diagram = parse_state_diagram("\n".join(lines))
    for transition in diagram.between_stages():
        assert transition.source in diagram.states


def read_group(body: str) -> None:
    with contextlib.suppress(CitationSyntaxError):
        parse_group(body)


@pytest.mark.parametrize(
    ("run", "unit"),
    [
        (lambda text: Source("a.md", text).masked, "` "),
        (lambda text: Source("a.md", text).masked, "<!-- "),
        (lambda text: Source("a.md", text).masked, "<a "),
        (lambda text: list(check(Source("a.md", text))), "[^1]"),
        (read_group, "@a; "),
        (read_group, "@a."),
        (read_group, "[@a"),
        (read_group, "@{a"),
        (lambda text: parse_narrative("@a [" + text, 0), "p. 3; @b"),
        (lambda text: list(sentence_ends(text)), "e.g. A. "),
        (read_group, "a "),
        (parse_state_diagram, "A --> B\n"),
    ],
)
def test_time_grows_with_the_length_of_the_text(run: Callable[[str], object], unit: str) -> None:
    """Eight times the text takes less than 24 times the processor time, whatever else runs: quadratic would be 64."""

    def measure(repeat: int) -> float:
        text = unit * repeat
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            run(text)
            best = min(best, time.process_time() - start)
        return best

    assert measure(16_000) < 24 * max(measure(2_000), 0.0005)
