"""OR-Tools on a day: the engine that states the whole model.

Dump trucks: reload copies of the landfill for mid-day unloadings, optional, and a composite last
leg. Arm-rolls: every leg is composite. The two kinds of work share nothing, so they are two models,
each smaller than their union.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.engines.days import CodedLoads, restore, to_loads, to_sequences
from routing.engines.network import make_network
from routing.engines.ortools_model import Model, make_model
from routing.engines.protocol import Task, Tell
from routing.plan import Sequences
from routing.problem import Stop, Work

NAME = "ortools"

CONTAINER_SHARE = 0.15
"""Part of the time for containers: without loads to combine, their model is solved in no time."""

TELL_EVERY_S = 0.5
"""Better answers are passed on at most this often; passing one on costs a walk over all nodes."""


def solve(task: Task, tell: Tell) -> Sequences:
    """Return the best sequences found within the task's time or iterations."""
    return _mended(task, _solve(task, lambda loads: tell(_mended(task, loads))))


def _mended(task: Task, loads: CodedLoads) -> Sequences:
    return to_sequences(restore(task.problem, loads))


def _solve(task: Task, tell: Callable[[CodedLoads], None]) -> CodedLoads:
    best: CodedLoads = to_loads(task.start)
    shares: tuple[tuple[Work, float], ...] = (("container", CONTAINER_SHARE), ("collect", 1.0))
    ends_at = time.monotonic() + task.time_limit_s
    for work, share in shares:
        stops = _shuffled(task, work)
        if not stops or not any(v.work == work for v in task.problem.vehicles):
            continue
        others = _of_others(task, work, best)
        limit_s = (ends_at - time.monotonic()) * share
        found = _solve_work(task, work, stops, limit_s, partial(_tell_whole, tell, others))
        best = {**others, **found}
        tell(best)
    return best


def _of_others(task: Task, work: Work, loads: CodedLoads) -> CodedLoads:
    """Return the loads of trucks that do other work."""
    own = {v.id for v in task.problem.vehicles if v.work == work}
    return {vehicle: each for vehicle, each in loads.items() if vehicle not in own}


def _tell_whole(tell: Callable[[CodedLoads], None], others: CodedLoads, loads: CodedLoads) -> None:
    tell({**others, **loads})


def _shuffled(task: Task, work: Work) -> tuple[Stop, ...]:
    """Return stops of one kind in a seeded order: guided local search has no seed of its own."""
    stops = [s for s in task.problem.stops if s.work == work]
    order = np.random.default_rng(task.seed).permutation(len(stops))
    return tuple(stops[i] for i in order)


def _solve_work(
    task: Task, work: Work, stops: tuple[Stop, ...], limit_s: float, tell: Callable[[CodedLoads], None]
) -> CodedLoads:
    start = to_loads(task.start)
    own = {v.id: start[v.id] for v in task.problem.vehicles if v.work == work and v.id in start}
    unloads = sum(max(0, len(loads) - 1) for loads in own.values()) + 2 + len(stops) // 40
    model = make_model(make_network(task.problem, work, stops, unloads=unloads))
    parameters = _parameters(task, limit_s)
    model.routing.CloseModelWithParameters(parameters)
    watch = _Watch(model, tell)
    model.routing.AddAtSolutionCallback(watch)
    warm = model.routing.ReadAssignmentFromRoutes(model.start_routes(own), True)
    if warm is None:
        solution = model.routing.SolveWithParameters(parameters)
    else:
        solution = model.routing.SolveFromAssignmentWithParameters(warm, parameters)
    if solution is None:
        return own
    return model.routes(solution)


def _parameters(task: Task, limit_s: float) -> Any:  # noqa: ANN401  # OR-Tools ships no types
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    if task.iterations:
        parameters.solution_limit = task.iterations
    else:
        parameters.time_limit.FromMilliseconds(max(50, int(limit_s * 1000)))
    return parameters


@dataclass(slots=True)
class _Watch:
    """Called by the solver at each solution; passes better ones on, not too often."""

    model: Model
    tell: Callable[[CodedLoads], None]
    best: int = 2**62
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        cost = self.model.routing.CostVar().Max()
        now = time.monotonic()
        if cost < self.best:
            self.best = cost
            if now - self.told_at >= TELL_EVERY_S:
                self.told_at = now
                self.tell(self.model.routes())
