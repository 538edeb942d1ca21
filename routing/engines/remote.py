"""Running an engine in a child process under a hard deadline."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from routing.engines.child import Inbox, pack_task
from routing.engines.protocol import Task, Tell, read_sequences
from routing.model.plan import Sequences

GRACE_S = 0.7
"""A child that has not ended this long after its limit is killed."""

LOOK_EVERY_S = 0.05

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Each child has a core to itself and no more; idle threads also cost address space."""


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


def ignore(_: Sequences) -> None:
    """Do nothing with an answer."""


def run_engine(name: str, task: Task, keeper: Keeper, tell: Tell = ignore) -> Answer:
    """Solve in a child process; never raises and never lasts longer than the limit and `GRACE_S`.

    Parameters
    ----------
    tell
        Called with answers while the child works, in this thread; what it does delays the watch.
    """
    ends_at = time.monotonic() + task.time_limit_s
    with tempfile.TemporaryDirectory(prefix="siangsa-solver-") as folder:
        desk = _Desk(Path(folder))
        memory_mb = keeper.memory_mb
        desk.given.write_bytes(pack_task(task, ends_at=ends_at, memory_mb=memory_mb, inbox=desk.inbox.path))
        trouble = _run(name, desk, _Watch(task, keeper, ends_at + GRACE_S, tell))
        if trouble:
            complaint = desk.complaints.read_text(errors="replace").strip().splitlines()
            trouble = f"{name}: {trouble}" + (f" ({complaint[-1][:200]})" if complaint else "")
        return Answer(desk.last(), trouble)


@dataclass(slots=True)
class _Desk:
    """What lies between a child and its parent: files, so that neither ever waits for the other."""

    folder: Path
    read: int = 0
    inbox: Inbox = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.folder / "inbox")

    @property
    def given(self) -> Path:
        """The task."""
        return self.folder / "task"

    @property
    def answers(self) -> Path:
        """One line for each answer, the best last."""
        return self.folder / "answers"

    @property
    def complaints(self) -> Path:
        """Standard error."""
        return self.folder / "complaints"

    def fresh(self) -> Sequences | None:
        """Return the last whole answer since the last look, or None."""
        with self.answers.open("rb") as file:
            file.seek(self.read)
            lines = file.read().splitlines(keepends=True)
        whole = [line for line in lines if line.endswith(b"\n")]
        self.read += sum(map(len, whole))
        return _sequences(whole)

    def last(self) -> Sequences | None:
        """Return the last whole answer of all."""
        return _sequences(self.answers.read_bytes().splitlines())


@dataclass(frozen=True, slots=True)
class _Watch:
    """What is looked after while a child works."""

    task: Task
    keeper: Keeper
    kill_at: float
    tell: Tell

    def until_end(self, child: subprocess.Popen[bytes], desk: _Desk) -> str:
        """Pass answers and news on until the child ends; returns what went wrong, or nothing."""
        while child.poll() is None:
            if self.keeper.cancelled():
                return "cancelled"
            if time.monotonic() > self.kill_at:
                return "did not end in time and was killed"
            if (news := self.task.hear()) is not None:
                desk.inbox.post(news)
            if (answer := desk.fresh()) is not None:
                self.tell(answer)
            time.sleep(LOOK_EVERY_S)
        return "" if child.returncode == 0 else f"died with code {child.returncode}"


def _run(name: str, desk: _Desk, watch: _Watch) -> str:
    """Start the child and see it end; returns what went wrong, or nothing."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    with (
        desk.given.open("rb") as given,
        desk.answers.open("wb") as answers,
        desk.complaints.open("wb") as complaints,
    ):
        child = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
            [sys.executable, "-m", "routing.engines", name],
            stdin=given,
            stdout=answers,
            stderr=complaints,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
        )
    try:
        return watch.until_end(child, desk)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def _sequences(lines: list[bytes]) -> Sequences | None:
    """Return the last line that is an answer; one that was cut off when its writer died is none."""
    for line in reversed(lines):
        try:
            answer: Any = msgspec.json.decode(line)
        except msgspec.DecodeError:
            continue
        if isinstance(answer, dict) and "sequences" in answer:
            return read_sequences(answer["sequences"])
    return None
