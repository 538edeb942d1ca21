"""One day of collection as integers: what every engine and the judge are given.

All times are seconds after the problem's own zero (the planner uses local midnight of the
operating day), all amounts whole kilograms and litres, all money whole rupiah. Places are
numbers of rows in the matrices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.errors import ProblemError
from routing.model.faults import find_faults
from routing.model.parts import (
    UNREACHABLE,
    Break,
    Facility,
    IntMatrix,
    Matrix,
    Stop,
    Vehicle,
    Window,
    Work,
)

__all__ = [
    "UNREACHABLE",
    "Break",
    "Facility",
    "IntMatrix",
    "Matrix",
    "Problem",
    "Stop",
    "Vehicle",
    "Window",
    "Work",
]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A day to be planned; cannot be built when it contradicts itself.

    Parameters
    ----------
    change_price
        Rupiah charged for each stop that another vehicle serves than the one that `keeps` it.

    Raises
    ------
    ProblemError
        With every fault found, not only the first.
    """

    vehicles: tuple[Vehicle, ...]
    facilities: tuple[Facility, ...]
    stops: tuple[Stop, ...]
    matrices: Mapping[str, Matrix]
    label: str = ""
    change_price: int = 0
    size: int = field(init=False)

    def __post_init__(self) -> None:
        sizes = [len(m.duration_s) for m in self.matrices.values()]
        object.__setattr__(self, "size", sizes[0] if sizes else 0)
        faults = find_faults(self.vehicles, self.facilities, self.stops, self.matrices)
        if faults:
            raise ProblemError(faults)

    def matrix(self, vehicle: Vehicle) -> Matrix:
        """Travel as this vehicle drives it."""
        return self.matrices[vehicle.profile]
