"""When a page's images are fetched.

The first image is fetched at once and before others if it is likely in view when the page opens: if it stands before
the first <h2>, or in one of the first two blocks after the <h1>. All others wait until a reader comes near. An author's
own `loading=` is kept. Of a pair for light and dark both halves wait: a browser never fetches a waiting image that is
not displayed, and would fetch an eager one.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from . import pair

_FIRST_BLOCKS = 2


def first_in_view(root: etree.Element) -> etree.Element | None:
    """The first <img> of the page, if it is likely in view when the page opens."""
    blocks = 0
    below_h2 = False
    for block in root:
        below_h2 = below_h2 or block.tag == "h2"
        blocks += block.tag != "h1"
        if below_h2 and blocks > _FIRST_BLOCKS:
            return None
        if (image := next(block.iter("img"), None)) is not None:
            return image
    return None


def set_loading(image: etree.Element, *, first: bool) -> None:
    """Set `loading`, `decoding` and `fetchpriority`."""
    image.set("decoding", "async")
    if first and "loading" not in image.attrib:
        image.set("fetchpriority", "high")
        if not pair.scheme(image.get("src", "")):
            image.set("loading", "eager")
    image.attrib.setdefault("loading", "lazy")
