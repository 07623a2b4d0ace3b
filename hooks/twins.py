"""Hook: a Markdown twin of every page, `llms.txt` and `llms-full.txt`, if `extra.twins` in mkdocs.yml says so."""

from __future__ import annotations

import functools
from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mlguide import site, templates, twin
from mlguide.references import format_item, to_text
from mlguide.twin import Twin

_ABOUT = "Each page is here as its author wrote it, with measured numbers filled in; `[@key]` cites a source."


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: write the twins."""
    build = site.current()
    if not config.extra.get("twins"):
        return
    reference = functools.cache(lambda key: to_text(format_item(build.bibliography.items[key])))
    groups: dict[str, list[Twin]] = {}
    for page in site.rendered_pages(build):
        groups.setdefault(site.part_of(build, page.file.src_uri)[0], []).append(_twin(build, page, reference))
    twins = [one for listed in groups.values() for one in listed]
    about = Twin("", config.site_name, config.site_description or "", _ABOUT)
    base = config.site_url or ""
    texts = {one.uri: one.text for one in twins}
    texts["llms.txt"] = twin.contents(about, groups, lambda uri: f"{base}{uri}")
    texts["llms-full.txt"] = twin.everything(about, twins)
    for uri, text in texts.items():
        file = _Text.generated(config, f"twins/{uri}", content=text, inclusion=InclusionLevel.INCLUDED)
        file.dest_uri = uri
        files.append(file)


class _Text(File):
    """A text that is published as it is, where the source of its page would lie."""

    def is_documentation_page(self) -> bool:
        """It is no page, whatever its name ends in."""
        return False


def _twin(build: site.Site, page: Page, reference: Callable[[str], str]) -> Twin:
    uri = page.file.src_uri
    source = build.sources[uri]
    cited = {one.key: reference(one.key) for one in build.page_references(uri).entries if one.key}
    text = twin.text(source, lambda one: templates.fill(one, build.load_results, lambda _: None), cited)
    return Twin(uri, site.page_title(page), str(page.meta.get("description") or ""), text)
