"""`sizes`, the addresses of variants, and the elements around an image. The column's true widths: tests/browser/."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from pathlib import Path

import pytest

from mlguide import picture
from mlguide.bitmap import Bitmap
from mlguide.variant import Variant


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (100, "(min-width: 132px) 100px, calc(100vw - 32px)"),
        (500, "(min-width: 532px) 500px, calc(100vw - 32px)"),
        (
            720,
            "(min-width: 1252px) 720px, (min-width: 1220px) calc(100vw - 532px), (min-width: 994px) 720px, "
            "(min-width: 960px) calc(100vw - 274px), (min-width: 752px) 720px, calc(100vw - 32px)",
        ),
        (
            4000,
            "(min-width: 2000px) 898px, (min-width: 1600px) 823px, (min-width: 1280px) 748px, "
            "(min-width: 1220px) calc(100vw - 532px), (min-width: 960px) calc(100vw - 274px), calc(100vw - 32px)",
        ),
    ],
)
def test_sizes_follow_the_column_and_never_exceed_the_image(shown: int, expected: str) -> None:
    assert picture.sizes(shown) == expected


def test_address_is_ascii_and_changes_with_the_content() -> None:
    one = Variant("AVIF", 480, 300, 9, "0123456789abcdef", Path("x"))
    other = Variant("AVIF", 480, 300, 9, "fedcba9876543210", Path("x"))
    assert picture.address("data/Über uns, 50%.png", one) == "assets/images/ber-uns-50-480-0123456789.avif"
    assert picture.address("a.png", one) != picture.address("a.png", other)


def facts(width: int, kind: str = "PNG") -> Bitmap:
    return Bitmap(kind, width, width // 2, False, "digest", 10_000)


def test_sources_stand_best_first_and_the_own_format_on_the_image() -> None:
    image = etree.Element("img", {"src": "a.png", "width": "500"})
    links = {"AVIF": [("a.avif", 480)], "WEBP": [("a.webp", 480)], "PNG": [("s.png", 480)]}
    sources = picture.complete(image, "../a.png", facts(1000), links)
    assert [(one.get("type"), one.get("srcset")) for one in sources] == [
        ("image/avif", "a.avif 480w"),
        ("image/webp", "a.webp 480w"),
    ]
    assert image.get("srcset") == "s.png 480w, ../a.png 1000w"
    assert {one.get("sizes") for one in [image, *sources]} == {"(min-width: 532px) 500px, calc(100vw - 32px)"}


def test_very_wide_original_is_fetched_by_old_browsers_only() -> None:
    image = etree.Element("img", {"src": "a.png", "width": "500"})
    picture.complete(image, "../a.png", facts(5000), {"PNG": [("s.png", 2400)]})
    assert image.get("srcset") == "s.png 2400w"


def test_image_without_variants_stays_as_it_is() -> None:
    image = etree.Element("img", {"src": "a.png", "width": "500"})
    assert picture.complete(image, "a.png", facts(500), {}) == []
    assert image.attrib == {"src": "a.png", "width": "500"}
