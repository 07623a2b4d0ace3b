"""Figures: a Python-Markdown extension that completes ordinary images and captions.

    ![What it shows](chart.png){ #fig-chart }      ->  <figure id="fig-chart"><p><img ... loading="lazy"
    /// figure-caption                                 decoding="async" width="800" height="450" /></p>
    What to see in it.                                 <figcaption><p>Figure 1. What to see in it.</p></figcaption>
    ///                                                </figure>

Every image gets `loading=lazy`, `decoding=async` and its real size, so that nothing jumps; every captioned figure and
table gets its number. An SVG with the class `inline` is put into the page itself, where its links work and its colours
follow the scheme. A missing file, missing alternative text or malformed attribute is reported.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import imagesize
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from . import paths, svg
from .markup import problem_mark
from .problems import Problem, did_you_mean
from .source import Source

# After attribute lists (8) and captions, before MkDocs makes links relative to the finished page (0).
_PRIORITY = 3.7

# Python-Markdown turns what cannot stand in a name into "_": a stray comma becomes the attribute "_".
_ATTRIBUTE_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_:.-]*$")
_TYPED_NUMBER = re.compile(r"^\s*(?:Figure|Table)\s+\d+\s*[:.]\s*")


@dataclass
class FigureContext:
    """What the extension needs of its surroundings; `page` and `images` are paths below docs/."""

    docs_dir: Path
    page: Callable[[], str]
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    images: Callable[[], list[str]] = list


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
        self._context = context

    def run(self, root: etree.Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        for number, image in enumerate(list(root.iter("img"))):
            _Image(image, parents[image], number, self._context).complete()
        self._number(root)

    def _number(self, root: etree.Element) -> None:
        counts = {"Figure": 0, "Table": 0}
        for figure in root.iter("figure"):
            caption = figure.find("figcaption")
            if caption is None:
                continue
            kind = "Table" if figure.find(".//table") is not None else "Figure"
            counts[kind] += 1
            if not figure.get("id"):
                figure.set("id", self._take_image_id(figure) or f"{kind.lower()}-{counts[kind]}")
            self._prefix(caption, f"{kind} {counts[kind]}.")

    @staticmethod
    def _take_image_id(figure: etree.Element) -> str | None:
        """The author labels the image; the label belongs to the whole figure."""
        images = (element for element in figure.iter() if element.tag in ("img", "svg"))
        labelled = next((image for image in images if image.get("id")), None)
        return labelled.attrib.pop("id") if labelled is not None else None

    def _prefix(self, caption: etree.Element, prefix: str) -> None:
        target = caption[0] if len(caption) and caption[0].tag == "p" and not (caption.text or "").strip() else caption
        text = target.text or ""
        if typed := _TYPED_NUMBER.match(text):
            self._report(typed[0].strip(), f'caption types its own number "{typed[0].strip()}"',
                         "leave it out: figures are numbered by themselves")  # fmt: skip
            text = text[typed.end() :]
        span = etree.Element("span", {"class": "caption-prefix"})
        span.text = AtomicString(prefix)
        span.tail = " " + text.lstrip()
        target.text = None
        target.insert(0, span)

    def _report(self, wanted: str, message: str, suggestion: str) -> None:
        source = self._context.source()
        at = source.find(wanted)
        self._context.report(Problem(source.file, at.line if at else 0, at.column if at else 0, message, suggestion))


class _Image:
    """One <img>, with its parent and its place among the page's images."""

    def __init__(self, image: etree.Element, parent: etree.Element, nth: int, context: FigureContext) -> None:
        self._image = image
        self._parent = parent
        self._nth = nth
        self._context = context
        self._link = image.get("src", "")

    def complete(self) -> None:
        self._drop_malformed_attributes()
        self._check_alternative_text()
        self._image.attrib.update({"loading": self._image.get("loading", "lazy"), "decoding": "async"})
        url = urlsplit(self._link)
        if url.scheme or url.netloc:
            self._report(f'image is loaded from another host: "{self._link}"', "keep a copy under docs/")
            return
        path = self._find(unquote(url.path))
        if path is None:
            return
        if path.suffix == ".svg" and "inline" in self._image.get("class", "").split():
            self._inline(path)
        else:
            self._set_size(path)

    def _drop_malformed_attributes(self) -> None:
        for name in [name for name in self._image.attrib if not _ATTRIBUTE_NAME.match(name)]:
            del self._image.attrib[name]
            self._report("stray punctuation in the attribute list of an image", "separate attributes by spaces only")

    def _check_alternative_text(self) -> None:
        decorative = "decorative" in self._image.get("class", "").split()
        if not self._image.get("alt", "").strip() and not decorative:
            self._report("image has no alternative text", "say in the brackets what it shows, or add { .decorative }")

    def _find(self, link: str) -> Path | None:
        """The image's file; without one the image gives way to a visible mark that keeps its alternative text."""
        below_docs = paths.resolve(self._context.page(), link)
        if below_docs is None:
            self._give_way(f'image leaves docs/: "{link}"', "move the file under docs/")
            return None
        path = self._context.docs_dir / below_docs
        if not path.is_file():
            known = self._context.images()
            near = did_you_mean(below_docs, known, f"put it at docs/{below_docs} or correct the link")
            self._give_way(f'image not found: "{link}"', near)
            return None
        return path

    def _give_way(self, message: str, suggestion: str) -> None:
        self._report(message, suggestion)
        mark = problem_mark(f"[{message}] {self._image.get('alt', '')}".strip())
        self._replace(mark)

    def _replace(self, new: etree.Element) -> None:
        new.tail = self._image.tail
        position = list(self._parent).index(self._image)
        self._parent.remove(self._image)
        self._parent.insert(position, new)

    def _set_size(self, path: Path) -> None:
        width, height = imagesize.get(path)
        if width <= 0 or height <= 0:
            self._report(f'size of image "{self._link}" cannot be read', "is the file an image, and whole?")
            return
        self._set_scaled(self._image, float(width), float(height))

    def _set_scaled(self, element: etree.Element, width: float, height: float) -> None:
        """Real width and height, in CSS pixels; a width that the author gives scales the height."""
        wanted = self._image.get("width", "").removesuffix("px")
        if wanted and not wanted.isdecimal():
            self._report(f'image width "{wanted}" is not a number of pixels', 'write width="500"')
            wanted = ""
        shown = float(wanted) if wanted else width
        element.set("width", f"{shown:.0f}")
        element.set("height", f"{height * shown / width:.0f}")

    def _inline(self, path: Path) -> None:
        shown_as = f"docs/{path.relative_to(self._context.docs_dir).as_posix()}"
        try:
            drawing = svg.parse(paths.read_text(path))
        except (svg.SvgError, paths.UnreadableFileError) as error:
            self._context.report(Problem(shown_as, error.line, 0, str(error), "mend the drawing"))
            self._give_way(f'drawing cannot be shown: "{self._link}"', "see the drawing's own message")
            return
        found = [Problem(shown_as, line, 0, message, "remove it") for line, message in svg.violations(drawing)]
        if found or min(drawing.size) <= 0:
            for problem in found or [Problem(shown_as, 1, 0, "drawing has no viewBox", 'add viewBox="0 0 W H"')]:
                self._context.report(problem)
            self._give_way(f'drawing cannot be shown: "{self._link}"', "see the drawing's own messages")
            return
        self._embed(drawing, path)

    def _embed(self, drawing: svg.Svg, path: Path) -> None:
        root = drawing.root
        self._set_scaled(root, *drawing.size)
        prefix = f"drawing-{self._nth + 1}-"
        svg.prefix_ids(root, prefix)
        self._describe(root, prefix)
        here = path.relative_to(self._context.docs_dir).as_posix()
        for anchor in root.iter("a"):
            target = urlsplit(anchor.get("href", ""))
            if target.path and not target.scheme:
                below_docs = paths.resolve(here, unquote(target.path)) or target.path
                fragment = f"#{target.fragment}" if target.fragment else ""
                anchor.set("href", paths.relative(self._context.page(), below_docs) + fragment)
        root.attrib.pop("id", None)
        if label := self._image.get("id"):
            root.set("id", label)
        root.set("class", " ".join(filter(None, ["drawing", root.get("class")])))
        self._replace(root)

    def _describe(self, root: etree.Element, prefix: str) -> None:
        """Name the drawing for screen readers: its own title, and the author's alternative text as description."""
        root.set("role", "graphics-document")
        title, description = root.find("title"), root.find("desc")
        if title is None:
            title = etree.Element("title")
            title.text = path_title = self._image.get("alt", "")
            root.insert(0, title) if path_title else None
        if description is None:
            description = etree.Element("desc")
            root.insert(1, description)
        description.text = AtomicString(self._image.get("alt", "") or description.text or "")
        title.set("id", prefix + "title")
        description.set("id", prefix + "desc")
        root.set("aria-labelledby", prefix + "title")
        root.set("aria-describedby", prefix + "desc")

    def _report(self, message: str, suggestion: str) -> None:
        source = self._context.source()
        at = source.find_image(self._link)
        self._context.report(Problem(source.file, at.line if at else 0, at.column if at else 0, message, suggestion))
