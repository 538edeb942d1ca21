"""What an engine is: a function from a task to sequences, telling each better answer as it finds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from routing.model.plan import Sequences
from routing.model.problem import Problem

type Tell = Callable[[Sequences], None]
"""Called with every better answer, so that a killed engine does not die with its best."""


type Hear = Callable[[], Sequences | None]
"""Gives a better answer found elsewhere, once, or None when there is no news."""


def silence() -> Sequences | None:
    """No news, ever."""
    return None


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is asked.

    Parameters
    ----------
    start
        An answer to begin from; empty for none.
    time_limit_s
        Real seconds from the call on. Only a stop for what has gone astray when `iterations` is given.
    iterations
        Steps of search instead of a time: the same seed then gives the same answer. 0 is by time.
    method
        Which of the engine's ways to search, where it has several; empty is its best.
    hear
        Asked between steps for what others found; an engine that cannot change its course never asks.
    """

    problem: Problem
    start: Sequences
    seed: int
    time_limit_s: float
    iterations: int = 0
    method: str = ""
    hear: Hear = silence


def read_sequences(document: Mapping[str, Any]) -> Sequences:
    """Return sequences from JSON, where pairs have become lists."""
    return {vehicle: tuple((kind, code) for kind, code in halts) for vehicle, halts in document.items()}


class Engine(Protocol):
    """A solver behind one call."""

    def __call__(self, task: Task, tell: Tell) -> Sequences:
        """Return the best sequences found; facilities are named, feasibility is the mender's affair."""
        ...
