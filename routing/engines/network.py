"""The graph of one kind of work as routing solvers see it: every way home leads over the landfill.

A solver that may end a day right after a stop must not let the truck come home loaded. So the last
leg is composite: stop → best facility → yard, unloading included. Containers go further: *every* leg
between two of them is composite, because each is hauled away before the next.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.problem import UNREACHABLE, Facility, IntMatrix, Problem, Stop, Vehicle, Window, Work

type Legs = NDArray[np.int64]

FACILITIES_TRIED = 3
"""A solver sees copies of this many facilities at most, those nearest to the stops."""

BLOCKED = 10**8
"""Seconds and metres of a leg that does not exist; far above any day, far below overflow."""


@dataclass(frozen=True)
class Network:
    """Nodes and legs for the vehicles and stops of one kind of work.

    Node numbers: stops first, then mid-day unloadings, then one node per yard that trucks leave
    from, then one per yard that they end in.
    """

    problem: Problem
    work: Work
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    unloads: tuple[Facility, ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Rows of the yards that trucks leave from."""
        return tuple(sorted({v.start for v in self.vehicles}))

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Rows of the yards that trucks end in."""
        return tuple(sorted({v.end for v in self.vehicles}))

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.stops) + len(self.unloads) + len(self.starts) + len(self.ends)

    def start_node(self, vehicle: Vehicle) -> int:
        """Node that this vehicle leaves from."""
        return len(self.stops) + len(self.unloads) + self.starts.index(vehicle.start)

    def end_node(self, vehicle: Vehicle) -> int:
        """Node that this vehicle ends in."""
        return self.size - len(self.ends) + self.ends.index(vehicle.end)

    def end_windows(self, vehicle: Vehicle) -> tuple[Window, ...]:
        """When this vehicle may be home: within its shift, having found a facility open on the way."""
        matrix = self.problem.matrix(vehicle)
        home: list[Window] = []
        for facility in self.problem.facilities:
            way_s = int(matrix.duration_s[facility.location, vehicle.end])
            if way_s != UNREACHABLE:
                home += [_shift(w, facility.unload_s + way_s) for w in facility.windows]
        # waiting in front of a facility is possible, so an early opening binds only the first arrival
        close_s = max((w.close_s for w in home), default=vehicle.shift.close_s)
        return (Window(vehicle.shift.open_s, min(vehicle.shift.close_s, close_s)),)

    def stop_windows(self, stop: Stop) -> tuple[Window, ...]:
        """When service of a stop may begin; a container also needs an open facility afterwards."""
        if self.work != "container":
            return stop.windows
        duration_s = self.problem.matrix(self.vehicles[0]).duration_s
        last_s = [
            f.windows[-1].close_s - stop.service_s - int(duration_s[stop.location, f.location])
            for f in self.problem.facilities
            if f.windows and duration_s[stop.location, f.location] != UNREACHABLE
        ]
        if not last_s or max(last_s) < 0:
            return stop.windows
        latest = max(last_s)
        own = stop.windows or (Window(0, latest),)
        kept = tuple(Window(w.open_s, min(w.close_s, latest)) for w in own if w.open_s <= latest)
        return kept or own

    def legs(self, profile: str) -> tuple[Legs, Legs]:
        """Seconds, the stay at the first node included, and metres of every leg, both (n, n)."""
        matrix = self.problem.matrices[profile]
        rows = np.array(
            [
                *(s.location for s in self.stops),
                *(f.location for f in self.unloads),
                *self.starts,
                *self.ends,
            ]
        )
        seconds, metres = _cut(matrix.duration_s, rows), _cut(matrix.distance_m, rows)
        over_s, over_m = self._over_facility(matrix.duration_s, matrix.distance_m, rows)
        count, last = len(self.stops), self.size - len(self.ends)
        composite = np.s_[:count, last:]
        seconds[composite], metres[composite] = over_s[composite], over_m[composite]
        if self.work == "container":
            between = np.s_[:count, :count]
            seconds[between], metres[between] = over_s[between], over_m[between]
        stay_s = [s.service_s for s in self.stops] + [f.unload_s for f in self.unloads]
        seconds[: len(stay_s)] += np.array(stay_s, dtype=np.int64)[:, None]
        seconds[last:], metres[last:] = BLOCKED, BLOCKED
        first = last - len(self.starts)
        seconds[first:last, last:] = metres[first:last, last:] = 0
        return np.minimum(seconds, BLOCKED), np.minimum(metres, BLOCKED)

    def _over_facility(
        self, duration_s: IntMatrix, distance_m: IntMatrix, rows: IntMatrix
    ) -> tuple[Legs, Legs]:
        best_s = np.full((len(rows), len(rows)), BLOCKED, dtype=np.int64)
        best_m = best_s.copy()
        for facility in self.problem.facilities:
            if not facility.windows:
                continue
            tip = np.array([facility.location])
            over_s = _cut(duration_s, rows, tip) + facility.unload_s + _cut(duration_s, tip, rows)
            over_m = _cut(distance_m, rows, tip) + _cut(distance_m, tip, rows)
            better = over_s < best_s
            best_s, best_m = np.where(better, over_s, best_s), np.where(better, over_m, best_m)
        return best_s, best_m


def make_network(problem: Problem, work: Work, stops: tuple[Stop, ...], *, unloads: int) -> Network:
    """Return the graph of one kind of work.

    Parameters
    ----------
    unloads
        How many mid-day unloadings to offer; shared among the nearest facilities. None for containers.
    """
    vehicles = tuple(v for v in problem.vehicles if v.work == work)
    copies: list[Facility] = []
    if work == "collect":
        near = _nearest(problem, stops, vehicles)
        copies = [f for f in near for _ in range(unloads)]
    return Network(problem, work, stops, vehicles, tuple(copies))


def _nearest(problem: Problem, stops: tuple[Stop, ...], vehicles: tuple[Vehicle, ...]) -> list[Facility]:
    rows = np.array([s.location for s in stops])
    duration_s = problem.matrix(vehicles[0]).duration_s

    def distance_s(facility: Facility) -> int:
        return int(_cut(duration_s, rows, np.array([facility.location])).sum())

    open_ones = [f for f in problem.facilities if f.windows]
    return sorted(open_ones, key=distance_s)[:FACILITIES_TRIED]


def _shift(window: Window, by_s: int) -> Window:
    return Window(window.open_s + by_s, window.close_s + by_s)


def _cut(matrix: IntMatrix, rows: IntMatrix, columns: IntMatrix | None = None) -> Legs:
    """Part of a matrix with missing roads as blocked legs."""
    part = matrix[np.ix_(rows, rows if columns is None else columns)].astype(np.int64)
    part[part == UNREACHABLE] = BLOCKED
    return part
