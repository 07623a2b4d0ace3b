"""Checks a finished site: links, ids, what was left unresolved, what nobody can reach.

Usage: check_site.py [--base PATH] [--docs FOLDER] [--hosts] FOLDER

One line for each problem, at the Markdown it comes from where that can be found. Ends with 0 if there is none, 1 if
there are some, 2 if there is no such site. Other hosts are listed with --hosts, and never asked.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from mlguide import htmlcheck, tracing


def main(arguments: list[str] | None = None) -> int:
    """Check the folder that the command line names; the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base", default="", help='the path that the site is published below, such as "/repo/"')
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the Markdown that it was made from")
    parser.add_argument("--hosts", action="store_true", help="list the other hosts that it links to")
    given = parser.parse_args(arguments)
    try:
        found = htmlcheck.check(given.folder, given.base, os.cpu_count() or 1)
    except OSError as error:
        print(f"check-site: {error}", file=sys.stderr)
        return 2
    for problem in found.problems:
        print(tracing.trace(problem, given.docs, given.docs.as_posix()))
    if given.hosts:
        for line in htmlcheck.hosts_text(found.notes.hosts):
            print(f"host {line}")
        for note in found.notes.insecure:
            print(f"note {tracing.trace(note, given.docs, given.docs.as_posix())}")
    print(f"{len(found.problems)} problems in {found.pages} pages, {found.references} references")
    return 1 if found.problems else 0


if __name__ == "__main__":
    gc.disable()  # nothing here refers to itself, and looking for it would take a third of the time
    sys.exit(main())
