"""The four candidates, from no model at all to gradient boosting, behind one small interface.

Every `fit_*` takes a feature frame (`late.features.build`), labels 0/1 of shape (rows,), a seed and a number of trees
(used by the boosting alone), and returns a function from a feature frame to probabilities of shape (rows,).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from late.features import CATEGORICAL, NAMES, encode, vocabulary

Predict = Callable[[pd.DataFrame], np.ndarray]
Scores = Callable[[np.ndarray], np.ndarray]  # from a matrix of `encode` to probabilities
Fit = Callable[[pd.DataFrame, np.ndarray, int, int], Predict]
RISES = {"origin_recent_delay": 1, "carrier_recent_delay": 1, "origin_queue": 1, "precip": 1, "visib": -1}
SMOOTHING = 50.0  # flights of the overall rate added to every cell of the rate table


def fit_constant(_frame: pd.DataFrame, late: np.ndarray, _seed: int = 0, _trees: int = 0) -> Predict:
    """The late share of the training flights, for everyone."""
    share = float(late.mean())
    return lambda frame: np.full(len(frame), share)


def fit_rates(frame: pd.DataFrame, late: np.ndarray, _seed: int = 0, _trees: int = 0) -> Predict:
    """The late share of carrier and scheduled hour, drawn towards the overall share where flights are few."""
    overall = float(late.mean())
    cells = pd.Series(late).groupby(_cell(frame)).agg(["sum", "count"])
    rate = (cells["sum"] + SMOOTHING * overall) / (cells["count"] + SMOOTHING)
    return lambda other: _cell(other).map(rate).fillna(overall).to_numpy(float)


def _cell(frame: pd.DataFrame) -> pd.Series:
    hour = (frame["departure_minute"] // 60).astype(int).astype(str)
    return pd.Series((frame["carrier"] + " " + hour).to_numpy())


def fit_logistic(frame: pd.DataFrame, late: np.ndarray, _seed: int = 0, _trees: int = 0) -> Predict:
    """Logistic regression on one-hot categories and scaled numbers; missing numbers become the median."""
    known = vocabulary(frame)
    model = logistic_pipeline().fit(encode(frame, known), late)
    return lambda other: np.asarray(model.predict_proba(encode(other, known))[:, 1])


def logistic_pipeline() -> Pipeline:
    """The unfitted pipeline over the matrix of `encode`."""
    categories = list(range(len(CATEGORICAL)))
    numbers = list(range(len(CATEGORICAL), len(NAMES)))
    spread = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    columns = ColumnTransformer(
        [("categories", OneHotEncoder(handle_unknown="ignore"), categories), ("numbers", spread, numbers)]
    )
    return make_pipeline(columns, LogisticRegression(C=1.0, max_iter=300))


def boosting(seed: int, trees: int, categorical: list[int] | None = None) -> HistGradientBoostingClassifier:
    """The unfitted gradient boosting. Half of the features are tried at each split: that is where the seed acts."""
    return HistGradientBoostingClassifier(
        max_iter=trees,
        learning_rate=0.07,
        max_leaf_nodes=31,
        min_samples_leaf=200,
        l2_regularization=1.0,
        max_features=0.5,
        early_stopping=False,
        categorical_features=list(range(len(CATEGORICAL))) if categorical is None else categorical,
        random_state=seed,
    )


def fit_boosting(frame: pd.DataFrame, late: np.ndarray, seed: int = 0, trees: int = 120) -> Predict:
    """Gradient boosting over histograms (scikit-learn), which takes categories and missing values as they are."""
    known = vocabulary(frame)
    model = boosting(seed, trees).fit(encode(frame, known), late)
    return lambda other: np.asarray(model.predict_proba(encode(other, known))[:, 1])


def fit_monotone(frame: pd.DataFrame, late: np.ndarray, seed: int = 0, trees: int = 120) -> Predict:
    """The same boosting, told which way an answer must move: later departures, a longer queue, more rain and less
    visibility never lower it."""
    known = vocabulary(frame)
    model = boosting(seed, trees).set_params(monotonic_cst=[RISES.get(name, 0) for name in NAMES])
    model.fit(encode(frame, known), late)
    return lambda other: np.asarray(model.predict_proba(encode(other, known))[:, 1])


CANDIDATES: dict[str, Fit] = {
    "constant": fit_constant,
    "rates": fit_rates,
    "logistic": fit_logistic,
    "boosting": fit_boosting,
}
