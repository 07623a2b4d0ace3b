"""Bitmaps: a file in, what it is and its pixels as a page needs them out. The only module that decodes.

`examine` decodes a file once, to know that it is whole, and keeps what it found in the cache by content, so that a
preview does not decode every picture at every edit. `load` gives 8-bit pixels in sRGB, turned upright, with nothing
else attached: no EXIF, no position, no colour profile.
"""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from . import paths

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000  # 200 MB once decoded; a file of a few kilobytes can claim far more
SUFFIXES = {
    "AVIF": (".avif",),
    "GIF": (".gif",),
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
}
_FORMAT = 1  # part of the cached file's name: raise it when `Bitmap` or `_examine` changes
_ORIENTATION = 0x0112
_DEEP_GREY = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class BitmapError(Exception):
    """Not a bitmap that can be shown; the message continues 'image "a.png" ...', `suggestion` says what to do."""

    def __init__(self, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.suggestion = suggestion


@dataclass(frozen=True)
class Bitmap:
    """What a file is. Width and height are pixels as shown, after the camera's orientation was applied."""

    format: str
    width: int
    height: int
    animated: bool
    digest: str
    size: int


def examine(path: Path, cache_dir: Path | None = None) -> Bitmap:
    """What the bitmap at `path` is. Raises BitmapError if it is none, is not whole, or is too large to decode."""
    data = _read(path)
    digest = hashlib.sha256(data).hexdigest()
    kept = cache_dir / f"{digest}.{_FORMAT}.json" if cache_dir else None
    bitmap = _kept(kept, digest, len(data)) if kept else None
    if bitmap is None:
        bitmap = _examine(data, digest)
        if kept:
            facts = {name: value for name, value in asdict(bitmap).items() if name not in ("digest", "size")}
            paths.write_text(kept, json.dumps(facts) + "\n")
    if path.suffix.lower() not in SUFFIXES[bitmap.format]:
        right = SUFFIXES[bitmap.format][0]
        raise BitmapError(f"is a {bitmap.format} file by another name", f"call it {path.stem}{right}")
    return bitmap


def load(path: Path) -> Image.Image:
    """The upright pixels of a still bitmap that `examine` accepted: mode L, RGB or RGBA, sRGB, without metadata."""
    with Image.open(path) as opened:
        image = _to_srgb(ImageOps.exif_transpose(opened))
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image.info.clear()
    return image


def _read(path: Path) -> bytes:
    if (size := path.stat().st_size) > MAX_BYTES:
        raise BitmapError(f"has {size:,} bytes; at most {MAX_BYTES:,} are read", "save it smaller")
    data = path.read_bytes()
    if not data:
        raise BitmapError("is an empty file", "save it again")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml")):
        raise BitmapError("is a drawing (SVG) by another name", f"call it {path.stem}.svg")
    return data


def _kept(path: Path, digest: str, size: int) -> Bitmap | None:
    try:
        bitmap = Bitmap(**json.loads(path.read_text("utf-8")), digest=digest, size=size)
    except (OSError, ValueError, TypeError):
        return None
    sound = bitmap.format in SUFFIXES and all(isinstance(n, int) and n > 0 for n in (bitmap.width, bitmap.height))
    return bitmap if sound and isinstance(bitmap.animated, bool) else None


def _examine(data: bytes, digest: str) -> Bitmap:
    with _open(data) as image:
        if image.format not in SUFFIXES:
            raise BitmapError(f"is a {image.format} file, which browsers may not show", "save it as PNG, JPEG or WebP")
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        animated = bool(getattr(image, "is_animated", False))
        try:
            image.load()
            turned = image.getexif().get(_ORIENTATION, 1) >= 5
        except Exception as error:  # decoders of five formats raise nearly anything on bytes that are not theirs
            raise BitmapError("is damaged or cut short", "save it again") from error
        try:
            _to_srgb(image.crop((0, 0, 1, 1)))
        except (OSError, ValueError, TypeError, ImageCms.PyCMSError) as error:
            raise BitmapError("has a color profile that cannot be used", "save it as sRGB") from error
        width, height = image.size[::-1] if turned else image.size
        return Bitmap(image.format, width, height, animated, digest, len(data))


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit follows
            return Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # see above
        raise BitmapError("cannot be read as an image", "is the file an image, and whole?") from error


def _too_many_pixels() -> BitmapError:
    return BitmapError(f"claims more than {MAX_PIXELS // 1_000_000} million pixels", "save it smaller")


def _to_srgb(image: Image.Image) -> Image.Image:
    """8 bits a channel in sRGB, mode L, RGB or RGBA. Raises what a broken colour profile raises."""
    if image.mode in _DEEP_GREY:  # Pillow's own conversion cuts off at 255 instead of scaling
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    profile = image.info.get("icc_profile")
    transparent = image.has_transparency_data
    alpha = image.convert("RGBA").getchannel("A") if transparent else None
    if profile and image.mode != "L":
        image = _through_profile(image, profile)
    else:
        image = image.convert("L" if image.mode in ("1", "L") and not transparent else "RGB")
    if alpha is not None:
        image = image.convert("RGB")
        image.putalpha(alpha)
    return image


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB by the file's own profile; a profile of other channels than the pixels have means nothing."""
    plain = image if image.mode in ("RGB", "CMYK") else image.convert("RGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if source.profile.xcolor_space.strip() != plain.mode:
        return plain.convert("RGB")
    turned = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert turned is not None  # noqa: S101 - None only if asked to work in place
    return turned
