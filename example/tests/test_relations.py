"""The relations that the text relies on: on a fast run of every stage, and on the committed results."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from late import compare, plots, report, rollout
from late.faults import FAULTS
from late.report import RESULTS


@pytest.fixture(params=["fast", "committed"])
def numbers(request):
    return request.getfixturevalue(request.param)


def test_every_leak_that_the_text_names_inflates(numbers):
    data = numbers["data"]
    for leak in (
        "dep_delay",
        "air_time",
        "target_statistics",
        "random_split",
        "random_split_with_date",
        "duplicates_memorised",
    ):
        assert data[f"leak_{leak}_inflation"] > 0, leak
        assert data[f"leak_{leak}_auc"] > data[f"leak_{leak}_honest_auc"], leak


def test_a_split_by_time_is_harder_than_a_random_one(numbers):
    data = numbers["data"]
    assert data["leak_random_split_honest_auc"] < data["leak_random_split_auc"]


def test_the_candidates_stand_in_the_order_of_the_ladder(numbers):
    modeling = numbers["modeling"]
    areas = [modeling[f"folds_{name}_auc"] for name in ("constant", "rates", "logistic", "boosting")]
    assert areas == sorted(areas)


def test_the_season_breaks_calibration(numbers):
    modeling = numbers["modeling"]
    assert modeling["test_sigmoid_predicted_share_month_09"] > modeling["test_late_share_month_09"]
    assert modeling["test_sigmoid_predicted_share_month_12"] < modeling["test_late_share_month_12"]


def test_one_quantile_covers_late_flights_less_than_promised(numbers):
    modeling = numbers["modeling"]
    assert modeling["conformal_marginal_coverage_late"] < modeling["conformal_promise"]
    assert modeling["conformal_by_class_coverage_late"] > modeling["conformal_marginal_coverage_late"]


def test_multiplicity_control_never_finds_more(numbers):
    modeling = numbers["modeling"]
    assert modeling["slices_surviving"] <= modeling["slices_below_5_percent"]


def test_batch_service_and_rollback_agree_to_the_bit(numbers):
    deployment = numbers["deployment"]
    for name in ("batch_service_equal", "saved_loaded_equal", "rollback_restores", "rollback_changed_something"):
        assert deployment[name] is True


def test_leaks_hold_against_their_controls(committed):
    data = committed["data"]
    assert data["control_same_rows_inflation_low"] > 0
    assert data["control_out_of_fold_statistics_inflation"] > data["control_in_sample_statistics_inflation"]
    assert data["leak_duplicates_memorised_inflation"] > data["leak_duplicates_inflation"]


def test_labels_that_nobody_has_yet_flatter(numbers):
    assert numbers["modeling"]["folds_instant_labels_inflation"] > 0


def test_the_gate_passes_with_whole_weeks_resampled_too(committed):
    modeling = committed["modeling"]
    for where in ("folds", "test"):
        assert modeling[f"gate_saving_{where}_by_week_low"] >= modeling["gate_required"]


def test_the_shadow_stops_healthy_releases_because_disagreements_come_in_clusters(committed):
    deployment = committed["deployment"]
    assert deployment["rollout_shadow_healthy_stopped_share"] > rollout.ALPHA
    assert deployment["rollout_shadow_shuffled_healthy_stopped_share"] <= rollout.ALPHA


def test_the_shadow_needs_fewer_requests_than_the_canary(committed):
    deployment = committed["deployment"]
    assert deployment["rollout_shadow_broken_requests_median"] < deployment["rollout_canary_broken_requests_median"]
    assert deployment["rollout_canary_same_stopped_share"] <= 0.02
    assert deployment["rollout_peeking_same_stopped_share"] > deployment["rollout_canary_same_stopped_share"]


def test_customary_thresholds_cry_wolf(committed):
    deployment = committed["deployment"]
    assert deployment["drift_customary_false_alarms_psi_features"] > 0.5
    assert deployment["drift_matched_false_alarms_psi_features"] < 0.1


@pytest.mark.parametrize("policy", ["monthly", "triggered_error", "triggered_scores", "recalibrated"])
def test_what_the_findings_say_about_a_policy_is_what_its_interval_says(committed, findings, policy):
    deployment = committed["deployment"]
    low, value, high = (deployment[f"replay_{policy}_saved_per_flight{end}"] for end in ("_low", "", "_high"))
    word = "saves" if low > 0 else "loses" if high < 0 else "cannot be told from never retraining:"
    assert f"{word} {value:+.2f} [{low:+.2f}, {high:+.2f}]" in findings


def test_the_gate_says_what_its_rule_says(numbers):
    modeling = numbers["modeling"]
    for where in ("folds", "test"):
        assert modeling[f"gate_passes_{where}"] == (modeling[f"gate_saving_{where}_low"] >= modeling["gate_required"])


def test_every_fault_is_in_the_results(numbers):
    data = numbers["data"]
    assert {f"fault_{name}_caught_by" for name in FAULTS} <= data.keys()
    assert data["fault_one_celsius_refused_share"] > 0.9
    assert data["fault_inverted_caught_by"] == "label"


def test_a_fast_run_writes_the_same_names_as_the_committed_one(fast, committed):
    assert fast.keys() - {"folder"} == committed.keys() - {"run"}
    for stage in fast.keys() - {"folder", *compare.MACHINE}:
        missing = committed[stage].keys() ^ fast[stage].keys()
        assert not {name for name in missing if not re.search(r"incident", name)}, stage


def test_the_comparison_sees_a_number_that_moved(committed):
    data = committed["data"]
    assert compare.differences("data", data, data) == []
    moved = data | {"leak_dep_delay_auc": data["leak_dep_delay_auc"] + 0.05, "sha256_weather": "0"}
    lines = compare.differences("data", data, moved)
    assert [line.split(":")[0] for line in lines] == ["data.leak_dep_delay_auc", "data.sha256_weather"]
    told = compare.differences("data", data, data | {"clean_schema_reasons": "temp: in_range"})
    assert [line.split(":")[0] for line in told] == ["data.clean_schema_reasons"]
    del moved["n_flights"]
    assert "data.n_flights: not in the rerun" in compare.differences("data", data, moved)
    assumed = committed["settings"]
    assert compare.differences("settings", assumed, assumed) == []
    assert len(compare.differences("settings", assumed, assumed | {"cost_missed": 300.01})) == 1


def test_results_are_small():
    assert sum(path.stat().st_size for path in RESULTS.iterdir()) < 2_000_000


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*plots.SERIES, plots.MUTED])
@pytest.mark.parametrize("ground", ["#ffffff", "#181f28"])
def test_series_stand_out_on_light_and_dark(colour, ground):
    light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_plots_need_no_style_and_have_a_text_alternative(fast):
    drawn = sorted(fast["folder"].glob("*.svg"))
    assert len(drawn) >= 14
    seen: set[str] = set()
    for path in drawn:
        root = ET.fromstring(path.read_text())
        assert root.find(f"{{{plots.SVG}}}title").text
        assert root.find(f"{{{plots.SVG}}}desc").text
        for element in root.iter():
            assert "style" not in element.attrib
            assert not element.tag.endswith(("style", "use", "clipPath"))
            assert not {"clip-path", "font-family", "href"} & set(element.attrib)
            for name in ("fill", "stroke"):
                value = element.attrib.get(name, "none")
                assert value in ("none", "currentColor") or value.startswith("var(--"), (path.name, value)
        ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        assert not ids & seen
        seen |= ids
        assert "currentColor" in path.read_text()
        assert plots.INK not in path.read_text()


def test_a_plot_has_the_same_bytes_every_time(tmp_path):
    for name in ("first", "second"):
        with plots.chart(tmp_path / name / "same.svg", "Title", "Description") as axes:
            axes.plot([1, 2], [3, 4])
    assert (tmp_path / "first/same.svg").read_bytes() == (tmp_path / "second/same.svg").read_bytes()


def test_numbers_are_plain_and_rounded(tmp_path):
    report.write_numbers(tmp_path, "x", {"a": 1 / 3, "b": True, "c": 7, "d": float("nan"), "e": "text"})
    assert json.loads((tmp_path / "x.json").read_text()) == {"a": 0.333333, "b": True, "c": 7, "d": None, "e": "text"}
    with pytest.raises(TypeError, match="dict"):
        report.write_numbers(tmp_path, "x", {"a": {}})
