"""Hook: static diagrams, and the way to mkdocs-mermaid2-plugin for those marked `live`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mlguide import diagram, site
from mlguide.diagram import DiagramContext, StateLink
from mlguide.draw import draw_ahead, draw_in_time
from mlguide.live import LIBRARY, LICENSE, LiveDiagrams
from mlguide.problems import Problem

_LOGGER = logging.getLogger("mkdocs.mlguide")


def on_config(config: MkDocsConfig) -> None:
    """Register the fence."""
    build = site.current()
    context = DiagramContext(
        _cache(build),
        build.page_source,
        build.report,
        links=lambda text: _links(build, text),
        number=build.next_diagram,
        live=build.mark_live,
        page_link=lambda path: site.page_link(build, path),
        draw=lambda text: draw_in_time(text, _cache(build)),
    )
    superfences: dict[str, Any] = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fence = {"name": "mermaid", "class": "mermaid", "validator": _validate, "format": _formatter(context)}
    superfences["custom_fences"] = [*superfences.get("custom_fences", []), fence]
    build.live = LiveDiagrams(config, config.extra.get("live_diagrams") or {})
    if "mermaid2" in config.plugins:
        message = "mermaid2 is listed under plugins, where it would rewrite pages that have no live diagram"
        hint = "remove it: hooks/diagrams.py loads it for pages that need it; its arguments go to extra.live_diagrams"
        build.problems.add(Problem("mkdocs.yml", 0, 0, message, hint))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Draw what was never drawn before, all cores at work."""
    build = site.current()
    fences = [fence for source in build.sources.values() if "mermaid" in source.text for fence in source.fences]
    static = [fence.body for fence in fences if fence.info.split()[:1] == ["mermaid"] and "live" not in fence.info]
    draw_ahead(static, _cache(build), lambda number: _LOGGER.info("Drawing %d diagrams; .cache/ keeps them", number))
    narrow = (diagram.needs_turning(text, _cache(build)) for text in static if diagram.is_known(text, _cache(build)))
    draw_ahead(filter(None, narrow), _cache(build))


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """The library for live diagrams goes into the site only if a page needs it."""
    build = site.current()
    library = files.get_file_from_path(LIBRARY)
    if library is None:
        for uri in sorted(build.live_pages):
            message = "page has a live diagram, but the library that draws it is not installed"
            build.problems.add(Problem(build.shown(uri), 0, 0, message, "run `make live`"))
        build.live_pages.clear()
    elif not build.live_pages:
        for file in [file for file in files if file.src_uri in (LIBRARY, LICENSE)]:
            files.remove(file)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str | None:
    """Hand pages with a live diagram to mermaid2."""
    build = site.current()
    if build.live is None or page.file.src_uri not in build.live_pages:
        return None
    return build.live.finish(output, page)


def _cache(build: site.Site) -> Path:
    return build.root / ".cache" / "diagrams"


def _formatter(context: DiagramContext) -> Callable[..., str]:
    def format_fence(
        source: str, language: str, class_name: str, options: Mapping[str, Any], md: object, **_: object
    ) -> str:
        return diagram.fence(context, source, live=bool(options.get("live")))

    return format_fence


def _validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, str], md: object
) -> bool:
    options["live"] = "live" in inputs
    return True


def _links(build: site.Site, text: str) -> dict[str, StateLink]:
    """The stages of the lifecycle diagram are links; other diagrams have none."""
    cycle = build.asked_lifecycle()
    if cycle is None or build.page is None or build.page_uri() != cycle.page:
        return {}
    found = build.page_source().find_fence(text)
    if found is None or found.line != cycle.line:
        return {}
    links = {}
    for stage, uri in cycle.stage_pages().items():
        fragment = f"#{place}" if (place := cycle.places[stage].fragment) else ""
        links[stage] = StateLink(build.url(uri, build.page) + fragment, f"stage-{stage.lower()}")
    return links
