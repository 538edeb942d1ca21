"""VROOM as a peer, where it is installed: as a program, or as the Python package of that name.

It knows no reload between trips, no breaks placed by our rules and no daily caps, so it is asked only
what it can state, and a note says so otherwise.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.errors import EngineError
from routing.model.plan import CallKind, Plan, Sequence, Sequences
from routing.model.problem import Problem, Stop, Vehicle
from routing.timing.schedule import build_plan

ABSENT = (
    "vroom: neither a program `vroom` nor the Python package of that name is installed, so it was not run"
)
UNFIT = "vroom: it cannot state several trips, daily caps, breaks or release times, so it was not run"
GRACE_S = 30.0
"""Its limit is soft; this long after it the process is killed."""


def find_command() -> list[str]:
    """Return how to start VROOM, or nothing when it is not there."""
    program = shutil.which("vroom")
    if program:
        return [program]
    return [sys.executable, "-m", "vroom"] if importlib.util.find_spec("vroom") else []


@dataclass(frozen=True, slots=True)
class Vroom:
    """VROOM behind its JSON door."""

    command: list[str] = field(default_factory=find_command)

    def solve(self, problem: Problem, time_limit_s: float) -> tuple[Plan | None, tuple[str, ...]]:
        """Return its plan, or none and why."""
        if not self.command:
            return None, (ABSENT,)
        if not _can_state(problem):
            return None, (UNFIT,)
        try:
            done = subprocess.run(  # noqa: S603  # the user's own VROOM, no shell
                [*self.command, "-l", str(max(1, int(time_limit_s)))],
                input=json.dumps(question(problem)),
                capture_output=True,
                text=True,
                timeout=time_limit_s + GRACE_S,
                check=True,
            )
            sequences = read_answer(problem, json.loads(done.stdout))
            return build_plan(problem, sequences, engine="vroom"), ()
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, EngineError) as error:
            return None, (f"vroom: no usable answer ({str(error)[:200]})",)


def _can_state(problem: Problem) -> bool:
    one_trip = all(
        v.max_trips == 1 and not v.breaks and not v.max_kg and v.start == v.end for v in problem.vehicles
    )
    at_home = len(problem.facilities) == 1 and all(
        v.end == problem.facilities[0].location for v in problem.vehicles
    )
    return one_trip and at_home and not any(s.release_s for s in problem.stops)


def question(problem: Problem) -> dict[str, Any]:
    """Return the problem as VROOM reads it."""
    matrix = problem.matrix(problem.vehicles[0])
    return {
        "vehicles": [_vehicle(v, i) for i, v in enumerate(problem.vehicles)],
        "jobs": [_job(s, i) for i, s in enumerate(problem.stops)],
        "matrices": {"car": {"durations": matrix.duration_s.tolist(), "costs": matrix.distance_m.tolist()}},
    }


def _vehicle(vehicle: Vehicle, index: int) -> dict[str, Any]:
    return {
        "id": index,
        "start_index": vehicle.start,
        "end_index": vehicle.end,
        "capacity": [vehicle.capacity_kg],
        "time_window": [vehicle.shift.open_s, vehicle.shift.close_s],
        "costs": {"fixed": vehicle.fixed_cost},
    }


def _job(stop: Stop, index: int) -> dict[str, Any]:
    windows = {"time_windows": [[w.open_s, w.close_s] for w in stop.windows]} if stop.windows else {}
    return {
        "id": index,
        "location_index": stop.location,
        "service": stop.service_s,
        "pickup": [stop.kg],
        **windows,
    }


def read_answer(problem: Problem, answer: dict[str, Any]) -> Sequences:
    """Return VROOM's routes as sequences, each ended by the unloading at home."""
    tip: CallKind = "unload"

    def sequence(steps: list[dict[str, Any]]) -> Iterator[tuple[CallKind, str]]:
        for step in steps:
            if step["type"] == "job":
                yield "collect", problem.stops[step["id"]].code
        yield tip, problem.facilities[0].code

    found: dict[str, Sequence] = {}
    for route in answer["routes"]:
        found[problem.vehicles[route["vehicle"]].id] = tuple(sequence(route["steps"]))
    return found
