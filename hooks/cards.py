"""Hook: what a link to a page shows where it is shared: the picture that `make cards` has drawn, if there is one."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mlguide import site

_FOLDER = "assets/cards"


def _name(uri: str) -> str:
    return f"{uri.removesuffix('.md').replace('/', '-')}.png"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Publish the pictures, for a site whose address is known: only whole addresses are of use there."""
    folder = config.extra.get("downloads")
    if folder and config.site_url:
        for path in sorted((site.current().root / folder / "cards").glob("*.png")):
            files.append(File.generated(config, f"{_FOLDER}/{path.name}", abs_src_path=str(path)))


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the templates the address of the page's picture."""
    uri = f"{_FOLDER}/{_name(page.file.src_uri)}"
    if config.site_url and site.current().files.get_file_from_path(uri):
        context["social_card"] = f"{config.site_url.rstrip('/')}/{uri}"  # type: ignore[typeddict-unknown-key]
    return context
