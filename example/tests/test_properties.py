"""Laws of the measures, costs and thresholds, for any input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn.metrics import roc_auc_score

from late import behaviour, calibration, conformal, drift, fairness, metrics, rollout
from late.costs import Costs, best_threshold

unit = st.floats(0, 1, width=32)
labels_and_scores = st.integers(2, 40).flatmap(
    lambda n: st.tuples(hnp.arrays(float, n, elements=st.sampled_from([0.0, 1.0])), hnp.arrays(float, n, elements=unit))
)
samples = hnp.arrays(float, st.integers(1, 60), elements=st.floats(-1e6, 1e6) | st.just(np.nan))
costs = st.builds(
    lambda warned, saved, false: Costs(warned + saved, warned, false),
    st.floats(0, 1000),
    st.floats(0.01, 1000),
    st.floats(0.01, 1000),
)


@given(labels_and_scores)
def test_auc_is_that_of_scikit_learn(pair):
    late, p = pair
    if late.min() == late.max():
        assert np.isnan(metrics.auc(late, p))
    else:
        assert metrics.auc(late, p) == pytest.approx(roc_auc_score(late, p))


@given(labels_and_scores)
def test_auc_only_sees_the_order(pair):
    late, p = pair
    assume(late.min() < late.max())
    assert metrics.auc(late, stats.rankdata(p)) == pytest.approx(metrics.auc(late, p))
    assert metrics.auc(late, -p) == pytest.approx(1 - metrics.auc(late, p))


@given(labels_and_scores)
def test_log_loss_is_finite_and_least_at_the_true_share(pair):
    late, p = pair
    assert np.isfinite(metrics.log_loss(late, p))
    share = np.full(len(late), late.mean())
    assert metrics.log_loss(late, share) <= metrics.log_loss(late, np.full(len(late), p[0])) + 1e-5


@given(labels_and_scores)
def test_calibration_error_lies_between_0_and_1_and_is_0_for_the_truth(pair):
    late, p = pair
    assert 0 <= metrics.calibration_error(late, p) <= 1
    assert metrics.calibration_error(late, late) == pytest.approx(0)


@given(samples, samples)
def test_psi_is_never_negative_and_0_for_the_same_sample(first, second):
    assert metrics.psi(first, second) >= -1e-12
    assert np.isfinite(metrics.psi(first, second))
    assert metrics.psi(first, first) == pytest.approx(0)


@given(samples)
def test_psi_does_not_care_about_order_or_repetition(values):
    assert metrics.psi(values, values[::-1]) == pytest.approx(0)
    assume(len(values) > 20)
    shares = metrics.psi(values, np.tile(values, 3))
    assert shares < 0.6  # only bins that hold less than half a row can differ


@given(samples, samples)
def test_ks_is_the_largest_gap_between_the_shares_up_to_a_value(first, second):
    first, second = first[~np.isnan(first)], second[~np.isnan(second)]
    assume(len(first) and len(second))
    gaps = [abs((first <= value).mean() - (second <= value).mean()) for value in np.concatenate([first, second])]
    assert metrics.ks(first, second) == pytest.approx(max(gaps))


@given(hnp.arrays(float, st.integers(1, 50), elements=unit))
def test_benjamini_hochberg_is_that_of_scipy(p_values):
    adjusted = stats.false_discovery_control(p_values)
    clear = np.abs(adjusted - 0.05) > 1e-9
    assert np.array_equal(metrics.benjamini_hochberg(p_values)[clear], (adjusted <= 0.05)[clear])


@given(costs, unit)
def test_at_the_threshold_warning_and_silence_cost_the_same(c, p):
    warn = p * c.warned + (1 - p) * c.false_alarm
    silent = p * c.missed
    assert 0 < c.threshold < 1
    if abs(p - c.threshold) > 1e-6:
        assert (warn < silent) == (p > c.threshold)


@given(costs, labels_and_scores)
def test_no_decision_is_cheaper_than_foresight(c, pair):
    late, p = pair
    assert c.mean(late, late > 0.5) <= c.mean(late, p >= 0.5) + 1e-9


@given(costs, labels_and_scores)
def test_the_best_threshold_is_the_best_of_all(c, pair):
    late, p = pair
    cut = best_threshold(late, p, c)
    every = [c.mean(late, p >= other) for other in [*p, np.inf]]
    assert c.mean(late, p >= cut) == pytest.approx(min(every))


@pytest.mark.parametrize(("missed", "warned", "false"), [(100, 100, 1), (100, -1, 1), (100, 10, 0)])
def test_costs_that_make_no_sense_are_refused(missed, warned, false):
    with pytest.raises(ValueError, match="warning"):
        Costs(missed, warned, false)


@given(hnp.arrays(float, st.integers(2, 60), elements=unit), st.integers(1, 10))
def test_a_mean_lies_inside_its_interval_of_days_or_all_days_are_equal(values, days):
    day = np.arange(len(values)) % days
    interval = metrics.mean_by_day(values, day, 200)
    assert interval.low <= interval.high
    assert min(values) - 1e-9 <= interval.low
    assert interval.high <= max(values) + 1e-9


def test_the_binned_area_of_the_bootstrap_is_close_to_the_exact_one():
    rng = np.random.default_rng(0)
    p = rng.random(20_000)
    late = (rng.random(20_000) < p).astype(float)
    day = np.arange(20_000) // 200
    interval = metrics.auc_by_day(late, p, day, 400)
    assert interval.low < interval.value < interval.high
    assert interval.high - interval.low < 0.03
    assert (interval.low + interval.high) / 2 == pytest.approx(interval.value, abs=0.003)


@given(st.integers(0, 10_000))
def test_conformal_sets_keep_their_promise_when_nothing_moves(seed):
    rng = np.random.default_rng(seed)
    p = rng.random(4000)
    late = (rng.random(4000) < p).astype(float)
    quantiles = conformal.marginal(late[:2000], p[:2000], 0.1)
    assert conformal.sets(p[2000:], quantiles).covered(late[2000:]).mean() > 0.9 - 0.04


@given(labels_and_scores)
def test_isotonic_calibration_keeps_the_order_and_sigmoid_never_mixes_it(pair):
    late, p = pair
    p = 0.02 + 0.96 * p
    assume(late.min() < late.max())
    order = np.argsort(p, kind="stable")
    assert (np.diff(calibration.isotonic(late, p)(p)[order]) >= -1e-9).all()
    slope, _ = calibration.sigmoid_coefficients(late, p)
    assert (np.sign(slope) * np.diff(calibration.sigmoid(late, p)(p)[order]) >= -1e-9).all()


def test_the_canary_test_rarely_stops_identical_releases_and_peeking_often_does():
    same = np.random.default_rng(1).random(40_000) < 0.3
    honest = rollout.runs(rollout.canary_stop, same, same, 150).share
    peeking = rollout.runs(rollout.peeking_stop, same, same, 150).share
    assert honest <= 0.03
    assert peeking > 0.08


def test_a_shadow_stops_at_clusters_that_the_same_decisions_in_random_order_do_not_make():
    busy = np.repeat(np.random.default_rng(3).random(400) < 0.2, 100)  # whole hours in which a quarter differs
    new = np.where(busy, np.random.default_rng(4).random(40_000) < 0.25, False)
    old = np.zeros(40_000, dtype=bool)
    assert new.mean() == pytest.approx(0.05, abs=0.01)  # below what is allowed
    assert rollout.runs(rollout.shadow_stop, old, new, 60).share > 0.2
    assert rollout.runs(rollout.shadow_shuffled_stop, old, new, 60).share <= 0.05


@given(st.integers(0, 10_000))
def test_every_week_of_a_stream_has_every_weekday_once(seed):
    pool = np.arange(7 * 30).reshape(7, 30)  # 30 days of each weekday
    days = drift.stream_days(pool, np.random.default_rng(seed))
    assert days.shape == (drift.WEEKS, 7)
    assert len(set(days.ravel())) == days.size
    assert (days // 30 == np.arange(7)).all()


@given(st.integers(6, 60), st.integers(0, 1000))
def test_a_correlation_lies_between_minus_and_plus_one(weeks, seed):
    rng = np.random.default_rng(seed)
    found = drift.correlation(rng.random(weeks), rng.random(weeks), 50)
    assert -1 <= found.low <= found.high <= 1
    assert drift.correlation(np.arange(weeks), np.arange(weeks), 50).value == pytest.approx(1)


def test_a_flight_that_a_change_does_not_touch_proves_nothing():
    frame = pd.DataFrame({"precip": [0.0, np.nan, 6.0], "visib": [10.0, 10.0, 0.2]})
    wetter = frame.assign(precip=(frame["precip"] + 0.5).clip(upper=6.0))
    assert behaviour.touched(frame, wetter).tolist() == [True, False, False]


@given(st.integers(0, 1000), st.floats(0, 1))
def test_thresholds_by_group_bring_false_alarms_together_on_their_own_flights(seed, weight):
    rng = np.random.default_rng(seed)
    p, group = rng.random(2000), rng.random(2000) < 0.4
    p = np.where(group, p, p**2)
    late = (rng.random(2000) < p).astype(float)
    same = late, p, [group, ~group]
    (_, before, _), (_, after, _) = fairness.trade_off(same, same, Costs(), (0.0, weight))
    assert after <= before * (1 - weight) + 0.01


def test_the_ratio_check_sees_lost_requests_and_accepts_an_honest_router():
    lost = [rollout.ratio_run(30_000, 0.3, seed) for seed in range(30)]
    fine = [rollout.ratio_run(30_000, 0.0, seed) for seed in range(30)]
    assert not np.isnan(lost).any()
    assert np.isnan(fine).all()
