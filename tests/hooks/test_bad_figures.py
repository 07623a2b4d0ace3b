"""Bad figures through whole builds: each gives its one message at its place, and the page is built all the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import MakeSite
from PIL import Image, ImageCms

from helpers import build
from mlguide import bitmap
from pictures import animation, chart, claiming, encode, photo, turned

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" width="30" height="20"/>'
PNG = encode(chart(60, 40), "PNG")
JPEG = encode(photo(64, 48), "JPEG")
PAGE = "# A\n\n{}\n"
LINK = PAGE.format("![Costs rise](a.png)")
AT = "docs/index.md:3:1: "
DAMAGED = AT + 'image "a.png" is damaged or cut short (save it again)'
NO_IMAGE = AT + 'image "a.png" cannot be read as an image (is the file an image, and whole?)'
RENAME = 'image "a.png" is a {} file by another name (call it a.{})'

# What is wrong: the page, its files, the exact warnings.
BAD: dict[str, tuple[str, dict[str, bytes], list[str]]] = {
    "missing file": (LINK, {}, [AT + 'image not found: "a.png" (put it at docs/a.png or correct the link)']),
    "wrong case": (
        PAGE.format("![Costs rise](Chart.PNG)"),
        {"chart.png": PNG},
        [AT + 'image not found: "Chart.PNG" (did you mean chart.png? Capitals count)'],
    ),
    "no text": (
        PAGE.format("![](a.png)"),
        {"a.png": PNG},
        [AT + "image has no alternative text (say in the brackets what it shows, or add { .decorative })"],
    ),
    "blank text": (
        PAGE.format("![  ](a.png)"),
        {"a.png": PNG},
        [AT + "image has no alternative text (say in the brackets what it shows, or add { .decorative })"],
    ),
    "text is the caption": (
        PAGE.format("![Costs rise](a.png)\n/// figure-caption\n*Costs* rise!\n///"),
        {"a.png": PNG},
        [
            AT + "alternative text repeats the caption "
            "(say what it shows and what to see in it; the caption is read aloud as well)"
        ],
    ),
    "text is the file's name": (
        PAGE.format("![a.png](a.png)"),
        {"a.png": PNG},
        [AT + 'alternative text "a.png" is the name of the file (say what it shows and what to see in it)'],
    ),
    "text is a bare word": (
        PAGE.format("![Figure 1](a.png)"),
        {"a.png": PNG},
        [AT + 'alternative text "Figure 1" says only that there is an image (say what it shows and what to see in it)'],
    ),
    "same id twice": (
        PAGE.format("![Costs rise](a.png){ #fig }\n\n![Costs fall](a.png){ #fig }"),
        {"a.png": PNG},
        ['docs/index.md:5:1: id "fig" is used twice on the page (give each figure its own)'],
    ),
    "empty file": (LINK, {"a.png": b""}, [AT + 'image "a.png" is an empty file (save it again)']),
    "text file": (LINK, {"a.png": b"not an image"}, [NO_IMAGE]),
    "web page": (LINK, {"a.png": b"<!doctype html><title>404</title>"}, [NO_IMAGE]),
    "JPEG as PNG": (LINK, {"a.png": JPEG}, [AT + RENAME.format("JPEG", "jpg")]),
    "WebP as PNG": (LINK, {"a.png": encode(photo(64, 48), "WEBP")}, [AT + RENAME.format("WEBP", "webp")]),
    "SVG as PNG": (
        LINK,
        {"a.png": SVG},
        [AT + 'image "a.png" is a drawing (SVG) by another name (call it a.svg)'],
    ),
    "PNG as SVG": (
        PAGE.format("![Costs rise](a.svg)"),
        {"a.svg": PNG},
        [
            "docs/a.svg:1: is not UTF-8: byte 0x89 cannot be decoded (mend the drawing)",
        ],
    ),
    "bitmap of another kind": (
        LINK,
        {"a.png": encode(chart(60, 40), "TIFF")},
        [AT + 'image "a.png" is a TIFF file, which browsers may not show (save it as PNG, JPEG or WebP)'],
    ),
    "truncated PNG": (LINK, {"a.png": PNG[: len(PNG) // 2]}, [DAMAGED]),
    "PNG header alone": (LINK, {"a.png": b"\x89PNG\r\n\x1a\n"}, [NO_IMAGE]),
    "truncated JPEG": (
        PAGE.format("![Costs rise](a.jpg)"),
        {"a.jpg": JPEG[:-100]},
        [AT + 'image "a.jpg" is damaged or cut short (save it again)'],
    ),
    "truncated WebP": (
        PAGE.format("![Costs rise](a.webp)"),
        {"a.webp": encode(photo(64, 48), "WEBP")[:-40]},
        [AT + 'image "a.webp" cannot be read as an image (is the file an image, and whole?)'],
    ),
    "decompression bomb": (
        LINK,
        {"a.png": claiming(60_000, 60_000)},
        [AT + 'image "a.png" claims more than 50 million pixels (save it smaller)'],
    ),
    "broken color profile": (
        LINK,
        {"a.png": encode(chart(60, 40), "PNG", icc_profile=b"no profile")},
        [AT + 'image "a.png" has a color profile that cannot be used (save it as sRGB)'],
    ),
    "number sign in the name": (
        PAGE.format("![Costs rise](a#1.png)"),
        {"a#1.png": PNG},
        [AT + 'image not found: "a#1.png" (in an address write %23 for #, or better rename the file)'],
    ),
    "outside of docs/": (
        PAGE.format("![Costs rise](../../a.png)"),
        {},
        [AT + 'image leaves docs/: "../../a.png" (move the file under docs/)'],
    ),
    "another host": (
        PAGE.format("![Costs rise](https://example.org/a.png)"),
        {},
        [AT + 'image is loaded from another host: "https://example.org/a.png" (keep a copy under docs/)'],
    ),
    "stray comma": (
        PAGE.format('![Costs rise](a.png){ width="30", loading=lazy }'),
        {"a.png": PNG},
        [AT + "stray punctuation in the attribute list of an image (separate attributes by spaces only)"],
    ),
    "width in percent": (
        PAGE.format('![Costs rise](a.png){ width="50%" }'),
        {"a.png": PNG},
        [AT + 'image width "50%" is not a number of pixels (write width="500")'],
    ),
    "half of a pair": (
        PAGE.format("![Costs rise](a.png#only-light)"),
        {"a.png": PNG},
        [
            AT + 'image "a.png#only-light" has no other half '
            "(put one that ends in #only-dark beside it, or leave the ending out)"
        ],
    ),
    "unequal pair": (
        PAGE.format("![Costs rise](a.png#only-light) ![Costs rise](b.png#only-dark)"),
        {"a.png": PNG, "b.png": encode(chart(60, 50), "PNG")},
        [
            "docs/index.md:3:33: the two halves of a pair differ in size as shown: 60x40 and 60x50, "
            '"b.png#only-dark" (make both the same size, or give both the same width and height)'
        ],
    ),
    "script in a drawing": (
        PAGE.format("![Costs rise](a.svg)"),
        {"a.svg": SVG.replace(b"/>", b"><script/></svg>")},
        ["docs/a.svg:1: <script> is not allowed (remove it)"],
    ),
}


@pytest.fixture
def own_cache(tmp_path: Path) -> None:
    """A cache of the test's own: what others encoded must not hide anything."""
    (tmp_path / ".cache").mkdir()


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("name", BAD)
def test_bad_figure_gives_its_exact_message_and_the_page_is_built(name: str, make_site: MakeSite) -> None:
    page, files, expected = BAD[name]
    built = make_site({"index.md": page, **files})
    assert built.warnings == expected
    assert "<h1" in built.html()
    assert "<img" in built.html() or 'class="problem"' in built.html()


GOOD: dict[str, tuple[str, bytes, tuple[int, int]]] = {
    "animated GIF": ("a.gif", animation() + bytes(5000), (120, 80)),
    "CMYK JPEG": ("a.jpg", encode(photo(640, 480).convert("CMYK"), "JPEG"), (640, 480)),
    "turned by the camera": ("a.jpg", turned(photo(600, 400)), (600, 400)),
    "sixteen bits": ("a.png", encode(photo(320, 240).convert("I").convert("I;16"), "PNG"), (320, 240)),
    "palette": ("a.png", encode(photo(320, 240).quantize(16), "PNG"), (320, 240)),
    "transparent": ("a.png", encode(photo(320, 240).convert("RGBA"), "PNG"), (320, 240)),
    "grey with a color profile": (
        "a.png",
        encode(
            photo(320, 240).convert("LA"),
            "PNG",
            icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        ),
        (320, 240),
    ),
    "space in the name": ("a b.png", encode(photo(320, 240), "PNG"), (320, 240)),
    "number sign in the name": ("a#1.png", encode(photo(320, 240), "PNG"), (320, 240)),
    "letters beyond ASCII": ("größe.png", encode(photo(320, 240), "PNG"), (320, 240)),
    "one pixel": ("a.png", encode(Image.new("RGB", (1, 1)), "PNG"), (1, 1)),
    "one pixel high": ("a.png", encode(photo(2048, 8).crop((0, 0, 2048, 1)), "PNG"), (2048, 1)),
}


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("name", GOOD)
def test_unusual_figure_is_no_problem(name: str, make_site: MakeSite) -> None:
    file, data, (width, height) = GOOD[name]
    link = file.replace(" ", "%20").replace("#", "%23")
    built = make_site({"index.md": PAGE.format(f"![Soft light]({link})"), file: data}, strict=True)
    assert built.warnings == []
    assert f'width="{width}"' in built.html()
    assert f'height="{height}"' in built.html()
    assert (built.site / file).read_bytes() == data


@pytest.mark.usefixtures("own_cache")
def test_too_large_file_is_not_read(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmap, "MAX_BYTES", 100)
    built = make_site({"index.md": LINK, "a.png": PNG})
    size = f"{len(PNG):,}"
    assert built.warnings == [AT + f'image "a.png" has {size} bytes; at most 100 are read (save it smaller)']


@pytest.mark.usefixtures("own_cache")
def test_fifty_megabytes_are_refused_by_their_size_alone(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    with (tmp_path / "docs" / "a.png").open("wb") as file:
        file.truncate(50_000_000)
    built = make_site({"index.md": LINK})
    assert built.warnings == [AT + 'image "a.png" has 50,000,000 bytes; at most 20,000,000 are read (save it smaller)']


FILES = {
    "index.md": "# A\n\n![Soft light](img/photo.jpg)\n\n## B\n\n![Lines rise](img/lines.png)\n",
    "sub/page.md": "# C\n\n![Lines rise](../img/lines.png)\n",
    "img/photo.jpg": encode(photo(900, 600), "JPEG", quality=95),
    "img/lines.png": encode(chart(900, 400), "PNG"),
}


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_variant_that_a_page_names_is_in_the_site(make_site: MakeSite, directory_urls: bool) -> None:
    built = make_site(FILES, strict=True, use_directory_urls=directory_urls)
    pages = ["index.html", "sub/page/index.html" if directory_urls else "sub/page.html"]
    named = set()
    for name in pages:
        html = built.html(name)
        assert "<picture>" in html
        for part in html.split('srcset="')[1:]:
            for candidate in part.partition('"')[0].split(", "):
                path = (built.site / name).parent / candidate.split(" ")[0]
                assert path.is_file(), candidate
                named.add(path.resolve())
    published = {path.resolve() for path in (built.site / "assets" / "images").glob("*-*-*.*")}
    assert published <= named
    assert len(published) >= 5


@pytest.mark.usefixtures("own_cache")
def test_preview_shows_the_originals_and_encodes_nothing(make_site: MakeSite, tmp_path: Path) -> None:
    make_site(FILES)
    shutil.rmtree(tmp_path / ".cache" / "images")
    served = build(tmp_path, command="serve")
    assert "<picture" not in served.html()
    assert "srcset" not in served.html()
    assert 'src="img/photo.jpg"' in served.html()
    assert not list((tmp_path / ".cache" / "images").rglob("*.avif"))
    assert not list((served.site / "assets" / "images").glob("photo-*"))


@pytest.mark.usefixtures("own_cache")
def test_build_from_the_cache_equals_the_first_build(make_site: MakeSite, tmp_path: Path) -> None:
    first = make_site(FILES, strict=True).all_bytes()
    assert build(tmp_path, strict=True).all_bytes() == first
    shutil.rmtree(tmp_path / ".cache")
    (tmp_path / ".cache").mkdir()
    assert build(tmp_path, strict=True).all_bytes() == first
