"""Hook: static diagrams, and the way to mkdocs-mermaid2-plugin for those marked `live`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mlguide import diagram, site
from mlguide.diagram import DiagramContext, StateLink
from mlguide.problems import Problem

_LIBRARY = "assets/js/mermaid.min.js"


def on_config(config: MkDocsConfig) -> None:
    """Register the fence, and let mermaid2 work only on pages that asked for it."""
    build = site.current()
    context = DiagramContext(
        build.root / ".cache" / "diagrams", build.page_source, build.problems.add,
        links=lambda text: _links(build, text), number=build.next_diagram, live=build.mark_live,
    )  # fmt: skip
    superfences: dict[str, Any] = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fence = {"name": "mermaid", "class": "mermaid", "validator": _validate, "format": _formatter(context)}
    superfences["custom_fences"] = [*superfences.get("custom_fences", []), fence]
    _guard_mermaid2(config, build)


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """The library for live diagrams goes into the site only if a page needs it."""
    build = site.current()
    library = files.get_file_from_path(_LIBRARY)
    if library is None:
        for uri in sorted(build.live_pages):
            message = "page has a live diagram, but the library that draws it is not installed"
            build.problems.add(Problem(build.shown(uri), 0, 0, message, "run `make live`"))
    elif not build.live_pages:
        files.remove(library)


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
    cycle = build.lifecycle
    source = build.page_source()
    if cycle is None or build.page is None or build.page_uri() != cycle.page:
        return {}
    found = source.find_fence(text)
    if found is None or found.line != cycle.line:
        return {}
    return {
        stage: StateLink(build.url(uri, build.page), f"stage-{stage.lower()}")
        for stage, uri in cycle.stage_pages.items()
    }


def _guard_mermaid2(config: MkDocsConfig, build: site.Site) -> None:
    """mermaid2 re-serialises every page with the word "mermaid" in it; call it only for pages with a live diagram."""
    plugin = config.plugins.get("mermaid2")
    if plugin is None:
        return
    methods = config.plugins.events["post_page"]
    for number, method in enumerate(methods):
        if getattr(method, "__self__", None) is plugin:
            methods[number] = _only_live(method, build)


def _only_live(method: Callable[..., str | None], build: site.Site) -> Callable[..., str | None]:
    def post_page(output: str, *, page: Page, config: MkDocsConfig) -> str | None:
        needed = page.file.src_uri in build.live_pages and build.files.get_file_from_path(_LIBRARY) is not None
        return method(output, page=page, config=config) if needed else output

    return post_page
