"""The README's own example does what the README says."""

from __future__ import annotations

import re

from conftest import MakeSite

from helpers import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGE = README.partition("````markdown\n")[2].partition("````")[0]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><title>Labels</title><rect width="9" height="9"/></svg>'
FILES = {
    "index.md": "# Home\n",
    "data/labels.md": PAGE,
    "assets/figures/labels.svg": DRAWING,
    "references.bib": (ROOT / "docs" / "references.bib").read_text("utf-8"),
}


def test_page_in_ten_lines_builds_without_a_word(make_site: MakeSite) -> None:
    built = make_site(FILES, strict=True)
    assert built.warnings == []
    html = built.html("data/labels/index.html")
    assert '<figure id="fig-labels">' in html
    assert 'id="ref-northcutt2021pervasive"' in html


def test_quoted_message_is_what_a_misspelt_key_gives(make_site: MakeSite) -> None:
    built = make_site({**FILES, "data/labels.md": PAGE.replace("@northcutt2021", "@northcut2021")})
    quoted = re.search(r"`(docs/data/labels\.md:[^`]+)`", README)
    assert quoted
    shown, expected = built.warnings[0], quoted[1].replace("\n", " ")
    assert shown == expected


def test_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z-]+)`?", README):
        assert re.search(rf"^{target}:", makefile, re.M), target
