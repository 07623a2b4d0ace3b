"""Hook: references to figures, tables, sections; links from the lifecycle diagram (`extra.lifecycle`, below docs/)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from mlguide import crossref, lifecycle, site
from mlguide.crossref import CrossrefContext, CrossrefExtension
from mlguide.section import SectionContext, SectionExtension
from mlguide.stagepage import LifecycleContext, LifecycleExtension, placeholder
from mlguide.target import Targets


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    labels = CrossrefContext(build.page_source, build.keep_label_use)
    config.markdown_extensions.append(CrossrefExtension(labels))
    sections = SectionContext(build.page_uri, build.keep_sections)
    config.markdown_extensions.append(SectionExtension(sections))  # type: ignore[arg-type]
    context = LifecycleContext(
        build.asked_lifecycle,
        build.page_uri,
        build.page_claim,
        build.page_source,
        build.title,
        build.keep_explanation,
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
    stages = {uri: stage for stage, uri in cycle.stage_pages().items()}

    def show_transitions(page: Page) -> None:
        if stage := stages.get(page.file.src_uri):
            html = lifecycle.transitions_html(cycle, stage, functools.partial(build.url, page=page))
            html = build.targets.plain(html, escape)
            page.content = (page.content or "").replace(placeholder(stage), html)

    build.finish_with(show_transitions)


def _resolve_labels(build: site.Site) -> None:
    ordered = site.ordered_labels(build)
    _resolve_titles(build)
    if not build.dirty:
        linked = {link.key.partition("#")[2] for page in build.page_links.values() for link in page.links}
        build.problems.extend(crossref.check(ordered, build.label_uses, linked))

    def resolve(page: Page) -> None:
        uri, link = page.file.src_uri, functools.partial(site.link_and_title, build, page)
        taken = build.page_links[uri].ids if uri in build.page_links else frozenset()
        page.content = crossref.resolve(page.content or "", uri, build.targets, link, taken)
        page.content = crossref.fill_lists(page.content, ordered, link, build.targets.plain)

    build.finish_with(resolve)


def _resolve_titles(build: site.Site) -> None:
    """What references may lead to, in reading order; titles, descriptions and tables of contents say it in words."""
    pages = site.rendered_pages(build)
    sections = {page.file.src_uri: build.sections.get(page.file.src_uri, []) for page in pages}
    titles = {page.file.src_uri: site.page_title(page) for page in pages}
    described = {page.file.src_uri: str(page.meta.get("description") or "") for page in pages}
    build.targets = Targets(site.author_labels(build), sections, titles, described)
    for page in pages:
        page.title = build.targets.plain(str(page.title or ""), escape)
        if description := page.meta.get("description"):
            page.meta["description"] = build.targets.typed(str(description))
        _resolve_contents(page.toc, build.targets)


def _resolve_contents(items: Iterable[AnchorLink], targets: Targets) -> None:
    for item in items:
        item.title = targets.plain(item.title, escape)
        _resolve_contents(item.children, targets)
