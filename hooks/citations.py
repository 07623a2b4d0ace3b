"""Hook: footnotes, and citations from the bibliography that `extra.bibliography` names (from the project's root)."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig

from mlguide import site
from mlguide.cite import CitationContext, CitationExtension
from mlguide.footnote import FootnoteCheckExtension, FootnoteContext


def on_config(config: MkDocsConfig) -> None:
    """Read the bibliography and add the Markdown extensions."""
    build = site.current()
    if path := config.extra.get("bibliography"):
        site.load_bibliography(build, build.root / path)
    context = CitationContext(build.entries, build.page_source, build.problems.add)
    config.markdown_extensions.append(CitationExtension(context))  # type: ignore[arg-type]
    footnotes = FootnoteContext(build.page_source, build.problems.add)
    config.markdown_extensions.append(FootnoteCheckExtension(footnotes))  # type: ignore[arg-type]
