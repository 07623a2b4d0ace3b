"""Old addresses: what is promised, and what counts as lost."""

from __future__ import annotations

from pathlib import Path

import published

PAGES = {
    "index.html": '<h1 id="home">H</h1>',
    "a/index.html": '<h1 id="a">A</h1><h2 id="b">B</h2><figure id="fig-x"></figure><p id="fn:1"></p><h2 id="notes"></h2>',
    "old/index.html": '<meta http-equiv="refresh" content="0; url=../a/">',
}


def write(root: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_pages_headings_and_labels_are_promised(tmp_path: Path) -> None:
    assert published.addresses(write(tmp_path, PAGES)) == ["/", "/#home", "/a/", "/a/#a", "/a/#b", "/a/#fig-x"]


def test_what_is_gone_without_a_redirect_is_lost(tmp_path: Path) -> None:
    site = write(tmp_path, PAGES)
    promised = ["/", "/#home", "/a/#b", "/a/#gone", "/old/", "/old/#any", "/never/", "/never/#x"]
    assert published.lost(promised, site) == ["/a/#gone", "/never/", "/never/#x"]
