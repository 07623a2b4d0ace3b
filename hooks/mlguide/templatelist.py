"""All templates on one page, by the part of the guide whose gate needs them, and in one file to take along.

    /// template-list
    ///

In:  the templates, and which pages offer them. Out: a table with a row for each template: what it is called, the pages
     that say how to fill it in, links to both files; the bytes of a ZIP archive with all of them.
"""

from __future__ import annotations

import functools
import io
import xml.etree.ElementTree as etree
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from .markup import append

ARCHIVE = "templates/ml-lifecycle-templates.zip"
PLACE = '<div class="template-list" data-mlguide="template-list"></div>'
_WORDS = {"blank": "Blank", "filled": "Filled in"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: same files, same bytes


@dataclass(frozen=True)
class Row:
    """A template: its title, the pages that offer it (title and address), the addresses of its files by kind."""

    title: str
    pages: Sequence[tuple[str, str]]
    files: Mapping[str, str]


class TemplateListExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the block; one instance serves a whole build."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:
        """Register `/// template-list`."""
        block_mgr.register(_TemplateListBlock, {})  # type: ignore[attr-defined]


class _TemplateListBlock(Block):  # type: ignore[misc]
    NAME = "template-list"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Leave a place that is filled when every page has been rendered."""
        return append(parent, "div", class_="template-list", data_mlguide="template-list")


def to_html(groups: Mapping[str, Sequence[Row]], archive: str) -> str:
    """The link to the archive and the table, from rows by part of the guide."""
    count = len({row.title for rows in groups.values() for row in rows})
    parts = [
        f'<div class="template-list"><p><a href="{escape(archive)}" download>All {count} templates in one ZIP file</a>'
        ', blank and filled in.</p>\n<table class="template-table"><thead><tr><th scope="col">Template</th>'
        '<th scope="col">Page</th><th scope="col">Download</th></tr></thead>\n'
    ]
    for name, rows in groups.items():
        parts.append(f'<tbody><tr><th scope="rowgroup" colspan="3">{escape(name, quote=False)}</th></tr>\n')
        parts += [_row_html(row) for row in rows]
        parts.append("</tbody>\n")
    return "".join([*parts, "</table></div>"])


def _row_html(row: Row) -> str:
    pages = ", ".join(f'<a href="{escape(href)}">{escape(title, quote=False)}</a>' for title, href in row.pages)
    title = escape(row.title, quote=False)
    files = " ".join(
        f'<a href="{escape(href)}" download aria-label="{escape(row.title)}, {_WORDS[kind].lower()}">{_WORDS[kind]}</a>'
        for kind, href in row.files.items()
    )
    return f'<tr><th scope="row">{title}</th><td>{pages}</td><td class="template-files">{files}</td></tr>\n'


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of these files by name, the same bytes for the same files."""
    return _archive(tuple(sorted(files.items())))


@functools.lru_cache(maxsize=1)
def _archive(files: tuple[tuple[str, bytes], ...]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, content)
    return buffer.getvalue()
