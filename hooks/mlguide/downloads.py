"""Files of the whole guide to take along: `/// downloads` becomes a list of those that have been made.

In:  the files in the folder that `extra.downloads` in mkdocs.yml names, which `make take-along` fills.
Out: a list with a link and the size of each; a sentence in its place while there is none.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .markup import append, append_text

FOLDER = "download"
# What may be there, and what it is good for.
KNOWN: Mapping[str, tuple[str, str]] = {
    "ml-lifecycle-guide.pdf": ("PDF", "for paper and for notes in the margin, with contents, page numbers and links"),
    "ml-lifecycle-guide.epub": ("EPUB", "for reading devices"),
    "ml-lifecycle-guide-offline.zip": ("ZIP", "the whole site; unpack it and open index.html, search included"),
}


@dataclass(frozen=True)
class DownloadsContext:
    """What the block needs: the files by name, and how the page at work links to one."""

    files: Callable[[], Mapping[str, Path]]
    link: Callable[[str], str]


class DownloadsExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; one instance serves a whole build."""

    def __init__(self, context: DownloadsContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// downloads`."""
        block_mgr.register(_DownloadsBlock, {"context": self._context})  # type: ignore[attr-defined]


class _DownloadsBlock(Block):  # type: ignore[misc]
    NAME = "downloads"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the list."""
        context: DownloadsContext = self.config["context"]
        place = append(parent, "div", class_="downloads")
        files = context.files()
        if not files:
            line = append(place, "p", "They are made when the guide is published. To make them yourself: ")
            append(line, "code", "make take-along")
            append_text(line, ".")
            return place
        listed = append(place, "ul")
        for name, path in files.items():
            kind, use = KNOWN[name]
            item = append(listed, "li")
            append(item, "a", f"{kind}, {path.stat().st_size / 1e6:.1f} MB", href=context.link(uri(name)), download="")
            append_text(item, f": {use}.")
        return place


def uri(name: str) -> str:
    """Where a file lies in the finished site."""
    return f"{FOLDER}/{name}"


def found(folder: Path) -> dict[str, Path]:
    """The known files that have been made."""
    return {name: folder / name for name in KNOWN if (folder / name).is_file()}
