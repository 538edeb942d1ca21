"""Benchmarks of several days: what their formats have in common, and the search on them."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.bench.instance import Reference, Tour, Verdict
from routing.bench.vrp import Floats
from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.runner import COLD, HOT, Runner
from routing.week.kernel.search import search

ENGINE = "week"

UNBOUNDED = 1e9
"""A limit that a file does not state."""

_PRICE_LEGS = 20.0
"""A customer who is left out costs as much as so many of the longest legs, so that nobody is for a detour."""

_STRETCH = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Periodic:
    """A problem of several days with one fleet of vehicles alike and one depot.

    Parameters
    ----------
    ways
        (n, n) from row to column, time and cost alike.
    vehicles
        Of every day; `duration` and `capacity` (H,) are theirs on a day.
    facilities
        Rows at which they unload; the depot's own row where they come home with their load.
    most_trips
        Of a vehicle and day, 0: no limit.
    customers
        Rows; `masks`, `demand`, `service` in their order. Day d is bit d of a mask.
    facility_service
        Of unloading, by facility.
    """

    ways: Floats
    depot: int
    vehicles: int
    duration: tuple[float, ...]
    capacity: tuple[float, ...]
    facilities: tuple[int, ...]
    facility_service: tuple[float, ...]
    most_trips: int
    customers: tuple[int, ...]
    masks: tuple[tuple[int, ...], ...]
    demand: tuple[float, ...]
    service: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WeekInstance:
    """A file of several days.

    Parameters
    ----------
    numbers
        Row -> number in the file.
    checker
        Recomputes cost and feasibility from the file alone.
    """

    name: str
    format: str
    rules: str
    problem: Periodic
    numbers: tuple[int, ...]
    checker: Callable[[Sequence[Tour]], Verdict]
    references: tuple[Reference, ...]

    def tours(self, state: WeekState) -> list[Tour]:
        """Return an answer in the file's numbers."""
        many = self.problem.vehicles
        tours = []
        for day, routes in enumerate(state.routes):
            driven = [(v, halts) for v, halts in enumerate(routes) if halts]
            tours += [Tour(1 + v % many, self._nodes(halts), day) for v, halts in driven]
        return tours

    def _nodes(self, halts: tuple[int, ...]) -> tuple[int, ...]:
        problem = self.problem
        rows = [problem.customers[h] if h >= 0 else problem.facilities[-1 - h] for h in halts]
        inside = [row for row in rows if row != problem.depot]
        return tuple(self.numbers[row] for row in (problem.depot, *inside, problem.depot))


def arrays_of(problem: Periodic) -> WeekArrays:
    """Return the arrays of the search.

    A vehicle whose limits differ from day to day stands there once for each pair of limits.
    """
    days, customers, facilities = len(problem.duration), len(problem.customers), len(problem.facilities)
    limits = list(dict.fromkeys(zip(problem.duration, problem.capacity, strict=True)))
    fleet = [limit for limit in limits for _ in range(problem.vehicles)]
    many = len(fleet)
    own = list(zip(problem.duration, problem.capacity, strict=True))
    room = np.array([[limit[0] if own[d] == limit else 0.0 for d in range(days)] for limit in fleet])
    first = np.cumsum([0, *(len(masks) for masks in problem.masks)])
    mask = np.array([m for masks in problem.masks for m in masks], np.int64)
    demand = np.repeat(np.array(problem.demand), np.diff(first))
    kg = ((mask[:, None] >> np.arange(days)) & 1) * demand[:, None]
    ways = problem.ways[None].astype(np.float64)
    return WeekArrays(
        seconds=ways,
        cost=ways,
        profile=np.zeros(many, np.int64),
        capacity_kg=np.array([limit[1] for limit in fleet]),
        capacity_l=np.full(many, UNBOUNDED),
        fixed=np.zeros(many),
        most_trips=np.full(many, problem.most_trips, np.int64),
        per_second=np.zeros(many),
        start=np.full(many, problem.depot, np.int64),
        room_s=room,
        facility=np.array(problem.facilities, np.int64),
        unload_s=np.array(problem.facility_service),
        admits=np.ones((many, facilities, 1), np.bool_),
        opens=np.ones((facilities, days), np.bool_),
        most_kg=np.full((facilities, days), np.inf),
        place=np.array(problem.customers, np.int64),
        service_s=np.array(problem.service),
        stream=np.zeros(customers, np.int64),
        allowed=np.ones((customers, many), np.bool_),
        stranger=np.zeros((customers, many)),
        first=first.astype(np.int64),
        mask=mask,
        pattern_cost=np.zeros(len(mask)),
        kg=kg,
        litres=np.zeros(kg.shape),
        price=np.full(customers, max(1.0, _PRICE_LEGS * float(ways.max()))),
        workdays=np.ones(days, np.bool_),
    )


@dataclass(frozen=True, slots=True)
class SolvedInstance:
    """What the search came to; `first_s` is when a week with every customer was first there."""

    state: WeekState
    first_s: float | None


def solve_week_instance(
    instance: WeekInstance,
    limits: tuple[float, int, int],
    tell: Callable[[float, float], None],
) -> SolvedInstance:
    """Search for (seconds, seed, iterations), iterations instead of seconds where they are not 0.

    `tell` is given the seconds and the cost of every better week.
    """
    seconds, seed, iterations = limits
    arrays = arrays_of(instance.problem)
    if iterations:
        return SolvedInstance(_steps(arrays, seed, iterations), None)
    begun = time.monotonic()
    whole: list[float] = []

    def better(state: WeekState) -> None:
        took = time.monotonic() - begun
        if not whole and (state.chosen >= 0).all():
            whole.append(took)
        tell(took, state.cost)

    state = search(arrays, seconds, seed, None, processes=os.cpu_count() or 1, on_better=better)
    return SolvedInstance(state, whole[0] if whole else None)


def _steps(arrays: WeekArrays, seed: int, iterations: int) -> WeekState:
    runner = Runner(arrays, seed)
    runner.begin(None)
    for done in range(0, iterations, _STRETCH):
        steps = min(_STRETCH, iterations - done)
        hot, cold = (HOT * (COLD / HOT) ** (at / iterations) for at in (done, done + steps))
        runner.go(steps, hot, cold)
    return runner.best()
