"""Pairs of images for the light and the dark scheme, by the theme's convention.

![Text](a.png#only-light) ![Text](a-dark.png#only-dark)

The theme hides the half that does not belong to the scheme. Both stand in one figure, or else in one paragraph, cell or
item, in any order.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from urllib.parse import urlsplit

_FRAGMENTS = {"only-light": "light", "only-dark": "dark"}


def scheme(link: str) -> str:
    """ "light" or "dark" if the address says that the image is for that scheme only, else ""."""
    return _FRAGMENTS.get(urlsplit(link).fragment, "")


def groups(
    images: Iterable[etree.Element], parents: Mapping[etree.Element, etree.Element]
) -> list[list[etree.Element]]:
    """The images for one scheme, grouped by where their other half must be: the figure around them, or their parent."""
    found: dict[etree.Element, list[etree.Element]] = {}
    for image in images:
        if scheme(image.get("src", "")):
            found.setdefault(_place(image, parents), []).append(image)
    return list(found.values())


def faults(group: list[etree.Element]) -> Iterator[tuple[etree.Element, str, str]]:
    """Image, message and suggestion for each half without another half, and each pair of different size."""
    halves = {name: [one for one in group if scheme(one.get("src", "")) == name] for name in ("light", "dark")}
    for light, dark in zip_longest(halves["light"], halves["dark"]):
        if light is None or dark is None:
            lone = dark if light is None else light
            other = "light" if light is None else "dark"
            message = f'image "{lone.get("src")}" has no other half'
            yield lone, message, f"put one that ends in #only-{other} beside it, or leave the ending out"
        elif all(_size(light)) and all(_size(dark)) and _size(light) != _size(dark):
            sizes = " and ".join("x".join(_size(one)) for one in (light, dark))
            yield (
                dark,
                f'the two halves of a pair differ in size as shown: {sizes}, "{dark.get("src")}"',
                ("make both the same size, or give both the same width and height"),
            )


def _place(image: etree.Element, parents: Mapping[etree.Element, etree.Element]) -> etree.Element:
    above = parents[image]
    while above in parents and above.tag != "figure":
        above = parents[above]
    return above if above.tag == "figure" else parents[image]


def _size(image: etree.Element) -> tuple[str, str]:
    return image.get("width", ""), image.get("height", "")
