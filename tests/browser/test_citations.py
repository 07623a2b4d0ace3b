"""Citations as a reader meets them: by mouse, keyboard and touch, with and without JavaScript, in print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from chromium import serve
from helpers import ROOT, build, copy_tree, settings, write_site

OpenPage = Callable[..., Page]

BIB = "\n".join(
    f"@article{{k{number}, author = {{Author{number}, A.}}, title = {{Title {number}}}, journal = {{Journal}}, "
    f"year = {{{2000 + number}}}, doi = {{10.1000/{number}}}}}"
    for number in range(8)
)
TEXT = """# Full of citations

One [@k0]. Two [@k1, pp. 3-4]. @k2 [ch. 1] say so.

All of them [@k0; @k1; @k2; @k3; @k4]. Again @k2.[^note]

| Study | Finding |
| --- | --- |
| [@k5] | A long finding about models that rot in production when nobody looks at what they are fed |

- A list [see @k6; @k0, sec. 2]

!!! note "Title"

    A note in a box [@k3].

[^note]: A note with a source [@k7].
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site with a page full of citations, in the guide's own clothes."""
    root = tmp_path_factory.mktemp("citations")
    bibliography = "---\ntitle: Bibliography\n---\n# Bibliography\n\n/// bibliography\n///\n"
    files = {"index.md": TEXT, "other.md": "# Other\n\nElse [@k0].\n", "bibliography.md": bibliography}
    theme = {**settings()["theme"], "custom_dir": str(ROOT / "overrides")}
    dress = {name: settings()[name] for name in ("extra_css", "extra_javascript")}
    write_site(root, {**files, "references.bib": BIB}, theme=theme, **dress)
    copy_tree(ROOT / "docs" / "assets" / "css", root / "docs" / "assets" / "css")
    copy_tree(ROOT / "docs" / "assets" / "js", root / "docs" / "assets" / "js")
    built = build(root)
    assert built.warnings == []
    with serve(built.site) as running:
        yield running


def popup(page: Page) -> Locator:
    return page.locator(".md-tooltip2--active")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["", "bibliography/"])
def test_axe_finds_nothing(address: str, open_page: OpenPage, scheme: str, width: int, path: str) -> None:
    page = open_page(address + path, scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    page.locator("details.cite-page > summary").click()
    if not path:
        page.locator(".footnote-ref").first.focus()
        expect(popup(page)).to_be_visible()
        page.wait_for_timeout(500)  # until the pop-up has faded in: colours count when they are final
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_escape_closes_the_popup_and_focus_stays(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    reference = page.locator(".footnote-ref").first
    reference.focus()
    expect(popup(page)).to_contain_text("Title 0")
    page.keyboard.press("Escape")
    expect(popup(page)).to_have_count(0)
    expect(reference).to_be_focused()
    page.locator("body").click(position={"x": 5, "y": 5})
    reference.hover()
    expect(popup(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(popup(page)).to_have_count(0)


def test_first_tap_shows_the_entry_and_the_second_leads_to_the_list(address: str, open_page: OpenPage) -> None:
    page = open_page(address, width=390, has_touch=True, is_mobile=True)
    reference = page.locator(".footnote-ref").first
    reference.tap()
    expect(popup(page)).to_contain_text("https://doi.org/10.1000/0")
    assert page.evaluate("location.hash") == ""
    box = popup(page).locator(".md-tooltip2__inner").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    reference.tap()
    assert page.evaluate("location.hash") == "#ref-k0"


def test_dash_of_a_range_shows_every_entry_between(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    dash = page.locator("[aria-label='References 2 to 4']")
    dash.hover()
    for number in (1, 2, 3):
        expect(popup(page)).to_contain_text(f"Title {number}")
    expect(popup(page)).not_to_contain_text("Title 4")
    dash.click()
    assert page.evaluate("document.querySelector(':target').textContent").count("Title 1") == 1
    page.keyboard.press("Tab")
    dash.focus()
    expect(popup(page)).to_contain_text("Title 3")


def test_note_pops_up_with_its_text(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.get_by_label("Note 6", exact=True).hover()
    expect(popup(page)).to_contain_text("A note with a source")


def test_every_number_leads_to_its_entry_and_back(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    for link in page.locator("a.footnote-ref").all():
        target = page.locator(f"[id='{(link.get_attribute('href') or '').removeprefix('#')}']")
        assert target.count() == 1
        place = link.get_attribute("id") or link.locator("..").get_attribute("id")
        expect(target.locator(f".references-back a[href='#{place}']")).to_have_count(1)


def test_bibliography_is_filtered_as_one_types(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "bibliography/")
    entries = page.locator(".bibliography-list > li")
    expect(entries).to_have_count(8)
    page.get_by_role("searchbox", name="Filter").press_sequentially("AUTHOR3 2003")
    expect(entries.locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 of 8 sources")
    page.get_by_role("searchbox", name="Filter").fill("models that rot")
    expect(entries.locator("visible=true")).to_contain_text("Title 5")
    page.get_by_role("searchbox", name="Filter").fill("no such thing")
    expect(page.get_by_role("status")).to_have_text("0 of 8 sources")
    page.evaluate("location.hash = '#source-k1'")
    expect(page.locator("#source-k1")).to_be_visible()


def test_quotation_leads_to_its_sentence(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "bibliography/")
    quotation = page.locator("#source-k5 .quotations li")
    expect(quotation).to_contain_text("A long finding about models that rot")
    quotation.get_by_role("link").click()
    expect(page).to_have_url(address + "#cite-k5-1")
    expect(page.locator("tr", has=page.locator("#cite-k5-1"))).to_contain_text("A long finding")


def test_reference_says_where_else_it_is_cited(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.locator("#ref-k0").get_by_role("link", name="also cited on 1 other page").click()
    expect(page).to_have_url(address + "bibliography/#source-k0")
    expect(page.locator("#source-k0 .quotations li")).to_have_count(4)


def test_everything_is_readable_without_javascript(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "bibliography/", java_script_enabled=False)
    expect(page.locator(".bibliography-list > li").locator("visible=true")).to_have_count(8)
    expect(page.get_by_role("searchbox", name="Filter")).to_have_count(0)
    page.goto(address)
    expect(page.locator("ol.references > li").locator("visible=true")).to_have_count(9)
    page.locator("details.cite-page > summary").click()
    expect(page.locator(".cite-page code").first).to_be_visible()


def test_citation_of_the_page_is_copied_with_one_click(address: str, open_page: OpenPage) -> None:
    page = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    page.locator("details.cite-page > summary").click()
    copied = []
    for box in page.locator(".cite-page pre").all():
        box.hover()
        box.locator("button").click()
        page.wait_for_timeout(100)
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    text, bibtex, csl_json = copied
    assert text.startswith("The ML Lifecycle Guide contributors. “")
    assert bibtex.startswith("@misc{")
    assert json.loads(csl_json)[0]["type"] == "webpage"


def test_print_shows_the_list_with_addresses(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.emulate_media(media="print")
    entry = page.locator("#ref-k0")
    expect(entry).to_be_visible()
    expect(entry.get_by_text("https://doi.org/10.1000/0")).to_be_visible()
    expect(entry.locator(".references-back")).to_be_hidden()
    expect(page.locator(".cite-page")).to_be_hidden()


def test_bibliography_can_be_downloaded(address: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(address)
    for name, marker in (("references.bib", "@article{k0"), ("references.json", '"id": "k0"')):
        answer = page.request.get(address + name)
        assert answer.ok
        assert marker in answer.text()
