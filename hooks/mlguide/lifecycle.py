"""The lifecycle as the state diagram tells it: which page each state has, what explains each arrow, what does not fit.

In:  the state diagram of the lifecycle page, whose `click` lines name the pages of its states, and explanations:
     sections whose heading carries `data-transition`, in any page:

         ### Modeling back to Data { #modeling-to-data data-transition="Modeling Data" }

         When the errors of a good model trace back to labels, send the cases back.

Out: problems, and the lists of arrows that leave and enter a stage. `stagepage` puts them into pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from .problems import Problem, did_you_mean
from .statediagram import State, StateDiagram, Transition


@dataclass(frozen=True)
class Explanation:
    """A section that explains a transition: the two states, the page and anchor, its first sentence, its place."""

    source: str
    target: str
    page: str
    anchor: str
    sentence: str
    file: str
    line: int


@dataclass(frozen=True)
class Place:
    """Where a state is written about: a page below docs/, and a heading in it or "" for the whole page."""

    page: str
    fragment: str = ""


@dataclass(frozen=True)
class Claim:
    """What a page's front matter says of itself: `stage:`, and `state:` or "" if it says nothing of that."""

    stage: str
    state: str = ""


@dataclass
class Lifecycle:
    """The diagram, the page it stands in, the line of its fence, and the place of each state that has one, by id."""

    diagram: StateDiagram
    page: str
    file: str
    line: int
    places: Mapping[str, Place]
    explanations: list[Explanation] = field(default_factory=list)

    def stage_page(self, stage: str) -> str:
        """The page of a stage, below docs/; "" if it has none or there is no such stage."""
        place = self.places.get(stage)
        return place.page if place and stage in {state.id for state in self.diagram.stages()} else ""

    def stage_pages(self) -> dict[str, str]:
        """The page of each stage that has one."""
        return {state.id: page for state in self.diagram.stages() if (page := self.stage_page(state.id))}

    def explanation(self, transition: Transition) -> Explanation | None:
        """The section that explains a transition, if any page has one."""
        wanted = (transition.source, transition.target)
        return next((one for one in self.explanations if (one.source, one.target) == wanted), None)


def check(lifecycle: Lifecycle, claims: Mapping[str, Claim], reading_order: list[str]) -> Iterable[Problem]:
    """What does not fit: states without page, pages without state, transitions and explanations without each other.

    `claims` maps the path of each page that has a `stage:` to it; problems of pages stand at line 1. `reading_order` is
    that of the navigation, which must follow the lifecycle.
    """
    yield from _unplaced(lifecycle)
    yield from _wrong_claims(lifecycle, claims)
    yield from _unexplained(lifecycle)
    pages = list(lifecycle.stage_pages().values())
    positions = [reading_order.index(page) for page in pages if page in reading_order]
    for before, after in pairwise(positions):
        if before > after:
            message = f"docs/{reading_order[after]} comes before docs/{reading_order[before]} in the navigation"
            yield Problem("mkdocs.yml", 0, 0, message, "follow the order of the lifecycle diagram")


def _unplaced(lifecycle: Lifecycle) -> Iterable[Problem]:
    for state in lifecycle.diagram.states.values():
        if state.id not in lifecycle.places:
            hint = f'add a line `click {state.id} href "page.md"` to the diagram'
            yield _at(lifecycle, state, f'state "{state.text}" has no page', hint)


def _wrong_claims(lifecycle: Lifecycle, claims: Mapping[str, Claim]) -> Iterable[Problem]:
    diagram = lifecycle.diagram
    stages = [state.id for state in diagram.stages()]
    for page, claim in sorted(claims.items()):
        inside = [state.id for state in diagram.inside(claim.stage)]
        if claim.stage not in stages:
            hint = did_you_mean(claim.stage, stages, "the states are " + ", ".join(stages))
            message = f'stage "{claim.stage}" is not a state of the lifecycle diagram'
            yield Problem(f"docs/{page}", 1, 0, message, hint)
        elif claim.state and claim.state not in inside:
            hint = did_you_mean(claim.state, inside, f"its states are {', '.join(inside)}" if inside else "it has none")
            message = f'state "{claim.state}" is not in the stage "{claim.stage}" of the lifecycle diagram'
            yield Problem(f"docs/{page}", 1, 0, message, hint)
    for stage, page in lifecycle.stage_pages().items():
        said = claims[page].stage if page in claims else ""
        if said != stage:
            message = (
                f'page of the state "{stage}" says stage "{said}"' if said else f'page of "{stage}" names no stage'
            )
            yield Problem(f"docs/{page}", 1, 0, message, f"write `stage: {stage}` in its front matter")


def _unexplained(lifecycle: Lifecycle) -> Iterable[Problem]:
    known = {(one.source, one.target) for one in lifecycle.diagram.between_stages()}
    for transition in lifecycle.diagram.between_stages():
        if lifecycle.explanation(transition) is None:
            arrow = f"{transition.source} --> {transition.target}"
            hint = f'add a section with data-transition="{transition.source} {transition.target}"'
            yield _at(lifecycle, transition, f'transition "{arrow}" is explained by no page', hint)
    seen: dict[tuple[str, str], Explanation] = {}
    for one in lifecycle.explanations:
        arrow = f"{one.source} --> {one.target}"
        first = seen.setdefault((one.source, one.target), one)
        if (one.source, one.target) not in known:
            hint = did_you_mean(f"{one.source} {one.target}", [" ".join(pair) for pair in known])
            yield Problem(one.file, one.line, 0, f'the lifecycle diagram has no transition "{arrow}"', hint)
        elif first is not one:
            hint = f"the other is in {first.file}:{first.line}; keep one"
            yield Problem(one.file, one.line, 0, f'transition "{arrow}" is explained twice', hint)


def transitions_html(lifecycle: Lifecycle, stage: str, url: Callable[[str], str]) -> str:
    """The arrows of a stage as HTML: where it leads, when to go back, from where one comes. `url` links to pages."""
    diagram = lifecycle.diagram
    leaving = [one for one in diagram.between_stages() if one.source == stage]
    entering = [one for one in diagram.between_stages() if one.target == stage]
    ordered = sorted(leaving, key=lambda one: not diagram.is_forward(one))
    items = "".join(_leaving_item(lifecycle, one, url) for one in ordered)
    html = f'<ul class="transitions">{items}</ul>'
    if entering:
        items = "".join(_entering_item(lifecycle, one, url) for one in entering)
        name = escape(diagram.states[stage].text, quote=False)
        html += f'<p class="transitions-entering">Arrows that lead to {name}:</p><ul>{items}</ul>'
    return html


def _leaving_item(lifecycle: Lifecycle, transition: Transition, url: Callable[[str], str]) -> str:
    forward = lifecycle.diagram.is_forward(transition)
    kind, words = ("leads-to", "Leads to") if forward else ("goes-back", "Go back to")
    said = ""
    explanation = lifecycle.explanation(transition)
    if explanation is not None:
        more = _more(lifecycle, transition, explanation, url, "More on this transition: ")
        said = f" {escape(explanation.sentence, quote=False)} {more}"
    name = f"<strong>{words} {_stage_link(lifecycle, transition.target, url)}{_label(transition)}.</strong>"
    return f'<li class="{kind} stage-{transition.target.lower()}">{name}{said}</li>'


def _entering_item(lifecycle: Lifecycle, transition: Transition, url: Callable[[str], str]) -> str:
    words = "from" if lifecycle.diagram.is_forward(transition) else "back from"
    explanation = lifecycle.explanation(transition)
    more = f" ({_more(lifecycle, transition, explanation, url, '')})" if explanation else ""
    return f"<li>{words} {_stage_link(lifecycle, transition.source, url)}{_label(transition)}{more}</li>"


def _label(transition: Transition) -> str:
    return f": {escape(transition.label, quote=False)}" if transition.label else ""


def _stage_link(lifecycle: Lifecycle, id_: str, url: Callable[[str], str]) -> str:
    text = escape(lifecycle.diagram.states[id_].text, quote=False)
    page = lifecycle.stage_page(id_)
    return f'<a href="{escape(url(page))}">{text}</a>' if page else text


def _more(
    lifecycle: Lifecycle, transition: Transition, explanation: Explanation, url: Callable[[str], str], before: str
) -> str:
    href = f"{url(explanation.page)}#{explanation.anchor}"
    names = [lifecycle.diagram.states[one].text for one in (transition.source, transition.target)]
    text = escape(f"{before}{names[0]} to {names[1]}", quote=False)
    return f'<a class="transition-more" href="{escape(href)}">{text}</a>'


def _at(lifecycle: Lifecycle, part: State | Transition, message: str, suggestion: str) -> Problem:
    return Problem(lifecycle.file, lifecycle.line + part.line, 0, message, suggestion)
