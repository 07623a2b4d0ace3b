"""Variants: which widths and formats, when one is not worth having, same bytes every time, nothing but pixels in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from mlguide import bitmap, variant
from mlguide.variant import Variant
from pictures import animation, chart, encode, photo, turned


def make(folder: Path, name: str, data: bytes) -> tuple[bitmap.Bitmap, dict[str, list[Variant]]]:
    path = folder / name
    path.write_bytes(data)
    found = bitmap.examine(path)
    return found, variant.make(path, found, folder / "cache")


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (100, [100]),
        (480, [480]),
        (481, [480, 481]),
        (1200, [480, 800, 1200]),
        (1700, [480, 800, 1200, 1600, 1700]),
        (9000, [480, 800, 1200, 1600, 2400]),
    ],
)
def test_widths_never_exceed_the_original(original: int, expected: list[int]) -> None:
    assert variant.widths(original) == expected


def test_photograph_gets_all_formats_smaller_than_itself(tmp_path: Path) -> None:
    found, made = make(tmp_path, "a.jpg", encode(photo(1300, 700), "JPEG", quality=95))
    assert "WEBP" in made
    assert [one.width for one in made["WEBP"]] == [480, 800, 1200, 1300]
    assert [one.width for one in made["JPEG"]] == [480, 800, 1200]
    for variants in made.values():
        assert [one.size for one in variants] == sorted(one.size for one in variants)
        assert all(one.size < found.size for one in variants)
        for one in variants:
            with Image.open(one.path) as image:
                assert (image.size, image.format) == ((one.width, one.height), one.format)
                assert abs(one.height / one.width - 700 / 1300) < 0.005


def test_widest_variant_of_each_format_is_the_smallest_so_far(tmp_path: Path) -> None:
    """A browser takes the first format that it knows: it must not get more bytes than from the next one."""
    for name, data in {"a.png": encode(chart(1300, 600), "PNG"), "b.jpg": encode(photo(900, 600), "JPEG")}.items():
        found, made = make(tmp_path, name, data)
        widest = [variants[-1].size for kind, variants in made.items() if kind != found.format]
        assert widest == sorted(widest)
        assert all(size < found.size for size in widest)


def test_variant_that_saves_nothing_is_not_used(tmp_path: Path) -> None:
    """One bit a pixel: no true-color variant comes near it, and the file stays alone."""
    noise = Image.frombytes("1", (600, 400), os.urandom(600 * 400 // 8))
    _, made = make(tmp_path, "a.png", encode(noise, "PNG", optimize=True))
    for kind, variants in made.items():
        assert variants[-1].size < (tmp_path / "a.png").stat().st_size, kind


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_animations_are_left_as_they_are(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variant, "MIN_BYTES", 0)
    assert make(tmp_path, f"a.{kind.lower()}", animation(kind))[1] == {}


def test_tiny_files_are_left_as_they_are(tmp_path: Path) -> None:
    assert make(tmp_path, "a.png", encode(Image.new("RGB", (600, 400)), "PNG"))[1] == {}


def test_transparency_is_kept_in_every_format(tmp_path: Path) -> None:
    image = photo(900, 600).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    _, made = make(tmp_path, "a.png", encode(image, "PNG"))
    assert made
    for variants in made.values():
        for one in variants:
            with Image.open(one.path) as shown:
                low, high = shown.convert("RGBA").getchannel("A").getextrema()
            assert low < 20 and high > 235, one  # type: ignore[operator]


def test_nothing_but_pixels_is_in_a_variant(tmp_path: Path) -> None:
    _, made = make(tmp_path, "a.jpg", turned(photo(900, 600)))
    assert made
    for variants in made.values():
        for one in variants:
            assert b"Secret Camera" not in one.path.read_bytes()
            assert one.width > one.height, "the camera's orientation is applied"
            with Image.open(one.path) as image:
                assert not image.getexif()
                assert not {"icc_profile", "exif", "xmp"} & set(image.info)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_can_be_encoded(tmp_path: Path, mode: str) -> None:
    grey = photo(700, 500).convert("L")
    image = grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    _, made = make(tmp_path, "a.png", encode(image, "PNG"))
    assert made
    for variants in made.values():
        with Image.open(variants[-1].path) as shown:
            assert abs(shown.convert("L").getpixel((350, 250)) - grey.getpixel((350, 250))) < 30  # type: ignore[operator]


SCRIPT = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from mlguide import bitmap, variant
path, cache = map(Path, sys.argv[1:])
for kind, variants in variant.make(path, bitmap.examine(path), cache).items():
    for one in variants:
        print(kind, one.width, one.digest)
"""


def test_two_processes_give_the_same_bytes_on_one_core_and_on_many(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encode(photo(900, 600), "JPEG", quality=95))
    outputs = []
    for number, cores in enumerate(("1", "8")):
        count = f"import os\nos.cpu_count = lambda: {cores}\n"
        command = [sys.executable, "-c", count + SCRIPT, str(tmp_path / "a.jpg"), str(tmp_path / f"cache{number}")]
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": cores}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) >= 5


def test_threads_do_not_mix_up_each_others_options() -> None:
    """Pillow keeps the options of a `save` on the image; when threads shared it, WebP got AVIF's quality."""
    image = photo(240, 150)
    kinds = ["AVIF", "WEBP", "JPEG", "PNG"] * 8
    alone = {kind: variant._save(image, kind, variant._OPTIONS[kind]) for kind in kinds}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda kind: variant._save(image, kind, variant._OPTIONS[kind]), kinds))
    assert together == [alone[kind] for kind in kinds]


def test_variants_come_from_the_cache_and_a_damaged_cache_is_mended(tmp_path: Path) -> None:
    data = encode(chart(900, 500), "PNG")
    _, first = make(tmp_path, "a.png", data)
    (folder,) = (tmp_path / "cache").iterdir()
    stamps = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert make(tmp_path, "a.png", data)[1] == first
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == stamps
    webp = first["WEBP"][0].path
    whole = webp.read_bytes()
    for damage in (b"", whole[:-1], whole[:-1] + b"x"):
        webp.write_bytes(damage)
        assert make(tmp_path, "a.png", data)[1] == first
        assert webp.read_bytes() == whole
    for listing in ("", "[]", "{}", '{"a.webp": {}}', "{"):
        (folder / "variants.json").write_text(listing)
        assert make(tmp_path, "a.png", data)[1] == first
    shutil.rmtree(folder)
    assert make(tmp_path, "a.png", data)[1] == first
