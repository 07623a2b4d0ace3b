"""Variants of a still bitmap: smaller ones, in AVIF, WebP and its own format, encoded once and kept in the cache.

In:  a bitmap that `bitmap.examine` accepted.
Out: for each format the `Variant`s that are worth having, narrow to wide. A format is left out as a whole if its
     widest variant is not smaller than the file itself, or than that of a better-known format: a browser takes the
     first format that it knows. A narrower variant that is not smaller than the next wider one is left out too.

The same file gives the same bytes with the same Pillow, whatever the machine: AVIF splits its work by the number of
threads and writes other bytes for each, so it gets one; several variants are encoded at a time instead.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, features

from . import bitmap, paths
from .bitmap import Bitmap

_LOGGER = logging.getLogger("mkdocs.mlguide")

WIDTHS = (480, 800, 1200, 1600)
MAX_WIDTH = 2400  # what an enlarged figure fills on a dense screen
# A smaller file gains less than the addresses of its variants cost in the page.
MIN_BYTES = 4096
_FORMAT = 1  # part of the cache key: raise it when the way of encoding changes
_AVIF = {"speed": 7, "max_threads": 1, "autotiling": False}
_LOSSLESS = ("PNG", "GIF")  # their variants keep sharp edges: full colour resolution, lossless WebP if that is smaller
_OPTIONS: dict[str, dict[str, Any]] = {
    "AVIF": {**_AVIF, "quality": 60, "subsampling": "4:2:0"},
    "AVIF sharp": {**_AVIF, "quality": 70, "subsampling": "4:4:4"},
    "WEBP": {"quality": 80, "method": 4},
    "WEBP lossless": {"lossless": True, "quality": 80, "method": 4},
    "JPEG": {"quality": 84, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
}
# The formats of the variants of each format; its own comes last. A GIF with fewer pixels is no better than the file.
_FORMATS = {
    "PNG": ("AVIF", "WEBP", "PNG"),
    "JPEG": ("AVIF", "WEBP", "JPEG"),
    "WEBP": ("AVIF", "WEBP"),
    "AVIF": ("AVIF",),
    "GIF": ("AVIF", "WEBP"),
}


@dataclass(frozen=True)
class Variant:
    """One encoded file in the cache: its format ("AVIF"), size in pixels, and the SHA-256 of its bytes."""

    format: str
    width: int
    height: int
    size: int
    digest: str
    path: Path


def widths(original: int) -> list[int]:
    """The widths in pixels for a bitmap of this width: never wider than it is, nor than MAX_WIDTH."""
    widest = min(original, MAX_WIDTH)
    return [*(width for width in WIDTHS if width < widest), widest]


def make(path: Path, original: Bitmap, cache_dir: Path) -> dict[str, list[Variant]]:
    """The useful variants of the file by format, from the cache if they are there."""
    if original.animated or original.size < MIN_BYTES:
        return {}
    folder = cache_dir / _key(original)
    made = _kept(folder)
    if made is None:
        _LOGGER.info("Encoding %s in several sizes; .cache/ keeps them", path.name)
        made = _encode_all(path, original, folder)
    return _useful(made, original)


def _key(original: Bitmap) -> str:
    return hashlib.sha256(f"{_encoders()}\n{original.digest}".encode()).hexdigest()


@cache
def _encoders() -> str:
    versions = [
        features.version(name) for name in ("pil", "avif", "webp", "jpg", "libjpeg_turbo", "zlib", "littlecms2")
    ]
    return json.dumps([_FORMAT, versions, WIDTHS, MAX_WIDTH, _OPTIONS, _FORMATS], sort_keys=True)


def _kept(folder: Path) -> list[Variant] | None:
    """What was encoded before; None if any of it is missing or no longer what was written."""
    try:
        listed = json.loads((folder / "variants.json").read_text("utf-8"))
        made = [Variant(path=folder / name, **facts) for name, facts in listed.items()]
        whole = all(hashlib.sha256(one.path.read_bytes()).hexdigest() == one.digest for one in made)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return made if made and whole else None


def _encode_all(path: Path, original: Bitmap, folder: Path) -> list[Variant]:
    image = bitmap.load(path)
    wanted = [
        (kind, width)
        for width in widths(original.width)
        for kind in _FORMATS[original.format]
        if not (kind == original.format and width == original.width)  # that is the file itself
    ]
    sharp = original.format in _LOSSLESS
    resized = {width: _resize(image, width) for width in {width for _, width in wanted}}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        encoded = list(pool.map(lambda one: _encode(resized[one[1]], one[0], sharp=sharp), wanted))
    listed: dict[str, Mapping[str, Any]] = {}
    for (kind, width), data in zip(wanted, encoded, strict=True):
        name = f"{width}{bitmap.SUFFIXES[kind][0]}"
        paths.write_bytes(folder / name, data)
        digest = hashlib.sha256(data).hexdigest()
        height = resized[width].height
        listed[name] = {"format": kind, "width": width, "height": height, "size": len(data), "digest": digest}
    paths.write_text(folder / "variants.json", json.dumps(listed, indent=1) + "\n")
    return [Variant(path=folder / name, **facts) for name, facts in listed.items()]


def _resize(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _encode(image: Image.Image, kind: str, *, sharp: bool) -> bytes:
    if kind == "AVIF":
        return _save(image, "AVIF", _OPTIONS["AVIF sharp" if sharp else "AVIF"])
    data = _save(image, kind, _OPTIONS[kind])
    if kind == "WEBP" and sharp:
        return min(data, _save(image, "WEBP", _OPTIONS["WEBP lossless"]), key=len)
    return data


def _save(image: Image.Image, kind: str, options: Mapping[str, Any]) -> bytes:
    data = io.BytesIO()
    image.copy().save(data, kind, **options)  # Pillow keeps the options on the image, which several threads share
    return data.getvalue()


def _useful(made: list[Variant], original: Bitmap) -> dict[str, list[Variant]]:
    """From the best-known format, the file's own, to the least known: each must be smaller than those before it."""
    limit = original.size
    useful: dict[str, list[Variant]] = {}
    for kind in reversed(_FORMATS[original.format]):
        variants = sorted((one for one in made if one.format == kind), key=lambda one: one.width)
        own = kind == original.format
        if variants and (own or variants[-1].size < limit):
            useful[kind] = _falling(variants, limit)
        if variants and (not own or variants[-1].width == min(original.width, MAX_WIDTH)):
            limit = min(limit, variants[-1].size)
    return {kind: useful[kind] for kind in _FORMATS[original.format] if useful.get(kind)}


def _falling(variants: list[Variant], limit: int) -> list[Variant]:
    """Narrow to wide, each smaller in bytes than the next wider one, the widest smaller than `limit`."""
    kept: list[Variant] = []
    for variant in sorted(variants, key=lambda one: -one.width):
        if variant.size < limit:
            kept.insert(0, variant)
            limit = variant.size
    return kept
