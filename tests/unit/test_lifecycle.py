"""Transitions as a stage page shows them. Maps, pages and their checks: tests/golden/lifecycle/."""

from __future__ import annotations

from mlguide.lifecycle import Claim, Explanation, Lifecycle, Place, check, transitions_html
from mlguide.statediagram import parse

TEXT = "stateDiagram-v2\nPlan --> Do\nDo --> Plan\nDo --> Rest\n"
PAGES = {"Plan": "plan.md", "Do": "do.md", "Rest": "rest.md"}
CLAIMS = {page: Claim(stage) for stage, page in PAGES.items()}
FULL = (("Plan", "Do"), ("Do", "Plan"), ("Do", "Rest"))


def lifecycle(*explained: tuple[str, str]) -> Lifecycle:
    explanations = [
        Explanation(a, b, "cycle.md", f"{a}-{b}", f"When {a} < {b}.", "docs/cycle.md", 9) for a, b in explained
    ]
    return Lifecycle(
        parse(TEXT), "cycle.md", "docs/cycle.md", 3, {id_: Place(page) for id_, page in PAGES.items()}, explanations
    )


def test_forward_transitions_come_first_and_quote_their_explanation() -> None:
    html = transitions_html(lifecycle(("Do", "Plan"), ("Do", "Rest")), "Do", lambda page: page.replace(".md", "/"))
    assert html == (
        '<ul class="transitions"><li class="leads-to stage-rest"><strong>Leads to <a href="rest/">Rest</a>.</strong> '
        'When Do &lt; Rest. <a class="transition-more" href="cycle/#Do-Rest">More on this transition: Do to Rest</a></li>'
        '<li class="goes-back stage-plan"><strong>Go back to <a href="plan/">Plan</a>.</strong> '
        'When Do &lt; Plan. <a class="transition-more" href="cycle/#Do-Plan">More on this transition: Do to Plan</a></li>'
        '</ul><p class="transitions-entering">Arrows that lead to Do:</p><ul><li>from <a href="plan/">Plan</a></li></ul>'
    )


def test_entering_transitions_tell_forward_from_back() -> None:
    html = transitions_html(lifecycle(("Do", "Plan")), "Plan", str)
    assert (
        '<li>back from <a href="do.md">Do</a> (<a class="transition-more" href="cycle.md#Do-Plan">Do to Plan</a>)'
        in html
    )


def test_complete_lifecycle_has_no_problems() -> None:
    assert list(check(lifecycle(*FULL), CLAIMS, ["index.md", *PAGES.values()])) == []


def test_problems_stand_at_the_line_of_the_transition_in_the_page() -> None:
    assert [str(one) for one in check(lifecycle(*FULL[:2]), CLAIMS, [])] == [
        'docs/cycle.md:7: transition "Do --> Rest" is explained by no page '
        '(add a section with data-transition="Do Rest")'
    ]


def test_navigation_must_follow_the_lifecycle() -> None:
    assert [str(one) for one in check(lifecycle(*FULL), CLAIMS, ["do.md", "plan.md", "rest.md"])] == [
        "mkdocs.yml: docs/do.md comes before docs/plan.md in the navigation (follow the order of the lifecycle diagram)"
    ]


def test_topic_pages_share_a_stage() -> None:
    claims = {**CLAIMS, "do/topic.md": Claim("Do"), "do/other.md": Claim("Do")}
    assert list(check(lifecycle(*FULL), claims, [])) == []
