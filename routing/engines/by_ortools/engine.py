"""OR-Tools behind the engines' protocol: one model per kind of work, stops in seeded order."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from routing.engines.by_ortools.graph import Graph
from routing.engines.by_ortools.model import fits, make_model
from routing.engines.by_ortools.routes import offer_copies
from routing.engines.by_ortools.search import GLS, ILS, Effort, search
from routing.engines.protocol import Task, Tell
from routing.model.plan import Sequences
from routing.model.problem import Stop, Work

NAME = "ortools"

METHODS = (GLS, ILS)
"""Guided local search is the surer one; ruin and recreate finds more where routes are long."""

CONTAINER_SHARE = 0.15
"""Part of the time for containers: without loads to combine, their model is solved in no time."""


def solve(task: Task, tell: Tell) -> Sequences:
    """Return the best sequences found within the task's time or iterations.

    Raises
    ------
    EngineError
        When the start names a stop that the problem does not have.
    """
    best: Sequences = dict(task.start)
    shares: tuple[tuple[Work, float], ...] = (("container", CONTAINER_SHARE), ("collect", 1.0))
    ends_at = time.monotonic() + task.time_limit_s
    for work, share in shares:
        graph = make_graph(task, work, task.start)
        if graph is None:
            continue
        others = _of_others(graph, best)
        now = time.monotonic()
        effort = Effort(task.method or GLS, now + (ends_at - now) * share, task.iterations)
        own = {v.id: task.start[v.id] for v in graph.vehicles if v.id in task.start}
        found = search(make_model(graph, warm=bool(own)), own, effort, partial(_tell_whole, tell, others))
        if found is not None:
            best = {**others, **found}
            tell(best)
    return best


def make_graph(task: Task, work: Work, start: Sequences) -> Graph | None:
    """Return the graph of one kind of work, or None where there is nothing to do or nobody to do it."""
    problem = task.problem
    vehicles = tuple(v for v in problem.vehicles if v.work == work)
    stops = _shuffled(task, [s for s in problem.stops if any(fits(s, v) for v in vehicles)])
    if not vehicles or not (stops or any(v.loaded for v in vehicles)):
        return None
    bare = Graph(problem, work, stops, vehicles, ())
    return replace(bare, copies=offer_copies(bare, start))


def _shuffled(task: Task, stops: list[Stop]) -> tuple[Stop, ...]:
    """Return stops in a seeded order: guided local search has no seed of its own."""
    order = np.random.default_rng(task.seed).permutation(len(stops))
    return tuple(stops[i] for i in order)


def _of_others(graph: Graph, sequences: Sequences) -> Sequences:
    """Return the sequences of trucks that do other work."""
    own = {v.id for v in graph.vehicles}
    return {vehicle: halts for vehicle, halts in sequences.items() if vehicle not in own}


def _tell_whole(tell: Callable[[Sequences], None], others: Sequences, found: Sequences) -> None:
    tell({**others, **found})
