"""Hook: citations from the bibliography that `extra.bibliography` names, footnotes, and the page of all sources."""

from __future__ import annotations

import functools
import logging

from mkdocs.config.defaults import MkDocsConfig
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
    context = CitationContext(build.items, build.page_source, build.problems.add, build.keep_citings)
    config.markdown_extensions.append(CitationExtension(context))  # type: ignore[arg-type]
    footnotes = FootnoteContext(build.page_source, build.problems.add)
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
    """Every page has been rendered: write the bibliography, and behind each reference where else it is cited."""
    build = site.current()
    pages, uris = site.rendered_pages(build), site.citing_uris(build)
    for page in pages:
        link = functools.partial(site.cited_elsewhere, build, uris, page)
        page.content = reference_list.fill_elsewhere(page.content or "", link)
        if page.file.src_uri == build.bibliography_page:
            html = bibliography_page.page_html(build.bibliography, site.citing_pages(build, pages, page))
            page.content = page.content.replace(bibliography_page.PLACEHOLDER, html)
    if not build.dirty and (notice := bibliography.never_cited(build.bibliography, uris)):
        _LOGGER.info("%s", notice)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the templates the texts with which the page is cited."""
    build = site.current()
    facts = site.page_facts(build, page)
    context["page_citation"] = page_citation.cite_page(facts, build.cited_items(page.file.src_uri))  # type: ignore[typeddict-unknown-key]
    return context
