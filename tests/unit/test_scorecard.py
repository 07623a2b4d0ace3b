"""The scorecard: what a list becomes, and what is wrong with one."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest
from markdown import Markdown

from mlguide.problems import Problem
from mlguide.scorecard import ScorecardContext, ScorecardExtension
from mlguide.source import Source

SECTION = """/// scorecard
///

/// score | Data and labels
    rubric: true

1. A *schema* says it. [Checks](../data/validation.md#check-validation-schema){ effort=days }
2. Somebody asks. [Brief](a.md#check-scoping-owner){ effort=hours }
///
"""


def render(text: str) -> tuple[str, list[str]]:
    problems: list[Problem] = []
    context = ScorecardContext(lambda: Source("docs/score.md", text), problems.append)
    html = Markdown(extensions=["attr_list", ScorecardExtension(context)]).convert(text)
    return html, [str(problem) for problem in problems]


def tree(html: str) -> etree.Element:
    return etree.fromstring(f"<root>{html}</root>")


def test_items_become_rows_with_three_answers_and_keep_their_words_and_links() -> None:
    html, problems = render(SECTION)
    assert problems == []
    root = tree(html)
    rows = [row for row in root.iter("tr") if row.get("data-item")]
    assert [(row.get("data-item"), row.get("data-effort"), row.get("id")) for row in rows] == [
        ("validation-schema", "days", "score-validation-schema"),
        ("scoping-owner", "hours", "score-scoping-owner"),
    ]
    answers = [one for one in rows[0].iter("input") if one.get("type") == "radio"]
    assert [one.get("value") for one in answers] == ["0", "0.5", "1"]
    assert {one.get("name") for one in answers} == {"score-validation-schema"}
    assert "<em>schema</em>" in html
    assert 'href="../data/validation.md#check-validation-schema"' in html
    assert "effort=" not in html.replace("data-effort=", "")


def test_every_answer_is_named_by_its_column_and_its_row() -> None:
    root = tree(render(SECTION)[0])
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    for answer in [one for one in root.iter("input") if one.get("type") == "radio"]:
        assert set(answer.get("aria-labelledby", "").split()) <= ids
    assert len([one.get("id") for one in root.iter() if one.get("id")]) == len(ids)


def test_sums_stand_where_the_author_puts_them_and_know_every_section() -> None:
    other = SECTION + "\n/// score | Ours\n- Here. [P](p.md#check-p-one){ effort=weeks }\n///\n"
    root = tree(render(other)[0])
    lines = [row for row in root.iter("tr") if row.get("data-sum")]
    assert [(row.get("data-sum"), row.get("data-rubric")) for row in lines] == [
        ("data-and-labels", "true"),
        ("ours", "false"),
    ]
    assert [one.get("max") for one in root.iter("meter")] == ["2", "1"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("No link.", "item of the scorecard leads to no item of a checklist"),
        ("[A](a.md){ effort=days }", "item of the scorecard leads to no item of a checklist"),
        ("[A](a.md#check-a-b)", "item has no effort"),
        ("[A](a.md#check-a-b){ effort=day }", 'effort of an item of the scorecard is "day" (did you mean days?)'),
        ("[A](a.md#check-scoping-owner){ effort=days }", '"scoping-owner" stands in the scorecard twice'),
    ],
)
def test_item_that_is_none_is_reported_and_stays_legible(item: str, message: str) -> None:
    html, problems = render(SECTION.replace("2. Somebody", f"2. {item}\n3. Somebody"))
    if "twice" in message:
        assert "stands in the scorecard twice" in problems[0]
    else:
        assert any(message in one for one in problems)
    assert all(one.startswith("docs/score.md") for one in problems)
    assert 'class="problem"' in html
