"""Hook: the glossary (`extra.glossary`, below docs/), and its terms in every page."""

from __future__ import annotations

from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mlguide import glossary, site
from mlguide.glossary import GlossaryContext, GlossaryExtension
from mlguide.phrases import Automaton
from mlguide.problems import Problem
from mlguide.terms import TermContext, TermExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extensions."""
    build = site.current()
    kept = build.glossary
    kept.page = str(config.extra.get("glossary") or "")
    definitions = GlossaryContext(
        lambda: bool(kept.page) and build.page_uri() == kept.page,
        lambda: kept.entries,
        build.keep_definition,
    )
    config.markdown_extensions.append(GlossaryExtension(definitions))  # type: ignore[arg-type]
    terms = TermContext(build.page_uri, lambda: kept.page, lambda: _automaton(build), build.keep_terms)
    config.markdown_extensions.append(TermExtension(terms))  # type: ignore[arg-type]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read the entries before any page is rendered."""
    build = site.current()
    page = build.glossary.page
    if source := build.sources.get(page):
        build.problems.extend(build.glossary.read(source))
    elif page:
        build.problems.add(Problem("mkdocs.yml", 0, 0, f'glossary "{page}" does not exist', "see extra.glossary"))


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: check the entries, and say where each is used."""
    build = site.current()
    kept = build.glossary
    if not kept.listed:
        return
    pages = {page.file.src_uri: page for page in site.rendered_pages(build)}
    others = [uri for uri in pages if uri != kept.page]
    used = set().union(*(build.terms.get(uri, set()) for uri in others))
    stages = [state.id for state in build.lifecycle.diagram.stages()] if build.lifecycle else []
    file = build.sources[kept.page].file
    build.problems.extend(glossary.check(kept.listed, file, stages, used, all_rendered=not build.dirty))
    for source in build.sources.values():
        build.problems.extend(glossary.front_matter_problems(source))

    def fill(page: Page) -> None:
        if page.file.src_uri == kept.page:
            _fill(build, page, {uri: pages[uri] for uri in others})

    build.finish_with(fill)


@event_priority(-100)  # after the theme's search has read the page: it would read definitions that it does not index
def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the page the definitions of the terms that it uses, for the pop-up over them."""
    build = site.current()
    kept = build.glossary
    if used := build.terms.get(page.file.src_uri):
        here = [entry for id_, entry in kept.entries.items() if id_ in used]
        definitions = {entry.id: build.targets.plain(kept.definitions.get(entry.id, "")) for entry in here}
        page.content = (page.content or "") + glossary.previews(here, definitions, build.url(kept.page, page))
    return context


def _fill(build: site.Site, page: Page, others: dict[str, Page]) -> None:
    """Write stage and uses under each entry of the glossary."""

    def link(uri: str, text: str) -> str:
        return f'<a href="{escape(build.url(uri, page))}">{escape(text, quote=False)}</a>'

    def stage(name: str) -> str:
        target = build.lifecycle.stage_page(name) if build.lifecycle else ""
        return link(target, name) if target else escape(name, quote=False)

    links = {uri: link(uri, site.page_title(other)) for uri, other in others.items()}
    uses = {id_: [links[uri] for uri in others if id_ in build.terms.get(uri, ())] for id_ in build.glossary.entries}
    page.content = glossary.fill(page.content or "", build.glossary.entries, stage, uses)


def _automaton(build: site.Site) -> Automaton | None:
    if not glossary.wants_terms(build.page_source()):
        return None
    build.note("terms", "")
    return build.glossary.automaton if build.glossary.listed else None
