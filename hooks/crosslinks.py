"""Hook: references to figures and tables, and links from the lifecycle diagram (`extra.lifecycle`, below docs/)."""

from __future__ import annotations

import functools

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mlguide import crossref, lifecycle, site
from mlguide.crossref import CrossrefContext, CrossrefExtension
from mlguide.stagepage import LifecycleContext, LifecycleExtension, placeholder


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    labels = CrossrefContext(build.page_source, build.label_uses.append)
    config.markdown_extensions.append(CrossrefExtension(labels))
    context = LifecycleContext(
        lambda: build.lifecycle, build.page_uri, build.page_claim, build.page_source, build.title
    )
    config.markdown_extensions.append(LifecycleExtension(context))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read the diagram before any page is rendered."""
    if page := config.extra.get("lifecycle"):
        site.load_lifecycle(site.current(), page)


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: fill in the references to figures, and what stage pages say of the diagram."""
    build = site.current()
    _resolve_labels(build)
    cycle = build.lifecycle
    if cycle is None:
        return
    if not build.dirty:
        order = build.reading_order if config.nav else []  # without a nav setting it is that of the alphabet
        build.problems.extend(lifecycle.check(cycle, build.claims(), order))
    for stage, uri in cycle.stage_pages().items():
        file = files.get_file_from_path(uri)
        page = file.page if file else None
        if page is not None and page.content is not None:
            html = lifecycle.transitions_html(cycle, stage, functools.partial(build.url, page=page))
            html = crossref.plain(html, site.author_labels(build))
            page.content = page.content.replace(placeholder(stage), html)


def _resolve_labels(build: site.Site) -> None:
    ordered = site.ordered_labels(build)
    if not build.dirty:
        build.problems.extend(crossref.check(ordered, build.label_uses))
    labels = site.author_labels(build)
    for page in site.rendered_pages(build):
        link = functools.partial(site.label_page, build, page)
        page.content = crossref.resolve(page.content or "", page.file.src_uri, labels, link)
        page.content = crossref.fill_lists(page.content, ordered, link)
