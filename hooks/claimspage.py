"""Hook: the records of what each citation rests on, and the page that shows them."""

from __future__ import annotations

import functools
from dataclasses import replace

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mlguide import claims, claimspage, site
from mlguide.bibliography_page import entry_id
from mlguide.claimspage import CheckedPage, ClaimsExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    config.markdown_extensions.append(ClaimsExtension(site.current().keep_claims_page))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read every file of claims."""
    build = site.current()
    folder = build.docs_dir / claimspage.FOLDER
    for path in sorted(folder.rglob("*.yml")):
        found, problems = claims.read(path)
        page = claimspage.page_of(path.relative_to(folder).as_posix())
        build.records.pages[page] = found
        file = build.shown(claimspage.file_of(page))
        build.problems.extend(replace(problem, file=file) for problem in problems)


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: check what the claims name, and show them."""
    build = site.current()
    records, items = build.records, build.bibliography.items
    build.problems.extend(claimspage.faults(records.pages, build.sources, items, build.shown))
    pages = [page for page in site.rendered_pages(build) if records.pages.get(page.file.src_uri)]

    def show(here: Page) -> None:
        if here.file.src_uri == records.shown_on:
            groups: dict[str, list[CheckedPage]] = {}
            for page in pages:
                uri = page.file.src_uri
                heading = build.nav_sections.get(uri, "Outside the navigation")
                checked = CheckedPage(uri, site.page_title(page), build.url(uri, here), records.pages[uri])
                groups.setdefault(heading, []).append(checked)
            html = claimspage.to_html(groups, functools.partial(_source, build, here))
            here.content = (here.content or "").replace(claimspage.PLACE, html)

    build.finish_with(show)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the templates the line that leads from a page's references to its part of the list."""
    build = site.current()
    uri = page.file.src_uri
    if build.records.shown_on and build.records.pages.get(uri):
        href = f"{build.url(build.records.shown_on, page)}#{claimspage.part_id(uri)}"
        context["claims_note"] = claimspage.note_html(href)  # type: ignore[typeddict-unknown-key]
    return context


def _source(build: site.Site, here: Page, key: str) -> str:
    item = build.bibliography.items.get(key)
    page = build.bibliography_page
    return claimspage.source_html(key, item, f"{build.url(page, here)}#{entry_id(key)}" if page else "")
