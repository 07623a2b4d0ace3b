"""Hook: citations from the bibliography that `extra.bibliography` names, footnotes, and the page of all sources."""

from __future__ import annotations

import functools
import logging

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mlguide import bibliography, bibliography_page, page_citation, reference_list, site
from mlguide.bibliography_page import BibliographyExtension
from mlguide.cite import CitationContext, CitationExtension
from mlguide.footnote import FootnoteCheckExtension, FootnoteContext

_LOGGER = logging.getLogger("mkdocs.mlguide")


def on_config(config: MkDocsConfig) -> None:
    """Read the bibliography and add the Markdown extensions."""
    build = site.current()
    if path := config.extra.get("bibliography"):
        site.load_bibliography(build, build.root / path)
    context = CitationContext(build.items, build.page_source, build.report, build.keep_references)
    config.markdown_extensions.append(CitationExtension(context))  # type: ignore[arg-type]
    footnotes = FootnoteContext(build.page_source, build.report)
    config.markdown_extensions.append(FootnoteCheckExtension(footnotes))  # type: ignore[arg-type]
    config.markdown_extensions.append(BibliographyExtension(build.keep_bibliography_page))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """The bibliography can be downloaded as CSL-JSON beside the .bib file."""
    build = site.current()
    path = build.root / config.extra.get("bibliography", "")
    if build.bibliography.items and path.is_relative_to(build.docs_dir):
        uri = path.relative_to(build.docs_dir).with_suffix(".json").as_posix()
        content = bibliography.csl_json(build.bibliography.items.values())
        files.append(File.generated(config, uri, content=content))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Quotations in the bibliography stand in reading order."""
    site.current().reading_order = [page.file.src_uri for page in nav.pages]


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: write the list of all sources, and say which are never cited."""
    build = site.current()
    site.count_citing_pages(build)
    build.finish_with(functools.partial(_list_sources, build))
    if build.dirty or build.serving:
        return
    if notice := bibliography.never_cited(build.bibliography, build.pages_citing):
        _LOGGER.info("%s", notice)


def _list_sources(build: site.Site, page: Page) -> None:
    if page.file.src_uri == build.bibliography_page:
        html = bibliography_page.list_html(build.bibliography.items, build.pages_citing, build.formatted)
        page.content = (page.content or "").replace(bibliography_page.PLACEHOLDER, html)


@event_priority(-100)  # after the theme's search has read the page
def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Fill in the page's references, and give the templates the texts with which the page is cited."""
    build = site.current()
    uri = page.file.src_uri
    elsewhere = functools.partial(site.cited_elsewhere, build, page)
    page.content = reference_list.fill_references(
        page.content or "", build.page_references(uri).entries, build.formatted, elsewhere
    )
    if uri == build.bibliography_page:
        pages = site.citing_pages(build, page)
        page.content = bibliography_page.fill_entries(page.content, pages, build.bibliography.records)
    cited = page_citation.cite_page(site.page_facts(build, page), build.cited_items(uri))
    context["page_citation"] = cited  # type: ignore[typeddict-unknown-key]
    return context
