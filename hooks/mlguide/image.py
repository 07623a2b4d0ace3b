"""One image of a page: checked, measured, put into the page as `<img>`, `<picture>` or inline drawing.

In:  the <img> that Python-Markdown made, its place on the page, its caption.
Out: the same element with its real size, its loading and its variants; or a visible mark if its file is missing.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import imagesize

from . import alttext, bitmap, drawing, loading, pair, paths, picture, variant
from .bitmap import Bitmap, BitmapError
from .crossref import Label
from .markup import problem_mark
from .problems import Problem, did_you_mean
from .source import Position, Source
from .variant import Variant

# Python-Markdown turns what cannot stand in a name into "_": a stray comma becomes the attribute "_".
_ATTRIBUTE_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_:.-]*$")
_AFTER_LINK = frozenset(" )\t\n\"'")


@dataclass
class FigureContext:
    """What the extension needs of its surroundings; `page` and `images` are paths below docs/.

    `publish` puts a file into the finished site under an address and returns the link to it from the page; without it
    images are shown as they are. `url` is the link from the finished page to a file below docs/. `page_url` is the
    page's own address in the site. `cache_dir` keeps what is known of bitmaps, and their variants. `numbered` is told
    of every figure and table with a number. `locate` finds an image that may lie elsewhere than below docs/,
    and `shown` is its name in messages. `exists` says whether a file is there, by its path below docs/.
    """

    docs_dir: Path
    page: Callable[[], str]
    source: Callable[[], Source]
    report: Callable[[Problem], None]
    images: Callable[[], list[str]] = list
    cache_dir: Path | None = None
    publish: Callable[[str, Path], str] | None = None
    url: Callable[[str], str] = str
    page_url: Callable[[], str] = str
    numbered: Callable[[Label], None] = lambda _: None
    locate: Callable[[str], Path] | None = None
    shown: Callable[[str], str] = "docs/{}".format
    exists: Callable[[str], bool] | None = None

    def path(self, below_docs: str) -> Path:
        """Where an image lies."""
        return self.locate(below_docs) if self.locate else self.docs_dir / below_docs

    def has_file(self, below_docs: str) -> bool:
        """Whether there is such a file below docs/."""
        return self.exists(below_docs) if self.exists else (self.docs_dir / below_docs).is_file()

    def report_at(self, at: Position | None, message: str, suggestion: str) -> None:
        """Report a problem of the page at a position of its file; None: somewhere in it."""
        line, column = (at.line, at.column) if at else (0, 0)
        self.report(Problem(self.source().file, line, column, message, suggestion))


@dataclass(frozen=True)
class Place:
    """Where an image stands: its parent, its caption ("" if none), how many images with its address come before it."""

    parent: etree.Element
    caption: str
    nth: int
    number: int
    first: bool


def locate(source: Source, link: str, text: str, nth: int) -> Position | None:
    """Where the `nth` (from 0) image with this address starts in the file; for `![text][label]` where it is so used."""
    masked, needle = source.masked, f"]({link}"
    starts = []
    offset = masked.find(needle)
    while offset >= 0:
        start = masked.rfind("![", 0, offset)
        if start >= 0 and masked[offset + len(needle) : offset + len(needle) + 1] in _AFTER_LINK:
            starts.append(start)
        offset = masked.find(needle, offset + 1)
    if nth < len(starts):
        return source.position(starts[nth])
    return source.find(f"![{text}][") or source.find_image(link)


class PageImage:
    """An <img> and what is done with it."""

    def __init__(self, image: etree.Element, place: Place, context: FigureContext) -> None:
        self._image = image
        self._place = place
        self._context = context
        self._link = image.get("src", "")

    def complete(self) -> None:
        """Check the image and make it what the page needs."""
        self._drop_malformed_attributes()
        url = urlsplit(self._link)
        self._check_text(unquote(url.path))
        loading.set_loading(self._image, first=self._place.first)
        if url.scheme or url.netloc:
            self.report(f'image is loaded from another host: "{self._link}"', "keep a copy under docs/")
            return
        below_docs = self._find(unquote(url.path), unquote(url.fragment))
        if below_docs.lower().endswith(".svg"):
            self._show_drawing(below_docs)
        elif below_docs:
            self._show_bitmap(below_docs)

    def report(self, message: str, suggestion: str) -> None:
        """Report a problem where the image stands in the page's file."""
        at = locate(self._context.source(), self._link, self._image.get("alt", ""), self._place.nth)
        self._context.report_at(at, message, suggestion)

    def _classes(self) -> list[str]:
        return self._image.get("class", "").split()

    def _drop_malformed_attributes(self) -> None:
        for name in [name for name in self._image.attrib if not _ATTRIBUTE_NAME.match(name)]:
            del self._image.attrib[name]
            self.report("stray punctuation in the attribute list of an image", "separate attributes by spaces only")

    def _check_text(self, file_name: str) -> None:
        text = self._image.get("alt", "").strip()
        if "decorative" in self._classes():
            if text:
                self.report(f'decorative image has the text "{text}"', "empty the brackets, or remove .decorative")
            self._image.set("alt", "")
        elif not text:
            self.report("image has no alternative text", "say in the brackets what it shows, or add { .decorative }")
        elif wrong := alttext.fault(text, file_name, self._place.caption):
            self.report(*wrong)

    def _find(self, link: str, fragment: str) -> str:
        """The image below docs/; "" if there is none: then a visible mark with its alternative text takes its place."""
        below_docs = paths.resolve(self._context.page(), link)
        if below_docs is None:
            self._give_way(f'image leaves docs/: "{self._link}"', "move the file under docs/")
            return ""
        path = self._context.path(below_docs)
        known = self._context.images()
        # Some systems find a file by other letter case; the web server will not.
        twin = None if below_docs in known else next((one for one in known if one.lower() == below_docs.lower()), None)
        if path.is_file() and twin is None:
            return below_docs
        near = did_you_mean(below_docs, known, f"put it at docs/{below_docs} or correct the link")
        if twin is not None:
            near = f"did you mean {twin}? Capitals count"
        elif fragment and self._context.has_file(f"{below_docs}#{fragment}"):
            near = "in an address write %23 for #, or better rename the file"
        self._give_way(f'image not found: "{self._link}"', near)
        return ""

    def _give_way(self, message: str, suggestion: str) -> None:
        self.report(message, suggestion)
        mark = problem_mark(f"[{message}] {self._image.get('alt', '')}".strip())
        self._replace(mark)

    def _replace(self, new: etree.Element) -> None:
        new.tail = self._image.tail
        self._image.tail = None
        position = list(self._place.parent).index(self._image)
        self._place.parent.remove(self._image)
        self._place.parent.insert(position, new)

    def _set_size(self, element: etree.Element, width: float, height: float) -> None:
        """Real width and height, in CSS pixels; one that the author gives scales the other."""
        wanted = {name: self._pixels(name) for name in ("width", "height")}
        scale = wanted["width"] / width or wanted["height"] / height or 1.0
        element.set("width", f"{width * scale:.0f}")
        element.set("height", f"{height * scale:.0f}")

    def _pixels(self, name: str) -> float:
        given = self._image.get(name, "").removesuffix("px")
        if given and not (given.isdecimal() and int(given)):
            self.report(f'image {name} "{given}" is not a number of pixels', f'write {name}="500"')
            return 0.0
        return float(given or 0)

    def _show_bitmap(self, below_docs: str) -> None:
        path = self._context.path(below_docs)
        try:
            found = bitmap.examine(path, self._context.cache_dir)
        except BitmapError as error:
            self.report(f'image "{self._link}" {error}', error.suggestion)
            return
        self._set_size(self._image, found.width, found.height)
        if self._context.publish is not None and self._context.cache_dir is not None:
            variants = variant.make(path, found, self._context.cache_dir)
            self._show_variants(below_docs, found, variants, self._context.publish)

    def _show_variants(
        self, below_docs: str, found: Bitmap, variants: dict[str, list[Variant]], publish: Callable[[str, Path], str]
    ) -> None:
        links = {
            kind: [(publish(picture.address(below_docs, one), one.path), one.width) for one in made]
            for kind, made in variants.items()
        }
        if sources := picture.complete(self._image, self._context.url(below_docs), found, links):
            around = etree.Element("picture")
            around.extend(sources)
            self._replace(around)
            around.append(self._image)

    def _show_drawing(self, below_docs: str) -> None:
        path = self._context.path(below_docs)
        inline = "inline" in self._classes()
        read = drawing.read(path, self._context.shown(below_docs), inline=inline)
        for problem in read.problems:
            self._context.report(problem)
        if not inline:
            self._measure_drawing(path, read)
        elif read.svg is None or read.problems:
            self._give_way(f'drawing cannot be shown: "{self._link}"', "see the drawing's own messages")
        else:
            if pair.scheme(self._link):
                self.report(f'an inline drawing follows the scheme by itself: "{self._link}"', "leave the ending out")
            self._set_size(read.svg.root, *read.svg.size)
            prefix = f"drawing-{self._place.number}-"
            self._replace(drawing.embed(read.svg, self._image, prefix, below_docs, self._context.page()))

    def _measure_drawing(self, path: Path, read: drawing.Drawing) -> None:
        width, height = (float(one) for one in imagesize.get(path))
        if min(width, height) <= 0 and read.svg is not None:
            width, height = read.svg.size
        if min(width, height) <= 0:
            self.report(f'size of image "{self._link}" cannot be read', "is the file a drawing, and whole?")
            return
        self._set_size(self._image, width, height)
