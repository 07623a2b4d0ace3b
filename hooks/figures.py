"""Hook: completes images and numbers captions; puts the variants of bitmaps into the finished site."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mlguide import site
from mlguide.figure import FigureContext, FigureExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension. `mkdocs serve` does not wait for variants: it shows every image as it is."""
    build = site.current()
    context = FigureContext(
        build.docs_dir,
        build.page_uri,
        build.page_source,
        build.report,
        build.images,
        cache_dir=build.root / ".cache" / "images",
        publish=None if build.serving else build.publish,
        url=build.link,
        page_url=build.page_url,
        numbered=build.keep_label,
        locate=build.path,
        shown=build.shown,
        exists=build.exists,
    )
    config.markdown_extensions.append(FigureExtension(context))  # type: ignore[arg-type]


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Every page has been rendered, and no file was copied yet: add the variants that the pages ask for."""
    site.add_generated(site.current(), files)
