"""What an engine is: a function from a task to loads, telling each better answer as it finds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from routing.engines.days import CodedLoads
from routing.problem import Problem

type Tell = Callable[[CodedLoads], None]
"""Called with every better answer, so that a killed engine does not die with its best."""


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is asked.

    Parameters
    ----------
    start
        An answer to begin from.
    time_limit_s
        Real seconds from the call on. Ignored when `iterations` is given.
    iterations
        Steps of search instead of a time: the same seed then gives the same answer. 0 is by time.
    """

    problem: Problem
    start: CodedLoads
    seed: int
    time_limit_s: float
    iterations: int = 0


class Engine(Protocol):
    """A solver behind one call."""

    def __call__(self, task: Task, tell: Tell) -> CodedLoads:
        """Return the best loads found."""
        ...
