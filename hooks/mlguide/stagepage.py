"""What the lifecycle puts into pages: the map with "you are here", a breadcrumb, the arrows of a stage.

In:  the lifecycle, and what a page's front matter says of itself (`stage:`, and `state:` for a page about one of its
     states).
Out: under the h1 of every page of a stage the map; above it the way to it; at the end of the stage's own page a section
     whose lists are filled in `on_env`, when every page has been read. `/// lifecycle-map` puts the whole map anywhere.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from . import lifecycle_map, paths
from .lifecycle import Claim, Explanation, Lifecycle
from .markup import append
from .sentence import plain_text, resolver
from .source import Source
from .statediagram import State

# The section's heading must precede toc (5) and the "References" heading (6); ids are there after toc.
_SECTION_PRIORITY = 6.5
_EXPLANATION_PRIORITY = 3.5

_SECTION_TITLE = "Where to go from here"
_SECTION_ID = "transitions"


@dataclass
class LifecycleContext:
    """What the extension needs of its surroundings; `page` is a path below docs/, `title` that of such a page."""

    lifecycle: Callable[[], Lifecycle | None]
    page: Callable[[], str]
    claim: Callable[[], Claim]
    source: Callable[[], Source]
    title: Callable[[str], str] = lambda _: "Lifecycle"
    explained: Callable[[Explanation], None] = lambda _: None


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
        context: LifecycleContext = self.config["context"]
        cycle = context.lifecycle()
        if cycle is None:
            return append(parent, "div")
        drawing = _map(context, cycle, Claim(""))
        parent.append(drawing)
        return drawing


class _StagePage(Treeprocessor):
    """Adds the breadcrumb above and the map under the h1, and to the stage's own page the section of its arrows."""

    def __init__(self, md: Markdown, context: LifecycleContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        cycle, claim = self._context.lifecycle(), self._context.claim()
        if cycle is None or claim.stage not in {state.id for state in cycle.diagram.stages()}:
            return
        headings = [number for number, element in enumerate(root) if element.tag == "h1"]
        at = headings[0] if headings else 0
        root.insert(at, self._breadcrumb(cycle, claim))
        root.insert(at + (2 if headings else 1), _map(self._context, cycle, claim))
        if cycle.stage_page(claim.stage) == self._context.page():
            append(root, "h2", _SECTION_TITLE, id=_SECTION_ID)
            root.append(_placeholder_element(claim.stage))

    def _breadcrumb(self, cycle: Lifecycle, claim: Claim) -> etree.Element:
        nav = etree.Element("nav", {"class": "breadcrumb", "aria-label": "Breadcrumb", "data-search-exclude": ""})
        items = append(nav, "ol")
        here = self._context.page()
        stage = cycle.diagram.states[claim.stage]
        ways = [(self._context.title(cycle.page), cycle.page), (stage.text, cycle.stage_page(stage.id))]
        if claim.state in cycle.diagram.states and cycle.stage_page(stage.id) != here:
            place = cycle.places.get(claim.state)
            ways.append((cycle.diagram.states[claim.state].text, place.page if place else ""))
        for text, page in ways:
            item = append(items, "li")
            if page and page != here:
                append(item, "a", text, href=paths.relative(here, page))
            else:
                append(item, "span", text, **({"aria_current": "page"} if page == here else {}))
        return nav


class _Explanations(Treeprocessor):
    """Collects the sections that explain transitions."""

    def __init__(self, md: Markdown, context: LifecycleContext) -> None:
        super().__init__(md)
        self._context = context

    def run(self, root: etree.Element) -> None:
        cycle = self._context.lifecycle()
        if cycle is None:
            return
        seen: Counter[str] = Counter()
        for parent in root.iter():
            for heading, following in zip_longest(list(parent), list(parent)[1:]):
                states = heading.attrib.pop("data-transition", "").split()
                if len(states) == 2:
                    self._context.explained(self._explanation(heading, following, states, seen[" ".join(states)]))
                    seen[" ".join(states)] += 1

    def _explanation(
        self, heading: etree.Element, following: etree.Element | None, states: list[str], nth: int
    ) -> Explanation:
        sentence = ""
        if following is not None and following.tag == "p":
            sentence = plain_text(following, resolver(self.md))
        source = self._context.source()
        at = source.find(f'data-transition="{" ".join(states)}"', nth)
        line = at.line if at else 0
        anchor = heading.get("id", "")
        return Explanation(states[0], states[1], self._context.page(), anchor, sentence, source.file, line)


def placeholder(stage: str) -> str:
    """The exact markup that stands in a stage page until its transitions are known."""
    return etree.tostring(_placeholder_element(stage), encoding="unicode", short_empty_elements=False)


def _placeholder_element(stage: str) -> etree.Element:
    return etree.Element("div", {"class": "transitions-of", "data-stage": stage})


def _map(context: LifecycleContext, cycle: Lifecycle, here: Claim) -> etree.Element:
    """The map; of a page that belongs to a stage it shows the states of that stage only, otherwise those of all."""
    states = cycle.diagram.stages()
    numbers = {state.id: number for number, state in enumerate(states)}
    stages = [_map_stage(context, cycle, state, here) for state in states]
    arrows = [(numbers[one.source], numbers[one.target]) for one in cycle.diagram.between_stages()]
    name = cycle.diagram.states[here.stage].text if here.stage else ""
    label = f"Lifecycle map: you are in {name}" if name else "Lifecycle map"
    return lifecycle_map.draw(stages, arrows, label=label, id_prefix="map-" if name else "map-full-")


def _map_stage(context: LifecycleContext, cycle: Lifecycle, state: State, here: Claim) -> lifecycle_map.Stage:
    inner = cycle.diagram.inside(state.id) if here.stage in ("", state.id) else []
    details = tuple(
        lifecycle_map.Detail(one.text, _href(context, cycle, one), current=one.id == here.state) for one in inner
    )
    href = _href(context, cycle, state)
    return lifecycle_map.Stage(state.id, state.text, href, details, current=state.id == here.stage)


def _href(context: LifecycleContext, cycle: Lifecycle, state: State) -> str:
    """The link to a state's page and section; to the lifecycle page if it has none, which is a problem elsewhere."""
    place = cycle.places.get(state.id)
    if place is None:
        return paths.relative(context.page(), cycle.page)
    fragment = f"#{place.fragment}" if place.fragment else ""
    if fragment and place.page == context.page():
        return fragment
    return paths.relative(context.page(), place.page) + fragment
