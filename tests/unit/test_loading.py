"""Which image is fetched at once."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest

from mlguide import loading

IMAGE = "<p><img src='a.png'/></p>"


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        (f"<h1/>{IMAGE}", True),
        (f"<h1/>{'<p/>' * 9}{IMAGE}<h2/>", True),
        (f"<h1/><h2/>{IMAGE}", True),
        (f"<h1/><p/><h2/>{IMAGE}", False),
        (f"<h1/><h2/><p/>{IMAGE}", False),
        (f"<h1/><figure>{IMAGE}</figure>", True),
        ("<h1/><p/>", False),
        ("", False),
    ],
)
def test_first_image_counts_if_it_is_likely_in_view(blocks: str, found: bool) -> None:
    root = etree.fromstring(f"<div>{blocks}</div>")
    assert (loading.first_in_view(root) is not None) == found


def test_it_is_the_first_of_several() -> None:
    root = etree.fromstring(f"<div>{IMAGE}{IMAGE}</div>")
    assert loading.first_in_view(root) is next(root.iter("img"))


@pytest.mark.parametrize(
    ("attributes", "first", "expected"),
    [
        ({}, True, ("eager", "high")),
        ({}, False, ("lazy", None)),
        ({"loading": "lazy"}, True, ("lazy", None)),
        ({"loading": "eager"}, False, ("eager", None)),
        ({"src": "a.png#only-dark"}, True, ("lazy", "high")),
    ],
)
def test_loading_and_priority(attributes: dict[str, str], first: bool, expected: tuple[str, str | None]) -> None:
    image = etree.Element("img", attributes)
    loading.set_loading(image, first=first)
    assert (image.get("loading"), image.get("fetchpriority")) == expected
    assert image.get("decoding") == "async"
