"""Search as readers use it: their own words and abbreviations lead to the page that answers."""

from __future__ import annotations

from collections.abc import Callable

import yaml
from playwright.sync_api import Page

from helpers import ROOT

OpenPage = Callable[..., Page]

QUESTIONS = ROOT / "tests" / "search" / "questions.yml"
FIRST, SHARE = 3, 0.9


def found(page: Page, base: str, ask: str) -> list[str]:
    """The pages of the first results, by their paths below docs/, as the theme's search lists them."""
    page.evaluate(
        "() => { const field = document.querySelector('.md-search__input'); field.value = ''; field.dispatchEvent(new Event('keyup')) }"
    )
    page.wait_for_function("() => !document.querySelector('.md-search-result__item')")
    field = page.locator(".md-search__input")
    field.fill(ask)
    field.dispatch_event("keyup")
    page.wait_for_function(
        "() => /\\d|No matching/.test(document.querySelector('.md-search-result__meta').textContent)"
    )
    page.wait_for_timeout(60)
    hrefs = page.locator(".md-search-result__item > .md-search-result__link:first-of-type").evaluate_all(
        "all => all.map(one => one.href)"
    )
    addresses = [href.removeprefix(base).partition("#")[0].partition("?")[0].strip("/") for href in hrefs[:FIRST]]
    return [address or "index" for address in addresses]


def wanted(page: str) -> str:
    return page.removesuffix(".md").removesuffix("/index") or "index"


def test_questions_of_readers_find_their_page(guide_address: str, open_page: OpenPage) -> None:
    questions = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    assert len(questions) >= 60
    page = open_page(guide_address)
    page.keyboard.press("/")
    page.wait_for_timeout(1500)
    missed = []
    for one in questions:
        results = found(page, guide_address, one["ask"])
        if not {wanted(each) for each in (one["page"], *one.get("or", ()))} & set(results):
            missed.append(f"{one['ask']!r}: {one['page']}, found {results}")
    share = 1 - len(missed) / len(questions)
    assert share >= SHARE, f"{share:.0%} of the questions:\n" + "\n".join(missed)
