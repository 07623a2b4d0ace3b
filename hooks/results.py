"""Hook: the measured results in the folder that `extra.results` names: quoted by name, their plots among the images."""

from __future__ import annotations

import functools
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mlguide import results, site
from mlguide.quote import QuoteContext, QuoteExtension
from mlguide.results import Results


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extension; the folder is read when the first page asks for it."""
    build = site.current()
    folder = config.extra.get("results")
    build.load_results = functools.cache(lambda: _load(build, folder) if folder else Results())

    def read() -> Results:
        build.note("results", "")
        return build.load_results()

    config.markdown_extensions.append(QuoteExtension(QuoteContext(read, build.page_source, build.report)))  # type: ignore[arg-type]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Plots can be shown from where they lie: the page `example/data.md` writes `results/plot.svg`."""
    build = site.current()
    if folder := config.extra.get("results"):
        for path in sorted((build.root / folder).glob("*.svg")):
            uri = f"{Path(folder).as_posix()}/{path.name}"
            if files.get_file_from_path(uri) is None and not path.is_symlink():
                files.append(File.generated(config, uri, abs_src_path=str(path)))


def _load(build: site.Site, folder: str) -> Results:
    found = results.load(build.root / folder, Path(folder).as_posix())
    build.problems.extend(found.problems)
    return found
