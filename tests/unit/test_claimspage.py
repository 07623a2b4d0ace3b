"""The list of what citations rest on: addresses of its parts, counts, and what it makes of unusual texts."""

from __future__ import annotations

from mlguide import claimspage
from mlguide.claims import Claim
from mlguide.claimspage import CheckedPage


def claim(text: str = "It is so.", source: str = "key", support: str = "Table 2.", checked: str = "the text") -> Claim:
    return Claim(text, source, support, checked, 1)


def html(*claims: Claim) -> str:
    page = CheckedPage("gap/index.md", "Gap & debt", "../gap/", claims)
    return claimspage.to_html({"The <gap>": [page]}, lambda key: f"<b>{key}</b>")


def test_file_of_claims_and_its_page_name_each_other() -> None:
    for page in ("index.md", "gap/index.md", "a/b-c.md"):
        assert claimspage.page_of(claimspage.file_of(page).removeprefix("claims/")) == page
    assert claimspage.part_id("gap/index.md") == "claims-gap-index"


def test_sources_of_one_sentence_stand_together() -> None:
    found = html(claim(source="a"), claim("Another."), claim(source="b"))
    assert found.count("<q>") == 2
    assert found.index("<b>a</b>") < found.index("<b>b</b>") < found.index("Another.")
    assert "3 records on 1 page." in found
    assert "2 sentences, 3 sources" in found


def test_one_of_each_is_counted_in_the_singular() -> None:
    assert "1 sentence, 1 source" in html(claim())


def test_texts_are_texts() -> None:
    found = html(claim("a < b & c", support="<script>", checked='"x"'))
    assert "<q>a &lt; b &amp; c</q>" in found
    assert "&lt;script&gt;" in found
    assert "<h2>The &lt;gap&gt;</h2>" in found
    assert "Gap &amp; debt" in found


def test_what_was_not_recorded_is_said() -> None:
    assert html(claim(support="", checked="")).count("not recorded yet") == 2


def test_unknown_source_is_shown_by_its_key() -> None:
    assert claimspage.source_html("a<b", None, "x") == "<code>a&lt;b</code>"
