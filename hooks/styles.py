"""Hook: the style sheets of `extra_css` are published as one."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mlguide import paths, site, styles
from mlguide.problems import Problem


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Join them, and take the single ones out of the site."""
    build = site.current()
    uris = styles.joinable([str(one) for one in config.extra_css], files.src_uris)
    target = styles.joined_uri(uris)
    if not target:
        return
    texts = {}
    for uri in uris:
        file = files.src_uris[uri]
        try:
            texts[uri] = paths.read_text(Path(file.abs_src_path or ""))
        except paths.UnreadableFileError as error:
            build.report(Problem(build.shown(uri), error.line, 0, str(error), "save it as UTF-8 text"))
        files.remove(file)
    files.append(File.generated(config, target, content=styles.join(texts)))
    config.extra_css = [*(one for one in config.extra_css if str(one) not in uris), target]
