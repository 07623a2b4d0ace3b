"""Hook: the feed of changes, where the site knows its own address and its history."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mlguide import feed, site
from mlguide.feed import Entry


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered: write the feed."""
    if not config.site_url:
        return
    build = site.current()
    changes = build.load_changes()
    entries = [
        Entry(
            site.page_title(page),
            page.canonical_url or "",
            str(page.meta.get("description") or ""),
            changes.get(build.sources[page.file.src_uri].file, ""),
        )
        for page in site.rendered_pages(build)
    ]
    facts = config.site_name, config.site_url, config.site_author or config.site_name
    if text := feed.to_xml(*facts, entries):
        files.append(File.generated(config, feed.URI, content=text))
        config.extra["feed"] = feed.URI
