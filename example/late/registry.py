"""Where releases live: one folder per version and a file `current` that names the one in service.

Going live and going back are the same small act: `current` is replaced in one step by the operating system. The pair of
model and threshold moves together, because a release holds both.
"""

from __future__ import annotations

from pathlib import Path

from late import predictor
from late.predictor import Predictor


def publish(root: Path, release: Predictor) -> None:
    """Store a release; ValueError when the version exists: a version never changes."""
    if (root / release.version).exists():
        raise ValueError(f"release {release.version} exists already; give the new one a new version")
    predictor.save(release, root / release.version)


def activate(root: Path, version: str) -> None:
    """Put a stored version in service; FileNotFoundError when it is not stored."""
    if not (root / version / "release.json").is_file():
        raise FileNotFoundError(f"there is no release {version} in {root}")
    waiting = root / "current.new"
    waiting.write_text(version + "\n", encoding="utf-8")
    waiting.replace(root / "current")


def current(root: Path) -> Predictor:
    """The release in service, loaded and verified."""
    return predictor.load(root / (root / "current").read_text(encoding="utf-8").strip())
