"""The plots of the worked example in the browser: legible, whole, in the colours of the page, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OpenPage = Callable[..., Page]

PAGES = ["example/", "example/scoping/", "example/data/", "example/modeling/", "example/deployment/"]
LEAST_TEXT = 9  # CSS pixels

# Of each text of each plot: its size as seen, and how far it reaches out of its drawing.
TEXTS = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width
  return [...svg.querySelectorAll('text')].map(text => {
    const one = text.getBoundingClientRect()
    const out = Math.max(box.left - one.left, one.right - box.right, box.top - one.top, one.bottom - box.bottom)
    return {said: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale, out}
  })
})"""

# The colours that plots are painted with, and what the page says they should be.
COLOURS = """() => {
  const probe = document.createElement('span')
  document.body.append(probe)
  const named = {}
  for (const element of document.querySelectorAll('svg.chart [fill], svg.chart [stroke]'))
    for (const name of ['fill', 'stroke']) {
      const value = element.getAttribute(name)
      if (!value || value === 'none') continue
      probe.style.color = value === 'currentColor' ? 'var(--md-default-fg-color)' : value.replace(/,.*\\)/, ')')
      named[value] = [getComputedStyle(element)[name], getComputedStyle(probe).color]
    }
  return named
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_plots_are_legible_and_whole(open_page: OpenPage, guide_address: str, name: str, width: int) -> None:
    page = open_page(guide_address + name, width=width)
    texts = page.evaluate(TEXTS)
    assert texts or name == "example/"
    assert [one for one in texts if one["size"] < LEAST_TEXT] == []
    assert [one for one in texts if one["out"] > 1] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways(open_page: OpenPage, guide_address: str, name: str, width: int) -> None:
    page = open_page(guide_address + name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_have_the_colours_of_the_page(open_page: OpenPage, guide_address: str, scheme: str) -> None:
    found = {}
    for name in PAGES:
        found |= open_page(guide_address + name, scheme=scheme).evaluate(COLOURS)
    assert {"currentColor", "var(--series-1, #3f86d9)"} <= set(found)
    assert [value for value, (painted, wanted) in found.items() if painted != wanted] == []
    assert all(value == "currentColor" or value.startswith("var(--") for value in found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_example_are_accessible(open_page: OpenPage, guide_address: str, name: str, scheme: str) -> None:
    page = open_page(guide_address + name, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert Axe().run(page).response["violations"] == []
