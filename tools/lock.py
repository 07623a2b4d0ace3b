"""Compiles the three requirements*.in into pinned, hashed files without any index address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMPILE = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--upgrade"),
]


def main() -> None:
    """Write the three files; each keeps the versions of the one before."""
    uv = Path(sys.executable).with_name("uv")
    commands = (
        ["requirements.in", "--output-file", "requirements.txt"],
        ["requirements-dev.in", "--constraints", "requirements.txt", "--output-file", "requirements-dev.txt"],
        ["requirements-bench.in", "--constraints", "requirements-dev.txt", "--output-file", "requirements-bench.txt"],
    )
    for arguments in commands:
        subprocess.run([str(uv), *COMPILE[1:], *arguments], check=True)


if __name__ == "__main__":
    main()
