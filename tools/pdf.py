"""The whole guide as a PDF file with contents, page numbers and links, made by Chromium from a finished site.

Usage: pdf.py SITE FILE.pdf

One HTML file is written beside the site's pages, since it uses their style sheets, and is printed twice: Chromium does
not know on which page a heading will stand, so the table of contents gets its numbers from the first printing. If that
has moved anything, it is done once more.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

import book
from book import Chapter
from pypdf import PdfReader

from chromium import launch, serve

ROOT = Path(__file__).resolve().parent.parent
_NAME = "whole-guide.html"
_FOOTER = (
    '<div style="width:100%;padding:0 18mm;display:flex;justify-content:space-between;font:7pt sans-serif;color:#555">'
    "<span>The ML Lifecycle Guide</span><span class=pageNumber></span></div>"
)
_TURNS = 3
_STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
html, body { height: auto; background: #fff; font-size: 116%; }
body { display: block; }
article { break-before: page; }
article, nav.contents { max-width: none; margin: 0; padding: 0; }
.md-typeset :is(p, ul, ol, dl, blockquote, .admonition, details) { max-width: none; }
.md-typeset h2, .md-typeset h3 { break-after: avoid; }
.md-typeset :is(figure, .admonition, table tr, .template) { break-inside: avoid; }
.md-typeset table:not([class]) { display: table; width: 100%; }
.md-typeset .drawing { min-width: 0; max-width: 100%; }
.md-typeset svg { max-width: 100%; height: auto; }
nav.contents { break-before: page; }
nav.contents ol { margin: 0; padding: 0; list-style: none; }
nav.contents li { margin: 0; }
nav.contents li.part { margin-top: 1em; font-weight: 700; }
nav.contents a { display: flex; gap: 0.5em; color: inherit; text-decoration: none; }
nav.contents a::after { order: 1; flex: 1; border-bottom: 1px dotted #999; content: ""; }
nav.contents a span { order: 2; font-variant-numeric: tabular-nums; }
.cover { padding-top: 70mm; }
.cover h1 { font-size: 2.6em; }
"""


def main(site: Path, target: Path) -> None:
    """Write the PDF and say what is in it."""
    chapters = book.read(site, ROOT / "mkdocs.yml")
    book.link(chapters, lambda chapter, id_: f"#{id_ or chapter.slug}", lambda _: "")
    target.parent.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    page = site / _NAME
    try:
        with launch() as browser, serve(site) as address:
            tab = browser.new_page()
            for _ in range(_TURNS):
                page.write_text(_html(site, chapters, numbers), "utf-8")
                tab.goto(address + _NAME)
                tab.wait_for_load_state("networkidle")
                tab.pdf(
                    path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True,
                    display_header_footer=True, header_template="<span></span>", footer_template=_FOOTER,
                )  # fmt: skip
                found = page_numbers(target)
                if found == numbers:
                    break
                numbers = found
    finally:
        page.unlink(missing_ok=True)
    count = len(PdfReader(target).pages)
    print(f"{target}: {count} pages, {len(chapters)} chapters, {target.stat().st_size / 1e6:.1f} MB")


def page_numbers(file: Path) -> dict[str, int]:
    """The page, from 1, on which each place that is linked to stands, by its id."""
    reader = PdfReader(file)
    found = {}
    for name, destination in reader.named_destinations.items():
        number = reader.get_destination_page_number(destination)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def _html(site: Path, chapters: list[Chapter], numbers: dict[str, int]) -> str:
    styles = _styles(site)
    articles = []
    for chapter in chapters:
        html = book.to_html(chapter.article)
        articles.append(html.replace('src="', f'src="{chapter.folder}/' if chapter.folder else 'src="'))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The ML Lifecycle Guide</title>'
        f"{styles}<style>{_STYLE}</style></head>"
        '<body data-md-color-scheme="default" data-md-color-primary="custom" data-md-color-accent="custom">'
        '<div class="md-typeset cover"><h1>The ML Lifecycle Guide</h1>'
        "<p>From proof of concept to production. Text and figures CC BY 4.0, code MIT.</p></div>"
        f"{_contents(chapters, numbers)}{''.join(articles)}</body></html>"
    )


def _styles(site: Path) -> str:
    """Links to the style sheets that the home page uses."""
    text = (site / "index.html").read_text("utf-8")
    links = []
    for piece in text.split("<link ")[1:]:
        tag = piece.partition(">")[0]
        if 'rel="stylesheet"' in tag:
            links.append(f"<link {tag}>")
    return "".join(links)


def _contents(chapters: list[Chapter], numbers: dict[str, int]) -> str:
    items, part = [], ""
    for chapter in chapters:
        if chapter.part != part:
            part = chapter.part
            items.append(f'<li class="part">{escape(part)}</li>')
        number = numbers.get(chapter.slug, "")
        items.append(f'<li><a href="#{chapter.slug}">{escape(chapter.title)}<span>{number}</span></a></li>')
    return f'<nav class="md-typeset contents" aria-label="Contents"><h2>Contents</h2><ol>{"".join(items)}</ol></nav>'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
