"""Shared data of the tests: the fixed small sample, a release trained on it, and one fast run of every stage."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from late import dataset, predictor, run
from late.report import RESULTS
from late.settings import FAST

hypothesis_settings.register_profile("example", max_examples=60, deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("example")


@pytest.fixture(scope="session")
def small():
    return dataset.load(FAST)


@pytest.fixture(scope="session")
def release(small):
    return predictor.train("v1", small.months(1, 2, 3), small.months(4), 0, 20)


@pytest.fixture(scope="session")
def fast(tmp_path_factory) -> dict[str, dict]:
    """Every stage on the small sample, in a folder of its own; `folder` is where the files are."""
    out = tmp_path_factory.mktemp("results")
    for stage in run.STAGES:
        importlib.import_module(f"late.{stage}").run(out, FAST)
    return {path.stem: json.loads(path.read_text()) for path in out.glob("*.json")} | {"folder": out}


@pytest.fixture(scope="session")
def committed() -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text()) for path in RESULTS.glob("*.json")}


@pytest.fixture(scope="session")
def findings() -> str:
    return (Path(RESULTS) / "findings.md").read_text()
