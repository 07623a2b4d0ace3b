"""Hook: a copy of the site that is opened as files (`make offline`) has a search that loads nothing from elsewhere."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from mlguide import site
from mlguide.problems import Problem

_THEIRS = "https://unpkg.com/iframe-worker/shim"  # what the theme's offline plugin of 9.x adds
_OURS = "assets/js/iframe-worker.js"
_KEPT = ".cache/iframe-worker.js"


@event_priority(-100)  # after the plugin
def on_config(config: MkDocsConfig) -> None:
    """Have the file loaded that lies in the copy itself."""
    if _THEIRS in (loaded := config.extra.get("polyfills", [])):
        loaded[loaded.index(_THEIRS)] = _OURS


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Publish that file, which `make offline` has fetched."""
    if _OURS not in config.extra.get("polyfills", []):
        return
    build = site.current()
    if (build.root / _KEPT).is_file():
        files.append(File.generated(config, _OURS, abs_src_path=str(build.root / _KEPT)))
    else:
        build.report(Problem("mkdocs.yml", 0, 0, f"{_KEPT} is missing", "run `make offline`, which fetches it"))
