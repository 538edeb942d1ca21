"""PyVRP behind the engines' protocol."""

import time
from dataclasses import dataclass

import pyvrp

from routing.engines.by_pyvrp.answers import to_sequences, to_solution
from routing.engines.by_pyvrp.model import Model, make_model
from routing.engines.by_pyvrp.search import Ears, Limits, Search
from routing.engines.protocol import Hear, Task, Tell
from routing.plan import Sequences

NAME = "pyvrp"

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
    model = make_model(problem)
    start = to_solution(model, task.start)
    search = Search(model.data, model.neighbours, model.penalty_manager(), task.seed, start)
    best = search.run(limits, Ears(_Listener(model, task.hear), _Teller(model, tell)))
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
    """Reads what others found."""

    model: Model
    hear: Hear

    def __call__(self) -> pyvrp.Solution | None:
        news = self.hear()
        return None if news is None else to_solution(self.model, news)
