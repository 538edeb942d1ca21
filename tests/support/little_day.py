"""A little day to try one rule at a time on: a yard, a landfill, stops of 100 kg a few minutes apart."""

from dataclasses import replace

import numpy as np

from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle, Window

HOUR = 3600
DAY = Window(6 * HOUR, 14 * HOUR)
NOON = 12 * HOUR


def truck(name="t-1", **changes):
    parts = {"capacity_kg": 400, "capacity_l": 4_000, "fixed_cost": 50_000, "cost_per_km": 4_000}
    vehicle = Vehicle(
        name, "dump", "collect", **parts, cost_per_hour=36_000, shift=DAY, start=0, end=0, profile="road"
    )
    return replace(vehicle, **changes)


def little(vehicles, *, stops=8, facilities=(), **changes):
    """A yard, two places to tip at, and stops of 100 kg in two rows around them, a few minutes apart."""
    places = [
        (0, 0),
        (6_000, 0),
        (-6_000, 0),
        *((1_500 * (i // 2 + 1), 900 * (-1) ** i) for i in range(stops)),
    ]
    xy = np.array(places)
    way = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    problem = Problem(
        vehicles=tuple(vehicles),
        facilities=facilities or (Facility("tpa", 1, 600, (Window(6 * HOUR, 15 * HOUR),)),),
        stops=tuple(Stop(f"p-{i}", i + 3, 100, 500, 300, 500_000) for i in range(stops)),
        matrices={"road": Matrix((way / 8).astype(np.int32), way.astype(np.int32))},
    )
    return replace(problem, **changes)


def each_stop(problem, **by_field):
    """The problem with fields of its stops set by functions of their numbers."""
    stops = tuple(
        replace(s, **{k: value(i) for k, value in by_field.items()}) for i, s in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)
