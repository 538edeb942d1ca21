"""How the whole ingester does as a program of its own: delay, backlog with live fixes beside it, memory."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx
import msgspec
import psutil

from ingest.bench.load import (
    BenchError,
    Maker,
    Place,
    Pulse,
    await_true,
    fill_queue,
    percentile,
)
from ingest.health import State

_CLIENT_ID: Final = "siangsa-bench"
_SAMPLE_S: Final = 1.0
_LOOK_S: Final = 0.25
_SETTLING_SHARE: Final = 0.2  # the first two of ten minutes: caches fill, the allocator finds its size
_MIB: Final = 2**20
LIVE_PER_S: Final = 200
STEADY_PER_S: Final = 2_000
BACKLOG_FIXES_EACH: Final = 50


class Program:
    """``ingest run`` as a process.

    Parameters
    ----------
    place
        Where it works.
    folder
        Where its log goes.
    """

    def __init__(self, place: Place, folder: Path) -> None:
        self._log = folder / "ingest.log"
        self._port = _free_port()
        self._environment = {
            **os.environ,
            "SIANGSA_DATABASE_URL": place.database_url,
            "SIANGSA_INGEST_CLIENT_ID": _CLIENT_ID,
            "SIANGSA_INGEST_METRICS_PORT": str(self._port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready.

        Raises
        ------
        BenchError
            When it does not come up.
        """
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest", "run"], env=self._environment, stderr=log
            )
        await_true(self._ready, "an ingester that is ready", every_s=0.02)

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)

    def memory_mib(self) -> float:
        """Return its resident memory."""
        if self._process is None:
            return 0.0
        return float(psutil.Process(self._process.pid).memory_info().rss) / _MIB

    def settled(self, lane: str) -> int:
        """Return how many fixes and events a lane has settled since the program's start."""
        answer = httpx.get(f"http://127.0.0.1:{self._port}/state", timeout=5)
        state = msgspec.json.decode(answer.content, type=State)
        return sum(s.accepted + s.duplicates + s.quarantined for s in state.lanes if s.name == lane)

    def _ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise BenchError(f"the ingester ended: {self._log.read_text()[-500:]}")
        try:
            return httpx.get(f"http://127.0.0.1:{self._port}/ready", timeout=5).is_success
        except httpx.HTTPError:
            return False


class ProgramBench:
    """Measures one ingester from outside, as devices see it."""

    def __init__(self, place: Place, maker: Maker) -> None:
        self._place = place
        self._maker = maker

    def steady(self, seconds: float) -> dict[str, float]:
        """Send 2,000 live fixes a second; return ``p95_ms``, ``p99_ms`` and ``slope_mb_per_min``."""
        with (
            tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder,
            Pulse(self._place, self._maker, STEADY_PER_S) as pulse,
        ):
            program = Program(self._place, Path(folder))
            program.start()
            try:
                pulse.first_receipt()
                memory = _Memory(program)
                pulse.run(_until(seconds, memory.sample))
                pulse.await_receipts()
                delays = pulse.delays_ms()
            finally:
                program.stop()
        return {
            "p95_ms": round(percentile(delays, 0.95), 1),
            "p99_ms": round(percentile(delays, 0.99), 1),
            "slope_mb_per_min": round(memory.slope_mib_per_min(seconds * _SETTLING_SHARE), 3),
        }

    def backlog(self, fixes: int) -> dict[str, float]:
        """Let `fixes` wait while no ingester is there, then drain them beside 200 live fixes a second.

        Returns
        -------
        ``drain_s`` from the start of the program to the last row, ``live_p95_ms`` since it was ready.
        """
        with (
            tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder,
            Pulse(self._place, self._maker, LIVE_PER_S) as pulse,
        ):
            program = Program(self._place, Path(folder))
            program.start()  # so that the broker has a session to queue for
            program.stop()
            fill_queue(self._place, self._maker, fixes // BACKLOG_FIXES_EACH, BACKLOG_FIXES_EACH)
            began_s = time.monotonic()
            program.start()
            try:
                pulse.run(_every(_LOOK_S, lambda: program.settled("past") >= fixes))
                drain_s = time.monotonic() - began_s
                pulse.await_receipts()
                live = pulse.delays_ms()
            finally:
                program.stop()
        return {"drain_s": round(drain_s, 1), "live_p95_ms": round(percentile(live, 0.95), 1)}


class _Memory:
    """Samples of the program's memory, and the line through them."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._began_s = time.monotonic()
        self._samples: list[tuple[float, float]] = []

    def sample(self) -> None:
        self._samples.append((time.monotonic() - self._began_s, self._program.memory_mib()))

    def slope_mib_per_min(self, from_s: float) -> float:
        late = [(second / 60, mib) for second, mib in self._samples if second >= from_s]
        return statistics.linear_regression(*zip(*late, strict=True)).slope if len(late) > 1 else 0.0


def _every[T](seconds: float, ask: Callable[[], T]) -> Callable[[], T | None]:
    """Return `ask`, made to answer None when it was asked less than `seconds` ago."""
    asked_s = [float("-inf")]

    def patient() -> T | None:
        now_s = time.monotonic()
        if now_s - asked_s[0] < seconds:
            return None
        asked_s[0] = now_s
        return ask()

    return patient


def _until(seconds: float, sample: Callable[[], None]) -> Callable[[], bool]:
    """Return a condition that is true after `seconds`; it samples once a second on the way."""
    ends_s, patient = time.monotonic() + seconds, _every(_SAMPLE_S, sample)

    def over() -> bool:
        patient()
        return time.monotonic() >= ends_s

    return over


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
