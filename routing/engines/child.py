"""The child process that solves: a task on standard input, better and better answers on its output.

A solver may crash, hang or eat all memory; here it takes nothing with it but itself. Every better
answer is written out at once, so that even a killed engine has answered. News from other engines lie in
a file that its parent replaces; looking at its time of change costs nothing worth counting.
"""

import json
import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np

from routing.engines.protocol import Engine, Task, read_sequences
from routing.model.plan import Sequences
from routing.model.problem import Facility, IntMatrix, Matrix, Problem, Stop, Vehicle


def load_engine(name: str) -> Engine:
    """Return an engine by name; its solver is imported only now."""
    if name == "pyvrp":
        from routing.engines import by_pyvrp

        return by_pyvrp.solve
    if name == "ruin":
        from routing.engines import ruin

        return ruin.solve
    from routing.engines import by_ortools

    return by_ortools.solve


@dataclass(slots=True)
class Inbox:
    """The file in which a parent leaves answers of others, whole ones only."""

    path: Path
    seen_ns: int = 0

    def post(self, sequences: Sequences) -> None:
        """Leave an answer; it takes the place of one not yet read."""
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(sequences))
        fresh.replace(self.path)

    def read(self) -> Sequences | None:
        """Return an answer that was not read before, or None."""
        try:
            changed_ns = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if changed_ns == self.seen_ns:
            return None
        self.seen_ns = changed_ns
        return read_sequences(msgspec.json.decode(self.path.read_bytes()))


def pack_task(task: Task, *, ends_at: float, memory_mb: int, inbox: Path) -> bytes:
    """Return a task for a child that shall end by `ends_at` (monotonic seconds, one clock for all)."""
    return msgspec.msgpack.encode(
        {
            "problem": _pack(task.problem),
            "start": task.start,
            "seed": task.seed,
            "iterations": task.iterations,
            "method": task.method,
            "ends_at": ends_at,
            "memory_mb": memory_mb,
            "inbox": str(inbox),
        }
    )


def _pack(problem: Problem) -> dict[str, Any]:
    """Matrices go as they lie in memory: as numbers in a text, 2,000 places took 300 MB and a second."""
    return {
        "parts": [
            msgspec.to_builtins(part) for part in (problem.vehicles, problem.facilities, problem.stops)
        ],
        "matrices": {
            profile: [len(m.duration_s), _raw(m.duration_s), _raw(m.distance_m)]
            for profile, m in problem.matrices.items()
        },
        "label": problem.label,
        "change_price": problem.change_price,
    }


def _unpack(document: dict[str, Any]) -> Problem:
    vehicles, facilities, stops = document["parts"]
    return Problem(
        vehicles=msgspec.convert(vehicles, tuple[Vehicle, ...]),
        facilities=msgspec.convert(facilities, tuple[Facility, ...]),
        stops=msgspec.convert(stops, tuple[Stop, ...]),
        matrices={p: Matrix(_table(n, s), _table(n, m)) for p, (n, s, m) in document["matrices"].items()},
        label=document["label"],
        change_price=document["change_price"],
    )


def _raw(table: IntMatrix) -> bytes:
    return np.ascontiguousarray(table, dtype=np.int32).tobytes()


def _table(size: int, raw: bytes) -> IntMatrix:
    return np.frombuffer(raw, dtype=np.int32).reshape(size, size).copy()


def main() -> None:
    """Read a task, solve it with the engine named on the command line, write its answers."""
    document: dict[str, Any] = msgspec.msgpack.decode(sys.stdin.buffer.read())
    limit = document["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    writer = _Writer(_own_stdout())
    engine = load_engine(sys.argv[1])
    task = Task(
        problem=_unpack(document.pop("problem")),
        start=read_sequences(document["start"]),
        seed=document["seed"],
        time_limit_s=max(0.1, document["ends_at"] - time.monotonic()),
        iterations=document["iterations"],
        method=document["method"],
        hear=Inbox(Path(document["inbox"])).read,
    )
    writer.write(engine(task, writer.write), done=True)
    # taking a large interpreter apart politely can outlast the grace after the limit
    os._exit(0)


def _own_stdout() -> IO[str]:
    """Return standard output for answers alone; what solvers print goes where complaints go.

    Libraries in C print there when they like, and half a line of theirs would spoil an answer.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes answers, one to a line."""

    out: IO[str]

    def write(self, sequences: Sequences, *, done: bool = False) -> None:
        """Write an answer out at once."""
        self.out.write(json.dumps({"sequences": sequences, "done": done}) + "\n")
        self.out.flush()
