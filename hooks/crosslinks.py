"""Hook: links from the lifecycle diagram of the page that `extra.lifecycle` names (a path below docs/)."""

from __future__ import annotations

import functools

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mlguide import lifecycle, site
from mlguide.lifecycle import LifecycleContext, LifecycleExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    context = LifecycleContext(lambda: build.lifecycle, build.page_uri, build.page_stage, build.page_source)
    config.markdown_extensions.append(LifecycleExtension(context))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read the diagram before any page is rendered."""
    if page := config.extra.get("lifecycle"):
        site.load_lifecycle(site.current(), page)


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: check the diagram against them and fill in the stage pages."""
    build = site.current()
    cycle = build.lifecycle
    if cycle is None:
        return
    if not build.dirty:
        build.problems.extend(lifecycle.check(cycle, build.stages_claimed()))
    for stage, uri in cycle.stage_pages.items():
        file = files.get_file_from_path(uri)
        page = file.page if file else None
        if page is not None and page.content is not None:
            html = lifecycle.transitions_html(cycle, stage, functools.partial(build.url, page=page))
            page.content = page.content.replace(lifecycle.placeholder(stage), html)
