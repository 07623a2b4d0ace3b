"""References to sections and the lists at a page's foot as a reader meets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from chromium import serve
from helpers import ROOT, Built, build, copy_tree, settings, write_site

OpenPage = Callable[..., Page]

BIB = "@misc{one, title = {One}, year = {2001}, url = {https://example.org/1}}\n"
LINES = "".join(f"Line {number} of a long page.\n\n" for number in range(40))
FILES = {
    "index.md": "# Home\n\nFar: @sec-drift. Near: @sec-near. Page: [](drift.md){ .md-button }. [@one]\n\n"
    f"{LINES}## Near at hand {{ #sec-near }}\n\nIt begins here. It goes on. It ends.\n\n"
    + "".join(f"Sentence {word} names [the page](drift.md).\n\n" for word in ("two", "three", "four", "five")),
    "drift.md": "---\ndescription: What comes after @sec-near.\n---\n# Drift & co\n\nBack to @sec-near.\n\n## Which `state` are you in? { #sec-drift }\n\n"
    "Find the state first. Then decide. Not shown.\n\n## After @sec-drift\n\nThe end.\n",
    "other.md": "# Other\n\nText [@one].\n",
    "third.md": "# Third\n\nText [@one], and [Drift](drift.md#sec-drift).\n",
    "references.bib": BIB,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("links")
    dress = {name: settings()[name] for name in ("extra_css", "extra_javascript")}
    write_site(root, FILES, theme={**settings()["theme"], "custom_dir": str(ROOT / "overrides")}, **dress)
    for kind in ("css", "js"):
        copy_tree(ROOT / "docs" / "assets" / kind, root / "docs" / "assets" / kind)
    done = build(root)
    assert done.warnings == []
    return done


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    with serve(built.site) as running:
        yield running


def test_reference_to_another_page_shows_how_the_section_begins(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    link = page.get_by_role("link", name="Which state are you in? in Drift & co")
    link.focus()
    popup = page.locator(".md-tooltip2--active")
    expect(popup).to_contain_text("Which state are you in?")
    expect(popup).to_contain_text("Find the state first. Then decide.")
    expect(popup).not_to_contain_text("Not shown")
    expect(popup.get_by_role("link", name="Drift & co")).to_be_visible()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    link.press("Enter")
    expect(page).to_have_url(address + "drift/#sec-drift")


def test_reference_on_the_page_shows_the_beginning_and_leads_to_it(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    link = page.get_by_role("article").get_by_role("link", name="Near at hand", exact=True)
    link.hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("It begins here. It goes on.")
    link.click()
    assert page.evaluate("location.hash") == "#sec-near"


def test_address_that_is_copied_is_that_of_the_section(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    link = page.get_by_role("article").get_by_role("link", name="Near at hand", exact=True)
    link.hover()
    expect(page.locator(".md-tooltip2--active")).to_be_visible()
    link.click(button="right")
    assert link.evaluate("link => link.href") == f"{address}#sec-near"


def test_reference_is_a_plain_link_without_javascript(address: str, open_page: OpenPage) -> None:
    page = open_page(address, java_script_enabled=False)
    page.get_by_role("link", name="Which state are you in? in Drift & co").click()
    expect(page).to_have_url(address + "drift/#sec-drift")


def test_titles_and_contents_say_references_in_words(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "drift/")
    contents = page.get_by_role("navigation", name="Table of contents")
    expect(contents).to_contain_text("After “Which state are you in?”")
    page = open_page(address)
    expect(page.get_by_role("link", name="Drift & co", exact=True).first).to_have_attribute("href", "drift/")


def test_description_for_machines_says_references_in_words(built: Built) -> None:
    assert '<meta name="description" content="What comes after “Near at hand”.">' in built.html("drift/index.html")


def test_search_finds_the_words_of_a_reference_and_no_list_of_links(built: Built) -> None:
    docs = json.loads((built.site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    texts = {doc["location"]: f"{doc['title']} {doc['text']}" for doc in docs}
    assert "Which <code>state</code> are you in? in Drift &amp; co" in texts[""]
    assert "After Which <code>state</code> are you in?" in texts["drift/#after-sec-drift"]
    assert not [text for text in texts.values() if "Linked from" in text or "Related pages" in text or "\ue000" in text]


def test_many_backlinks_are_folded_and_open_by_keyboard(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "drift/")
    fold = page.get_by_text("7 places on 2 pages")
    sentence = page.get_by_text("Sentence four names the page.")
    expect(sentence).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(sentence).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Home"
    page.locator(".backlinks").get_by_role("link", name="Near at hand").first.click()
    expect(page).to_have_url(address + "#sec-near")


def test_folded_backlinks_are_printed(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "drift/")
    places = page.locator(".backlinks")
    assert not places.evaluate("element => element.checkVisibility()")
    page.emulate_media(media="print")
    assert places.evaluate("element => element.checkVisibility()")


def test_few_backlinks_and_related_pages_are_open_without_javascript(address: str, open_page: OpenPage) -> None:
    page = open_page(address + "other/", java_script_enabled=False)
    expect(page.get_by_role("region", name="Linked from")).to_have_count(0)
    related = page.get_by_role("region", name="Related pages")
    expect(related).to_contain_text("Home shares 1 source")
    related.get_by_role("link", name="Home").click()
    expect(page).to_have_url(address)


def test_home_page_has_no_lists(address: str, open_page: OpenPage) -> None:
    expect(open_page(address).locator(".page-links")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "drift/", "other/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_overflows(
    address: str, open_page: OpenPage, path: str, scheme: str, width: int
) -> None:
    page = open_page(address + path, scheme=scheme, width=width)
    for fold in page.locator("details.backlinks-folded").all():
        fold.evaluate("element => element.open = true")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
