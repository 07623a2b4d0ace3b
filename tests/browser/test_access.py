"""Pages for readers who enlarge them, who have little fine control, or whom motion makes unwell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from helpers import Built, scripts_have_run

OpenPage = Callable[..., Page]

# 1280 px at 200 % and at 400 %, which is what WCAG 2.2 asks for (success criteria 1.4.4 and 1.4.10).
ENLARGED = {200: 640, 400: 320}


@pytest.mark.parametrize("zoom", ENLARGED)
def test_no_page_scrolls_sideways_when_enlarged(
    guide: Built, guide_address: str, open_page: OpenPage, zoom: int
) -> None:
    page = open_page(guide_address, width=ENLARGED[zoom])
    too_wide = {}
    pages = sorted(guide.site.rglob("index.html"))
    for path in pages if zoom == max(ENLARGED) else pages[::4]:  # what fits in 320 px fits in more, as a rule
        address = path.parent.relative_to(guide.site).as_posix().removeprefix(".")
        page.goto(f"{guide_address}{address}")
        scripts_have_run(page)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > ENLARGED[zoom]:
            too_wide[address] = width
    assert too_wide == {}


@pytest.mark.parametrize("address", ["", "scoping/", "lifecycle/", "toolbox/scorecard/"])
def test_nothing_moves_for_readers_who_want_no_motion(guide_address: str, open_page: OpenPage, address: str) -> None:
    page = open_page(guide_address + address, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("body, body *")].flatMap(element => {
          const style = getComputedStyle(element)
          const times = [...style.transitionDuration.split(", "), ...style.animationDuration.split(", ")]
          const smooth = style.scrollBehavior === "smooth"
          return smooth || times.some(time => parseFloat(time) > 0.01) ? [element.outerHTML.slice(0, 80)] : []
        })"""
    )
    assert moving == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("address", ["", "scoping/", "data/labels/", "toolbox/scorecard/", "toolbox/calculators/"])
def test_targets_are_24_pixels_or_stand_in_text(guide_address: str, open_page: OpenPage, address: str) -> None:
    """Success criterion 2.5.8: links within a sentence may be as high as its line."""
    page = open_page(guide_address + address, width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
          .filter(element => element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
          .filter(element => !element.closest("p, li, dd, td, figcaption, h1, h2, h3, h4, .score-text, .md-sidebar, svg"))
          .filter(element => !element.matches(".md-skip, .headerlink"))
          .map(element => [element, (element.closest("label") ?? element).getBoundingClientRect()])
          .filter(([, box]) => box.width && box.height && (box.width < 24 || box.height < 24))
          .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize("address", ["modeling/evaluation/", "toolbox/scorecard/", "glossary/"])
def test_what_is_printed_from_the_dark_scheme_is_legible_on_paper(
    guide_address: str, open_page: OpenPage, address: str
) -> None:
    page = open_page(guide_address + address, scheme="dark", reduced_motion="reduce")
    page.emulate_media(media="print", color_scheme="dark")
    pale = page.evaluate(
        """() => [...document.querySelectorAll("article :is(h1, h2, p, li, th, td, a, figcaption, dt, dd)")]
          .filter(element => element.checkVisibility() && element.textContent.trim() && !element.closest("svg"))
          .map(element => [element, getComputedStyle(element).color])
          .filter(([, color]) => {
            const parts = (color.match(/[\\d.]+/g) ?? []).map(Number)
            const [r, g, b] = parts.slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) < 4.5
          })
          .map(([element, color]) => `${element.outerHTML.slice(0, 80)} ${color}`)"""
    )
    assert pale == []
