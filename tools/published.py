"""The addresses that the guide has published: pages and headings, one a line. What is in the list keeps working.

Usage: published.py SITE

Adds the addresses of the finished site in SITE to tests/site/published.txt; takes none away. A page that moves gets a
line in `redirect_maps` of mkdocs-redirects in mkdocs.yml; a heading that is renamed keeps its old id in an empty anchor
before it: `[](){ #old }`. Not promised are the ids of notes, references and other machinery, which follow the text.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mlguide import htmlpage
from mlguide.htmlpage import HtmlPage

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "site" / "published.txt"
_MADE = frozenset({"references", "notes", "transitions", "linked-from", "related-pages"})


def addresses(site: Path) -> list[str]:
    """Every page of the site ("/a/") and every heading and label that its author named or wrote ("/a/#b"), sorted."""
    found = []
    for name, page in _pages(site).items():
        if not page.redirects:
            labels = [one.text for one in page.ids if one.text.startswith(("fig-", "tbl-"))]
            ids = {*page.headings, *labels} - _MADE
            found += [name, *(f"{name}#{one}" for one in ids)]
    return sorted(found)


def lost(published: list[str], site: Path) -> list[str]:
    """The addresses that lead nowhere any more. One that leads to a redirect is not lost."""
    pages = _pages(site)
    gone = []
    for address in published:
        name, _, fragment = address.partition("#")
        page = pages.get(name)
        if page is None or (fragment and not page.redirects and fragment not in {one.text for one in page.ids}):
            gone.append(address)
    return gone


def _pages(site: Path) -> dict[str, HtmlPage]:
    paths = sorted(site.rglob("index.html"))
    names = ["/" + path.parent.relative_to(site).as_posix().strip(".") for path in paths]
    return {
        name.rstrip("/") + "/": htmlpage.read(path.read_text("utf-8")) for name, path in zip(names, paths, strict=True)
    }


def main(site: Path) -> None:
    """Add what is new to the list, and say how much."""
    known = LIST.read_text("utf-8").split("\n")[:-1] if LIST.exists() else []
    new = sorted({*known, *addresses(site)})
    LIST.write_text("".join(f"{one}\n" for one in new), "utf-8")
    print(f"{len(new) - len(known)} addresses added, {len(new)} in all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
