"""Pictures of the built site, to look at: every page at 1280 and 390 px, light and dark, into screenshots/.

Usage: screenshots.py [--site FOLDER] [--out FOLDER] [--window] [page ...]
Pages are named as in the address: "data/"; without any, all are taken.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Literal

from chromium import launch, serve

WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take them all and print their names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--window", action="store_true", help="only what the first screen shows")
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    pages = options.pages or _all_pages(options.site)
    options.out.mkdir(exist_ok=True)
    with launch() as browser, serve(options.site) as address:
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for page in pages:
                    tab = context.new_page()
                    tab.goto(address + page)
                    tab.wait_for_load_state("networkidle")
                    name = f"{page.strip('/').replace('/', '-') or 'home'}-{width}-{scheme}.png"
                    tab.screenshot(path=options.out / name, full_page=not options.window)
                    print(options.out / name)
                    tab.close()
                context.close()


def _all_pages(site: Path) -> list[str]:
    return sorted(path.parent.relative_to(site).as_posix().replace(".", "") + "/" for path in site.rglob("index.html"))


if __name__ == "__main__":
    main()
