"""The scorecard as a reader uses it: answers stay, sums follow the rubric's rule, nothing foreign does harm."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from chromium import serve
from helpers import ROOT, build, write_site

OpenPage = Callable[..., Page]

PAGE = """---
scripts: [assets/js/scorecard.js]
---

# Scorecard

/// scorecard
///

## Data { #data }

/// score | Data
    rubric: true

1. A schema. [Page](p.md#check-p-schema){ effort=days }
2. A *source*, with "quotes". [Page](p.md#check-p-source){ effort=hours }
///

## Model { #model }

/// score | Model
    rubric: true

1. A baseline. [Page](p.md#check-p-baseline){ effort=weeks }
///

## Ours { #ours }

/// score | Ours
1. A brief. [Page](p.md#check-p-brief){ effort=hours }
///
"""
CHECKS = "# P\n\n## Checklist\n\n" + "".join(
    f"- {one}. {{ #check-p-{one} }}\n" for one in ("schema", "source", "baseline", "brief")
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("scorecard")
    files = {
        "index.md": "# Home\n\n[Card](card.md)\n",
        "card.md": PAGE,
        "p.md": CHECKS,
        "assets/js/scorecard.js": (ROOT / "docs" / "assets" / "js" / "scorecard.js").read_text("utf-8"),
        "assets/js/accessibility.js": (ROOT / "docs" / "assets" / "js" / "accessibility.js").read_text("utf-8"),
        "assets/css/base.css": (ROOT / "docs" / "assets" / "css" / "base.css").read_text("utf-8"),
        "assets/css/toolbox.css": (ROOT / "docs" / "assets" / "css" / "toolbox.css").read_text("utf-8"),
    }
    theme = {"name": "material", "custom_dir": str(ROOT / "overrides"), "font": False, "palette": {"primary": "custom"}}
    write_site(
        root,
        files,
        theme=theme,
        extra_css=["assets/css/base.css", "assets/css/toolbox.css"],
        extra_javascript=["assets/js/accessibility.js"],
    )
    site = build(root, strict=True).site
    with serve(site) as base:
        yield f"{base}card/"


def answer(page: Page, item: str, value: str) -> None:
    page.locator(f"#score-{item} input[value='{value}']").check()


def sums(page: Page) -> list[str]:
    return page.locator(".score-sum").all_text_contents()


def said(page: Page) -> str:
    return page.locator(".score-status").text_content() or ""


def exported(page: Page, button: str) -> str:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    return Path(started.value.path()).read_text("utf-8")


def give(page: Page, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "given.json", "mimeType": "application/json", "buffer": content.encode()}
    )


def test_score_is_the_smallest_sum_of_the_rubric(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    answer(page, "p-schema", "1")
    answer(page, "p-source", "0.5")
    answer(page, "p-brief", "1")
    assert sums(page) == ["1.5 of 2", "0 of 1", "1 of 1"]
    assert page.locator(".score-final").text_content() == "Score: 0, the smallest sum of the rubric's sections."
    answer(page, "p-baseline", "0.5")
    assert page.locator(".score-final").text_content() == "Score: 0.5, the smallest sum of the rubric's sections."


def test_next_improvements_begin_with_the_weakest_section_then_the_least_work(
    address: str, open_page: OpenPage
) -> None:
    page = open_page(address)
    listed = page.locator(".score-next li")
    assert [text.partition(":")[0] for text in listed.all_text_contents()] == [
        "Data, hours",
        "Data, days",
        "Model, weeks",
        "Ours, hours",
    ]
    answer(page, "p-source", "1")
    assert (
        listed.first.text_content()
        == "Model, weeks: A baseline. Page (do it by hand and write the result down, half a point)"
    )
    answer(page, "p-baseline", "0.5")
    assert "let it run by itself" in (listed.first.text_content() or "")
    listed.first.get_by_role("link").click()
    assert page.url.endswith("#score-p-baseline")


def test_answers_notes_and_links_stay_when_the_page_is_opened_again(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    answer(page, "p-schema", "0.5")
    row = page.locator("#score-p-schema")
    row.get_by_text("Notes and evidence").click()
    row.locator("textarea").fill("Seen by all.\nTwice.")
    row.locator("input[type=url]").fill("https://example.org/run/7")
    page.reload()
    expect(row.locator("input[value='0.5']")).to_be_checked()
    expect(row.locator("textarea")).to_have_value("Seen by all.\nTwice.")
    expect(row.locator("input[type=url]")).to_be_visible()
    assert sums(page)[0] == "0.5 of 2"


def test_projects_are_kept_apart(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    answers = ["Second", "Third", None]
    page.on("dialog", lambda dialog: dialog.accept(answers.pop(0)) if answers[0] is not None else dialog.accept())
    answer(page, "p-schema", "1")
    page.get_by_role("button", name="New project").click()
    assert sums(page)[0] == "0 of 2"
    page.get_by_role("button", name="Rename").click()
    select = page.get_by_label("Project")
    assert select.locator("option").all_text_contents() == ["My project", "Third"]
    select.select_option("My project")
    assert sums(page)[0] == "1 of 2"
    select.select_option("Third")
    page.get_by_role("button", name="Delete").click()
    assert select.locator("option").all_text_contents() == ["My project"]
    assert sums(page)[0] == "1 of 2"


def test_export_comes_back_as_a_project_of_its_own(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    answer(page, "p-schema", "1")
    answer(page, "p-source", "0.5")
    content = exported(page, "Export JSON")
    data = json.loads(content)
    assert (data["format"], data["version"], data["project"]) == ("mlguide-scorecard", 1, "My project")
    assert data["items"]["p-source"] == {"score": 0.5, "note": "", "link": ""}
    answer(page, "p-schema", "0")
    give(page, content)
    expect(page.get_by_label("Project")).to_have_value("My project (2)")
    assert sums(page)[0] == "1.5 of 2"
    page.get_by_label("Project").select_option("My project")
    assert sums(page)[0] == "0.5 of 2"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "was not imported"),
        ("", "was not imported"),
        ("[]", "it is no export of this scorecard"),
        ('{"format": "other", "version": 1, "items": {}}', "it is no export of this scorecard"),
        ('{"format": "mlguide-scorecard", "version": 2, "items": {}}', "it is no export of this scorecard"),
        ('{"format": "mlguide-scorecard", "version": 1}', "it has no items"),
        (
            '{"format": "mlguide-scorecard", "version": 1, "items": {"p-schema": {"score": 7}}}',
            'its item "p-schema" cannot be read',
        ),
        (
            '{"format": "mlguide-scorecard", "version": 1, "items": {"p-schema": {"note": {}}}}',
            'its item "p-schema" cannot be read',
        ),
        (
            '{"format": "mlguide-scorecard", "version": 1, "items": {"p-schema": null}}',
            'its item "p-schema" cannot be read',
        ),
    ],
)
def test_foreign_or_broken_file_changes_nothing(address: str, open_page: OpenPage, content: str, message: str) -> None:
    page = open_page(address)
    answer(page, "p-schema", "1")
    give(page, content)
    expect(page.locator(".score-status")).to_contain_text("Nothing here has changed.")
    assert message in said(page)
    assert page.get_by_label("Project").locator("option").all_text_contents() == ["My project"]
    assert sums(page)[0] == "1 of 2"


def test_items_of_another_edition_are_kept(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    items = {"p-schema": {"score": 1}, "old-item": {"score": 0.5, "note": "kept"}, "__proto__": {"score": 1}}
    text = json.dumps({"format": "mlguide-scorecard", "version": 1, "project": "Old <b>", "items": items})
    give(page, text)
    expect(page.locator(".score-status")).to_have_text(
        "Old <b> has been imported. 2 of its items are not in this scorecard; they are kept."
    )
    assert json.loads(exported(page, "Export JSON"))["items"]["old-item"]["note"] == "kept"


def test_what_the_browser_had_kept_and_cannot_be_read_is_put_aside(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.evaluate("localStorage.setItem('mlguide-scorecard', '{\"version\": 1, \"projects\": 3}')")
    page.reload()
    expect(page.locator(".score-status")).to_contain_text("put aside, and nothing was deleted")
    assert page.evaluate("localStorage.getItem('mlguide-scorecard-unread')") == '{"version": 1, "projects": 3}'
    assert sums(page) == ["0 of 2", "0 of 1", "0 of 1"]


def test_exports_for_people_hold_every_check(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    answer(page, "p-source", "0.5")
    row = page.locator("#score-p-source")
    row.get_by_text("Notes and evidence").click()
    row.locator("textarea").fill('=HYPERLINK("x") | a "pipe"')
    markdown = exported(page, "Export Markdown")
    assert "- Data: 0.5 of 2" in markdown
    assert '| data | A source, with "quotes". Page | By hand | =HYPERLINK("x") \\| a "pipe" |  |' in markdown
    rows = list(csv.reader(io.StringIO(exported(page, "Export CSV").removeprefix("\ufeff"))))
    assert rows[0] == ["section", "check", "state", "notes", "evidence"]
    assert len(rows) == 5
    assert rows[2] == ["data", 'A source, with "quotes". Page', "By hand", '\'=HYPERLINK("x") | a "pipe"', ""]


def test_keyboard_alone_answers_a_check(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.locator("#score-p-schema summary").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "score-p-schema"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "0.5"
    assert sums(page)[0] == "0.5 of 2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_is_cut(address: str, open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(address, width=width, scheme=scheme)
    row = page.locator("#score-p-schema")
    row.get_by_text("Notes and evidence").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator(".score-answer label").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24


def test_without_javascript_it_is_a_table_to_be_printed(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".score-table tbody tr").count() == 4
    assert page.locator(".scorecard").is_hidden()
    page.locator("#score-p-schema input[value='1']").check()
    page.emulate_media(media="print")
    assert page.locator("#score-p-schema input[value='1']").is_visible()
    assert page.locator("#score-p-source .score-notes").is_hidden()
    context.close()


def test_nothing_leaves_the_browser(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer(page, "p-schema", "1")
    exported(page, "Export CSV")
    assert [url for url in asked if not url.startswith("blob:")] == []
