"""Figures: a Python-Markdown extension that completes ordinary images and captions.

    ![What it shows](chart.png){ #fig-chart }      ->  <figure id="fig-chart"><p><picture>...<img ... width="800"
    /// figure-caption                                 height="450" loading="lazy" decoding="async" /></picture></p>
    What to see in it.                                 <figcaption><p>Figure 1. What to see in it.</p></figcaption>
    ///                                                </figure>

Every image gets its real size, so that nothing jumps, and smaller variants in better formats (see `variant`); the first
one is fetched at once if it is in view, all others when a reader comes near (see `loading`). Every captioned figure and
table gets its number. An SVG with the class `inline` is put into the page itself, where its links work and its colours
follow the scheme; `#only-light` and `#only-dark` make a pair of any two images (see `pair`). Missing files, text that
says nothing, ids used twice and malformed attributes are reported.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Mapping

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from . import loading, pair, rawimage
from .crossref import Label
from .image import FigureContext, PageImage, Place
from .sentence import plain_text, resolver

__all__ = ("FigureContext", "FigureExtension")

# After attribute lists (8) and captions, before MkDocs makes links relative to the finished page (0).
_PRIORITY = 3.7

_TYPED_NUMBER = re.compile(r"^\s*(?:Figure|Table)\s+\d+\s*[:.]\s*")

Parents = Mapping[etree.Element, etree.Element]


class FigureExtension(Extension):
    """Registers the tree processor; one instance serves a whole build."""

    def __init__(self, context: FigureContext) -> None:
        super().__init__()
        self._context = context

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown for each page's converter."""
        md.treeprocessors.register(_Figures(md, self._context), "mlguide-figures", _PRIORITY)


class _Figures(Treeprocessor):
    def __init__(self, md: Markdown, context: FigureContext) -> None:
        super().__init__(md)
        self._md = md
        self._context = context

    def run(self, root: etree.Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        images = self._images(root, parents)
        self._drop_repeated_ids(root, images)
        pairs = pair.groups(images, parents)
        for image in images.values():
            image.complete()
        for half, message, suggestion in (fault for group in pairs for fault in pair.faults(group)):
            images[half].report(message, suggestion)
        self._check_raw_images()
        self._number(root)

    def _images(self, root: etree.Element, parents: Parents) -> dict[etree.Element, PageImage]:
        first = loading.first_in_view(root)
        captions = {image: figure.find("figcaption") for figure in root.iter("figure") for image in figure.iter("img")}
        seen: Counter[str] = Counter()
        images: dict[etree.Element, PageImage] = {}
        for number, image in enumerate(root.iter("img"), 1):
            link = image.get("src", "")
            caption = captions.get(image)
            text = "" if caption is None else _TYPED_NUMBER.sub("", "".join(caption.itertext()))
            place = Place(parents[image], text, seen[link], number, image is first)
            images[image] = PageImage(image, place, self._context)
            seen[link] += 1
        return images

    def _drop_repeated_ids(self, root: etree.Element, images: Mapping[etree.Element, PageImage]) -> None:
        """A label leads to the first element that has it; the others are numbered without one."""
        seen: set[str] = set()
        for element in root.iter():
            label = element.get("id")
            if label in seen and (element in images or element.tag == "figure"):
                del element.attrib["id"]
                message, suggestion = f'id "{label}" is used twice on the page', "give each figure its own"
                if element in images:
                    images[element].report(message, suggestion)
                else:
                    self._context.report_at(self._context.source().find(f"id: {label}"), message, suggestion)
            elif label:
                seen.add(label)

    def _check_raw_images(self) -> None:
        for image in rawimage.find(self._md.htmlStash.rawHtmlBlocks):
            at, known = rawimage.position(image, self._context.source()), self._context.images()
            for fault in rawimage.faults(image, self._context.page_url(), known, self._context.has_file):
                self._context.report_at(at, *fault)

    def _number(self, root: etree.Element) -> None:
        counts = {"Figure": 0, "Table": 0}
        taken = {element.get("id") for element in root.iter()}
        for figure in root.iter("figure"):
            caption = figure.find("figcaption")
            if caption is None:
                continue
            kind = "Table" if figure.find(".//table") is not None else "Figure"
            counts[kind] += 1
            label = self._take_label(figure, caption)
            figure.set("id", label or _free(f"{kind.lower()}-{counts[kind]}", taken))
            self._prefix(caption, f"{kind} {counts[kind]}.")
            self._tell(kind, counts[kind], figure, caption, bool(label))

    @staticmethod
    def _take_label(figure: etree.Element, caption: etree.Element) -> str | None:
        """The author labels the image, the caption or its block; the label belongs to the whole figure."""
        if figure.get("id"):
            return figure.get("id")
        parts = [element for element in figure.iter() if element.tag in ("img", "svg", "table")]
        labelled = next((part for part in [*parts, *caption.iter("p")] if part.get("id")), None)
        return labelled.attrib.pop("id") if labelled is not None else None

    def _tell(self, kind: str, number: int, figure: etree.Element, caption: etree.Element, labelled: bool) -> None:
        source, id_ = self._context.source(), figure.get("id", "")
        at = source.find(f"#{id_}", whole_word=True) or source.find(f"id: {id_}", whole_word=True)
        line, column = (at.line, at.column) if at and labelled else (0, 0)
        parts = [caption, *caption.iter("p")]
        text = " ".join(filter(None, (plain_text(part, resolver(self._md)) for part in parts)))
        self._context.numbered(Label(id_, kind, number, self._context.page(), text, source.file, line, column))

    def _prefix(self, caption: etree.Element, prefix: str) -> None:
        target = caption[0] if len(caption) and caption[0].tag == "p" and not (caption.text or "").strip() else caption
        text = target.text or ""
        if typed := _TYPED_NUMBER.match(text):
            wanted = typed[0].strip()
            message, suggestion = (
                f'caption types its own number "{wanted}"',
                ("leave it out: figures are numbered by themselves"),
            )
            self._context.report_at(self._context.source().find(wanted), message, suggestion)
            text = text[typed.end() :]
        span = etree.Element("span", {"class": "caption-prefix"})
        span.text = AtomicString(prefix)
        span.tail = " " + text.lstrip()
        target.text = None
        target.insert(0, span)


def _free(wanted: str, taken: set[str | None]) -> str:
    """`wanted`, or the first of "wanted-2", "wanted-3" ... that nothing on the page has; it is taken from then on."""
    label, number = wanted, 1
    while label in taken:
        number += 1
        label = f"{wanted}-{number}"
    taken.add(label)
    return label
