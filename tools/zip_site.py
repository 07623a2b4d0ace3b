"""Packs a folder into a ZIP file: the same files give the same bytes.

Usage: zip_site.py FOLDER FILE.zip NAME

Everything in it lies below one folder called NAME, so that unpacking scatters nothing.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


def pack(folder: Path, target: Path, name: str) -> int:
    """Write the archive; the number of files in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.resolve() != target.resolve())
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in paths:
            info = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return len(paths)


if __name__ == "__main__":
    count = pack(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    print(f"{sys.argv[2]}: {count} files, {Path(sys.argv[2]).stat().st_size / 1e6:.1f} MB")
