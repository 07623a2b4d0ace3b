"""Bitmaps for tests, made in memory: the same arguments give the same bytes."""

from __future__ import annotations

import io
import random
import zlib
from typing import Any

from PIL import Image, ImageDraw


def photo(width: int, height: int) -> Image.Image:
    """Soft light with some grain, about as hard to encode as a photograph."""
    light = Image.linear_gradient("L").rotate(90).resize((width, height))
    grain = Image.frombytes("L", (width // 8, height // 8), random.Random(1).randbytes((width // 8) * (height // 8)))
    mixed = Image.blend(light, grain.resize((width, height), Image.Resampling.BICUBIC), 0.15)
    return Image.merge("RGB", (mixed, mixed.point(lambda value: value * 0.8), mixed.point(lambda value: value * 0.6)))


def chart(width: int, height: int, ink: str = "black", paper: str = "white") -> Image.Image:
    """Thin lines and text on a plain ground."""
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    for number in range(40):
        x, y = width * number // 40, height - (number * number * height) // 1700
        draw.line([(x, y), (x + width // 40, y - number)], fill=ink, width=max(1, width // 400))
        draw.text((x, y - height // 12), str(number), fill=ink, font_size=width // 60)
    return image


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of an image file."""
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def turned(image: Image.Image) -> bytes:
    """A JPEG that is stored lying on its side, as cameras do, with a position in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    return encode(image.rotate(90, expand=True), "JPEG", quality=90, exif=exif)


def animation(kind: str = "GIF") -> bytes:
    """Two frames that alternate."""
    frames = [Image.new("RGB", (120, 80), color) for color in ("navy", "gold")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=900, loop=0)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes whose header claims this size."""
    data = bytearray(encode(Image.new("1", (8, 8)), "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)
