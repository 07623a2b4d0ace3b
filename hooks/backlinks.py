"""Hook: checks the links of every page; lists at its foot the pages that link to it and those that are like it."""

from __future__ import annotations

import functools
import logging

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mlguide import backlinks, labelcheck, linkcheck, site
from mlguide.backlinks import View
from mlguide.destination import Destinations, Ids
from mlguide.link import LinkExtension, PageLinks
from mlguide.pagefoot import PageFoot
from mlguide.related import Index
from mlguide.target import Targets

_NO_LINKS = PageLinks()
_WHY_UNPUBLISHED = {
    InclusionLevel.DRAFT: "a draft",
    InclusionLevel.EXCLUDED: "a file that is left out of the site",
}


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension; what it checks, MkDocs need not say again without a line."""
    build = site.current()
    config.markdown_extensions.append(LinkExtension(build.keep_links))  # type: ignore[arg-type]
    levels = config.validation.links
    build.link_checks = {name for name in linkcheck.CHECKS if levels[name] >= logging.WARNING}
    for name in build.link_checks:
        levels[name] = logging.DEBUG


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: check what leads from page to page, and gather it by where it leads."""
    build = site.current()
    where = _link_targets(build)
    if not build.dirty:
        found = linkcheck.faults(where, build.page_links, build.sources)
        build.problems.extend(problem for check, problem in found if check in build.link_checks)
        build.problems.extend(labelcheck.twice(where, build.sources))
        build.problems.extend(labelcheck.circles(where, build.page_links, build.sources))
        for uri in build.page_links:
            if uri in build.sources:
                build.problems.extend(labelcheck.description_problems(where, build.sources[uri]))
    rendered = (page.file.src_uri for page in site.rendered_pages(build))
    pages = [uri for uri in rendered if uri != build.glossary.page]  # which links to every page and shares its sources
    cited = {uri: {entry.key for entry in build.page_references(uri).entries if entry.key} for uri in pages}
    stages = {uri: claim.stage for uri, claim in build.claims().items()}
    index = Index(pages, cited, build.terms, stages)
    build.foot = PageFoot(backlinks.collect(pages, build.page_links, where.destination), index)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the templates the two lists; the home page has none, nor a page with `page_links: false`."""
    build = site.current()
    if build.foot and not page.is_homepage and page.meta.get("page_links") is not False:
        uri = page.file.src_uri
        view = View(
            functools.partial(site.link_and_title, build, page),
            functools.partial(_name, build.targets, uri),
            build.targets.plain,
            build.page_links.get(uri, _NO_LINKS).ids,
        )
        neighbours = [one.file.src_uri for one in (page.previous_page, page.next_page) if one]
        context["page_links"] = build.foot.html(uri, view, neighbours)  # type: ignore[typeddict-unknown-key]
    return context


def _name(targets: Targets, page: str, id_: str) -> str:
    target = targets.on_page(page, id_)
    return target.text if target else ""


def _link_targets(build: site.Site) -> Destinations:
    """What the links of pages can lead to: every file below docs/, published or not, and the ids of every page."""
    parsed: dict[str, set[str]] = {}

    def has_id(uri: str, id_: str) -> bool:
        file = build.files.src_uris.get(uri)
        if file is None or file.page is None or file.page.content is None:
            return True
        if id_ in build.page_links.get(uri, _NO_LINKS).ids:
            return True
        if uri not in parsed:
            build.finish(file.page)
            parsed[uri] = Ids(file.page.content or "").found
        return id_ in parsed[uri]

    return Destinations(
        {file.src_uri: _WHY_UNPUBLISHED.get(file.inclusion, "") for file in build.files},
        {file.src_uri: file.url for file in build.files},
        build.targets,
        has_id,
        lambda uri: sorted(one.id for one in build.sections.get(uri, [])),
    )
