"""Legs between nodes as one kind of truck drives them, composite legs over a facility included."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.model.problem import UNREACHABLE, Facility, Matrix, Vehicle

type Table = NDArray[np.int64]

BLOCKED = 10**8
"""Seconds and metres of a leg that does not exist; far above any day, far below overflow."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What legs depend on: roads, facilities that admit the class, and what the way costs."""

    profile: str
    tips: tuple[int, ...]
    cost_per_km: int
    cost_per_hour: int

    def cost(self, legs: "Legs") -> Table:
        """Rupiah of every leg, (n, n)."""
        return self.price(legs.seconds, legs.metres)

    def price(self, seconds: Table, metres: Table) -> Table:
        """Rupiah for time and way together."""
        return metres * self.cost_per_km // 1000 + seconds * self.cost_per_hour // 3600


@dataclass(frozen=True, slots=True)
class Legs:
    """Legs between nodes, each (n, n), row = from.

    Parameters
    ----------
    seconds
        Driving and unloading on the way; the stay at the first node is not in it.
    tip
        Number of the facility that a composite leg leads over, -1 where there is none.
    """

    seconds: Table
    metres: Table
    tip: NDArray[np.int16]


def make_kind(vehicle: Vehicle, facilities: tuple[Facility, ...]) -> Kind:
    """Return the kind of this vehicle; trucks that differ in nothing that matters here share one."""
    tips = tuple(
        i
        for i, f in enumerate(facilities)
        if f.windows and (not f.classes or vehicle.class_code in f.classes)
    )
    return Kind(vehicle.profile, tips, vehicle.cost_per_km, vehicle.cost_per_hour)


def direct(matrix: Matrix, rows: Table) -> Legs:
    """Return the plain legs between nodes that stand on these rows of the matrix."""
    seconds, metres = cut(matrix.duration_s, rows, rows), cut(matrix.distance_m, rows, rows)
    return Legs(seconds, metres, np.full(seconds.shape, -1, dtype=np.int16))


def cut(matrix: NDArray[np.int32], rows: Table, columns: Table) -> Table:
    """Return part of a matrix with missing roads as blocked legs."""
    part = matrix[np.ix_(rows, columns)].astype(np.int64)
    part[part == UNREACHABLE] = BLOCKED
    return part


def lead_over(
    legs: Legs,
    block: tuple[NDArray[np.intp], NDArray[np.intp]],
    rows: Table,
    choice: tuple[Kind, Matrix, tuple[Facility, ...]],
    loads: list[str],
) -> None:
    """Make every leg of a block composite: over the facility that is cheapest on the way.

    Parameters
    ----------
    block
        Nodes that the legs begin at and end at.
    loads
        Stream that is aboard at each node of the beginning; where no facility takes it, the leg is blocked.
    """
    kind, matrix, facilities = choice
    begin, end = block
    shape = (len(begin), len(end))
    best = np.full(shape, np.iinfo(np.int64).max)
    best_s = np.full(shape, BLOCKED, dtype=np.int64)
    best_m, tip = best_s.copy(), np.full(shape, -1, dtype=np.int16)
    for number in kind.tips:
        facility = facilities[number]
        at = np.array([facility.location])
        over_s = cut(matrix.duration_s, rows[begin], at) + facility.unload_s
        over_s = over_s + cut(matrix.duration_s, at, rows[end])
        over_m = cut(matrix.distance_m, rows[begin], at) + cut(matrix.distance_m, at, rows[end])
        takes = np.array([not facility.streams or load in facility.streams for load in loads])
        price = np.where(takes[:, None], kind.price(over_s, over_m), np.iinfo(np.int64).max)
        better = (price < best) & (over_s < BLOCKED) & (over_m < BLOCKED)
        best = np.where(better, price, best)
        best_s, best_m = np.where(better, over_s, best_s), np.where(better, over_m, best_m)
        tip[better] = number
    around = np.ix_(begin, end)
    legs.seconds[around], legs.metres[around], legs.tip[around] = best_s, best_m, tip
