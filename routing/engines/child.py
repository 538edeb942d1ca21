"""The child process that solves: a task on standard input, better and better answers on its output.

A solver may crash, hang or eat all memory; here it takes nothing with it but itself. Every better
answer is written out at once, so that even a killed engine has answered. News from other engines lie in
a file that its parent replaces; looking at its time of change costs nothing worth counting.
"""

import json
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from routing.engines.protocol import Engine, Task, read_sequences
from routing.plan import Sequences
from routing.problem_json import problem_from_json, problem_to_json


def load_engine(name: str) -> Engine:
    """Return an engine by name; its solver is imported only now."""
    if name == "pyvrp":
        from routing.engines import by_pyvrp

        return by_pyvrp.solve
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


def task_to_json(task: Task, *, ends_at: float, memory_mb: int, inbox: Path) -> bytes:
    """Return a task for a child that shall end by `ends_at` (monotonic seconds, one clock for all)."""
    return msgspec.json.encode(
        {
            "problem": problem_to_json(task.problem),
            "start": task.start,
            "seed": task.seed,
            "iterations": task.iterations,
            "method": task.method,
            "ends_at": ends_at,
            "memory_mb": memory_mb,
            "inbox": str(inbox),
        }
    )


def main() -> None:
    """Read a task, solve it with the engine named on the command line, write its answers."""
    document: dict[str, Any] = msgspec.json.decode(sys.stdin.buffer.read())
    limit = document["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    engine = load_engine(sys.argv[1])
    task = Task(
        problem=problem_from_json(document["problem"]),
        start=read_sequences(document["start"]),
        seed=document["seed"],
        time_limit_s=max(0.1, document["ends_at"] - time.monotonic()),
        iterations=document["iterations"],
        method=document["method"],
        hear=Inbox(Path(document["inbox"])).read,
    )
    _write(engine(task, _write), done=True)


def _write(sequences: Sequences, *, done: bool = False) -> None:
    sys.stdout.write(json.dumps({"sequences": sequences, "done": done}) + "\n")
    sys.stdout.flush()
