"""Templates: what is published, and what is wrong with them."""

from __future__ import annotations

import pytest

from mlguide import templates
from mlguide.problems import Problem
from mlguide.results import Results
from mlguide.source import Source
from mlguide.templates import Template, Templates

FOUND = Results(
    {"a.share": 0.2447, "a.saving": 4.86, "a.saving_low": 3.73, "a.saving_high": 5.95, "a.hash": "9f00"},
    {"leaks": "| leak |\n|---|\n| 6 % |\n"},
)


def filled(text: str) -> tuple[str, list[str]]:
    problems: list[Problem] = []
    return templates.fill(Source("t.md", text), lambda: FOUND, problems.append), [str(one) for one in problems]


def source(text: str, kind: str = "blank") -> Source:
    return Source(f"docs/templates/{kind}/a.md", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Late: {{ percent("a.share", 1) }}.', "Late: 24.5%."),
        ('{{ interval("a.saving", 2, "dollars") }}', "$4.86 (95% interval $3.73 to $5.95)"),
        ("Hash `{{ a.hash }}`, twice {{a.hash}}", "Hash `9f00`, twice 9f00"),
        ('# T\n\n{{ table("leaks") }}\n\nEnd\n', "# T\n\n| leak |\n|---|\n| 6% |\n\nEnd\n"),
        ("Jinja writes \\{{ x }}", "Jinja writes {{ x }}"),
        ("Nothing { here } }}", "Nothing { here } }}"),
        ("", ""),
    ],
)
def test_results_are_written_out_as_plain_text(text: str, expected: str) -> None:
    assert filled(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected", "problem"),
    [
        ("a\nb {{ a.shore }} c", 'a\nb [unknown result "a.shore"] c', 't.md:2:3: unknown result "a.shore" (did you mean a.share or a.hash?)'),
        ("{{ a.hash\n}}", '["{{" is not closed] a.hash\n}}', 't.md:1:1: "{{" is not closed (close it with }}, or write \\{{ if it is no quoted result)'),
        ('x {{ table("leaks") }}', "x [a table cannot stand within a line]", "t.md:1:3: a table cannot stand within a line (give it a paragraph of its own)"),
        ('{{ table("leak") }}', '[there is no table "leak"]', 't.md:1:1: there is no table "leak" (did you mean leaks?)'),
    ],
)  # fmt: skip
def test_mistake_stands_in_its_place_and_is_reported_there(text: str, expected: str, problem: str) -> None:
    assert filled(text) == (expected, [problem])


def test_every_mistake_of_a_file_is_reported() -> None:
    _, problems = filled("{{ a.no }}\n{{ a.hash }}\n{{ a.no }}\n")
    assert [one.partition(" unknown")[0] for one in problems] == ["t.md:1:1:", "t.md:3:1:"]


def test_results_are_not_read_without_need() -> None:
    def load() -> Results:
        raise AssertionError

    assert templates.fill(Source("t.md", "# T\n"), load, list[Problem]().append) == "# T\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("templates/blank/gap-inventory.md", ("blank", "gap-inventory")),
        ("templates/filled/a/b.md", ("filled", "a/b")),
        ("templates/index.md", None),
        ("templates/blank/plot.svg", None),
        ("gap/templates/blank/a.md", None),
    ],
)
def test_templates_are_known_by_where_they_lie(path: str, expected: tuple[str, str] | None) -> None:
    assert templates.place(path) == expected
    assert expected is None or templates.uri(*expected) == path


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\n# A *b*\n\n# C\n", "A *b*"), ("```\n# code\n```\n", ""), ("## B\n", ""), ("# A #\n", "A"), ("", "")],
)
def test_title_is_the_first_h1(text: str, expected: str) -> None:
    assert templates.title(source(text)) == expected


def test_title_falls_back_on_the_filled_one_and_the_name() -> None:
    assert Template("a", None, source("# F\n")).title == "F"
    assert Template("a", source("x")).title == "a"


def test_whole_pair_has_no_faults() -> None:
    assert list(templates.faults([Template("a", source("# A\n"), source("# A: {{ x.y }}\n", "filled"))])) == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (Template("a", source("# A\n")), 'docs/templates/blank/a.md:1: template "a" is blank only (write docs/templates/filled/a.md too)'),
        (Template("a", None, source("# A\n", "filled")), 'docs/templates/filled/a.md:1: template "a" is filled only (write docs/templates/blank/a.md too)'),
        (Template("a", source("A\n"), source("# A\n", "filled")), "docs/templates/blank/a.md:1: template has no title (begin it with a line `# Title`)"),
        (Template("a", source("# A\n\nx {{ x.y }}\n"), source("# A\n", "filled")), "docs/templates/blank/a.md:3:3: blank template quotes a result (leave the field empty, and quote in the filled one)"),
    ],
)  # fmt: skip
def test_fault_is_named_at_its_file(template: Template, expected: str) -> None:
    assert [str(one) for one in templates.faults([template])] == [expected]


def test_template_that_no_page_offers_is_named() -> None:
    known = templates.pair(
        {("blank", "a"): source("# A\n"), ("filled", "a"): source("# A\n"), ("filled", "b"): source("# B\n", "filled")}
    )
    assert list(known) == ["a", "b"]
    found = list(templates.never_offered(Templates(known, {"index.md": frozenset({"a"}), "x.md": frozenset()})))
    assert [(one.file, one.message) for one in found] == [
        ("docs/templates/filled/a.md", 'no page offers the template "b"')
    ]
    assert len(list(templates.never_offered(Templates(known)))) == 2
