"""Whole builds with templates: downloads and no pages, quoted results written out, mistakes at their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MakeSite

from helpers import build, write_files, write_site
from mlguide import site

PAGE = "# Gap\n\n/// template | inventory\nOne row each.\n///\n"
BLANK = "# Inventory\n\n| Row | Owner |\n|---|---|\n"
FILLED = (
    '# Inventory: a flight\n\nSaving {{ interval("a.saving", 2, "dollars") }}, `{{ a.hash }}`.\n\n{{ table("t") }}\n'
)
FILES = {
    "index.md": "# Home\n\n[Gap](gap/index.md)\n",
    "gap/index.md": PAGE,
    "templates/blank/inventory.md": BLANK,
    "templates/filled/inventory.md": FILLED,
    "../example/results/a.json": '{"saving": 4.86, "saving_low": 3.73, "saving_high": 5.95, "hash": "9f00"}',
    "../example/results/t.md": "| a |\n|---|\n| 6 % |\n",
}
CONFIG = {"extra": {"results": "example/results"}}


def test_both_files_are_downloads_and_no_pages(make_site: MakeSite) -> None:
    built = make_site(FILES, strict=True, **CONFIG)
    assert (built.site / "templates/blank/inventory.md").read_text() == BLANK
    filled = (built.site / "templates/filled/inventory.md").read_text()
    assert filled.startswith("# Inventory: a flight\n\nSaving $4.86 (95% interval $3.73 to $5.95), `9f00`.\n")
    assert filled.endswith("\n\n| a |\n|---|\n| 6% |\n")
    assert {path.name for path in (built.site / "templates").rglob("*.*")} == {
        "inventory.md",
        "ml-lifecycle-templates.zip",
    }
    assert "templates" not in (built.site / "sitemap.xml").read_text()


def test_page_links_to_both_by_relative_addresses(make_site: MakeSite) -> None:
    html = make_site(FILES, strict=True, **CONFIG).html("gap/index.html")
    assert '<p class="template-title">Inventory</p>' in html
    assert '<a download="inventory.md" href="../templates/blank/inventory.md">' in html
    assert '<a download="inventory-filled.md" href="../templates/filled/inventory.md">' in html


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"gap/index.md": PAGE.replace("| inventory", "| inventroy")}, 'docs/gap/index.md:3: there is no template "inventroy" (did you mean inventory?)'),
        ({"gap/index.md": "# Gap\n"}, 'docs/templates/blank/inventory.md:1: no page offers the template "inventory" (write `/// template | inventory` on the page of its subject)'),
        ({"templates/filled/inventory.md": FILLED.replace("a.hash", "a.hush")}, 'docs/templates/filled/inventory.md:3:51: unknown result "a.hush" (did you mean a.hash?)'),
        ({"templates/filled/inventory.md": "Nothing\n"}, "docs/templates/filled/inventory.md:1: template has no title (begin it with a line `# Title`)"),
        ({"templates/blank/inventory.md": b"# caf\xe9\n"}, "docs/templates/blank/inventory.md:1: is not UTF-8: byte 0xe9 cannot be decoded (save it as UTF-8 text)"),
        ({"templates/blank/other.md": "# O\n", "index.md": "# H\n\n/// template | other\n///\n"}, 'docs/templates/blank/other.md:1: template "other" is blank only (write docs/templates/filled/other.md too)'),
    ],
)  # fmt: skip
def test_mistake_is_one_clear_line(make_site: MakeSite, files: dict[str, str], expected: str) -> None:
    assert expected in make_site({**FILES, **files}, **CONFIG).warnings


def test_page_depends_on_the_files_that_it_offers(tmp_path: Path, cache: Path) -> None:
    """So that a server that renders changed pages only renders it again."""
    write_site(tmp_path, FILES, cache, **CONFIG)
    build(tmp_path)
    reads = {("file", f"templates/{kind}/inventory.md") for kind in ("blank", "filled")}
    before = {question: site.current().answer(*question) for question in reads}
    write_files(tmp_path / "docs", {"templates/blank/inventory.md": "# Another title\n"})
    html = build(tmp_path, command="serve").html("gap/index.html")
    assert '<p class="template-title">Another title</p>' in html
    changed = {question for question in reads if site.current().answer(*question) != before[question]}
    assert changed == {("file", "templates/blank/inventory.md")}


def test_two_builds_give_the_same_bytes(make_site: MakeSite, tmp_path: Path) -> None:
    first = make_site(FILES, **CONFIG).all_bytes()
    assert build(tmp_path).all_bytes() == first
