"""Doing without one vehicle more, where every vehicle costs more than any detour.

A search that pays a large fixed cost per vehicle hardly ever empties one: on the way there every plan is
dearer. So the least busy vehicle is taken away, and the others must find place for its stops; what is left
out meanwhile has its price. When they do, the next one goes.
"""

import time
from collections.abc import Iterator

from routing.engines.by_pyvrp.answers import to_sequences, to_solution
from routing.engines.by_pyvrp.model import make_model
from routing.engines.by_pyvrp.search import Ears, Limits, Search
from routing.engines.narrowed import least_vehicles, share_caps
from routing.engines.protocol import Task, Tell
from routing.engines.repair import mend
from routing.model.plan import Sequences
from routing.model.problem import Problem

SHARE = 0.8
"""Part of the time that is spent so at most; what is left goes to the way."""

STEPS = 100
"""Steps of search between two looks at what is still left out."""

NEARLY = 3
"""So few stops left out, mending may find a place that the searcher cannot state."""


def do_without(task: Task, ends_at: float, tell: Tell) -> Sequences:
    """Return the start with as few vehicles as can be had in the time; the start itself if none can go."""
    best = {vehicle: halts for vehicle, halts in task.start.items() if halts}
    begun = time.monotonic()
    until = begun + SHARE * (ends_at - begun)
    while len(best) > least_vehicles(task.problem) and _served(best) == len(task.problem.stops):
        found = _without_one(task, best, until)
        if found is None:
            break
        best = dict(found)
        tell(best)
    return best


def _without_one(task: Task, best: Sequences, until: float) -> Sequences | None:
    """Return a plan of all stops with one vehicle less, or None."""
    problem = task.problem
    idle = min(best, key=lambda vehicle: (len(best[vehicle]), vehicle))
    fleet = tuple(v for v in problem.vehicles if v.id in best and v.id != idle)
    rest = Problem(
        fleet, problem.facilities, problem.stops, problem.matrices, problem.label, problem.change_price
    )
    shared = share_caps(rest)
    model = make_model(shared)
    start = to_solution(model, mend(shared, {v: h for v, h in best.items() if v != idle}))
    search = Search(model.data, model.neighbours, model.penalty_manager(), task.seed, start)
    for _ in _rounds(search, task.iterations, until):
        if len(problem.stops) - search.best.num_clients() <= NEARLY:
            found = mend(rest, to_sequences(model, search.best))
            if _served(found) == len(problem.stops):
                return found
    return None


def _rounds(search: Search, iterations: int, until: float) -> Iterator[None]:
    """Search on a little at a time; each time something better was found, let the caller look at it."""
    looked = None
    while time.monotonic() < until and (not iterations or search.done < iterations):
        search.run(Limits(until, search.done + STEPS), Ears())
        if search.best is not looked:
            looked = search.best
            yield


def _served(sequences: Sequences) -> int:
    return sum(kind == "collect" for halts in sequences.values() for kind, _ in halts)
