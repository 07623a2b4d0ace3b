"""The ids of all items of checklists that the guide has published, one a line with the address of its page.

Usage: checklist_ids.py SITE

Adds the ids of the finished site in SITE to tests/site/checklist-ids.txt, and says what else differs; changes and takes
away none. Who takes an item away, or makes it say something else, writes `retired` behind its line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mlguide import checklist, htmlpage
from mlguide.checklist import Entry

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "site" / "checklist-ids.txt"


def ids(site: Path) -> dict[str, str]:
    """The id of each item of the site, with the address of its page ("/gap/")."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        address = f"/{path.parent.relative_to(site).as_posix().strip('.')}".rstrip("/") + "/"
        page = htmlpage.read(path.read_text("utf-8"))
        here = {one.text for one in page.ids if one.text.startswith("check-")} - set(page.headings)
        found.update(dict.fromkeys(here, address))
    return found


def ledger() -> dict[str, Entry]:
    """What the list says. Raises ValueError for lines that are none."""
    name = LIST.relative_to(ROOT).as_posix()
    entries, problems = checklist.read_ledger(LIST.read_text("utf-8") if LIST.exists() else "", name)
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return entries


def main(site: Path) -> None:
    """Add what is new to the list, and say how much."""
    known, published = ledger(), ids(site)
    new = {id_: Entry(page) for id_, page in published.items() if id_ not in known}
    LIST.write_text(checklist.write_ledger(known | new), "utf-8")
    print(f"{len(new)} ids of checklist items added, {len(known | new)} in all")
    for one in checklist.differences(known | new, published, LIST.relative_to(ROOT).as_posix()):
        print(one)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
