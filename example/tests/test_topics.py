"""The relations of the stages after deployment: on a fast run, on the committed results, and for any input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import cohen_kappa_score

from late import agreement, annotators, compression, features, models, noise, settings, skew, weather


@pytest.fixture(params=["fast", "committed"])
def numbers(request):
    return request.getfixturevalue(request.param)


answers = st.integers(2, 60).flatmap(lambda n: st.tuples(hnp.arrays(bool, n), hnp.arrays(bool, n)))


@given(answers)
def test_kappa_is_that_of_scikit_learn(pair):
    first, second = pair
    assume(first.any() and not first.all())
    assert agreement.kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


@given(st.floats(0.01, 0.3), st.floats(0.05, 0.95))
def test_kappa_by_formula_is_that_of_many_answers(slips, prevalence):
    rng = np.random.default_rng(0)
    truth = np.arange(200_000) < prevalence * 200_000
    first, second = (truth ^ (rng.random(len(truth)) < slips) for _ in range(2))
    assert agreement.kappa(first, second) == pytest.approx(agreement.kappa_expected(slips, prevalence), abs=0.015)


@given(st.floats(0, 0.4), st.floats(0.01, 0.2))
def test_asking_twice_tells_ambiguity_from_noise(differ, slips):
    rng = np.random.default_rng(1)
    one = rng.random(100_000) < 0.3
    other = one ^ (rng.random(len(one)) < differ)
    first, again, second = (meant ^ (rng.random(len(one)) < slips) for meant in (one, one, other))
    found = agreement.ambiguity(agreement.disagreement(first, second), agreement.disagreement(first, again))
    assert found == pytest.approx(differ, abs=0.015)


def test_an_annotator_means_what_the_guideline_says_as_soon_as_it_says_it():
    own = annotators.habits(np.random.default_rng(3))
    assert annotators.under_guideline(own, 1) == own
    second = annotators.under_guideline(own, 2)
    assert (second.wind, second.others) == (annotators.GUIDELINE.wind, own.others)
    assert annotators.under_guideline(own, 3) == annotators.GUIDELINE


def test_agreement_rises_with_the_rounds_until_only_noise_is_left(numbers):
    n = numbers["labelling"]
    for name in ("agreement", "kappa"):
        found = [n[f"round_{one}_{name}"] for one in (1, 2, 3)]
        assert found == sorted(found)
    for one in (1, 2, 3):
        assert n[f"round_{one}_ambiguity"] == pytest.approx(n[f"round_{one}_ambiguity_true"], abs=0.05)
    assert n["round_3_ambiguity_true"] == 0
    assert n["round_3_noise_part"] > 0.9
    assert n["round_3_kappa"] == pytest.approx(n["round_3_kappa_with_oneself"], abs=0.05)


def test_settling_edge_cases_brings_more_than_writing_cut_offs(committed):
    first, second, third = (committed["labelling"][f"round_{one}_kappa"] for one in (1, 2, 3))
    assert third - second > second - first


def test_adjudication_beats_a_majority_at_less_than_its_price(numbers):
    n = numbers["labelling"]
    assert n["round_3_adjudicated_error"] < n["round_3_majority_error"] < n["round_3_single_error"]
    assert n["round_3_adjudicated_minutes"] < n["round_3_majority_minutes"]


def test_kappa_falls_with_prevalence_while_agreement_stays(numbers):
    n = numbers["labelling"]
    kappas = [n[f"paradox_{share}_kappa"] for share in (50, 30, 20, 10, 5, 2)]
    assert kappas == sorted(kappas, reverse=True)
    for share in (50, 30, 20, 10, 5, 2):
        assert n[f"paradox_{share}_agreement_simulated"] == pytest.approx(0.905, abs=0.01)
        assert n[f"paradox_{share}_kappa_simulated"] == pytest.approx(n[f"paradox_{share}_kappa"], abs=0.04)
    assert n["paradox_balanced_kappa"] > n["paradox_as_they_come_kappa"]
    assert n["paradox_balanced_agreement"] < n["paradox_as_they_come_agreement"]


def test_an_audit_finds_errors_where_the_label_follows_from_the_evidence(numbers):
    n = numbers["labelling"]
    for share in (5, 10, 20):
        sure, unsure = (n[f"audit_{name}_random_{share}_precision"] for name in ("guideline", "outcome"))
        assert sure > 0.7 > unsure > n[f"audit_outcome_random_{share}_wrong_share"]
    assert n["audit_guideline_clean_doubted_share"] < 0.02 < n["audit_outcome_clean_doubted_share"]


def test_errors_with_a_pattern_are_learned_and_hide(committed):
    n = committed["labelling"]
    assert n["audit_outcome_group_80_lift"] < 1 < n["audit_outcome_random_10_lift"]
    assert n["audit_outcome_group_80_given_cost_added_low"] > 0


def test_wrong_labels_harm_the_measure_more_than_the_model(committed):
    n = committed["labelling"]
    for share in (5, 10, 20):
        key = f"audit_outcome_random_{share}"
        assert n[f"{key}_auc_on_wrong_labels"] < n[f"{key}_given_auc"] <= n["audit_outcome_clean_auc"] + 0.002
        assert n[f"{key}_reviewed_cost_added"] < n[f"{key}_given_cost_added"]


def test_confident_learning_counts_what_was_turned_over_when_the_model_knows():
    rng = np.random.default_rng(0)
    truth = (np.arange(4000) % 3 == 0).astype(float)
    given = noise.flip_at_random(truth, 0.1, rng)
    p = np.clip(0.05 + 0.9 * truth + rng.normal(0, 0.03, 4000), 0.001, 0.999)
    joint = noise.confident_joint(given, p)
    assert joint.sum(axis=1) == pytest.approx(np.bincount(given.astype(int)))
    assert joint[0, 1] + joint[1, 0] == pytest.approx((given != truth).sum(), rel=0.1)
    doubted = noise.suspects(given, p)
    assert (doubted & (given != truth)).sum() / doubted.sum() > 0.95


def test_every_row_is_scored_by_a_model_that_saw_no_row_of_its_day():
    day = np.arange(40) // 4
    seen = {}

    def fit(rows, labels):
        def predict(others):
            for row in others:
                seen[row] = set(day[rows])
            return np.zeros(len(others))

        return predict

    noise.out_of_sample(fit, np.zeros(40), day)
    assert all(day[row] not in days for row, days in seen.items())
    assert len(seen) == 40


def test_the_feed_as_of_departure_promises_what_serving_does_not_give(numbers):
    n = numbers["features"]
    for group in ("recent", "both"):
        assert n[f"{group}_promised_auc"] > n["point_in_time_auc"] > n[f"{group}_served_auc"]
    assert n["weather_promised_auc"] > n["weather_served_auc"]


def test_features_get_worse_with_age(numbers):
    n = numbers["features"]
    areas = [n["point_in_time_auc"], *(n[f"stale_{age}_auc"] for age in skew.AGES)]
    assert areas == sorted(areas, reverse=True)
    assert n["stale_360_trained_too_auc"] > n["stale_360_auc"]


def test_a_distribution_check_cannot_see_the_naive_weather(numbers):
    n = numbers["features"]
    for name in weather.MEASURES:
        assert n[f"{name}_psi"] < 0.1
    assert n["temp_changed_share"] > 0.8


def test_features_before_the_prediction_are_older_and_after_it_are_those_of_departure(small):
    some = small.where(small.day < 30)
    pd.testing.assert_frame_equal(skew.at(some, some.flights, 0), features.build(some.flights, some.raw.weather))
    later = skew.at(some, some.flights, -settings.LEAD_MINUTES)
    at_departure = some.flights.assign(predicted_at=some.flights["scheduled"])
    expected = features.recent(at_departure, some.flights)["origin_recent_delay"]
    assert np.allclose(later["origin_recent_delay"], expected, equal_nan=True)


def test_small_models_save_less_and_take_fewer_bytes(committed):
    n = committed["compression"]
    sizes = [n[f"trees_{trees}_bytes"] for trees in compression.TREES]
    assert sizes == sorted(sizes)
    saved = [n[f"trees_{trees}_saved"] for trees in (5, 30, 120)]
    assert saved == sorted(saved)
    assert n["rounded_bytes"] < 0.5 * n["trees_120_bytes"]
    assert n["rounded_auc"] == pytest.approx(n["trees_120_auc"], abs=0.002)


def test_features_matter_more_than_size(numbers):
    n = numbers["compression"]
    assert n["schedule_only_auc"] < n["schedule_and_feed_auc"] < n["trees_120_auc"]
    assert n["schedule_only_auc"] < n["trees_15_auc"]


def test_rounded_leaves_take_256_values_and_leave_the_model_alone(small):
    past = small.months(1)
    matrix = features.encode(past.frame, features.vocabulary(past.frame))
    model = models.boosting(0, 10).fit(matrix, past.late)
    before = model.predict_proba(matrix)[:, 1]
    rounded = compression.with_rounded_leaves(model)
    every = [one[0].nodes for one in rounded._predictors]
    leaves = np.concatenate([nodes["value"][nodes["is_leaf"] == 1] for nodes in every])
    assert len(np.unique(leaves)) <= 256
    assert np.array_equal(model.predict_proba(matrix)[:, 1], before)
    assert np.allclose(rounded.predict_proba(matrix)[:, 1], before, atol=0.01)
