"""The service: the release in `late.registry`, behind HTTP. Start: `python -m late.service FOLDER --port 8000`.

POST /predict answers for 1 to 100 flights, GET /health says which release answers, GET /metrics speaks Prometheus' text
format 0.0.4. The ranges that a request must keep come from the table of columns, as do those of the training checks.
A request that breaks them gets 422 with the reason, a body that is not JSON gets 400; nothing is guessed, clipped or
filled in. What the typed input lets pass goes through the schema of the training as well, so that the two cannot part.
"""

from __future__ import annotations

import argparse
import json
import math
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from late import registry
from late.checks import CLOSED, DEW_POINT_MARGIN
from late.features import CATEGORICAL, COLUMNS, NAMES, NUMERIC
from late.predictor import Predictor

MAX_FLIGHTS = 100
KEPT = 120  # seconds that an idle connection is kept: longer than any client keeps one, so that the client ends it
GRACE = 5  # seconds that open requests have to end when the service is told to
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)  # seconds
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Strict(BaseModel):
    """No unknown fields, no infinities, no `true` or "7" where a number belongs (a fuzzer found that both passed)."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)


class FlightBase(Strict):
    """What ranges cannot say about one flight."""

    @model_validator(mode="after")
    def dew_point_below_temperature(self) -> FlightBase:
        """The dew point is never above the temperature; if it is, one of the two has the wrong unit."""
        temp, dewp = getattr(self, "temp", None), getattr(self, "dewp", None)
        if temp is not None and dewp is not None and dewp > temp + DEW_POINT_MARGIN:
            raise ValueError("the dew point is above the temperature: is one of them in other units?")
        return self


class Answer(BaseModel):
    """The calibrated probability of arriving 15 minutes late or more, and the decision."""

    probability: float = Field(ge=0, le=1)
    warn: bool


class Answers(BaseModel):
    """Answers in the order of the request, and the release that gave them."""

    release: str
    flights: list[Answer]


class Refusal(BaseModel):
    """Why a body could not be read at all."""

    detail: str


class Health(BaseModel):
    """The release in service."""

    status: Literal["ok"]
    release: str


def flight_model(release: Predictor) -> type[BaseModel]:
    """The input schema of one flight: names, ranges and units from COLUMNS, carriers and origins of the release."""
    fields: dict[str, Any] = {}
    for column in COLUMNS:
        if not column.known:
            continue
        if column.name in CLOSED:
            kind: Any = Literal[tuple(release.known[column.name])]
            fields[column.name] = (kind, Field(description=column.why))
        elif column.name in CATEGORICAL:
            fields[column.name] = (str, Field(pattern="^[A-Z]{3}$", description=column.why))
        else:
            limits = Field(ge=column.low, le=column.high, description=f"{column.unit}; {column.why}")
            fields[column.name] = (float | None, limits) if column.optional else (float, limits)
    return create_model("Flight", __base__=FlightBase, **fields)


def frame_of(flights: list[BaseModel]) -> pd.DataFrame:
    """The feature frame of a request: absent numbers become missing values, as in training."""
    rows = [flight.model_dump() for flight in flights]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in CATEGORICAL}
    columns |= {name: [math.nan if row[name] is None else float(row[name]) for row in rows] for name in NUMERIC}
    return pd.DataFrame(columns)[NAMES]


class Meter:
    """Counters of one process; `text` is what Prometheus reads."""

    def __init__(self, release: str) -> None:
        self._release = release
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._decisions: Counter[bool] = Counter()
        self._seconds: list[float] = [0.0] * (len(BUCKETS) + 1)
        self._shares: list[float] = [0.0] * (len(SHARES) + 1)
        self._sums = {"seconds": 0.0, "shares": 0.0}

    def request(self, route: str, status: int, seconds: float) -> None:
        """One answered request."""
        with self._lock:
            self._requests[(route, status)] += 1
            self._seconds[_bucket(seconds, BUCKETS)] += 1
            self._sums["seconds"] += seconds

    def prediction(self, probability: float, warn: bool) -> None:
        """One predicted flight."""
        with self._lock:
            self._decisions[warn] += 1
            self._shares[_bucket(probability, SHARES)] += 1
            self._sums["shares"] += probability

    def text(self) -> str:
        """Text format 0.0.4: every metric with HELP and TYPE, one sample a line."""
        with self._lock:
            lines = ["# HELP late_release_info The release in service.", "# TYPE late_release_info gauge"]
            lines.append(f'late_release_info{{version="{self._release}"}} 1')
            lines += ["# HELP late_requests_total Requests answered.", "# TYPE late_requests_total counter"]
            for (route, status), count in sorted(self._requests.items()):
                lines.append(f'late_requests_total{{route="{route}",status="{status}"}} {count}')
            lines += ["# HELP late_decisions_total Flights predicted.", "# TYPE late_decisions_total counter"]
            for warn in (False, True):
                lines.append(f'late_decisions_total{{warn="{str(warn).lower()}"}} {self._decisions[warn]}')
            lines += _histogram(
                "late_request_seconds", "Seconds per request.", BUCKETS, self._seconds, self._sums["seconds"]
            )
            lines += _histogram("late_probability", "Probabilities given.", SHARES, self._shares, self._sums["shares"])
        return "\n".join(lines) + "\n"


def _bucket(value: float, limits: tuple[float, ...]) -> int:
    return next((place for place, limit in enumerate(limits) if value <= limit), len(limits))


def _histogram(name: str, text: str, limits: tuple[float, ...], counts: list[float], total: float) -> list[str]:
    lines, running = [f"# HELP {name} {text}", f"# TYPE {name} histogram"], 0
    for limit, count in zip([*map(str, limits), "+Inf"], counts, strict=True):
        running += int(count)
        lines.append(f'{name}_bucket{{le="{limit}"}} {running}')
    return [*lines, f"{name}_sum {total:.6f}", f"{name}_count {running}"]


async def refuse(_request: Request, error: Exception) -> Response:
    """422 with place, message and type of every mistake, without the input: NaN or half a surrogate pair in it could
    not be written as JSON, and the refusal would end as an error of the server."""
    mistakes = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{key: mistake[key] for key in ("loc", "msg", "type")} for mistake in mistakes]
    return Response(json.dumps({"detail": detail}), status_code=422, media_type="application/json")


def create_app(release: Predictor) -> FastAPI:
    """The application around one release; a new release is a new process, so that a process never changes its mind."""
    app = FastAPI(title="Will this flight be late?", version=release.version)
    meter = Meter(release.version)
    flight = flight_model(release)
    batch = create_model(
        "Flights",
        __base__=Strict,
        flights=(list[flight], Field(min_length=1, max_length=MAX_FLIGHTS)),  # type: ignore[valid-type]
    )

    @app.middleware("http")
    async def measured(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        start, status = time.perf_counter(), 500  # what the client gets when the next line raises
        try:
            response = await call_next(request)
            status = response.status_code
        finally:
            route = request.scope.get("route")
            meter.request(getattr(route, "path", "other"), status, time.perf_counter() - start)
        return response

    app.exception_handler(RequestValidationError)(refuse)

    def predict(body: Any) -> Answers:
        """Probabilities and decisions for the flights of the request."""
        frame = frame_of(body.flights)
        if found := release.problems(frame):
            raise RequestValidationError([{"loc": ("body", "flights"), "msg": one, "type": "schema"} for one in found])
        chances = release.probability(frame).tolist()
        answers = [Answer(probability=chance, warn=chance >= release.threshold) for chance in chances]
        for answer in answers:
            meter.prediction(answer.probability, answer.warn)
        return Answers(release=release.version, flights=answers)

    predict.__annotations__["body"] = batch
    unreadable = {400: {"model": Refusal, "description": "The body is not JSON in UTF-8"}}
    app.post("/predict", responses=unreadable)(predict)  # type: ignore[arg-type]

    @app.get("/health")
    def health() -> Health:
        """Alive, and which release answers."""
        return Health(status="ok", release=release.version)

    @app.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    def metrics() -> Response:
        """Counters in Prometheus' text format."""
        return Response(meter.text(), media_type="text/plain; version=0.0.4")

    return app


def main() -> None:
    """Serve the current release of a registry on the loopback address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    app = create_app(registry.current(arguments.registry))
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=arguments.port,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEPT,
        timeout_graceful_shutdown=GRACE,  # without it one open connection keeps the process alive for ever
    )


if __name__ == "__main__":
    main()
