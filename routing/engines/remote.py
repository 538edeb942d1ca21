"""Running an engine in a child process under a hard deadline."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec

from routing.engines.child import task_to_json
from routing.engines.protocol import Task, read_sequences
from routing.plan import Sequences

GRACE_S = 1.0
"""A child that has not ended this long after its limit is killed."""

LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an engine: its last sequences, if any, and what went wrong, if anything."""

    sequences: Sequences | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Keeper:
    """How children are kept.

    Parameters
    ----------
    memory_mb
        Address space a child may take; a solver that asks for more dies alone.
    cancelled
        Asked often; a true answer kills the child at once.
    """

    memory_mb: int = 3072
    cancelled: Callable[[], bool] = lambda: False


def run_engine(name: str, task: Task, keeper: Keeper) -> Answer:
    """Solve in a child process; never raises and never lasts longer than the limit and `GRACE_S`."""
    ends_at = time.monotonic() + task.time_limit_s
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as answers,
        tempfile.TemporaryFile() as complaints,
    ):
        given.write(task_to_json(task, ends_at=ends_at, memory_mb=keeper.memory_mb))
        given.seek(0)
        trouble = _run(name, (given, answers, complaints), ends_at + GRACE_S, keeper)
        lines = _read(answers).splitlines(keepends=True)
        answers_given = map(_decode, reversed(lines))
        last = next((read_sequences(line["sequences"]) for line in answers_given if line), None)
        if trouble:
            complaint = _read(complaints).decode(errors="replace").strip().splitlines()
            trouble = f"{name}: {trouble}" + (f" ({complaint[-1][:200]})" if complaint else "")
        return Answer(last, trouble)


def _run(name: str, files: tuple[IO[bytes], IO[bytes], IO[bytes]], kill_at: float, keeper: Keeper) -> str:
    """Start the child and see it end; returns what went wrong, or nothing."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    given, answers, complaints = files
    child = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
        [sys.executable, "-m", "routing.engines", name],
        stdin=given,
        stdout=answers,
        stderr=complaints,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        return _watch(child, kill_at, keeper)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def _watch(child: subprocess.Popen[bytes], kill_at: float, keeper: Keeper) -> str:
    while child.poll() is None:
        if keeper.cancelled():
            return "cancelled"
        if time.monotonic() > kill_at:
            return "did not end in time and was killed"
        time.sleep(LOOK_EVERY_S)
    return "" if child.returncode == 0 else f"died with code {child.returncode}"


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _decode(line: bytes) -> dict[str, Any] | None:
    """One answer, or None for a line that was cut off when its writer was killed."""
    try:
        answer = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    return answer if isinstance(answer, dict) else None
