"""Hook: completes images and numbers captions."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig

from mlguide import site
from mlguide.figure import FigureContext, FigureExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    context = FigureContext(build.docs_dir, build.page_uri, build.page_source, build.problems.add, build.images)
    config.markdown_extensions.append(FigureExtension(context))  # type: ignore[arg-type]
