"""Whole builds with records of claims: the page that shows them, the line that leads there, mistakes at their place."""

from __future__ import annotations

import pytest
from conftest import MakeSite

from helpers import ROOT

CLAIM = '- claim: "Debt & cost <grow>."\n  source: key\n  support: It says so.\n  checked: the text\n'
FILES = {
    "index.md": "# Home\n\nDebt & cost \\<grow> [@key].\n",
    "deep/b.md": "# B\n",
    "claims.md": "# Records\n\n/// claims\n///\n",
    "sources.md": "# Sources\n\n/// bibliography\n///\n",
    "references.bib": "@misc{key, author = {Jane Doe}, title = {T}, year = {2000}, url = {https://example.org/}}\n",
    "claims/index.yml": CLAIM + CLAIM.replace("It says", "Its table says"),
}
CONFIG = {
    "exclude_docs": "/claims/",
    "theme": {"name": "material", "custom_dir": str(ROOT / "overrides"), "font": False},
}


def test_page_shows_every_sentence_once_with_what_supports_it(make_site: MakeSite) -> None:
    html = make_site(FILES, strict=True, **CONFIG).html("claims/index.html")
    assert html.count("<q>Debt &amp; cost &lt;grow&gt;.</q>") == 1
    assert '<a href="../sources/#source-key">Doe, 2000</a>' in html
    assert "<p>It says so.</p>" in html
    assert "<p>Its table says so.</p>" in html
    assert '<p class="claims-checked">Checked: the text</p>' in html
    assert "2 records on 1 page." in html
    assert "data-mlguide" not in html


def test_page_with_records_leads_to_its_part(make_site: MakeSite) -> None:
    built = make_site(FILES, strict=True, **CONFIG)
    assert '<a href="claims/#claims-index">How these sources were checked</a>' in built.html()
    assert 'id="claims-index"' in built.html("claims/index.html")
    assert "How these sources were checked" not in built.html("deep/b/index.html")


def test_records_are_not_published_and_not_searched(make_site: MakeSite) -> None:
    built = make_site(FILES, strict=True, **CONFIG)
    assert not list(built.site.rglob("*.yml"))
    assert "It says so" not in (built.site / "search" / "search_index.json").read_text("utf-8")


def test_site_without_the_page_has_no_line_to_it(make_site: MakeSite) -> None:
    files = {name: text for name, text in FILES.items() if name != "claims.md"}
    assert "claims-note" not in make_site(files, strict=True, **CONFIG).html()


def test_page_without_records_says_so(make_site: MakeSite) -> None:
    files = {name: text for name, text in FILES.items() if name != "claims/index.yml"}
    assert "No page has a record yet." in make_site(files, strict=True, **CONFIG).html("claims/index.html")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"claims/indx.yml": CLAIM}, 'docs/claims/indx.yml:1: claims are about a page that does not exist: "indx.md" (did you mean index.md?)'),
        ({"claims/index.yml": CLAIM.replace("key", "kee")}, 'docs/claims/index.yml:1: claim rests on an unknown source: "kee" (did you mean key?)'),
        ({"claims/index.yml": f"\n{CLAIM}  why: x\n"}, 'docs/claims/index.yml:2: claim has the unknown field "why" (write a list of claim, source, support, checked)'),
    ],
)  # fmt: skip
def test_mistake_is_one_clear_line(make_site: MakeSite, files: dict[str, str], expected: str) -> None:
    assert expected in make_site({**FILES, **files}, **CONFIG).warnings
