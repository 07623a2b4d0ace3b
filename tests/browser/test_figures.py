"""Figures in a real browser: nothing moves, the right file is fetched, and a figure is enlarged by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chromium import serve
from helpers import ROOT, build, copy_tree, layout_shift, settings, write_site
from mlguide import picture
from pictures import animation, chart, encode, photo, turned

OpenPage = Callable[..., Page]

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 160" width="600" height="160"><title>Steps</title>
<defs><marker id="tip" viewBox="0 0 9 9" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path
d="M0 0L9 5L0 9z" fill="#777"/></marker></defs>
<a href="index.md#the-end"><rect class="fig-box" x="20" y="40" width="180" height="80" fill="none" stroke="#777"/><text
class="fig-text" x="110" y="86" text-anchor="middle" font-size="20">First</text></a>
<path class="fig-line" d="M200 80H400" stroke="#777" marker-end="url(#tip)"/>
<rect class="fig-box" x="400" y="40" width="180" height="80" fill="none" stroke="#777"/><text class="fig-text" x="490"
y="86" text-anchor="middle" font-size="20">Second</text></svg>
"""
WIDE = "![Lines that rise](chart.png)\n/// figure-caption\nWide.\n///\n"


@pytest.fixture(scope="module")
def site_address(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:
    """A page with every form of a figure, in the guide's own theme and styles."""
    root = tmp_path_factory.mktemp("figures")
    copy_tree(ROOT / "docs" / "assets", root / "docs" / "assets")
    files: dict[str, str | bytes] = {
        "index.md": (ROOT / "tests" / "sites" / "figures" / "index.md").read_text("utf-8"),
        "wide.md": f"# Wide\n\n{WIDE}",
        "narrow.md": f"# Narrow\n\n{WIDE.replace('png)', 'png){ width=500 }')}",
        "tall.md": "# Tall\n\n![Four tall columns](tall.webp){ height=400 }\n",
        "photo.md": "# Photo\n\n![Soft light](photo.jpg)\n",
        "photo.jpg": encode(photo(2000, 1125), "JPEG", quality=92),
        "chart.png": encode(chart(1500, 700), "PNG"),
        "chart-dark.png": encode(chart(1500, 700, "white", "#181f28"), "PNG"),
        "tall.webp": encode(chart(900, 1400), "WEBP", quality=95),
        "small.png": encode(chart(360, 200), "PNG"),
        "turned.jpg": turned(photo(900, 600)),
        "blink.gif": animation(),
        "drawing.svg": DRAWING,
    }
    own = settings()
    write_site(root, files, cache, extra_css=own["extra_css"], extra_javascript=own["extra_javascript"])
    built = build(root)
    assert [one for one in built.warnings if "stray punctuation" not in one] == []
    with serve(built.site) as address:
        yield address


def figure(page: Page, caption: str) -> Locator:
    return page.locator("figure", has=page.locator("figcaption", has_text=caption))


def chosen(image: Locator) -> str:
    """The file that the browser shows, without its address and hash."""
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    source = str(image.evaluate("image => image.currentSrc"))
    return re.sub(r"-[0-9a-f]{10}(?=\.)", "", source.rpartition("/")[2])


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_from_the_top_to_the_end(site_address: str, open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(site_address, width=width, scheme=scheme)
    shift, moved = layout_shift(page)
    assert shift == 0, moved
    loaded = "[...document.images].filter(one => one.checkVisibility()).every(one => one.complete && one.naturalWidth)"
    page.wait_for_function(loaded)


@pytest.mark.parametrize("width", [320, 390, 768, 959, 960, 1100, 1219, 1220, 1280, 1599, 1600, 1920, 2000, 2560])
def test_sizes_say_how_wide_the_column_is(site_address: str, open_page: OpenPage, width: int) -> None:
    page = open_page(site_address + "wide/", width=width)
    shown = page.locator("figure img").evaluate("image => image.getBoundingClientRect().width")
    page.set_content(f'<img srcset="{page.url}x.png 1000w" sizes="{picture.sizes(1500)}">')
    said = page.evaluate(
        """sizes => {
          for (const part of sizes.split(/, (?=\\(min|calc)/)) {
            const [, media, length] = part.match(/^(?:(\\(min-width: \\d+px\\)) )?(.*)$/)
            if (media && !matchMedia(media).matches) continue
            const box = document.body.appendChild(document.createElement('div'))
            box.style.cssText = `position: absolute; width: ${length}`
            return box.getBoundingClientRect().width
          }
        }""",
        picture.sizes(1500),
    )
    assert abs(said - shown) <= 1, (said, shown)


@pytest.mark.parametrize(
    ("width", "dense", "expected"),
    [
        (390, 1, ["photo-480.avif", "chart-480.webp", "chart-480.webp", "tall-480.avif"]),
        (390, 3, ["photo-1200.avif", "chart-1500.webp", "chart-1500.webp", "tall-800.avif"]),
        (1280, 1, ["photo-800.avif", "chart-1500.webp", "chart-1500.webp", "tall-480.avif"]),
        (1280, 2, ["photo-1600.avif", "chart-1500.webp", "chart-1500.webp", "tall-800.avif"]),
    ],
)
def test_browser_fetches_the_file_that_fits(
    site_address: str, open_page: OpenPage, width: int, dense: int, expected: list[str]
) -> None:
    found = []
    for name in ("photo", "wide", "narrow", "tall"):
        page = open_page(f"{site_address}{name}/", width=width, device_scale_factor=dense)
        found.append(chosen(page.locator(".md-content img")))
    assert found == expected


@pytest.mark.parametrize(
    ("scheme", "shown", "hidden"), [("light", "chart-", "chart-dark"), ("dark", "chart-dark", "chart-")]
)
def test_hidden_half_of_a_pair_is_never_fetched(
    site_address: str, browser: Browser, scheme: str, shown: str, hidden: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.goto(site_address)
    pair = figure(page, "A pair").locator("img")
    layout_shift(page)
    visible = [image for image in pair.all() if image.is_visible()]
    assert len(visible) == 1
    assert chosen(visible[0]).startswith(shown)
    dark = [name for name in fetched if name.startswith("chart-dark")]
    assert bool(dark) == (scheme == "dark"), fetched
    page.locator("label[for^=__palette]:visible").click()
    other = next(image for image in pair.all() if image.is_visible())
    assert chosen(other).startswith(hidden)
    context.close()


def test_first_image_is_fetched_at_once_and_the_last_only_when_near(site_address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 600})
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.goto(site_address)
    page.wait_for_load_state("networkidle")
    assert [name for name in fetched if name.startswith("photo-")]
    assert "blink.gif" not in fetched
    assert page.locator("img").first.get_attribute("fetchpriority") == "high"
    assert chosen(page.get_by_alt_text("A square that blinks")) == "blink.gif"
    assert "blink.gif" in fetched
    context.close()


# All but the theme's own mark on what has the focus, and an emptied attribute.
MARKUP = 'figure => figure.outerHTML.replace(/ focus-visible\\b| data-focus-visible-added=""| style=""/g, \'\')'
FIGURES = ["The first figure", "Shown 500", "A pair", "seed's own form", "A drawing in the page", "A diagram"]


@pytest.mark.parametrize("caption", FIGURES)
def test_figure_is_enlarged_by_keyboard_and_focus_returns(site_address: str, open_page: OpenPage, caption: str) -> None:
    page = open_page(site_address)
    one = figure(page, caption)
    button = one.get_by_role("button", name=re.compile("^Enlarge Figure [0-9]+$"))
    before = one.evaluate(MARKUP)
    top = one.bounding_box()
    button.focus()
    scrolled = page.evaluate("scrollY")
    shown = one.locator("img:visible, svg:visible").first.bounding_box()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile("^Figure [0-9]+, enlarged$"))
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text(caption)).to_be_visible()
    page.wait_for_load_state("networkidle")
    large = dialog.locator("img:visible, svg:visible").first.bounding_box()
    assert shown is not None
    assert large is not None
    assert large["width"] > shown["width"]
    assert large["x"] >= 0 and large["x"] + large["width"] <= 1280
    assert large["y"] >= 0 and large["y"] + large["height"] <= 900
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    page.mouse.wheel(0, 600)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    assert page.evaluate("scrollY") == scrolled, "the page behind did not scroll"
    assert top is not None
    assert one.evaluate(MARKUP) == before
    assert (one.bounding_box() or {}).get("height") == top["height"]


def test_figure_is_enlarged_by_a_click_and_closed_in_three_ways(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address)
    one = figure(page, "Shown 500")
    dialog = page.locator("dialog")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: dialog.get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(640, 880),
    ):
        one.locator("img").click()
        expect(dialog).to_be_visible()
        dialog.locator("img").click()
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_have_count(0)


def test_enlarged_bitmap_is_its_widest_variant_and_never_blown_up(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address, width=1800)
    one = figure(page, "The first figure")
    assert chosen(one.locator("img")) == "photo-1200.avif"
    sizes = one.locator("img").get_attribute("sizes")
    one.locator("img").click()
    page.wait_for_function("document.querySelector('dialog img').currentSrc.includes('photo-2000')", timeout=5000)
    page.keyboard.press("Escape")
    expect(one.locator("img")).to_have_attribute("sizes", sizes or "")
    small = figure(page, "seed's own form").locator("img")
    small.click()
    assert page.locator("dialog img").evaluate("image => image.getBoundingClientRect().width") == 360


def test_links_in_figures_still_lead_somewhere(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address)
    page.get_by_alt_text("Lines that lead to the start of the page").click()
    expect(page).to_have_url(re.compile("#every-form-of-a-figure$"))
    expect(page.locator("dialog")).to_have_count(0)
    drawing = figure(page, "A drawing in the page")
    drawing.get_by_role("link").click()
    expect(page).to_have_url(re.compile("#the-end$"))
    page.goto(site_address)
    drawing.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.locator("dialog").get_by_role("link").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("#the-end$"))


@pytest.mark.parametrize("width", [390, 1280])
def test_enlarging_moves_nothing_behind(site_address: str, open_page: OpenPage, width: int) -> None:
    page = open_page(site_address, width=width)
    one = figure(page, "A diagram")
    one.scroll_into_view_if_needed()
    below = page.get_by_role("heading", name="The end")
    place = below.bounding_box()
    one.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    assert below.bounding_box() == place
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert below.bounding_box() == place


@pytest.mark.parametrize(("motion", "expected"), [("reduce", "none"), ("no-preference", "zoom-in")])
def test_motion_is_shown_to_those_who_want_it(
    site_address: str, open_page: OpenPage, motion: str, expected: str
) -> None:
    page = open_page(site_address, reduced_motion=motion)
    figure(page, "Shown 500").locator("img").click()
    assert page.locator("dialog").evaluate("one => getComputedStyle(one).animationName") == expected


def test_caption_can_be_read_beside_an_enlarged_figure_on_a_phone(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address, width=390)
    figure(page, "The first figure").locator("img").click()
    box = page.locator("dialog figcaption").bounding_box()
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_buttons_are_large_enough_and_there_without_hovering_on_touch(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address, width=390, has_touch=True, is_mobile=True)
    button = figure(page, "The first figure").get_by_role("button")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    assert float(button.evaluate("one => getComputedStyle(one).opacity")) > 0.5


def test_without_javascript_there_is_no_button_and_every_figure(site_address: str, open_page: OpenPage) -> None:
    page = open_page(site_address, java_script_enabled=False)
    expect(page.locator("figure button")).to_have_count(0)
    expect(page.locator("figure img:visible")).to_have_count(7)
    expect(page.locator("figure svg")).to_have_count(2)


def test_strict_policy_blocks_nothing_of_it(site_address: str, browser: Browser) -> None:
    """The policy that the site is to get, but for the theme's own inline scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)

    def strict(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})  # type: ignore[attr-defined]

    page.route(site_address, strict)
    page.goto(site_address)
    figure(page, "A drawing in the page").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert refused == []
    context.close()
