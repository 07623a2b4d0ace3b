"""The whole guide as one text: chapters from a finished site, for the PDF and the EPUB.

In:  the folder of a finished site, the navigation of mkdocs.yml.
Out: `Chapter`s in the order of reading, each the tree of its article without what is of use on a screen only, with ids
     and links that lead within the book. Pages are read as browsers read them (tinyhtml5), and written as XML or HTML
     from the tree.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import tinyhtml5
import yaml

HTML, SVG, XLINK = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
LEFT_OUT = frozenset({"map.md", "figures.md", "claims.md", "toolbox/calculators.md"})  # of use on a screen only
_GONE_TAGS = frozenset(
    {"script", "button", "form", "input", "select", "textarea", "meter", "link", "style", "template"}
)
_GONE_CLASSES = frozenset(
    """headerlink breadcrumb page-links claims-note cite-page term-preview scorecard score-notes references-elsewhere
    references-back footnote-backref md-source-file problems diagram-text diagram-narrow template-links downloads zoom
    bibliography-filter source-checked""".split()
)
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for")
_XMLNS = "{http://www.w3.org/2000/xmlns/}"
_LOCAL_URL = "url(#"
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Chapter:
    """A page of the book: its path below docs/, title, part, the folder of its page in the site, its article."""

    uri: str
    title: str
    part: str
    folder: str
    article: etree.Element
    headings: list[tuple[int, str, str]] = field(default_factory=list)  # level, id, text

    @property
    def slug(self) -> str:
        """Its name within the book, also the beginning of its ids."""
        return self.uri.removesuffix(".md").removesuffix("/index").replace("/", "-")


def navigation(config: Path) -> Iterator[tuple[str, str]]:
    """Part and path of each page of the navigation, as mkdocs.yml has it."""
    text = config.read_text("utf-8")
    yield from _walk(yaml.safe_load(text[text.index("\nnav:") :])["nav"], "")


def _walk(entries: list[Any], part: str) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for title, value in entry.items():
            if isinstance(value, str):
                yield part, value
            else:
                yield from _walk(value, part or title)


def read(site: Path, config: Path) -> list[Chapter]:
    """The chapters, with ids of their own; links are still those of the site."""
    chapters = []
    for part, uri in navigation(config):
        if uri in LEFT_OUT or part == "Contributing":
            continue
        folder = folder_of(uri)
        document = tinyhtml5.parse((site / folder / "index.html").read_text("utf-8"))
        article = next(one for one in document.iter(f"{{{HTML}}}article"))
        chapter = Chapter(uri, "", part, folder, article)
        _clean(article)
        _name(chapter)
        chapters.append(chapter)
    return chapters


def folder_of(uri: str) -> str:
    """The folder of a page's index.html in the site."""
    return "" if uri == "index.md" else uri.removesuffix(".md").removesuffix("/index")


def _clean(element: etree.Element) -> None:
    """Take away what is of use on a screen only; the text behind it stays."""
    for child in list(element):
        tag = local(child)
        classes = set((child.get("class") or "").split())
        if (
            not isinstance(child.tag, str)
            or tag in _GONE_TAGS
            or classes & _GONE_CLASSES
            or child.get("hidden") is not None
        ):
            _remove(element, child)
            continue
        for name in [name for name in child.attrib if _is_for_screens(name)]:
            del child.attrib[name]
        if tag == "details":
            child.set("open", "open")
        _clean(child)


def _is_for_screens(name: str) -> bool:
    return name.startswith("data-") or name in (
        "style",
        "tabindex",
        "loading",
        "decoding",
        "srcset",
        "sizes",
        "target",
        "download",
        "role",
    )


def _remove(parent: etree.Element, child: etree.Element) -> None:
    place = list(parent).index(child)
    if tail := (child.tail if isinstance(child.tail, str) else ""):
        if place:
            before = parent[place - 1]
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(child)


def _name(chapter: Chapter) -> None:
    """Give every id the chapter's slug before it, note the headings, and what the chapter is called."""
    for element in chapter.article.iter():
        if not isinstance(element.tag, str):
            continue
        if id_ := element.get("id"):
            element.set("id", chapter.slug if local(element) == "h1" else f"{chapter.slug}--{id_}")
        for name in _REFERENCES:
            if listed := element.get(name):
                element.set(name, " ".join(f"{chapter.slug}--{one}" for one in listed.split()))
        for name, value in element.attrib.items():
            if _LOCAL_URL in value:
                element.set(name, value.replace(_LOCAL_URL, f"{_LOCAL_URL}{chapter.slug}--"))
        tag = local(element)
        if tag in ("h1", "h2") and element.get("id"):
            text = " ".join("".join(element.itertext()).split())
            chapter.headings.append((int(tag[1]), element.get("id") or "", text))
            if tag == "h1":
                chapter.title = text


def link(chapters: list[Chapter], target: Callable[[Chapter, str], str], elsewhere: Callable[[str], str]) -> None:
    """Lead every link within the book to where `target` says (chapter, id in it, "" for its beginning).

    `elsewhere` gives the address of a path of the site that is not in the book; without one the link goes.
    """
    by_folder = {chapter.folder: chapter for chapter in chapters}
    ids = {
        one.slug: {element.get("id") for element in one.article.iter() if isinstance(element.tag, str)}
        for one in chapters
    }
    for chapter in chapters:
        for element in chapter.article.iter():
            if not isinstance(element.tag, str):
                continue
            for name in ("href", f"{{{XLINK}}}href"):
                address = element.get(name)
                if address is None or urlsplit(address).scheme:
                    continue
                found = _resolve(chapter, address, by_folder)
                if found is None:
                    _set(element, name, elsewhere(_site_path(chapter, address)))
                    continue
                other, fragment = found
                id_ = f"{other.slug}--{fragment}" if fragment else ""
                _set(element, name, target(other, id_ if id_ in ids[other.slug] else ""))


def _set(element: etree.Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        del element.attrib[name]


def _site_path(chapter: Chapter, address: str) -> str:
    split = urlsplit(address)
    path = normpath(join(chapter.folder, unquote(split.path)))
    return f"{'' if path == '.' else path}{'/' * split.path.endswith('/')}{f'#{split.fragment}' * bool(split.fragment)}"


def _resolve(chapter: Chapter, address: str, by_folder: Mapping[str, Chapter]) -> tuple[Chapter, str] | None:
    split = urlsplit(address)
    path = normpath(join(chapter.folder, unquote(split.path))) if split.path else chapter.folder
    path = "" if path == "." else path
    path = dirname(path) if path.endswith("index.html") else path
    other = by_folder.get(path.strip("/"))
    return (other, split.fragment) if other else None


def images(chapters: list[Chapter], site: Path) -> dict[str, Path]:
    """The files that images show, by a name for the book; the images are led to those names."""
    found: dict[str, Path] = {}
    for chapter in chapters:
        for parent in chapter.article.iter():
            for child in list(parent):
                if local(child) == "picture":  # what it falls back on is enough
                    shown = next((one for one in child if local(one) == "img"), None)
                    if shown is not None:
                        shown.tail = child.tail
                        parent[list(parent).index(child)] = shown
        for element in chapter.article.iter(f"{{{HTML}}}img"):
            path = site / _site_path(chapter, (element.get("src") or "").partition("#")[0])
            name = f"images/{path.relative_to(site).as_posix().replace('/', '-')}"
            found[name] = path
            element.set("src", name)
    return found


def local(element: etree.Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def to_html(element: etree.Element) -> str:
    """An element as HTML, its SVG with it."""
    return "".join(_write(element, xml=False))


def to_xml(element: etree.Element) -> str:
    """An element as XHTML without namespace prefixes: <svg> declares its own."""
    return "".join(_write(element, xml=True))


def _write(element: etree.Element, *, xml: bool) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    tag = local(element)
    attributes = "".join(
        f' {_attribute(name)}="{_escape(value, quote=True)}"'
        for name, value in element.attrib.items()
        if not name.startswith(_XMLNS)
    )
    if xml and tag == "svg":
        attributes = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"{attributes}'
    if not len(element) and not element.text and (tag in _VOID or (xml and element.tag.startswith(f"{{{SVG}}}"))):
        yield f"<{tag}{attributes}/>"
        return
    yield f"<{tag}{attributes}>{_escape(element.text or '')}"
    for child in element:
        yield from _write(child, xml=xml)
        yield _escape(child.tail or "")
    yield f"</{tag}>"


def _attribute(name: str) -> str:
    return f"xlink:{name.rpartition('}')[2]}" if name.startswith(f"{{{XLINK}}}") else name.rpartition("}")[2]


def _escape(text: str, *, quote: bool = False) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;") if quote else text
