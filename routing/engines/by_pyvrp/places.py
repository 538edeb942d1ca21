"""What the searcher's locations and kinds of vehicles stand for.

Depots come first, as PyVRP wants it: yards that trucks leave from, yards that they end in, then the
facilities, once for each of their windows. Clients follow: one for each truck that is on the road already
(it forces the truck's way home and carries what lies on it), then the stops, once for each window.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.model.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle, Window

MOST_TIPS = 8
"""Facilities that the searcher may unload at in mid-day, those nearest to most stops."""

MOST_WINDOWS = 3
"""A stop with more windows than this is open from the first to the last."""

MOST_MATRIX_BYTES = 400_000_000
"""Above this, vehicles are not told apart for the sake of who keeps which stop."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A facility in one of its windows."""

    facility: Facility
    window: Window


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop in one of its windows, or the begin of a truck that is out already."""

    stop: Stop | None
    window: Window | None
    vehicle: Vehicle | None = None

    @property
    def row(self) -> int:
        """Row of the matrices."""
        return self.stop.location if self.stop else self.out.start

    @property
    def out(self) -> Vehicle:
        """The truck that begins here."""
        if self.vehicle is None:
            raise TypeError("only a truck's begin has a truck")
        return self.vehicle

    @property
    def stream(self) -> str:
        """Stream that is aboard after the visit; empty for none."""
        if self.stop:
            return self.stop.stream
        return self.out.aboard_stream if self.out.loaded else ""


@dataclass(frozen=True)
class Places:
    """All locations of a problem and its kinds of vehicles."""

    problem: Problem
    tips: tuple[Tip, ...]
    visits: tuple[Visit, ...]
    kinds: tuple[tuple[Vehicle, ...], ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Rows of the yards that trucks leave from."""
        return tuple(sorted({v.start for v in self.problem.vehicles}))

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Rows of the yards that trucks end in."""
        return tuple(sorted({v.end for v in self.problem.vehicles}))

    @property
    def first_tip(self) -> int:
        """Location of the first facility."""
        return len(self.starts) + len(self.ends)

    @property
    def depots(self) -> int:
        """Number of depots, and so the location of the first client."""
        return self.first_tip + len(self.tips)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the matrices, (locations,)."""
        tips = (t.facility.location for t in self.tips)
        return np.array([*self.starts, *self.ends, *tips, *(v.row for v in self.visits)], dtype=np.int64)

    def start_of(self, vehicle: Vehicle) -> int:
        """Location that a vehicle leaves from."""
        return self.starts.index(vehicle.start)

    def end_of(self, vehicle: Vehicle) -> int:
        """Location that a vehicle ends in."""
        return len(self.starts) + self.ends.index(vehicle.end)


def make_places(problem: Problem) -> Places:
    """Return locations and kinds of a problem."""
    begun = tuple(Visit(None, None, v) for v in problem.vehicles if v.out)
    stops = tuple(Visit(s, w) for s in problem.stops for w in _windows(s))
    tips = tuple(Tip(f, w) for f in _tips(problem) for w in f.windows)
    return Places(problem, tips, begun + stops, _kinds(problem, len(begun) + len(stops)))


def _windows(stop: Stop) -> tuple[Window | None, ...]:
    if not stop.windows:
        return (None,)
    if len(stop.windows) > MOST_WINDOWS:
        return (Window(stop.windows[0].open_s, stop.windows[-1].close_s),)
    return stop.windows


def _tips(problem: Problem) -> list[Facility]:
    """Return the facilities that are first or second nearest to most stops."""
    usable = [f for f in problem.facilities if f.windows]
    if len(usable) <= MOST_TIPS or not problem.stops:
        return usable
    duration_s = next(iter(problem.matrices.values())).duration_s
    rows = [s.location for s in problem.stops]
    near: Counter[int] = Counter()
    way_s = duration_s[np.ix_(rows, [f.location for f in usable])].astype(np.int64)
    way_s[way_s == UNREACHABLE] = np.iinfo(np.int64).max
    for stop, ways_s in zip(problem.stops, way_s, strict=True):
        fit = [i for i in np.argsort(ways_s, kind="stable") if _takes(usable[i], stop)]
        near.update(int(i) for i in fit[:2])
    return [usable[i] for i, _ in near.most_common(MOST_TIPS)]


def _takes(facility: Facility, stop: Stop) -> bool:
    return not facility.streams or stop.stream in facility.streams


def _kinds(problem: Problem, visits: int) -> tuple[tuple[Vehicle, ...], ...]:
    """Group vehicles that differ in nothing that matters to a stop but their name."""
    named = {s.vehicle for s in problem.stops}
    kept = {s.keeps for s in problem.stops} if problem.change_price else set()
    if (visits * visits * 16) * len(problem.vehicles) <= MOST_MATRIX_BYTES:
        named |= kept
    groups: dict[Vehicle, list[Vehicle]] = {}
    for vehicle in problem.vehicles:
        single = vehicle.out or vehicle.id in named
        groups.setdefault(vehicle if single else replace(vehicle, id=""), []).append(vehicle)
    return tuple(tuple(group) for group in groups.values())
