"""What a reader does, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chromium import serve
from helpers import ROOT, Built, build, layout_shift, settings, write_site

OpenPage = Callable[..., Page]

ADDRESSES = [
    "",
    "gap/",
    "gap/technical-debt/",
    "lifecycle/",
    "lifecycle/feedback/",
    "scoping/",
    "data/",
    "modeling/",
    "deployment/",
    "links/",
]
TEXTS = "    accTitle: Title\n    accDescr: Description\n"


def test_home_page_shows_the_clickable_map(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address)
    expect(page).to_have_title("The ML Lifecycle Guide")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("The ML Lifecycle Guide"))
    lifecycle_map = page.get_by_role("navigation", name="Lifecycle map")
    names = [link.text_content() or "" for link in lifecycle_map.get_by_role("link").all()]
    stages = [name for name in names if name in ("Scoping", "Data", "Modeling", "Deployment")]
    assert stages == ["Scoping", "Data", "Modeling", "Deployment"]
    assert len(names) == 4 + 7  # and the states in them
    lifecycle_map.locator(".map-label:visible", has_text="Modeling").click()
    expect(page).to_have_url(guide_address + "modeling/")


def test_citation_pops_up_under_the_mouse(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "lifecycle/")
    reference = page.locator("[role=doc-biblioref]").first
    reference.hover()
    tooltip = page.locator(".md-tooltip2--active")
    expect(tooltip).to_be_visible()
    expect(tooltip).to_contain_text("Machine Learning Engineering for Production (MLOps) Specialization")
    expect(tooltip.locator(".references-back")).to_be_hidden()
    assert tooltip.get_by_role("link").first.get_attribute("href", timeout=2000)


def test_citation_pops_up_on_keyboard_focus_and_leads_to_the_list_and_back(
    guide_address: str, open_page: OpenPage
) -> None:
    page = open_page(guide_address + "lifecycle/")
    reference = page.locator("[role=doc-biblioref]").first
    reference.scroll_into_view_if_needed()
    page.keyboard.press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement?.getAttribute('role')") == "doc-biblioref":
            break
        page.keyboard.press("Tab")
    expect(reference).to_be_focused()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == reference.get_attribute("href")
    page.locator(f"{reference.get_attribute('href')} [role=doc-backlink]").first.click()
    assert page.evaluate("location.hash") == "#" + (reference.get_attribute("id") or "")


def _contrast(page: Page, text: str, background: str) -> float:
    """WCAG contrast between the fill of one element and the fill of another, painted over the page."""
    return float(page.evaluate(
        """([text, background]) => {
          const rgb = (value) => value.match(/[\\d.]+/g).slice(0, 3).map(Number)
          const fill = (selector) => rgb(getComputedStyle(document.querySelector(selector)).fill)
          const light = (color) => {
            const [r, g, b] = color.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
          }
          const [a, b] = [light(fill(text)), light(fill(background))].sort((x, y) => y - x)
          return (a + 0.05) / (b + 0.05)
        }""", [text, background]))  # fmt: skip


def test_diagram_is_legible_before_and_after_the_theme_switch(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "lifecycle/", scheme="light")
    fills = []
    for scheme in ("default", "slate"):
        assert page.evaluate("document.body.getAttribute('data-md-color-scheme')") == scheme
        assert _contrast(page, ".diagram .node text", ".diagram .node rect") >= 4.5
        assert _contrast(page, ".diagram .stage-data .cluster-label text", ".diagram .stage-data rect.outer") >= 4.5
        fills.append(page.evaluate("getComputedStyle(document.querySelector('.diagram .node rect')).fill"))
        if scheme == "default":
            page.locator("label[for=__palette_1]").click()
    assert fills[0] != fills[1]


@pytest.mark.parametrize("address", ["scoping/", "data/", "modeling/", "deployment/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_is_legible_in_both_schemes(guide_address: str, open_page: OpenPage, address: str, scheme: str) -> None:
    page = open_page(guide_address + address, scheme=scheme)
    assert _contrast(page, ".map-here .map-label", ".map-here .map-box") >= 4.5
    assert _contrast(page, ".map-stage:not(.map-here) .map-label", ".map-stage:not(.map-here) .map-box") >= 4.5


def test_state_of_the_diagram_navigates_by_mouse_and_keyboard(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "lifecycle/")
    page.locator(".diagram:visible a.stage-data .cluster-label").click()
    expect(page).to_have_url(guide_address + "data/")
    page.go_back()
    page.locator(".diagram:visible a.stage-deployment").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(guide_address + "deployment/")


def test_stage_page_says_where_it_leads_and_when_to_go_back(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "modeling/")
    expect(page.get_by_role("navigation", name="Lifecycle map: you are in Modeling")).to_be_visible()
    items = page.locator("ul.transitions > li")
    expect(items.nth(0)).to_contain_text("Leads to Deployment.")
    expect(items.nth(1)).to_contain_text("Go back to Data. When")
    items.nth(1).get_by_role("link", name=re.compile("More on this transition")).click()
    expect(page).to_have_url(guide_address + "lifecycle/feedback/#modeling-to-data")


def test_debt_figure_is_inline_and_its_boxes_are_links(guide_address: str, open_page: OpenPage) -> None:
    page = open_page(guide_address + "gap/technical-debt/")
    figure = page.locator("figure svg.drawing")
    assert figure.get_by_role("link").count() >= 9
    figure.locator("a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url != guide_address + "gap/technical-debt/"


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_complete_without_javascript(guide_address: str, open_page: OpenPage, address: str) -> None:
    page = open_page(guide_address + address, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#references")).to_be_visible()
    assert page.locator("ol.references > li").count() >= 4
    for drawing in page.locator("figure svg:visible").all():
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 100 < box["height"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [390, 1280])
def test_page_does_not_scroll_sideways(guide_address: str, open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(guide_address + address, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def below_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The guide as a project page: built with the address that GitHub Pages gives it, served below /some-repo/."""
    site = tmp_path_factory.mktemp("path") / "site"
    environment = {**os.environ, "SITE_URL": "https://someone.example/some-repo/"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    with serve(site, "/some-repo/") as address:
        yield address


def test_whole_site_works_below_a_path(below_a_path: str, browser: Browser) -> None:
    failed: list[str] = []
    context = browser.new_context()
    tab = context.new_page()
    tab.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    for address in ADDRESSES:
        tab.goto(below_a_path + address)
        tab.wait_for_load_state("networkidle")
    assert failed == []
    canonical = tab.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == "https://someone.example/some-repo/links/"
    context.close()


@pytest.mark.parametrize(("width", "is_tall"), [(1280, False), (390, True)])
def test_lifecycle_is_drawn_from_top_to_bottom_on_a_phone(
    guide_address: str, open_page: OpenPage, width: int, is_tall: bool
) -> None:
    page = open_page(guide_address + "lifecycle/", width=width)
    drawing = page.locator("#fig-lifecycle .diagram:visible")
    expect(drawing).to_have_count(1)
    box = drawing.locator("svg").bounding_box()
    assert box is not None
    assert (box["height"] > box["width"]) is is_tall
    assert drawing.evaluate("one => one.scrollWidth <= one.clientWidth")
    drawing.get_by_role("link", name="Analyze errors").click()
    expect(page).to_have_url(guide_address + "modeling/#errors")


def test_missing_page_shows_a_styled_page_at_any_depth(below_a_path: str, browser: Browser) -> None:
    context = browser.new_context()
    tab = context.new_page()
    failed: list[str] = []
    tab.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    tab.goto(below_a_path + "no/such/page/")
    tab.wait_for_load_state("networkidle")
    assert failed == [below_a_path + "no/such/page/"]
    expect(tab.get_by_role("heading", level=1)).to_contain_text("404")
    context.close()


def test_no_page_asks_another_host_for_anything(guide_address: str, browser: Browser) -> None:
    far: list[str] = []
    context = browser.new_context()
    tab = context.new_page()
    tab.on(
        "request",
        lambda request: None if request.url.startswith((guide_address, "data:", "blob:")) else far.append(request.url),
    )
    for address in ADDRESSES:
        tab.goto(guide_address + address)
        tab.wait_for_load_state("networkidle")
        tab.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    tab.locator("input.md-search__input").press_sequentially("leakage")  # the theme searches on key strokes
    expect(tab.locator(".md-search-result__item").first).to_be_attached(timeout=20_000)
    tab.keyboard.press("Escape")
    tab.locator("label[for=__palette_1]").click()
    tab.wait_for_load_state("networkidle")
    assert far == []
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_on_any_page_however_slowly_it_arrives(guide: Built, open_page: OpenPage, width: int) -> None:
    addresses = [
        path.parent.relative_to(guide.site).as_posix() + "/" for path in sorted(guide.site.rglob("index.html"))
    ]
    assert len(addresses) > len(ADDRESSES)
    moved = {}
    with serve(guide.site, trickle=True) as base:
        page = open_page(base, width=width)
        for address in addresses:
            page.goto(base + address.removeprefix("./"))
            shift = layout_shift(page)
            if shift[0]:
                moved[address] = shift
    assert moved == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_live_diagram_is_drawn_in_the_browser_without_other_hosts(
    tmp_path: Path, cache: Path, open_page: OpenPage, scheme: str
) -> None:
    library = (ROOT / "docs" / "assets" / "js" / "mermaid.min.js").read_bytes()
    text = f'# A\n\n```mermaid live\nflowchart LR\n{TEXTS}    a[Alpha] --> b["Quote\'s <b>"]\n```\n'
    files = {"index.md": "# Home\n\n[Live](sub/page.md)\n", "sub/page.md": text, "assets/js/mermaid.min.js": library}
    for path in (ROOT / "docs" / "assets" / "css").glob("*.css"):
        files[f"assets/css/{path.name}"] = path.read_bytes()
    write_site(
        tmp_path,
        files,
        cache,
        theme={**settings()["theme"], "custom_dir": str(ROOT / "overrides")},
        extra_css=settings()["extra_css"],
    )
    built: Built = build(tmp_path)
    assert built.warnings == []
    with serve(built.site) as address:
        far: list[str] = []
        page = open_page(address, scheme=scheme)
        page.on("request", lambda request: None if request.url.startswith(address) else far.append(request.url))
        page.get_by_role("link", name="Live", exact=True).last.click()
        expect(page.locator(".mermaid svg .node").first).to_be_visible(timeout=20_000)
        assert "Alpha" in (page.locator(".mermaid svg").text_content() or "")
        assert _contrast(page, ".mermaid .node .nodeLabel", ".mermaid .node rect") >= 4.5
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert far == []


def test_site_can_be_read_from_the_file_system(guide: Built, open_page: OpenPage) -> None:
    """All but the theme's search, which needs a web server."""
    known = f"Invalid script: {(guide.site / 'search' / 'search_index.js').as_uri()}"
    page = open_page((guide.site / "lifecycle" / "index.html").as_uri(), known_error=known)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.caption-prefix')).fontWeight") == "600"
    expect(page.locator(".diagram:visible svg")).to_be_visible()


def test_first_load_of_the_lifecycle_page_is_light(guide: Built, browser: Browser) -> None:
    """At most 200 KB over gzip in all, and no diagram script. `make bench` prints the figure."""
    with serve(guide.site, compress=True) as address:
        context = browser.new_context()
        tab = context.new_page()
        sizes: dict[str, int] = {}

        def note(answer: Any) -> None:
            sizes[answer.url.removeprefix(address)] = int(answer.headers.get("content-length", 0))

        tab.on("response", note)
        tab.goto(address + "lifecycle/")
        tab.wait_for_load_state("networkidle")
        context.close()
    assert not [name for name in sizes if "mermaid" in name]
    assert sum(sizes.values()) <= 200_000, sizes
