"""PyVRP behind the engines' protocol."""

import time
from dataclasses import dataclass

import pyvrp

from routing.engines.by_pyvrp.answers import to_sequences, to_solution
from routing.engines.by_pyvrp.fewer import do_without
from routing.engines.by_pyvrp.model import NEIGHBOURS, Model, certain_stops, make_model
from routing.engines.by_pyvrp.recombine import Recombiner
from routing.engines.by_pyvrp.search import Ears, Limits, Search
from routing.engines.narrowed import CAPPED, FEWER, FRESH, share_caps
from routing.engines.protocol import Hear, Task, Tell
from routing.engines.repair import mend
from routing.model.plan import Sequences

NAME = "pyvrp"

SHORTEST_COVERING_S = 2.0
"""With less time than this left no covering is begun: its solver keeps its limit only roughly."""

FRESH_NEIGHBOURS = 50
"""Clients tried beside each client when a search begins from nothing: PyVRP's own figure."""

TELL_EVERY_S = 0.5
"""Better answers are passed on at most this often."""


def solve(task: Task, tell: Tell) -> Sequences:
    """Return the best sequences found within the task's time or iterations.

    Raises
    ------
    EngineError
        When the start names a stop that the problem does not have.
    """
    limits = Limits(time.monotonic() + task.time_limit_s, task.iterations)
    problem = task.problem
    if not problem.stops:
        return task.start
    given = task.start
    if task.method == FEWER:
        given = do_without(task, limits.ends_at, tell)
    elif task.method == CAPPED:
        problem = share_caps(problem)
        given = mend(problem, given)
    fresh = task.method == FRESH
    near = FRESH_NEIGHBOURS if fresh else NEIGHBOURS
    model = make_model(problem, certain_stops(problem, task.start), near)
    start = None if fresh else to_solution(model, given)
    search = Search(model.data, model.neighbours, model.penalty_manager(), task.seed, start)
    recombiner = Recombiner(search)
    listener = _Listener(model, task.hear, recombiner, limits)
    best = search.run(limits, Ears(listener, _Teller(model, tell), recombiner.meet))
    return to_sequences(model, best)


class _Teller:
    """Passes better plans on, not too often."""

    def __init__(self, model: Model, tell: Tell) -> None:
        self._model, self._tell = model, tell
        self._last = float("-inf")

    def __call__(self, solution: pyvrp.Solution) -> None:
        if time.monotonic() - self._last >= TELL_EVERY_S:
            self._last = time.monotonic()
            self._tell(to_sequences(self._model, solution))


@dataclass(frozen=True, slots=True)
class _Listener:
    """Reads what others found, and puts together what was met."""

    model: Model
    hear: Hear
    recombiner: Recombiner
    limits: Limits

    def __call__(self) -> pyvrp.Solution | None:
        news = self.hear()
        if news is not None and (found := to_solution(self.model, news)) is not None:
            return self.recombiner.merge(found)
        left_s = self.limits.ends_at - time.monotonic()
        # how far a covering comes within seconds is chance, so it has no place in a repeatable run
        if not self.limits.iterations and left_s > SHORTEST_COVERING_S and self.recombiner.due():
            return self.recombiner.join(left_s / 2)
        return None
