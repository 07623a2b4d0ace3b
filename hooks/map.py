"""Hook: the picture of all pages and their links, on a page that has `/// site-picture`."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mlguide import site, sitepicture
from mlguide.sitepicture import Group, MapPage, SitePictureExtension

_START = "Start"  # what the pages are called that stand in no section of the navigation


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    config.markdown_extensions.append(SitePictureExtension(build.keep_map))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remember in which section of the navigation each page stands."""
    above = {page.file.src_uri: list(page.ancestors) for page in nav.pages}
    site.current().nav_sections = {uri: str(one[-1].title) if one else _START for uri, one in above.items()}


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered, and every link is known: draw."""
    build = site.current()
    pages = site.rendered_pages(build)
    backlinks = build.foot.backlinks if build.foot else {}
    links = {(place.page, target) for target, places in backlinks.items() for place in places}

    def draw(page: Page) -> None:
        if page.file.src_uri in build.map_pages and page.content:
            drawn = sitepicture.to_html(_groups(build, page, pages), links)
            page.content = page.content.replace(sitepicture.PLACE, drawn)

    build.finish_with(draw)


def _groups(build: site.Site, here: Page, pages: list[Page]) -> list[Group]:
    """The pages in reading order: by stage of the lifecycle, or else by section of the navigation."""
    found: dict[tuple[str, str], list[MapPage]] = {}
    for page in pages:
        uri = page.file.src_uri
        found.setdefault(site.part_of(build, uri), []).append(MapPage(uri, site.page_title(page), build.url(uri, here)))
    return [Group(name, listed, css) for (name, css), listed in found.items()]
