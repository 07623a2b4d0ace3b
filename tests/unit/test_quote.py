"""Quoted results in Markdown: where an expression is one, where it is left alone, and where problems are told."""

from __future__ import annotations

from markdown import Markdown

from mlguide.problems import Problem
from mlguide.quote import QuoteContext, QuoteExtension
from mlguide.results import Results
from mlguide.source import Source

RESULTS = Results(
    {"a.n": 1234, "a.x": 0.5, "a.word": "*not* <b>markup</b> [@x]"}, {"t": "| h |\n|---|\n| 1 |", "findings-f": "- F."}
)


def render(text: str, *, front_matter: str = "render_macros: true") -> tuple[str, list[str]]:
    source = Source("docs/index.md", f"---\n{front_matter}\n---\n{text}")
    problems: list[Problem] = []
    context = QuoteContext(lambda: RESULTS, lambda: source, problems.append)
    html = Markdown(extensions=["tables", "attr_list", "fenced_code", "toc", QuoteExtension(context)]).convert(text)
    return html, [str(one) for one in problems]


def test_number_stands_in_text_tables_headings_links_and_alternative_texts() -> None:
    html, problems = render(
        "# N {{ a.n }} { #id }\n\n**{{ a.n }}** [to {{ a.n }}](x.md) ![has {{ a.n }}](x.png){ .c }\n\n"
        '| a |\n|---|\n| {{ percent("a.x", 0) }} |\n'
    )
    assert problems == []
    assert '<h1 id="id">N 1,234</h1>' in html
    assert '<strong>1,234</strong> <a href="x.md">to 1,234</a> <img alt="has 1,234" class="c" src="x.png" />' in html
    assert "<td>50%</td>" in html


def test_code_and_escaped_braces_are_left_alone() -> None:
    text = '`{{ a.n }}` \\{{ a.n }}\n\n```\n{{ a.n }} {% raw %} {# x #}\n```\n\n    {{ table("t") }}\n'
    html, problems = render(text)
    assert problems == []
    assert "<code>{{ a.n }}</code> {{ a.n }}" in html
    assert "{{ a.n }} {% raw %} {# x #}" in html
    assert '<pre><code>{{ table("t") }}' in html


def test_nothing_in_a_result_is_taken_for_markup() -> None:
    assert render("{{ a.word }}")[0] == "<p>*not* &lt;b&gt;markup&lt;/b&gt; [@x]</p>"


def test_file_stands_where_its_expression_is_a_paragraph() -> None:
    html, problems = render('- Item\n\n    {{ table("t") }}\n\nText.\n\n{{ findings("f") }}\n')
    assert problems == []
    assert html.index("<li>") < html.index("<td>1</td>") < html.index("</ul>") < html.index("<li>F.</li>")


def test_problem_is_told_at_its_place_and_marked_on_the_page() -> None:
    html, problems = render(
        'One\n{{ a.m }}, {{ a.m }}\n\nIn line {{ table("t") }}.\n\n{{ table("no") }}\n\nOpen {{ a.n\n'
    )
    assert problems == [
        'docs/index.md:9:1: there is no table "no" (see the folder of results)',
        'docs/index.md:5:1: unknown result "a.m" (did you mean a.x or a.n?)',
        'docs/index.md:5:12: unknown result "a.m" (did you mean a.x or a.n?)',
        "docs/index.md:7:9: a table cannot stand within a line (give it a paragraph of its own)",
        'docs/index.md:11:6: "{{" is not closed (close it with }}, or write \\{{ if it is no quoted result)',
    ]
    assert html.count('<strong class="problem">') == len(problems)


def test_page_that_does_not_ask_is_left_as_it_is() -> None:
    assert render("{{ a.n }} {{ other }}", front_matter="title: T") == ("<p>{{ a.n }} {{ other }}</p>", [])


def test_page_that_forgot_to_ask_is_told_so() -> None:
    html, problems = render('\n{{ number("a.x", 1) }} `{{ number("a.x", 1) }}`', front_matter="title: T")
    assert '{{ number("a.x", 1) }}' in html
    assert problems == [
        "docs/index.md:5:1: page quotes a result and does not ask for it (add render_macros: true to its front matter)"
    ]


def test_asking_is_yes_or_no() -> None:
    _, problems = render("Text.", front_matter="title: T\nrender_macros: always")
    assert problems == ["docs/index.md:3: render_macros is neither true nor false (write render_macros: true)"]
