"""What every format of a benchmark offers: a problem, the way back from a plan, and a checker of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from routing.model.plan import Plan
from routing.model.problem import Problem

Objective = Literal["distance", "vehicles"]
"""`distance`: the way (or the cost that the file states); `vehicles`: fewest vehicles first, then the way."""


@dataclass(frozen=True, slots=True)
class Tour:
    """What one vehicle drives on one day.

    Parameters
    ----------
    vehicle
        Its number, from 1 in the order of the file.
    nodes
        Node numbers as in the file, from depot to depot, reloads and disposal visits included.
    day
        From 0; always 0 where a file has one day only.
    """

    vehicle: int
    nodes: tuple[int, ...]
    day: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule of the file that routes break, where, and by how much in the file's own unit."""

    rule: str
    vehicle: int = 0
    node: int = 0
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker found from the file alone; `cost` in the unit in which the references are stated."""

    cost: float
    vehicles: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure that others published: its cost, its vehicles (0: not said), where it is from."""

    cost: float
    vehicles: int
    source: str


class Instance(Protocol):
    """An instance that was read and found whole."""

    @property
    def name(self) -> str:
        """Name of the instance."""
        ...

    @property
    def format(self) -> str:
        """Short name of its format."""
        ...

    @property
    def objective(self) -> Objective:
        """What is minimised when nobody says otherwise."""
        ...

    @property
    def rules(self) -> str:
        """Conventions that cost and feasibility follow, in a sentence."""
        ...

    def problem(self, objective: Objective) -> Problem:
        """Return the day in integers; what is feasible there is feasible in the file's own numbers."""
        ...

    def tours(self, plan: Plan) -> list[Tour]:
        """Return a plan in the file's node numbers."""
        ...

    def check(self, tours: Sequence[Tour]) -> Verdict:
        """Recompute cost and feasibility from the file alone."""
        ...

    def references(self, objective: Objective) -> tuple[Reference, ...]:
        """Return what others reached under this objective, the best first."""
        ...
