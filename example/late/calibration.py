"""Making a score mean what it says: sigmoid and isotonic calibration, fitted on flights the model has not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

Calibrate = Callable[[np.ndarray], np.ndarray]


def sigmoid_coefficients(late: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    """Slope and intercept on the log-odds (Platt, 1999): (1, 0) would change nothing."""
    fitted = LogisticRegression(C=1e6).fit(special.logit(p)[:, None], late)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def sigmoid(late: np.ndarray, p: np.ndarray) -> Calibrate:
    """Two numbers, order of scores unchanged."""
    slope, intercept = sigmoid_coefficients(late, p)
    return lambda other: np.asarray(special.expit(slope * special.logit(other) + intercept))


def isotonic(late: np.ndarray, p: np.ndarray) -> Calibrate:
    """Any increasing step function (Zadrozny and Elkan, 2002)."""
    fitted = IsotonicRegression(out_of_bounds="clip").fit(p, late)
    return lambda other: np.asarray(fitted.predict(other))


def unchanged(_late: np.ndarray, _p: np.ndarray) -> Calibrate:
    """No calibration, for comparison."""
    return lambda other: other


METHODS: dict[str, Callable[[np.ndarray, np.ndarray], Calibrate]] = {
    "raw": unchanged,
    "sigmoid": sigmoid,
    "isotonic": isotonic,
}


def reliability(late: np.ndarray, p: np.ndarray, bins: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Mean prediction and observed share in bins of equal count: two arrays of shape (bins,)."""
    groups = np.array_split(np.argsort(p, kind="stable"), bins)
    return np.array([p[g].mean() for g in groups]), np.array([late[g].mean() for g in groups])
