"""What a bitmap file is, and its pixels: size as shown, 8 bits, sRGB, no metadata. Bad files: tests/hooks/test_bad_figures.py."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from mlguide import bitmap
from pictures import animation, claiming, encode, turned

KINDS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_format_and_size_of_every_format(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, f"a.{KINDS[kind]}", encode(Image.new("RGB", (30, 20), "white"), kind))
    found = bitmap.examine(path)
    assert (found.format, found.width, found.height, found.animated) == (kind, 30, 20, False)


def test_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert bitmap.examine(write(tmp_path, "a.JPEG", encode(Image.new("RGB", (3, 2)), "JPEG"))).width == 3


def test_size_and_pixels_are_those_that_the_camera_meant(tmp_path: Path) -> None:
    image = Image.new("RGB", (30, 20), "white")
    image.paste("black", (0, 10, 30, 20))  # dark at the foot
    path = write(tmp_path, "a.jpg", turned(image))
    with Image.open(path) as stored:
        assert stored.size == (20, 30)
    found, upright = bitmap.examine(path), bitmap.load(path)
    assert (found.width, found.height) == upright.size == (30, 20)
    assert upright.getpixel((15, 2))[0] > 240 and upright.getpixel((15, 17))[0] < 15  # type: ignore[index]
    assert upright.info == {} and not upright.getexif()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animations_are_recognized(tmp_path: Path, kind: str) -> None:
    assert bitmap.examine(write(tmp_path, f"a.{KINDS[kind]}", animation(kind))).animated


def test_sixteen_bit_grey_is_scaled_not_cut_off(tmp_path: Path) -> None:
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 0x8000)
    deep.putpixel((1, 0), 0xFFFF)
    shown = bitmap.load(write(tmp_path, "a.png", encode(deep, "PNG")))
    assert (shown.mode, [shown.getpixel((x, 0)) for x in (0, 1)]) == ("L", [128, 255])


def test_palette_with_transparency_keeps_both(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([200, 10, 20, 0, 0, 0])
    image.putpixel((1, 0), 1)
    shown = bitmap.load(write(tmp_path, "a.png", encode(image, "PNG", transparency=1)))
    assert shown.mode == "RGBA"
    assert shown.getpixel((0, 0)) == (200, 10, 20, 255)
    assert shown.getpixel((1, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_becomes_one_that_all_encoders_take(tmp_path: Path, mode: str) -> None:
    shown = bitmap.load(write(tmp_path, "a.png", encode(Image.new(mode, (2, 2)), "PNG")))
    assert shown.mode in ("L", "RGB", "RGBA")


def test_alpha_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.png", encode(Image.new("RGBA", (2, 2), (1, 2, 3, 255)), "PNG"))
    assert bitmap.load(path).mode == "RGB"


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jpg", encode(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=100))
    red, green, blue = bitmap.load(path).getpixel((4, 4))  # type: ignore[misc]
    assert red > 240 and green < 15 and blue < 15


def test_color_profile_is_applied_and_dropped(tmp_path: Path) -> None:
    """In the profile Lab the same numbers mean another color; XYZ stands in for a wide camera profile."""
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = wide.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")  # red and green change
    path = write(tmp_path, "a.png", encode(Image.new("RGB", (2, 2), (255, 0, 0)), "PNG", icc_profile=swapped))
    shown = bitmap.load(path)
    red, green, _ = shown.getpixel((0, 0))  # type: ignore[misc]
    assert red < 15 and green > 240
    assert "icc_profile" not in shown.info


def test_profile_of_other_channels_is_passed_over(tmp_path: Path) -> None:
    """Grey pictures with transparency often carry a grey profile, which RGB pixels cannot use."""
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = write(tmp_path, "a.jpg", encode(Image.new("CMYK", (8, 8)), "JPEG", icc_profile=rgb))
    assert bitmap.load(path).mode == "RGB"


def test_result_is_kept_by_content_and_damage_of_the_cache_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path, "a.png", encode(Image.new("RGB", (30, 20)), "PNG"))
    cache = tmp_path / "cache"
    found = bitmap.examine(path, cache)
    (kept,) = cache.iterdir()
    assert bitmap.examine(path, cache) == found
    for damage in (
        "",
        "[]",
        "{}",
        '{"format": "PNG", "width": -1, "height": 20, "animated": false}',
        '{"format": "X"}',
    ):
        kept.write_text(damage)
        assert bitmap.examine(path, cache) == found
        assert json.loads(kept.read_text())["width"] == 30
    kept.write_text(kept.read_text().replace("30", "31"))
    assert bitmap.examine(path, cache).width == 31, "an unchanged file is not decoded again"


def test_bomb_is_refused_before_it_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap, "MAX_PIXELS", 500)
    with pytest.raises(bitmap.BitmapError, match="claims more than 0 million pixels"):
        bitmap.examine(write(tmp_path, "a.png", encode(Image.new("RGB", (30, 20)), "PNG")))


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_header_alone_can_claim_a_bomb(tmp_path: Path, side: int) -> None:
    """Above one of Pillow's own limits it warns, above another it raises: neither reaches the author."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(bitmap.BitmapError, match="claims more than 50 million pixels"):
            bitmap.examine(write(tmp_path, "a.png", claiming(side, side)))


@pytest.mark.parametrize("kind", KINDS)
def test_any_cut_and_any_changed_byte_gives_a_picture_or_one_message(tmp_path: Path, kind: str) -> None:
    data = encode(Image.effect_noise((24, 16), 60).convert("RGB"), kind)
    broken = [data[: len(data) * part // 10] for part in range(10)]
    broken += [
        data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :] for at in range(0, len(data), max(1, len(data) // 40))
    ]
    for one in broken:
        try:
            assert bitmap.examine(write(tmp_path, f"a.{KINDS[kind]}", one)).width > 0
        except bitmap.BitmapError as error:
            assert error.suggestion


def test_reading_from_memory_equals_the_file(tmp_path: Path) -> None:
    data = encode(Image.linear_gradient("L"), "PNG")
    assert bitmap.load(write(tmp_path, "a.png", data)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
