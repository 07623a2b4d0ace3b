"""References to figures and tables as a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from chromium import serve
from helpers import ROOT, build, copy_tree, settings, write_site

OpenPage = Callable[..., Page]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"><title>Line</title>'
    '<path d="M0 0 L200 100" stroke="currentColor"/></svg>'
)
FIGURE = "![A falling line](assets/chart.svg){ #fig-fall }\n\n/// figure-caption\nSales fall.\n///\n"
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n\n/// table-caption\n    attrs: {id: tbl-costs}\nCosts.\n///\n"
FILES = {
    "index.md": f"# Home\n\nNear: @tbl-costs. Far: @fig-fall.\n\n{TABLE}\n## More\n\nText, and [all of them](lists.md).\n",
    "page.md": f"# Falling\n\n@fig-fall shows it.\n\n{FIGURE}",
    "lists.md": "---\ndescription: All figures and tables.\n---\n# Lists\n\n/// list-of-figures\n///\n\n/// list-of-tables\n///\n",
    "assets/chart.svg": SVG,
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("crossrefs")
    dress = {name: settings()[name] for name in ("extra_css", "extra_javascript")}
    write_site(root, FILES, theme={**settings()["theme"], "custom_dir": str(ROOT / "overrides")}, **dress)
    for kind in ("css", "js"):
        copy_tree(ROOT / "docs" / "assets" / kind, root / "docs" / "assets" / kind)
    built = build(root)
    assert built.warnings == []
    with serve(built.site) as running:
        yield running


def test_reference_on_the_page_shows_the_table_and_leads_to_it(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.get_by_role("link", name="Table 1", exact=True).hover()
    expect(page.locator(".md-tooltip2--active table")).to_be_visible()
    page.get_by_role("link", name="Table 1", exact=True).click()
    assert page.evaluate("location.hash") == "#tbl-costs"


def test_reference_to_another_page_shows_picture_and_caption(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    link = page.get_by_role("link", name="Figure 1 in Falling")
    link.focus()
    popup = page.locator(".md-tooltip2--active")
    expect(popup).to_contain_text("Figure 1. Sales fall.")
    expect(popup.get_by_role("img", name="A falling line")).to_be_visible()
    assert popup.get_by_role("img").evaluate("image => image.naturalWidth") > 0
    link.click()
    expect(page).to_have_url(address + "page/#fig-fall")


@pytest.mark.parametrize("has_touch", [False, True])
def test_link_to_a_page_says_what_the_page_is_about_and_leads_there(
    address: str, open_page: OpenPage, has_touch: bool
) -> None:
    page = open_page(address, has_touch=has_touch)
    link = page.get_by_role("link", name="all of them")
    if has_touch:
        link.tap()
    else:
        link.hover()
        expect(page.locator(".md-tooltip2--active")).to_contain_text("ListsAll figures and tables.")
        link.click()
    expect(page).to_have_url(address + "lists/")


def test_reference_is_a_plain_link_without_javascript(address: str, open_page: OpenPage) -> None:
    page = open_page(address, java_script_enabled=False)
    expect(page.locator(".crossref-preview:visible")).to_have_count(0)
    page.get_by_role("link", name="Figure 1 in Falling").click()
    expect(page).to_have_url(address + "page/#fig-fall")


def test_caption_must_do_where_pages_cannot_be_fetched(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.context.set_offline(True)
    page.get_by_role("link", name="Figure 1 in Falling").hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("Figure 1. Sales fall.")


def test_lists_lead_to_every_figure_and_table(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "lists/")
    expect(page.locator(".list-of-figures li")).to_contain_text("Sales fall.")
    page.locator(".list-of-tables").get_by_role("link", name="Table 1").click()
    expect(page).to_have_url(address + "#tbl-costs")


@pytest.mark.parametrize("path", ["", "page/", "lists/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(address: str, open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page(address + path, scheme=scheme)
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
