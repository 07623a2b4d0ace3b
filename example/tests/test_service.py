"""The service answers as batch does, refuses what it should, and survives what a fuzzer sends."""

from __future__ import annotations

import dataclasses
import json
import socket
import time

import numpy as np
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from late import checks, faults, latency, predictor, registry, service
from late.dataset import Data

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def app(release):
    return service.create_app(release)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app) as one:
        yield one


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        ("/predict", "POST", GenerationMode.POSITIVE),
        ("/predict", "POST", GenerationMode.NEGATIVE),
        ("/health", "GET", GenerationMode.POSITIVE),
        ("/metrics", "GET", GenerationMode.POSITIVE),
    ],
)
def test_the_service_keeps_its_own_schema_whatever_is_sent(app, path, method, mode):
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)[path][method]
    statuses = []

    @settings(max_examples=80, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def fuzz(case):
        statuses.append(case.call_and_validate(checks=CHECKS).status_code)

    fuzz()
    assert len(statuses) >= (80 if method == "POST" else 1)
    assert set(statuses) <= {200, 400, 422}
    assert (200 in statuses) == (mode is GenerationMode.POSITIVE)


def test_service_and_batch_give_the_same_bits(client, release, small):
    frame = small.months(6).frame.iloc[:60].reset_index(drop=True)
    answers = [client.post("/predict", json=latency.request_of(frame, row)).json() for row in range(len(frame))]
    assert [a["flights"][0]["probability"] for a in answers] == release.probability(frame).tolist()
    assert [a["flights"][0]["warn"] for a in answers] == release.warn(frame).tolist()


def test_many_flights_in_one_request_are_answered_in_order(client, release, small):
    frame = small.months(6).frame.iloc[:100].reset_index(drop=True)
    body = {"flights": [latency.request_of(frame, row)["flights"][0] for row in range(100)]}
    answer = client.post("/predict", json=body).json()
    assert np.array_equal([one["probability"] for one in answer["flights"]], release.probability(frame))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("carrier", "ZZ"),
        ("visib", -1),
        ("departure_minute", 1440),
        ("temp", 212),
        ("distance", None),
        ("dewp", 89.9),
        ("dep_delay", 12),
    ],
)
def test_a_request_out_of_range_is_refused_with_its_reason(client, small, field, value):
    body = latency.request_of(small.months(6).frame.assign(temp=50.0, dewp=40.0), 0)
    assert client.post("/predict", json=body).status_code == 200
    body["flights"][0][field] = value
    response = client.post("/predict", json=body)
    assert response.status_code == 422
    assert field in json.dumps(response.json()) or "dew point" in json.dumps(response.json())


def test_service_and_training_checks_refuse_the_same_records(client, small, release):
    frame = small.months(6).frame.iloc[:40].reset_index(drop=True)
    frame.loc[3, "temp"], frame.loc[7, "carrier"], frame.loc[9, "distance"] = 300.0, "ZZ", np.nan
    frame.loc[11, ["temp", "dewp"]] = [10.0, 40.0]
    for row in range(len(frame)):
        body = latency.request_of(frame, row)
        refused = client.post("/predict", json=body).status_code == 422
        assert refused == bool(checks.record_problems(frame.iloc[[row]], release.known))
        assert refused == (checks.refused(frame.iloc[[row]], release.known) == 1.0)
        assert refused == (row in (3, 7, 9, 11))


@pytest.mark.parametrize("value", ["NaN", "1e999", "-Infinity"])
def test_a_number_that_json_cannot_say_is_refused_and_not_an_error(client, small, value):
    body = json.dumps(latency.request_of(small.months(6).frame.assign(temp=50.0, dewp=40.0), 0))
    broken = body.replace('"temp": 50.0', f'"temp": {value}')
    response = client.post("/predict", content=broken, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "flights", 0, "temp"]


@pytest.mark.parametrize("field", ["dest", "carrier", "\\ud800"])
def test_half_a_surrogate_pair_is_refused_and_not_an_error(client, small, field):
    body = latency.request_of(small.months(6).frame.assign(temp=50.0, dewp=40.0), 0)
    body["flights"][0][field] = "@"
    broken = json.dumps(body).replace('"@"', '"\\ud800"').replace("\\\\ud800", "\\ud800")
    response = client.post("/predict", content=broken, headers={"content-type": "application/json"})
    assert response.status_code == 422


def test_what_the_typed_input_lets_pass_meets_the_schema_of_the_training(release, small):
    narrow = dataclasses.replace(release)
    body = latency.request_of(small.months(6).frame, 0)
    carriers = [code for code in release.known["carrier"] if code != body["flights"][0]["carrier"]]
    narrow.__dict__["rules"] = checks.schema(release.known | {"carrier": carriers})
    with TestClient(service.create_app(narrow)) as client:
        response = client.post("/predict", json=body)
    assert response.status_code == 422
    assert "carrier" in response.json()["detail"][0]["msg"]


def test_an_error_of_the_server_is_counted(release, small):
    class Broken(predictor.Predictor):
        def probability(self, frame):
            raise RuntimeError("the model is gone")

    broken = Broken(**{field.name: getattr(release, field.name) for field in dataclasses.fields(release)})
    with TestClient(service.create_app(broken), raise_server_exceptions=False) as client:
        assert client.post("/predict", json=latency.request_of(small.months(6).frame, 0)).status_code == 500
        assert 'late_requests_total{route="/predict",status="500"} 1' in client.get("/metrics").text


@pytest.mark.parametrize("fault", ["seconds", "lost_column", "doubled", "lost_days", "inverted", "frozen"])
def test_training_stops_at_data_that_a_check_refuses(small, fault):
    flights, frame = faults.FAULTS[fault](small.months(3).flights, small.months(3).frame)
    with pytest.raises(ValueError, match="not data to train on"):
        predictor.train("v1", Data(flights, frame, small.raw), None, 0, 5)


def test_calibration_stops_at_a_carrier_that_training_never_saw(small):
    flights, frame = faults.new_code(small.months(4).flights, small.months(4).frame)
    with pytest.raises(ValueError, match="carrier"):
        predictor.train("v1", small.months(3), Data(flights, frame, small.raw), 0, 5)


def test_metrics_count_what_was_answered(release, small):
    frame = small.months(6).frame
    with TestClient(service.create_app(release)) as client:
        for row in range(3):
            client.post("/predict", json=latency.request_of(frame, row))
        client.post("/predict", json={})
        text = client.get("/metrics").text
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert samples['late_requests_total{route="/predict",status="200"}'] == "3"
    assert samples['late_requests_total{route="/predict",status="422"}'] == "1"
    assert int(samples['late_decisions_total{warn="true"}']) + int(samples['late_decisions_total{warn="false"}']) == 3
    assert samples['late_probability_bucket{le="+Inf"}'] == samples["late_probability_count"] == "3"


def test_a_changed_model_file_is_refused(release, tmp_path):
    predictor.save(release, tmp_path)
    with (tmp_path / "model.skops").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match="not the file"):
        predictor.load(tmp_path)


def test_a_model_file_with_a_foreign_type_is_refused(release, tmp_path, monkeypatch):
    predictor.save(release, tmp_path)
    monkeypatch.setattr(predictor, "TRUSTED", predictor.TRUSTED[:2])
    with pytest.raises(ValueError, match="TreePredictor"):
        predictor.load(tmp_path)


def test_the_service_ends_when_told_to_even_with_a_request_half_sent(release, tmp_path):
    registry.publish(tmp_path, release)
    registry.activate(tmp_path, "v1")
    with socket.socket() as connection:
        with latency.running(tmp_path) as address:
            connection.connect(("127.0.0.1", int(address.rpartition(":")[2])))
            connection.sendall(b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{")
            time.sleep(0.2)
            began = time.monotonic()
        assert time.monotonic() - began < service.GRACE + latency.PATIENCE


def test_going_back_restores_the_release_and_versions_never_change(release, small, tmp_path):
    registry.publish(tmp_path, release)
    registry.activate(tmp_path, "v1")
    frame = small.months(7).frame
    assert np.array_equal(registry.current(tmp_path).probability(frame), release.probability(frame))
    with pytest.raises(ValueError, match="exists"):
        registry.publish(tmp_path, release)
    with pytest.raises(FileNotFoundError, match="no release v9"):
        registry.activate(tmp_path, "v9")
    assert registry.current(tmp_path).version == "v1"
