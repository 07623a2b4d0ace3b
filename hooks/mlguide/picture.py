"""`<picture>`: an image in, the same image with its variants around it out, and how wide it is shown.

<img src="a.png" width="1600" ...>   ->  <picture>
                                           <source type="image/avif" srcset="a-480-….avif 480w, …" sizes="…" />
                                           <source type="image/webp" srcset="…" sizes="…" />
                                           <img src="a.png" srcset="a-480-….png 480w, …, a.png 1600w" sizes="…" … />
                                         </picture>
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Mapping
from pathlib import PurePosixPath

from .bitmap import SUFFIXES, Bitmap
from .markup import ascii_id
from .variant import MAX_WIDTH, Variant

# The text column of Material 9.8 under assets/css/base.css, measured in Chromium: from which width of the window, in
# pixels, it is how wide; "100vw - n" below zero. A browser test compares this table with the page.
_COLUMN = ((0, -32), (960, -274), (1220, -532), (1280, 748), (1600, 823), (2000, 898))


# For each format, best first: the link to each variant and its width in pixels, narrow to wide.
Links = Mapping[str, list[tuple[str, int]]]


def sizes(shown: int) -> str:
    """The `sizes` attribute of an image that is `shown` CSS pixels wide where the column has room for it."""
    ends = [start for start, _ in _COLUMN[1:]]
    steps: list[tuple[int, str]] = []  # from which width of the window it has which width
    for (start, column), end in zip(_COLUMN, [*ends, None], strict=True):
        if column > 0:
            steps.append((start, f"{min(shown, column)}px"))
            continue
        fits = max(start, shown - column)  # from here on the column is wider than the image
        if fits > start:
            steps.append((start, f"calc(100vw - {-column}px)"))
        if end is None or fits < end:
            steps.append((fits, f"{shown}px"))
    kept = [step for number, step in enumerate(steps) if number == 0 or step[1] != steps[number - 1][1]]
    return ", ".join(f"(min-width: {start}px) {width}" if start else width for start, width in reversed(kept))


def address(below_docs: str, variant: Variant) -> str:
    """Where a variant stands in the site: named after its file, with its width and part of its content's hash."""
    stem = ascii_id(PurePosixPath(below_docs).stem)
    return f"assets/images/{stem}-{variant.width}-{variant.digest[:10]}{SUFFIXES[variant.format][0]}"


def complete(image: etree.Element, own_url: str, original: Bitmap, links: Links) -> list[etree.Element]:
    """Give `image` its `srcset` and `sizes`, and return the `<source>`s that go before it, best format first.

    `links` has the variants of each format, `own_url` leads to the file itself. The width of `image` must be set.
    """
    shown = sizes(int(image.get("width", "0")))
    if own := links.get(original.format):
        widest = [(own_url, original.width)] if original.width <= MAX_WIDTH else []
        image.attrib.update({"srcset": _srcset([*own, *widest]), "sizes": shown})
    return [
        etree.Element("source", {"type": f"image/{kind.lower()}", "srcset": _srcset(made), "sizes": shown})
        for kind, made in links.items()
        if kind != original.format and made
    ]


def _srcset(links: list[tuple[str, int]]) -> str:
    return ", ".join(f"{url} {width}w" for url, width in links)
