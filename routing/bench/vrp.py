"""Vehicle routing of the VRPLIB family and of Solomon: what all its dialects say, in one form."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

NO_LIMIT = math.inf


@dataclass(frozen=True, slots=True)
class Truck:
    """A vehicle of the file; `depot` and `reloads` are rows, `unit` is the cost of one unit of way."""

    capacity: float
    fixed: float = 0.0
    unit: float = 1.0
    depot: int = 0
    reloads: tuple[int, ...] = ()
    max_trips: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class VrpData:
    """A file as it stands, ways by its own convention.

    Parameters
    ----------
    nodes
        Node number in the file of each row.
    depots
        Rows that are no customers.
    way
        (n, n) ways, which are travel times too: rounded, cut to 0.1 or exact as the dialect has it.
    demand, open, close, service, release
        (n,) in the file's units; `close` is infinite where nothing limits it.
    longest
        Most way and service of one route; infinite where the file names none.
    stated
        What a `.sol` file's cost is divided by to get the file's unit.
    ticks
        Integers per unit of way that make the convention's ways whole; exact ways are planned with in
        thousandths, and checked as they are.
    """

    name: str
    format: str
    nodes: tuple[int, ...]
    depots: tuple[int, ...]
    trucks: tuple[Truck, ...]
    way: Floats
    demand: Floats
    open: Floats
    close: Floats
    service: Floats
    release: Floats
    ticks: int
    stated: float = 1.0
    longest: float = NO_LIMIT
    timed: bool = False

    @property
    def customers(self) -> tuple[int, ...]:
        """Rows of the customers."""
        return tuple(row for row in range(len(self.nodes)) if row not in self.depots)


def euclid(xy: Floats) -> Floats:
    """Return straight ways between all places, (n, n), not rounded."""
    gap = xy[:, None, :] - xy[None, :, :]
    return np.hypot(gap[..., 0], gap[..., 1])


def to_nearest(way: Floats) -> Floats:
    """TSPLIB's EUC_2D: rounded to the nearest whole, halves up."""
    return np.floor(way + 0.5)


def cut_to_tenth(way: Floats) -> Floats:
    """Cut ways to one decimal, as in the DIMACS challenge; a hair is forgiven so that 0.3 stays 0.3."""
    return np.floor(way * 10 + 1e-9) / 10


def unlimited_fleet(demand: Floats, capacity: float) -> int:
    """Return how many vehicles to offer where a file names none: a sixth over the need, and five."""
    need = math.ceil(float(demand.sum()) / capacity)
    return min(int((demand > 0).sum()), math.ceil(need * 7 / 6) + 5)
