"""What a stage page gets, without a build. Whole pages: tests/golden/lifecycle/."""

from __future__ import annotations

import pytest
from markdown import Markdown

from mlguide.lifecycle import Claim, Explanation, Lifecycle, Place
from mlguide.source import Source
from mlguide.stagepage import LifecycleContext, LifecycleExtension, placeholder
from mlguide.statediagram import parse

TEXT = "stateDiagram-v2\nPlan --> Do\nstate Do {\nwork: Work hard\n}\n"
PLACES = {"Plan": Place("plan.md"), "Do": Place("do.md"), "work": Place("work.md")}


def convert(text: str, page: str, claim: Claim, explained: list[Explanation] | None = None) -> str:
    cycle = Lifecycle(parse(TEXT), "cycle.md", "docs/cycle.md", 3, PLACES)
    explain = (explained if explained is not None else []).append
    context = LifecycleContext(
        lambda: cycle, lambda: page, lambda: claim, lambda: Source(f"docs/{page}", text), explained=explain
    )
    return Markdown(extensions=[LifecycleExtension(context), "attr_list", "toc"]).convert(text)


def test_topic_page_has_its_way_and_the_map_but_no_section_of_arrows() -> None:
    html = convert("# Work", "work.md", Claim("Do", "work"))
    assert html.index('class="breadcrumb"') < html.index("<h1") < html.index('class="lifecycle-map"')
    assert '<li><a href="do.md">Do</a></li><li><span aria-current="page">Work hard</span></li>' in html
    assert 'aria-current="true" class="map-inner" href="work.md"' in html
    assert "transitions-of" not in html


def test_own_page_of_a_stage_ends_with_the_place_of_its_arrows() -> None:
    html = convert("# Do", "do.md", Claim("Do"))
    assert html.endswith(placeholder("Do"))
    assert '<h2 id="transitions">' in html


@pytest.mark.parametrize("claim", [Claim(""), Claim("Don")])
def test_page_of_no_known_stage_is_left_alone(claim: Claim) -> None:
    assert convert("# A\n\nText.", "a.md", claim) == '<h1 id="a">A</h1>\n<p>Text.</p>'


def test_page_without_heading_begins_with_its_way_and_map() -> None:
    html = convert("Text.", "work.md", Claim("Do"))
    assert html.index("breadcrumb") < html.index("lifecycle-map") < html.index("Text.")


def test_explanations_are_collected_with_sentence_anchor_and_line() -> None:
    explained: list[Explanation] = []
    text = '# A\n\n## One { #one data-transition="Plan Do" }\n\nOnce *it* is.\n\n## Two { data-transition="Plan Do" }\n'
    html = convert(text, "a.md", Claim(""), explained)
    assert "data-transition" not in html
    found = [(one.anchor, one.sentence, one.line) for one in explained]
    assert found == [("one", "Once it is.", 3), ("two", "", 7)]
