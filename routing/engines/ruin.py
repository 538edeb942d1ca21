"""Ruin and recreate behind the engines' protocol: the only engine that knows every rule while it searches.

Plain Python, so far slower than the solvers step for step; but nothing that it finds is lost in mending,
which tells where breaks, overtime, windows and daily limits decide.
"""

import time

from routing.engines.insertion import Fleet, insert
from routing.engines.items import single_items
from routing.engines.polish import Patience, Talk, polish
from routing.engines.protocol import Task, Tell
from routing.engines.repair import check_names, keep
from routing.engines.tables import tables_of
from routing.model.plan import Sequences

NAME = "ruin"

TELL_EVERY_S = 0.5
"""Better answers are passed on at most this often."""


def solve(task: Task, tell: Tell) -> Sequences:
    """Return the best sequences found within the task's time or iterations.

    Raises
    ------
    EngineError
        When the start names something that the problem does not have.
    """
    ends_at = time.monotonic() + task.time_limit_s
    check_names(task.problem, task.start)
    tables = tables_of(task.problem)
    fleet = keep(tables, task.start)
    placed = set(fleet.served())
    insert(fleet, single_items(tables, [s for s in range(len(tables.rows)) if s not in placed]), "regret")
    patience = Patience(max(0.0, ends_at - time.monotonic()), task.iterations, task.seed)
    voice = _Voice(task, tell)
    return polish(fleet, patience, Talk(voice.tell, voice.hear)).sequences()


class _Voice:
    """Talks to the parent in sequences."""

    def __init__(self, task: Task, tell: Tell) -> None:
        self._task, self._tell, self._last = task, tell, float("-inf")

    def tell(self, fleet: Fleet) -> None:
        """Pass a better fleet on, not too often."""
        if time.monotonic() - self._last >= TELL_EVERY_S:
            self._last = time.monotonic()
            self._tell(fleet.sequences())

    def hear(self) -> Fleet | None:
        """Return what others found, if there is anything new."""
        news = self._task.hear()
        return None if news is None else keep(tables_of(self._task.problem), news)
