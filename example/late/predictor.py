"""The release: a model, its calibration, its categories and its threshold as one thing that is saved, loaded and used.

Batch and service both call `probability`. A saved release is a folder with `model.skops` and `release.json`; it is
loaded with skops, which builds only the types listed in TRUSTED and runs no code from the file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandera.pandas import DataFrameSchema
from scipy import special
from skops import io as skops

from late import calibration, checks, features, models
from late.costs import Costs
from late.dataset import Data
from late.features import Vocabulary

TRUSTED = [
    "functools.partial",  # binds arguments to a function that must itself be trusted: the next line is the only one
    "sklearn.utils.validation.check_array",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]


@dataclass(frozen=True)
class Predictor:
    """A release. `slope` and `intercept` act on the log-odds of the model; warn when the probability is at least
    `threshold`."""

    version: str
    model: Any
    known: Vocabulary
    slope: float
    intercept: float
    threshold: float

    def probability(self, frame: pd.DataFrame) -> np.ndarray:
        """Calibrated probability of a late arrival for every row of a feature frame: shape (rows,)."""
        raw = self.model.predict_proba(features.encode(frame, self.known))[:, 1]
        return np.asarray(special.expit(self.slope * special.logit(raw) + self.intercept))

    @cached_property
    def rules(self) -> DataFrameSchema:
        """The schema of the records that this release answers: the one of the training, with its carriers."""
        return checks.schema(self.known)

    def problems(self, frame: pd.DataFrame) -> list[str]:
        """Why these records must be refused; none when they may be answered."""
        return checks.problems(frame, self.rules)

    def warn(self, frame: pd.DataFrame) -> np.ndarray:
        """The decisions, bool, shape (rows,)."""
        return self.probability(frame) >= self.threshold


def train(
    version: str, past: Data, recent: Data | None, seed: int, trees: int, costs: Costs | None = None
) -> Predictor:
    """Fit on the labelled flights `past`; calibrate on `recent`, later flights that the model has not seen, if any.
    ValueError when a check stops the training."""
    checks.stop_training(past.flights, past.frame)
    known = features.vocabulary(past.frame)
    model = models.boosting(seed, trees).fit(features.encode(past.frame, known), past.late)
    slope, intercept = 1.0, 0.0
    if recent is not None:
        checks.stop_training(recent.flights, recent.frame, known)
        raw = model.predict_proba(features.encode(recent.frame, known))[:, 1]
        slope, intercept = calibration.sigmoid_coefficients(recent.late, raw)
    return Predictor(version, model, known, slope, intercept, (costs or Costs()).threshold)


def save(release: Predictor, folder: Path) -> None:
    """Write the two files; release.json carries the hash of the model file."""
    folder.mkdir(parents=True, exist_ok=True)
    skops.dump(release.model, folder / "model.skops")
    facts = {
        "version": release.version,
        "known": release.known,
        "slope": release.slope,
        "intercept": release.intercept,
        "threshold": release.threshold,
        "columns": features.NAMES,
        "model_sha256": hashlib.sha256((folder / "model.skops").read_bytes()).hexdigest(),
    }
    (folder / "release.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> Predictor:
    """Read a release; ValueError when the file is not the one that was saved, when it holds a type that is not
    trusted, or when it was made for other columns."""
    facts = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    content = (folder / "model.skops").read_bytes()
    if hashlib.sha256(content).hexdigest() != facts["model_sha256"]:
        raise ValueError(f"{folder / 'model.skops'} is not the file that release.json describes")
    if facts["columns"] != features.NAMES:
        raise ValueError(f"{folder} was made for other columns: {facts['columns']}")
    unknown = sorted(set(skops.get_untrusted_types(data=content)) - set(TRUSTED))
    if unknown:
        raise ValueError(f"{folder / 'model.skops'} holds types that are not trusted: {', '.join(unknown)}")
    model = skops.loads(content, trusted=TRUSTED)
    return Predictor(facts["version"], model, facts["known"], facts["slope"], facts["intercept"], facts["threshold"])
