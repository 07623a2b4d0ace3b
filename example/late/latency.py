"""Latency of the service on the loopback address, against load, with open-loop arrivals.

Requests start at random moments that do not wait for answers, and a latency counts from when its request was due:
otherwise a slow answer would slow the questions down and hide itself (coordinated omission). What comes out depends on
the machine, so it goes to a file of its own, with the machine.
"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pandas as pd

from late.features import CATEGORICAL

RATES = (10, 25, 50, 100, 200)  # requests a second
WARM_UP = 20, 60  # a second, in all
PATIENCE = 10.0  # seconds that a service has to end by itself
TIMEOUT = 300.0  # seconds that a request may take: in an overload they wait for each other, which is what is measured
IDLE = 2.0  # seconds after which an idle connection is given up; the server keeps it longer, even if we stall
DUE = 0.3  # the first request is due this long after the start


def machine() -> dict[str, str]:
    """Enough to tell whose milliseconds these are."""
    return {
        "machine_cpus": str(os.cpu_count()),
        "machine_type": platform.machine(),
        "machine_system": platform.system(),
        "machine_python": platform.python_version(),
    }


def request_of(frame: pd.DataFrame, row: int) -> dict[str, object]:
    """The request body for one row of a feature frame."""
    values = frame.iloc[row].to_dict()
    flight = {
        name: value if name in CATEGORICAL else (None if np.isnan(value) else float(value))
        for name, value in values.items()
    }
    return {"flights": [flight]}


@contextmanager
def running(registry: Path) -> Iterator[str]:
    """The service in a process of its own; yields its address and stops it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "late.service", str(registry), "--port", str(port)]
    single = os.environ | {"OMP_NUM_THREADS": "1"}  # one row is too little work to share out between threads
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent, env=single) as process:  # noqa: S603 - our module
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(address: str, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with code {process.returncode} before it answered")
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"the service did not answer within {seconds} seconds")


async def load(
    address: str, bodies: list[dict[str, object]], rate: float, requests: int, seed: int
) -> tuple[np.ndarray, float]:
    """Milliseconds of every request at this rate, from when it was due, and answers a second; an answer other than 200
    raises."""
    rng = np.random.default_rng(seed)
    due = np.cumsum(rng.exponential(1 / rate, size=requests)) + DUE
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200, keepalive_expiry=IDLE)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=TIMEOUT) as client:
        start = time.perf_counter()

        async def one(number: int) -> float:
            await asyncio.sleep(max(0.0, due[number] - (time.perf_counter() - start)))
            (await client.post("/predict", json=bodies[number % len(bodies)])).raise_for_status()
            return 1000 * (time.perf_counter() - start - due[number])

        taken = np.array(await asyncio.gather(*(one(number) for number in range(len(due)))))
        return taken, requests / (time.perf_counter() - start - DUE)


def measure(registry: Path, frame: pd.DataFrame, rates: tuple[int, ...], requests: int) -> dict[str, float]:
    """Percentiles in milliseconds and answers a second for every rate, from so many requests at each."""
    bodies = [request_of(frame, row) for row in range(min(200, len(frame)))]
    numbers: dict[str, float] = {"latency_requests_at_each_rate": requests}
    with running(registry) as address:
        asyncio.run(load(address, bodies, WARM_UP[0], WARM_UP[1], 0))
        for rate in rates:
            taken, answered = asyncio.run(load(address, bodies, rate, requests, rate))
            for share in (50, 95, 99):
                numbers[f"latency_ms_p{share}_at_{rate}"] = float(np.percentile(taken, share))
            numbers[f"latency_answers_a_second_at_{rate}"] = answered
    return numbers
