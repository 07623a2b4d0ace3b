"""Quoted results survive anything: only `QuoteError`, problems that lie where the expression does, code unchanged."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mlguide import results
from mlguide.problems import Problem
from mlguide.quote import QuoteContext, QuoteExtension
from mlguide.results import QuoteError, Results
from mlguide.source import Source

PROFILE = settings(max_examples=300, deadline=None, derandomize=True)
FRONT_MATTER = "---\nrender_macros: true\n---\n"
FOUND = Results({"a.n": 1234, "a.x": 0.5, "a.x_low": 0.25, "a.x_high": 0.75}, {"t": "| h |\n|---|\n| 1 |"})
MARKDOWN = st.lists(
    st.sampled_from(
        ["{{ a.n }}", '{{ number("a.x", 1) }}', "{{ a.no }}", '{{ table("t") }}', "{{", "}}", "{", "}", "`", "```\n", "\n",
         "\n\n", "    ", "text ", "![", "](x.png)", "[", "|", "\\", "<b>", "<!--", "-->", "{#id}", "{% raw %}", "é"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def render(text: str) -> tuple[str, list[Problem]]:
    source = Source("a.md", FRONT_MATTER + text)
    problems: list[Problem] = []
    context = QuoteContext(lambda: FOUND, lambda: source, problems.append)
    extensions = ["tables", "fenced_code", "attr_list", QuoteExtension(context)]
    return Markdown(extensions=extensions).convert(text), problems  # type: ignore[arg-type]


@PROFILE
@given(MARKDOWN)
def test_page_never_fails_and_problems_lie_at_an_expression(text: str) -> None:
    html, problems = render(text)
    assert html.count("\x02") == text.count("\x02")
    lines = (FRONT_MATTER + text).split("\n")
    for problem in problems:
        if problem.line:
            assert lines[problem.line - 1][problem.column - 1 :].startswith("{{")


@PROFILE
@given(MARKDOWN)
def test_page_without_two_braces_is_byte_identical_to_plain_markdown(text: str) -> None:
    text = text.replace("{{", "{ {").replace("{{", "{ {")
    assert render(text) == (Markdown(extensions=["tables", "fenced_code", "attr_list"]).convert(text), [])


@PROFILE
@given(st.text(max_size=40) | MARKDOWN)
def test_expression_is_read_or_refused(expression: str) -> None:
    with contextlib.suppress(QuoteError):
        quote = results.parse(expression)
        shown = results.block(FOUND, quote) if results.is_block(quote) else results.inline(FOUND, quote)
        assert shown


@PROFILE
@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_number_is_shown_to_its_digits(value: float, digits: int) -> None:
    found = Results({"a.x": value})
    number = results.inline(found, results.parse(f'number("a.x", {digits})'))
    signed = results.inline(found, results.parse(f'signed("a.x", {digits})'))
    assert float(number.replace(",", "").replace("−", "-")) == round(value, digits)
    assert signed.lstrip("+") == number
    assert not number.strip("−").startswith("-")
