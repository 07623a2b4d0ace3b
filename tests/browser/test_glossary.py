"""Terms as a reader meets them: by mouse, keyboard and touch, with and without JavaScript, in print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from chromium import serve
from helpers import ROOT, build, copy_tree, settings, write_site

OpenPage = Callable[..., Page]

GLOSSARY = """# Glossary

## C

Canary release { #canary-release stage="all" aliases="canary" }
:   A release that goes to few requests at first and is watched for zebras and drift [@key].

## D

Drift { #drift stage="all" }
:   A change over time (as used in this guide, see [Rollout](sub/rollout.md)).
"""
ROLLOUT = """# Rollout

Does the canary live? A canary sees drift early [@key].[^note]

![A line that falls over a year](../chart.svg){ #fig-drift }

/// figure-caption
No drift in May.
///

See @fig-drift.

## Again

| Signal | Owner |
| --- | --- |
| Drift of the inputs | Somebody |

[^note]: A note on drift.
"""
FILES = {
    "index.md": "# Home\n\nNothing here.\n",
    "sub/rollout.md": ROLLOUT,
    "glossary.md": GLOSSARY,
    "references.bib": "@misc{key, title = {Title}, year = {2000}, url = {https://example.org/}}",
    "chart.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"><title>T</title>'
        '<path d="M0 0 L200 100" stroke="currentColor"/></svg>'
    ),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site with a glossary, in the guide's own clothes."""
    root = tmp_path_factory.mktemp("glossary")
    dress = {name: settings()[name] for name in ("extra_css", "extra_javascript")}
    write_site(root, FILES, theme={**settings()["theme"], "custom_dir": str(ROOT / "overrides")}, **dress)
    for kind in ("css", "js"):
        copy_tree(ROOT / "docs" / "assets" / kind, root / "docs" / "assets" / kind)
    built = build(root)
    assert built.warnings == []
    with serve(built.site) as running:
        yield running


def popup(page: Page) -> Locator:
    return page.locator(".md-tooltip2--active")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["sub/rollout/", "glossary/"])
def test_axe_finds_nothing_while_a_definition_is_shown(
    address: str, open_page: OpenPage, scheme: str, width: int, path: str
) -> None:
    page = open_page(address + path, scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    page.locator("a.term").first.focus()
    expect(popup(page)).to_be_visible()
    page.wait_for_timeout(500)  # until the pop-up has faded in: colours count when they are final
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_focus_shows_the_definition_and_escape_hides_it(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    term = page.get_by_role("link", name="canary", exact=True)
    term.focus()
    expect(popup(page)).to_contain_text("Canary release")
    expect(popup(page)).to_contain_text("watched for zebras and drift.")
    expect(popup(page)).to_have_attribute("aria-label", "Definition")
    page.keyboard.press("Escape")
    expect(popup(page)).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(address + "glossary/#canary-release")
    expect(page.locator("dt:target")).to_contain_text("Canary release")


def test_pointer_shows_the_definition_and_a_click_leads_to_the_entry(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    term = page.locator("td a.term")
    term.hover()
    expect(popup(page)).to_contain_text("A change over time (as used in this guide, see Rollout).")
    popup(page).get_by_role("link", name="Drift").click()
    expect(page).to_have_url(address + "glossary/#drift")
    page.go_back()
    term.hover()
    expect(popup(page)).to_be_visible()
    term.click()
    expect(page).to_have_url(address + "glossary/#drift")


def test_link_in_another_tab_leads_to_the_entry(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    term = page.locator("a.term").first
    term.hover()
    expect(popup(page)).to_be_visible()
    for press in ({"button": "middle"}, {"modifiers": ["Control"]}):
        with page.context.expect_page() as opened:
            term.click(**press)  # type: ignore[arg-type]
        expect(opened.value).to_have_url(address + "glossary/#canary-release")
    term.dispatch_event("contextmenu")
    assert term.evaluate("link => link.href") == address + "glossary/#canary-release"


def test_pop_up_of_a_reference_keeps_its_name(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    page.get_by_label("Reference 1", exact=True).focus()
    expect(popup(page)).to_have_attribute("aria-label", "Reference")


def test_first_tap_shows_the_definition_and_the_second_leads_to_the_entry(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/", width=390, has_touch=True, is_mobile=True)
    term = page.locator("a.term").first
    term.tap()
    expect(popup(page)).to_contain_text("A release that goes to few requests")
    expect(page).to_have_url(address + "sub/rollout/")
    box = popup(page).locator(".md-tooltip2__inner").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    term.tap()
    expect(page).to_have_url(address + "glossary/#canary-release")


def test_term_within_the_pop_up_of_a_note_is_a_link(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    page.get_by_label("Note 2", exact=True).focus()
    popup(page).get_by_role("link", name="drift").click()
    expect(page).to_have_url(address + "glossary/#drift")


def test_term_is_a_plain_link_without_javascript(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/", java_script_enabled=False)
    expect(page.locator(".term-preview").first).to_be_hidden()
    page.locator("a.term").first.click()
    expect(page).to_have_url(address + "glossary/#canary-release")
    uses = page.locator("#canary-release + dd .term-facts")
    expect(uses).to_have_text("Stage: all. Used in: Rollout.")
    uses.get_by_role("link", name="Rollout").click()
    expect(page).to_have_url(address + "sub/rollout/")


def test_terms_look_like_the_text_around_them_but_for_a_dotted_line(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "sub/rollout/")
    looks = """element => {
        const own = getComputedStyle(element), around = getComputedStyle(element.parentElement)
        return {
          same: ["color", "fontSize", "fontWeight", "fontFamily"].every((name) => own[name] === around[name]),
          line: `${own.textDecorationLine} ${own.textDecorationStyle}`,
        }
    }"""
    for term in page.locator("a.term").all():
        assert term.evaluate(looks) == {"same": True, "line": "underline dotted"}
    page.emulate_media(media="print")
    for term in page.locator("a.term").all():
        assert term.evaluate(looks) == {"same": True, "line": "none solid"}


def test_definition_is_found_once_by_the_search(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    index = json.loads(page.request.get(address + "search/search_index.json").text())
    places = [one["location"] for one in index["docs"] if "zebras" in one["text"]]
    assert places == ["glossary/#c"]
    assert not [one for one in index["docs"] if "Used in" in one["text"]]
    assert not [one for one in index["docs"] if "term--" in one["location"]]
