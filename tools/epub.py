"""The whole guide as an EPUB 3 file, from a finished site.

Usage: epub.py SITE FILE.epub

One XHTML document for each page, the site's drawings inside them, contents by part. The same site gives the same bytes:
the identifier is made from the content, the date is that of the latest review.
"""

from __future__ import annotations

import hashlib
import mimetypes
import sys
import uuid
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

import book
from book import Chapter

ROOT = Path(__file__).resolve().parent.parent
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_TITLE = "The ML Lifecycle Guide"
_AUTHOR = "The ML Lifecycle Guide contributors"
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'version="1.0"><rootfiles><rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
# Reading systems choose fonts, sizes and colors; what is drawn needs the site's own colors, and follows a dark page.
_STYLE = """
:root { --drawing-line: #5b6773; --drawing-box: #f6f5f1; --drawing-text: #1d2733; --drawing-muted: #4c5866;
  --stage-scoping: #7556bd; --stage-scoping-tint: #f3eefa; --stage-data: #0e4a6e; --stage-data-tint: #e9f3fb;
  --stage-modeling: #7a3600; --stage-modeling-tint: #fdf3e3; --stage-deployment: #15795a;
  --stage-deployment-tint: #e8f6f0; --md-default-fg-color: #1d2733; --md-default-fg-color--light: #4c5866;
  --md-default-fg-color--lighter: #8a94a0; --md-default-fg-color--lightest: #dfe3e8; --md-default-bg-color: #fff;
  --md-accent-fg-color: #b0480e; --md-typeset-a-color: #0b5a80; --md-code-fg-color: #1d2733; }
body { line-height: 1.5; }
h1, h2, h3 { line-height: 1.2; }
svg, img { max-width: 100%; height: auto; }
svg { background: #fff; color: #1d2733; }
figure { margin: 1em 0; break-inside: avoid; }
figcaption, .page-head { font-size: 0.85em; }
table { border-collapse: collapse; font-size: 0.85em; }
th, td { padding: 0.3em 0.5em; border: 1px solid #8a94a0; text-align: left; vertical-align: top; }
.admonition, .template { margin: 1em 0; padding: 0.5em 0.8em; border-left: 4px solid #5b6773; }
.admonition-title, .template-title { font-weight: bold; }
.lifecycle-map .map-tall { display: none; }
pre { overflow-x: auto; font-size: 0.8em; white-space: pre-wrap; }
"""


def main(site: Path, target: Path) -> None:
    """Write the file and say what is in it."""
    chapters = book.read(site, ROOT / "mkdocs.yml")
    pictures = book.images(chapters, site)
    book.link(chapters, lambda chapter, id_: f"{chapter.slug}.xhtml{f'#{id_}' * bool(id_)}", lambda _: "")
    files: dict[str, bytes] = {f"book/{one.slug}.xhtml": _page(one).encode() for one in chapters}
    files["book/style.css"] = (_STYLE + _drawing_rules()).encode()
    files["book/nav.xhtml"] = _contents(chapters).encode()
    files |= {f"book/{name}": path.read_bytes() for name, path in pictures.items()}
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in sorted(files.items()))).digest()
    files["book/content.opf"] = _package(chapters, pictures, str(uuid.UUID(bytes=digest[:16], version=5))).encode()
    _write(target, {"META-INF/container.xml": _CONTAINER.encode(), **files})
    print(f"{target}: {len(chapters)} chapters, {len(pictures)} pictures, {target.stat().st_size / 1e6:.1f} MB")


def _drawing_rules() -> str:
    """The site's own rules for drawings."""
    return (ROOT / "docs" / "assets" / "css" / "drawings.css").read_text("utf-8")


def _page(chapter: Chapter) -> str:
    chapter.article.tag = f"{{{book.HTML}}}section"
    chapter.article.attrib.clear()
    return _document(chapter.title, book.to_xml(chapter.article))


def _document(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en"><head><title>'
        f'{escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
        f"<body>{body}</body></html>\n"
    )


def _contents(chapters: list[Chapter]) -> str:
    parts: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        parts.setdefault(chapter.part, []).append(chapter)
    lines = []
    for part, listed in parts.items():
        items = "".join(f'<li><a href="{one.slug}.xhtml">{escape(one.title)}</a></li>' for one in listed)
        lines.append(f"<li><span>{escape(part)}</span><ol>{items}</ol></li>" if part else items)
    return _document("Contents", f'<nav epub:type="toc"><h1>Contents</h1><ol>{"".join(lines)}</ol></nav>')


def _package(chapters: list[Chapter], pictures: Mapping[str, Path], identifier: str) -> str:
    dates = [time.get("datetime", "") for one in chapters for time in one.article.iter(f"{{{book.HTML}}}time")]
    latest = max(filter(None, dates), default="2026-01-01")
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
    ]
    for one in chapters:
        drawn = any(book.local(element) == "svg" for element in one.article.iter())
        properties = ' properties="svg"' if drawn else ""
        items.append(
            f'<item id="c-{one.slug}" href="{one.slug}.xhtml" media-type="application/xhtml+xml"{properties}/>'
        )
    for number, name in enumerate(pictures):
        kind = mimetypes.guess_type(name)[0] or "image/png"
        items.append(f'<item id="p-{number}" href="{escape(name)}" media-type="{kind}"/>')
    spine = "".join(f'<itemref idref="c-{one.slug}"/>' for one in chapters)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id" xml:lang="en"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier><dc:title>{_TITLE}</dc:title>'
        f"<dc:language>en</dc:language><dc:creator>{_AUTHOR}</dc:creator><dc:rights>CC BY 4.0</dc:rights>"
        f'<meta property="dcterms:modified">{latest}T00:00:00Z</meta>'
        '<meta property="schema:accessMode">textual</meta><meta property="schema:accessMode">visual</meta>'
        '<meta property="schema:accessibilityFeature">alternativeText</meta>'
        '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
        '<meta property="schema:accessibilityHazard">none</meta>'
        "</metadata>"
        f"<manifest>{''.join(items)}</manifest><spine>{spine}</spine></package>\n"
    )


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(zipfile.ZipInfo("mimetype", _LONG_AGO), b"application/epub+zip")  # first, and not compressed
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.external_attr = 0o644 << 16
            packed.writestr(info, content, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
