"""Terms of the glossary as a reader meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["modeling/", "glossary/", "map/", "lifecycle/feedback/"])
def test_axe_finds_nothing(guide_address: str, open_page: OpenPage, path: str, scheme: str, width: int) -> None:
    page = open_page(guide_address + path, scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    if path != "map/":
        page.locator(".md-content a.term").first.focus()
        expect(page.locator(".md-tooltip2--active")).to_be_visible()
        page.wait_for_timeout(500)  # until the pop-up has faded in: colours count when they are final
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_focus_shows_the_definition_escape_hides_it_and_enter_leads_to_the_entry(
    guide_address: str, open_page: OpenPage
) -> None:
    page = open_page(guide_address + "deployment/")
    term = page.locator(".md-content a.term[href$='glossary/#canary']").first
    term.scroll_into_view_if_needed()
    term.focus()
    popup = page.locator(".md-tooltip2--active")
    expect(popup).to_contain_text("a part of the traffic for a limited time")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(guide_address + "glossary/#canary")
    facts = page.locator("dt#canary + dd .term-facts")
    expect(facts).to_contain_text("Deployment. Used in")
    facts.get_by_role("link", name="Deployment", exact=True).last.click()
    expect(page).to_have_url(guide_address + "deployment/")


def test_terms_read_like_the_text_around_them(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "modeling/")
    same = """term => ['fontSize', 'fontWeight', 'color', 'lineHeight'].every(
        name => getComputedStyle(term)[name] === getComputedStyle(term.parentElement)[name])"""
    terms = page.locator(".md-content p > a.term")
    assert terms.count() > 5
    assert all(one.evaluate(same) for one in terms.all())


def test_terms_are_links_without_javascript(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "deployment/", java_script_enabled=False)
    page.locator(".md-content a.term[href$='glossary/#canary']").first.click()
    expect(page).to_have_url(guide_address + "glossary/#canary")


def test_map_is_walked_by_keyboard_in_reading_order_and_lines_come_out(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "map/")
    links = page.locator(".site-map a")
    links.first.focus()
    titles = []
    for _ in range(links.count()):
        titles.append(page.evaluate("document.activeElement.textContent.replace(/\\\\s+/g, ' ').trim()"))
        page.keyboard.press("Tab")
    assert len(titles) == links.count() > 15
    assert titles[0] == "Home"
    assert titles.index("Scoping") < titles.index("Data") < titles.index("Modeling") < titles.index("Deployment")
    lines = page.locator(".site-map-node", has=page.get_by_role("link", name="Scoping", exact=True)).locator("path")
    faint = lines.evaluate("one => getComputedStyle(one).opacity")
    page.locator(".site-map").get_by_role("link", name="Scoping", exact=True).focus()
    assert float(faint) < 0.3
    assert lines.evaluate("one => getComputedStyle(one).opacity") == "1"
