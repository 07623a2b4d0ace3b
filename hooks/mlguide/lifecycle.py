"""Cross-links from the lifecycle diagram: the map on stage pages, "leads to" and "go back to", and their checks.

In:  the state diagram of the lifecycle page, the `stage:` in front matter, and explanations: sections whose heading
     carries `data-transition`, in any page:

         ### Modeling back to Data { #modeling-to-data data-transition="Modeling Data" }

         When the errors of a good model trace back to labels, send the cases back.

Out: under the h1 of each stage page the map with "you are here"; at its end a section whose list is filled in
     `on_env`, when every page has been read; `/// lifecycle-map` puts the map with sub-states anywhere.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import zip_longest

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from . import lifecycle_map, paths
from .markup import append
from .problems import Problem, did_you_mean
from .sentence import plain_text, resolver
from .source import Source
from .statediagram import State, StateDiagram, Transition

# The section's heading must precede toc (5) and the "References" heading (6); ids are there after toc.
_SECTION_PRIORITY = 6.5
_EXPLANATION_PRIORITY = 3.5

_SECTION_TITLE = "Where to go from here"
_SECTION_ID = "transitions"


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


@dataclass
class Lifecycle:
    """The diagram with the page it stands in, the line of its fence, and each stage's page (paths below docs/)."""

    diagram: StateDiagram
    page: str
    file: str
    line: int
    stage_pages: Mapping[str, str]
    explanations: list[Explanation] = field(default_factory=list)

    def explanation(self, transition: Transition) -> Explanation | None:
        """The section that explains a transition, if any page has one."""
        wanted = (transition.source, transition.target)
        return next((one for one in self.explanations if (one.source, one.target) == wanted), None)


@dataclass
class LifecycleContext:
    """What the extension needs of its surroundings; `page` is a path below docs/, `stage` front matter."""

    lifecycle: Callable[[], Lifecycle | None]
    page: Callable[[], str]
    stage: Callable[[], str]
    source: Callable[[], Source]


class LifecycleExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the map block and the tree processors; one instance serves a whole build."""

    def __init__(self, context: LifecycleContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_StagePage(md, self._context), "mlguide-stage", _SECTION_PRIORITY)
        md.treeprocessors.register(_Explanations(md, self._context), "mlguide-explain", _EXPLANATION_PRIORITY)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// lifecycle-map`."""
        block_mgr.register(_MapBlock, {"context": self._context})  # type: ignore[attr-defined]


class _MapBlock(Block):  # type: ignore[misc]
    """`/// lifecycle-map`: the map with the sub-states of each stage."""

    NAME = "lifecycle-map"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Put the map where the block stands."""
        drawing = _map(self.config["context"], detailed=True)
        if drawing is None:
            return append(parent, "div")
        parent.append(drawing)
        return drawing


class _StagePage(Treeprocessor):
    """Adds the map under the h1 and the section of transitions at the end of a stage page."""

    def __init__(self, md: Markdown, context: LifecycleContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        lifecycle, stage = self._context.lifecycle(), self._context.stage()
        if lifecycle is None or lifecycle.stage_pages.get(stage) != self._context.page():
            return
        drawing = _map(self._context, detailed=False)
        if drawing is not None:
            headings = [number for number, element in enumerate(root) if element.tag == "h1"]
            root.insert(headings[0] + 1 if headings else 0, drawing)
        append(root, "h2", _SECTION_TITLE, id=_SECTION_ID)
        root.append(_placeholder_element(stage))


class _Explanations(Treeprocessor):
    """Collects the sections that explain transitions."""

    def __init__(self, md: Markdown, context: LifecycleContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        lifecycle = self._context.lifecycle()
        if lifecycle is None:
            return
        for parent in root.iter():
            for heading, following in zip_longest(list(parent), list(parent)[1:]):
                states = heading.attrib.pop("data-transition", "").split()
                if len(states) == 2:
                    lifecycle.explanations.append(self._explanation(heading, following, states))

    def _explanation(self, heading: etree.Element, following: etree.Element | None, states: list[str]) -> Explanation:
        sentence = ""
        if following is not None and following.tag == "p":
            sentence = plain_text(following, resolver(self.md))
        source = self._context.source()
        at = source.find(f'data-transition="{" ".join(states)}"')
        return Explanation(
            states[0],
            states[1],
            self._context.page(),
            heading.get("id", ""),
            sentence,
            source.file,
            at.line if at else 0,
        )


def check(lifecycle: Lifecycle, stages_claimed: Mapping[str, str]) -> Iterable[Problem]:
    """What does not fit: states without page, pages without state, transitions and explanations without each other.

    `stages_claimed` maps the path of each page that has a `stage:` to it; problems of pages stand at line 1.
    """
    diagram = lifecycle.diagram
    stages = [state.id for state in diagram.stages()]
    for state in diagram.stages():
        if state.id not in lifecycle.stage_pages:
            yield _at(
                lifecycle, state, f'state "{state.id}" has no page', f"add `stage: {state.id}` to a page's front matter"
            )
    for page, stage in sorted(stages_claimed.items()):
        if stage not in stages:
            hint = did_you_mean(stage, stages, "the states are " + ", ".join(stages))
            yield Problem(f"docs/{page}", 1, 0, f'stage "{stage}" is not a state of the lifecycle diagram', hint)
        elif lifecycle.stage_pages[stage] != page:
            first = lifecycle.stage_pages[stage]
            yield Problem(
                f"docs/{page}", 1, 0, f'stage "{stage}" has a page already: docs/{first}', "keep `stage:` in one"
            )
    known = {(one.source, one.target) for one in diagram.between_stages()}
    for transition in diagram.between_stages():
        if lifecycle.explanation(transition) is None:
            arrow = f"{transition.source} --> {transition.target}"
            heading = f'data-transition="{transition.source} {transition.target}"'
            yield _at(
                lifecycle, transition, f'transition "{arrow}" is explained by no page', f"add a section with {heading}"
            )
    for one in lifecycle.explanations:
        if (one.source, one.target) not in known:
            message = f'the lifecycle diagram has no transition "{one.source} --> {one.target}"'
            yield Problem(
                one.file, one.line, 0, message, did_you_mean(f"{one.source} {one.target}", [" ".join(k) for k in known])
            )


def placeholder(stage: str) -> str:
    """The exact markup that stands in a stage page until its transitions are known."""
    return etree.tostring(_placeholder_element(stage), encoding="unicode", short_empty_elements=False)


def transitions_html(lifecycle: Lifecycle, stage: str, url: Callable[[str], str]) -> str:
    """The list of a stage's transitions as HTML: where it leads, when to go back. `url` makes links to pages."""
    diagram = lifecycle.diagram
    leaving = [one for one in diagram.between_stages() if one.source == stage]
    ordered = sorted(leaving, key=lambda one: not diagram.is_forward(one))
    items = "".join(_item(lifecycle, one, url) for one in ordered)
    return f'<ul class="transitions">{items}</ul>'


def _item(lifecycle: Lifecycle, transition: Transition, url: Callable[[str], str]) -> str:
    forward = lifecycle.diagram.is_forward(transition)
    kind, words = ("leads-to", "Leads to") if forward else ("goes-back", "Go back to")
    target = lifecycle.diagram.states[transition.target]
    page = lifecycle.stage_pages.get(target.id)
    name = f'<a href="{escape(url(page))}">{escape(target.text)}</a>' if page else escape(target.text)
    explanation = lifecycle.explanation(transition)
    said = ""
    if explanation is not None:
        more = f"{url(explanation.page)}#{explanation.anchor}"
        said = (
            f' {escape(explanation.sentence)} <a class="transition-more" href="{escape(more)}">'
            f"More on this transition: {escape(transition.source)} to {escape(target.text)}</a>"
        )
    return f'<li class="{kind} stage-{target.id.lower()}"><strong>{words} {name}.</strong>{said}</li>'


def _placeholder_element(stage: str) -> etree.Element:
    return etree.Element("div", {"class": "transitions-of", "data-stage": stage})


def _map(context: LifecycleContext, *, detailed: bool) -> etree.Element | None:
    lifecycle = context.lifecycle()
    if lifecycle is None:
        return None
    states = lifecycle.diagram.stages()
    numbers = {state.id: number for number, state in enumerate(states)}
    stages = [_map_stage(context, lifecycle, state, detailed) for state in states]
    arrows = [(numbers[one.source], numbers[one.target]) for one in lifecycle.diagram.between_stages()]
    here = context.stage()
    label = f"Lifecycle map: you are in {here}" if here in numbers and not detailed else "Lifecycle map"
    return lifecycle_map.draw(stages, arrows, label=label, id_prefix="map-full-" if detailed else "map-")


def _map_stage(context: LifecycleContext, lifecycle: Lifecycle, state: State, detailed: bool) -> lifecycle_map.Stage:
    page = lifecycle.stage_pages.get(state.id, lifecycle.page)
    details = tuple(inner.text for inner in lifecycle.diagram.inside(state.id)) if detailed else ()
    href = paths.relative(context.page(), page)
    return lifecycle_map.Stage(state.id, state.text, href, details, current=state.id == context.stage())


def _at(lifecycle: Lifecycle, part: State | Transition, message: str, suggestion: str) -> Problem:
    return Problem(lifecycle.file, lifecycle.line + part.line, 0, message, suggestion)
