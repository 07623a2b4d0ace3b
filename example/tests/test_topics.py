"""The relations of the stages after deployment: on a fast run, on the committed results, and for any input."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import cohen_kappa_score

from late import (
    agreement,
    annotators,
    compression,
    features,
    flights,
    judging,
    loops,
    models,
    noise,
    operations,
    replay,
    retrieval,
    settings,
    skew,
    timeline,
    weather,
)


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


def test_every_answer_stands_once_in_the_handbook_and_within_one_passage_and_sentence():
    text, passages = retrieval.handbook()
    asked = [one for one in retrieval.questions() if one.answer is not None]
    assert 30 <= len(asked) <= 40
    for one in asked:
        assert text.count(one.answer) == 1
        holding = [chunk for chunk in passages if chunk.holds(retrieval.span_of(one, text))]
        assert len(holding) == 1
        assert sum(one.answer in sentence for sentence in retrieval.SENTENCE.split(holding[0].text)) == 1


def test_pieces_cover_the_text_without_a_gap():
    text, passages = retrieval.handbook()
    assert " ".join(chunk.text for chunk in passages) == text
    for words in retrieval.CHUNKS:
        pieces = retrieval.windows(text, words, words)
        assert " ".join(piece.text for piece in pieces) == text
        assert all(len(piece.text.split()) == words for piece in pieces[:-1])


def test_bm25_prefers_rare_words_and_short_texts():
    score = retrieval.bm25(["the wind", "the rain", "the wind and a good deal of other weather besides", "the feed"])
    found = score("the wind")
    assert found[0] > found[2] > found[1] == found[3] > 0


def test_more_passages_are_never_fewer_hits(numbers):
    n = numbers["retrieval"]
    for method in (*retrieval.METHODS, "bm25_without_heading"):
        found = [n[f"{method}_recall_at_{cut}"] for cut in retrieval.AT]
        assert found == sorted(found)
        assert found[0] <= n[f"{method}_mrr"] <= 1


def test_other_words_are_what_ranking_by_words_does_not_find(numbers):
    n = numbers["retrieval"]
    for method in retrieval.METHODS:
        assert n[f"{method}_other_words_recall_at_3"] < n[f"{method}_same_words_recall_at_3"]


def test_what_is_not_answered_was_lost_by_retrieval_or_by_reading(numbers):
    n = numbers["retrieval"]
    parts = n["reader_answered_share"] + n["lost_by_retrieval_share"] + n["lost_by_reading_share"]
    assert parts == pytest.approx(1, abs=1e-5)


def test_overlap_cuts_fewer_answers(numbers):
    n = numbers["retrieval"]
    for words in retrieval.CHUNKS:
        assert n[f"chunk_overlapping_{words}_answers_cut_share"] <= n[f"chunk_{words}_answers_cut_share"]


@given(st.floats(0.7, 0.99), st.floats(0.5, 0.99), st.floats(0.3, 0.95))
def test_the_correction_of_a_judge_gives_back_the_truth(sensitivity, specificity, good):
    judge = judging.Judge(sensitivity, specificity)
    assume(judge.edge > 0.3)
    drawn = judging.sample(judge, good, 20_000, 200, seed=1)
    for name, estimate in judging.ESTIMATES.items():
        assert np.nanmean(estimate(drawn)) == pytest.approx(good, abs=0.02), name


def test_a_correction_is_unbiased_whatever_the_rubric_and_a_raw_rate_is_not(numbers):
    n = numbers["judges"]
    for version in (1, 2, 3):
        assert n[f"labels_800_rubric_{version}_rogan_gladen_mean"] == pytest.approx(judging.GOOD, abs=0.015)
        assert n[f"labels_800_rubric_{version}_by_verdict_mean"] == pytest.approx(judging.GOOD, abs=0.01)
        assert n[f"labels_800_rubric_{version}_interval_holds_share"] == pytest.approx(0.95, abs=0.03)
    assert n["rubric_1_bias"] > 0.04 > -0.04 > n["rubric_3_bias"]


def test_agreement_with_people_rises_with_the_rubric_and_not_above_that_of_people(numbers):
    n = numbers["judges"]
    for name in ("agreement", "kappa"):
        found = [n[f"rubric_{version}_{name}"] for version in (1, 2, 3)]
        assert [*found, n[f"people_{name}"]] == sorted([*found, n[f"people_{name}"]])


def test_more_labels_make_estimates_narrower(numbers):
    n = numbers["judges"]
    for key in ("people", "rubric_3_rogan_gladen", "rubric_3_by_verdict"):
        widths = [n[f"labels_{labels}_{key}_width"] for labels in judging.LABELS]
        assert widths == sorted(widths, reverse=True)


def test_labels_needed_by_formula_give_the_power_they_promise(numbers):
    n = numbers["judges"]
    powers = {key: value for key, value in n.items() if key.endswith("_power")}
    assert len(powers) == 7
    for key, found in powers.items():
        assert found == pytest.approx(judging.POWER, abs=0.06), key
    assert n["labels_needed_rubric_3_by_verdict"] < n["labels_needed_people"] < n["labels_needed_rubric_1_rogan_gladen"]


def test_weights_by_verdict_do_not_survive_another_share_of_good_answers(numbers):
    n = numbers["judges"]
    for version in (1, 2, 3):
        assert abs(n[f"shift_rubric_{version}_rogan_gladen_bias"]) < 0.02
        assert n[f"shift_rubric_{version}_by_verdict_bias"] < -0.05


def test_asking_in_both_orders_undoes_the_pull_of_a_place(numbers):
    n = numbers["judges"]
    for pull in ("some", "strong"):
        assert n[f"place_{pull}_always_second_win_share"] < 0.5 < n[f"place_{pull}_both_orders_win_share"]
        random, both = (n[f"place_{pull}_{way}_right_winner_share"] for way in ("random_order", "both_orders"))
        assert both > random - 0.02


def test_power_by_formula_is_that_of_simulated_requests(numbers):
    n = numbers["operations"]
    for share in (10, 50):
        for lost in (1, 2, 5, 10, 20):
            key = f"ratio_share_{share}_lost_{lost}"
            assert n[f"{key}_power_simulated"] == pytest.approx(n[f"{key}_power"], abs=0.06), key
            assert n[f"{key}_requests_needed_power_simulated"] == pytest.approx(0.8, abs=0.08), key
        assert n[f"ratio_share_{share}_lost_0_power_simulated"] <= 0.004
    for key, found in n.items():
        if key.startswith(("warned_share_", "labelled_")) and key.endswith("_power_simulated"):
            assert found == pytest.approx(0.8, abs=0.07), key


def test_half_of_the_traffic_needs_fewer_requests_than_a_tenth(numbers):
    n = numbers["operations"]
    for points in operations.REGRESSIONS:
        tenth, half = (n[f"warned_share_{share}_points_{points}_requests_needed"] for share in (10, 50))
        assert half < tenth
    for lost in (1, 2, 5, 10, 20):
        assert n[f"ratio_share_50_lost_{lost}_requests_needed"] < n[f"ratio_share_10_lost_{lost}_requests_needed"]


def test_a_month_keeps_its_budget_exactly_when_it_meets_the_target(numbers):
    n, before = numbers["operations"], numbers["deployment"]
    for policy in operations.POLICIES:
        for month in replay.MONTHS:
            real, target = before[f"replay_{policy}_cost_month_{month:02d}"], n[f"month_{month:02d}_target_cost"]
            assert (n[f"{policy}_month_{month:02d}_burned"] <= 1) == (real <= target)


@given(st.integers(1000, 100_000), st.floats(0.05, 0.5), st.floats(0.01, 0.3))
def test_a_ratio_check_sees_more_with_more_requests(requests, share, lost):
    few, many = (operations.ratio_power(n, share, lost, 0.001) for n in (requests, 2 * requests))
    assert 0.001 <= few <= many + 1e-9 <= 1 + 2e-9


@pytest.fixture(scope="module")
def tiny(small):
    some = small.months(*range(1, 13))
    world = loops.make(some.where(np.arange(len(some.late)) % 4 == 0), settings.FAST)
    return dataclasses.replace(world, trees=5)


def test_only_warned_flights_that_would_be_late_change_their_label(tiny):
    for way in loops.WAYS:
        lived = loops.live(tiny, way, 0.5)
        changed = lived.seen != tiny.late
        assert not (changed & ~lived.treated).any()
        assert (tiny.late[changed] == 1).all()
        assert not (lived.treated & ~lived.warned).any()
        assert changed.any() == (way != "untouched")
        if way == "hold_out":
            assert not (lived.treated & tiny.held_out).any()


def test_training_never_reads_a_label_before_it_arrived(tiny):
    later = tiny.month >= 8
    other = dataclasses.replace(tiny, late=np.where(later, 1 - tiny.late, tiny.late), _untreated={})
    known = tiny.month <= 9  # the labels of August arrive on 30 September
    for way in ("spoiled", "hold_out"):
        first, second = (loops.live(world, way, 0.5).p for world in (tiny, other))
        assert np.array_equal(first[known], second[known], equal_nan=True)
        assert not np.array_equal(first, second, equal_nan=True)


def test_a_model_whose_warnings_work_looks_worse_than_it_is(numbers):
    n = numbers["loops"]
    for way in ("spoiled", "left_out", "hold_out"):
        assert n[f"{way}_seen_auc"] < n[f"{way}_auc"]
    assert n["spoiled_month_05_auc"] == n["untouched_month_05_auc"]
    assert n["spoiled_warned_share"] < n["untouched_warned_share"]
    assert n["hold_out_measured_auc_low"] < n["hold_out_auc"] < n["hold_out_measured_auc_high"]


def test_spoiled_labels_cost_more_the_more_flights_are_rescued(committed):
    n = committed["loops"]
    costs = [n[f"rescued_{share}_cost_added"] for share in (25, 50, 75)]
    assert costs == sorted(costs)
    assert n["rescued_75_cost_added_low"] > 0
    assert n["window_spoiled_cost_added_low"] > 0
    assert n["window_hold_out_cost_added"] < n["window_left_out_cost_added"] < n["window_spoiled_cost_added"]
    assert n["hold_out_price_per_flight"] > 0.5 * n["spoiled_cost_added"]


def test_dates_stand_in_the_order_in_which_labels_arrive(numbers):
    n = numbers["timeline"]
    for name in ("scoping", "training", "calibration", "folds", "live"):
        assert n[f"{name}_from"] < n[f"{name}_to"] < n[f"{name}_labelled_on"]
    assert n["training_to"] < n["calibration_from"]
    assert n["calibration_labelled_on"] < n["live_from"] < n["live_labelled_on"]
    assert n["folds_labelled_at_go_live"] < n["folds"]
    assert n["gate_passes_at_go_live"] == (n["gate_saving_at_go_live_low"] >= n["gate_required"])


def test_labels_arrive_on_the_day_from_which_training_may_read_them():
    for month in range(4, 13):
        newest = flights.newest_labelled(month, settings.LABEL_DELAY_DAYS)
        assert timeline.labelled_on(newest) < timeline.first_day(month) <= timeline.labelled_on(newest + 1)


def test_the_gate_at_the_go_live_is_that_of_the_folds_that_were_labelled(committed):
    n, modeling = committed["timeline"], committed["modeling"]
    assert n["gate_required"] == modeling["gate_required"]
    assert n["gate_saving_at_go_live"] == pytest.approx(modeling["gate_saving_folds"], abs=1)
