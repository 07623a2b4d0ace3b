"""Hook: the PDF, the EPUB and the offline copy, if they have been made into the folder that `extra.downloads` names."""

from __future__ import annotations

import functools
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mlguide import downloads, site
from mlguide.downloads import DownloadsContext, DownloadsExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension."""
    build = site.current()
    folder = config.extra.get("downloads")
    found = functools.cache(lambda: downloads.found(build.root / folder) if folder else {})
    build.downloads = found

    def files() -> dict[str, Path]:
        for name in downloads.KNOWN:
            build.note("file", downloads.uri(name))
        return found()

    config.markdown_extensions.append(DownloadsExtension(DownloadsContext(files, build.link)))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Publish what there is."""
    for name, path in site.current().downloads().items():
        files.append(File.generated(config, downloads.uri(name), abs_src_path=str(path)))
