"""Every type of diagram in the browser: legible, whole, inside its box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from helpers import ROOT
from mlguide.source import Source

OpenPage = Callable[..., Page]

TYPES = 17
LEAST_CONTRAST = 4.5


@pytest.fixture
def address(guide_address: str) -> str:
    """The page of the guide that shows every type of diagram and every form of a figure."""
    return guide_address + "contributing/figures-and-diagrams/"


# The least contrast of each text with what is painted behind it: the last opaque shape under its middle, or the page.
CONTRASTS = """() => {
  const rgb = value => (value.match(/[\\d.]+/g) || []).map(Number)
  const light = color => {
    const [r, g, b] = color.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const page = rgb(getComputedStyle(document.body).backgroundColor)
  const found = []
  for (const svg of [...document.querySelectorAll('.diagram svg')].filter(one => one.checkVisibility())) {
    svg.scrollIntoView({block: 'center'})
    const shapes = [...svg.querySelectorAll('rect, path, circle, polygon, ellipse')].filter(one => !one.closest('defs, marker'))
    for (const text of svg.querySelectorAll('text')) {
      if (!text.textContent.trim()) continue
      const box = text.getBoundingClientRect()
      const x = box.x + box.width / 2, y = box.y + box.height / 2
      let behind = page
      for (const shape of shapes) {
        const style = getComputedStyle(shape), b = shape.getBoundingClientRect()
        if (style.fill === 'none' || x < b.left || x > b.right || y < b.top || y > b.bottom) continue
        if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue
        const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse())
        if (!shape.isPointInFill(point)) continue
        const [r, g, b2, alpha = 1] = rgb(style.fill)
        const opacity = alpha * Number(style.fillOpacity) * Number(style.opacity)
        behind = [r, g, b2].map((c, i) => c * opacity + behind[i] * (1 - opacity))
      }
      const [a, b] = [light(rgb(getComputedStyle(text).fill).slice(0, 3)), light(behind)].sort((p, q) => q - p)
      found.push([svg.parentNode.className, text.textContent.trim(), (a + 0.05) / (b + 0.05)])
    }
  }
  return found
}"""

CUT_TEXTS = """() => [...document.querySelectorAll('.diagram svg')].filter(one => one.checkVisibility()).flatMap(svg => {
  const view = svg.getBoundingClientRect()
  return [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).filter(text => {
    const box = text.getBoundingClientRect()
    return box.left < view.left - 1 || box.right > view.right + 1 || box.top < view.top - 1 || box.bottom > view.bottom + 1
  }).map(text => [svg.parentNode.className, text.textContent])
})"""

# Texts of boxes that stick out of the shape they belong to.
STICKING_OUT = """() => [...document.querySelectorAll('.diagram .node, .diagram .actor, .diagram .taskWrapper')].flatMap(node => {
  const shape = node.querySelector('rect, path, circle, polygon')
  if (!shape) return []
  const outer = shape.getBoundingClientRect()
  return [...node.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect()
    return box.width && (box.left < outer.left - 1 || box.right > outer.right + 1)
  }).map(text => [node.getAttribute('class'), text.textContent])
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_text_is_legible_and_whole(address: str, open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    assert page.locator(".diagram svg:visible").count() == TYPES
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 120
    assert [one for one in contrasts if one[2] < LEAST_CONTRAST] == []
    assert page.evaluate(CUT_TEXTS) == []
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(address: str, open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_drawings_are_text_without_foreign_objects_styles_or_scripts(address: str, open_page: OpenPage) -> None:
    page = open_page(address, java_script_enabled=True)
    assert page.locator(".diagram :is(foreignObject, style, script, [style])").count() == 0
    ids = page.evaluate("[...document.querySelectorAll('.diagram [id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    for svg in page.locator(".diagram svg:visible").all():
        name = svg.get_attribute("aria-labelledby") or ""
        assert page.locator(f"[id='{name}']").text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_an_enlarged_figure(address: str, open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    for number in ("Figure 1", "Figure 2", "Figure 8"):
        page.get_by_role("button", name=f"Enlarge {number}", exact=True).click()
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        page.keyboard.press("Escape")


def test_sources_on_the_page_are_those_of_its_diagrams() -> None:
    path = ROOT / "docs" / "contributing" / "figures-and-diagrams.md"
    fences = Source(path.name, path.read_text("utf-8")).fences
    drawn = [one.body.rstrip() for one in fences if one.info == "mermaid"]
    shown = [one.body.strip() for one in fences if "```mermaid\n" in one.body]
    assert len(drawn) == TYPES
    assert shown == [f"```mermaid\n{body}\n```" for body in drawn]


def test_complete_in_print_and_without_scripts(address: str, open_page: OpenPage) -> None:
    page = open_page(address, java_script_enabled=False)
    page.emulate_media(media="print")
    assert page.locator(".diagram svg:visible").count() == TYPES
    widths = page.locator(".diagram svg:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width)"
    )
    boxes = page.locator(".diagram:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert [(svg, box) for svg, box in zip(widths, boxes, strict=True) if not 0 < svg <= box + 1] == []
