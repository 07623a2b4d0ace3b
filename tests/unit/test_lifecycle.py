"""Transitions as a stage page shows them. Maps, pages and their checks: tests/golden/lifecycle/."""

from __future__ import annotations

from mlguide.lifecycle import Explanation, Lifecycle, check, placeholder, transitions_html
from mlguide.statediagram import parse

TEXT = "stateDiagram-v2\nPlan --> Do\nDo --> Plan\nDo --> Rest\n"
PAGES = {"Plan": "plan.md", "Do": "do.md", "Rest": "rest.md"}


def lifecycle(*explained: tuple[str, str]) -> Lifecycle:
    explanations = [
        Explanation(a, b, "cycle.md", f"{a}-{b}", f"When {a} < {b}.", "docs/cycle.md", 9) for a, b in explained
    ]
    return Lifecycle(parse(TEXT), "cycle.md", "docs/cycle.md", 3, PAGES, explanations)


def test_forward_transitions_come_first_and_quote_their_explanation() -> None:
    html = transitions_html(lifecycle(("Do", "Plan"), ("Do", "Rest")), "Do", lambda page: page.replace(".md", "/"))
    assert html == (
        '<ul class="transitions"><li class="leads-to stage-rest"><strong>Leads to <a href="rest/">Rest</a>.</strong> '
        'When Do &lt; Rest. <a class="transition-more" href="cycle/#Do-Rest">More on this transition: Do to Rest</a></li>'
        '<li class="goes-back stage-plan"><strong>Go back to <a href="plan/">Plan</a>.</strong> '
        'When Do &lt; Plan. <a class="transition-more" href="cycle/#Do-Plan">More on this transition: Do to Plan</a></li>'
        "</ul>"
    )


def test_complete_lifecycle_has_no_problems() -> None:
    full = lifecycle(("Plan", "Do"), ("Do", "Plan"), ("Do", "Rest"))
    assert list(check(full, {page: stage for stage, page in PAGES.items()})) == []


def test_problems_stand_at_the_line_of_the_transition_in_the_page() -> None:
    found = list(check(lifecycle(("Plan", "Do"), ("Do", "Plan")), {page: stage for stage, page in PAGES.items()}))
    assert [str(one) for one in found] == [
        'docs/cycle.md:7: transition "Do --> Rest" is explained by no page '
        '(add a section with data-transition="Do Rest")'
    ]


def test_placeholder_is_what_stands_in_the_page() -> None:
    assert placeholder("Do") == '<div class="transitions-of" data-stage="Do"></div>'
