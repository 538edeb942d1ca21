"""Problems as JSON: to the child process that solves them, and into the store beside their plan."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from routing.problem import Facility, Matrix, Problem, Stop, Vehicle


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Return plain lists, dicts, texts and integers; matrices as lists of rows."""
    return {
        "label": problem.label,
        "change_price": problem.change_price,
        "vehicles": msgspec.to_builtins(problem.vehicles),
        "facilities": msgspec.to_builtins(problem.facilities),
        "stops": msgspec.to_builtins(problem.stops),
        "matrices": {
            profile: {"duration_s": m.duration_s.tolist(), "distance_m": m.distance_m.tolist()}
            for profile, m in problem.matrices.items()
        },
    }


def problem_from_json(document: Mapping[str, Any]) -> Problem:
    """Read what `problem_to_json` wrote.

    Raises
    ------
    ProblemError
        When the problem contradicts itself.
    msgspec.ValidationError
        When a field is missing or of another type.
    """
    return Problem(
        vehicles=msgspec.convert(document["vehicles"], tuple[Vehicle, ...]),
        facilities=msgspec.convert(document["facilities"], tuple[Facility, ...]),
        stops=msgspec.convert(document["stops"], tuple[Stop, ...]),
        matrices={
            profile: Matrix(
                np.asarray(m["duration_s"], dtype=np.int32), np.asarray(m["distance_m"], dtype=np.int32)
            )
            for profile, m in document["matrices"].items()
        },
        label=document["label"],
        change_price=document.get("change_price", 0),
    )
