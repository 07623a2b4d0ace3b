"""Live diagrams: mkdocs-mermaid2-plugin, loaded when the first page needs it.

A site whose diagrams are all static pays nothing for it: the plugin takes a quarter of a second to import, and would
re-serialise every page that contains the word "mermaid". Here it sees only finished pages with a live diagram, and
puts the script for the browser into them. The library itself is a file of the site (`make live`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIBRARY = "assets/js/mermaid.min.js"
LICENSE = "assets/js/mermaid.min.LICENSE"


class LiveDiagrams:
    """The plugin for one build. `config` is MkDocs' configuration, `arguments` those of `mermaid.initialize`."""

    def __init__(self, config: Any, arguments: Mapping[str, Any]) -> None:
        self._config = config
        self._arguments = dict(arguments)
        self._plugin: Any = None

    def finish(self, html: str, page: Any) -> str:
        """The finished page with the library and its start-up script added at the end of its body."""
        if self._plugin is None:
            self._plugin = self._load()
        return str(self._plugin.on_post_page(html, config=self._config, page=page))

    def _load(self) -> Any:
        from mermaid2.plugin import MarkdownMermaidPlugin  # noqa: PLC0415 - slow to import and rarely needed

        plugin = MarkdownMermaidPlugin()
        plugin.load_config({"javascript": LIBRARY, "arguments": self._arguments})
        plugin.on_config(self._config)
        return plugin
