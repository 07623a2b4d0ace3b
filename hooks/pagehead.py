"""Hook: the line under each page's title."""

from __future__ import annotations

import functools

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mlguide import pagehead, site


def on_config(config: MkDocsConfig) -> None:
    """The dates of the pages' last changes are asked of git once, when the first hook wants them."""
    build = site.current()
    build.load_changes = functools.cache(lambda: pagehead.changes(build.root, build.docs_dir))


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: say how long it is and how old."""
    build = site.current()
    changes = build.load_changes()

    def show(page: Page) -> None:
        source = build.sources.get(page.file.src_uri)
        if source and not page.is_homepage:
            line = pagehead.to_html(source, str(page.meta.get("reviewed") or ""), changes.get(source.file, ""))
            page.content = pagehead.put(page.content or "", line)

    build.finish_with(show)
