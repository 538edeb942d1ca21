"""The graph of one kind of work: stops, copies of facilities, and the places where trucks begin and end.

A solver that may end a day right after a stop must not let the truck come home loaded, so the last
leg is composite. Containers go further: *every* leg between two of them is composite, because each is
hauled away before the next. What lies on a truck at the start makes its first leg composite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.engines.by_ortools.legs import BLOCKED, Kind, Legs, Table, direct, lead_over, make_kind
from routing.model.problem import Facility, Problem, Stop, Vehicle, Work


@dataclass(frozen=True, slots=True)
class Begin:
    """Where trucks begin that are in the same state: row, stream aboard (None: empty), on the road."""

    row: int
    load: str | None
    out: bool


@dataclass(frozen=True)
class Graph:
    """Nodes and legs for the vehicles and stops of one kind of work.

    Node numbers: stops first, then unloadings in mid-day, then where trucks begin, then where they end.

    Parameters
    ----------
    copies
        Number of the facility of each mid-day unloading that is on offer.
    """

    problem: Problem
    work: Work
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    copies: tuple[int, ...]

    @cached_property
    def begins(self) -> tuple[Begin, ...]:
        """Every state in which a truck begins."""
        return tuple(dict.fromkeys(begin_of(v) for v in self.vehicles))

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Rows of the yards that trucks end in."""
        return tuple(sorted({v.end for v in self.vehicles}))

    @property
    def first_begin(self) -> int:
        """Node of the first state; stops and copies have smaller numbers."""
        return len(self.stops) + len(self.copies)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.first_begin + len(self.begins) + len(self.ends)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kind of each vehicle, by id."""
        return {v.id: make_kind(v, self.problem.facilities) for v in self.vehicles}

    @cached_property
    def legs(self) -> Mapping[Kind, Legs]:
        """Legs of each kind of truck."""
        return {kind: self._legs(kind) for kind in dict.fromkeys(self.kinds.values())}

    @cached_property
    def stays(self) -> Table:
        """Seconds of service or unloading at every node, (n,)."""
        stays = np.zeros(self.size, dtype=np.int64)
        stays[: len(self.stops)] = [s.stay_s() for s in self.stops]
        stays[len(self.stops) : self.first_begin] = [self.copy(n).unload_s for n in range(len(self.copies))]
        return stays

    def copy(self, number: int) -> Facility:
        """Return the facility of a mid-day unloading."""
        return self.problem.facilities[self.copies[number]]

    def begin_node(self, vehicle: Vehicle) -> int:
        """Node that this vehicle leaves from."""
        return self.first_begin + self.begins.index(begin_of(vehicle))

    def end_node(self, vehicle: Vehicle) -> int:
        """Node that this vehicle ends in."""
        return self.first_begin + len(self.begins) + self.ends.index(vehicle.end)

    def _legs(self, kind: Kind) -> Legs:
        matrix = self.problem.matrices[kind.profile]
        rows = np.array(
            [
                *(s.location for s in self.stops),
                *(self.problem.facilities[f].location for f in self.copies),
                *(b.row for b in self.begins),
                *self.ends,
            ],
            dtype=np.int64,
        )
        legs = direct(matrix, rows)
        choice = (kind, matrix, self.problem.facilities)
        stops, last = np.arange(len(self.stops)), np.arange(self.size - len(self.ends), self.size)
        streams = [s.stream for s in self.stops]
        over = np.r_[stops, last] if self.work == "container" else last
        lead_over(legs, (stops, over), rows, choice, streams)
        loads = {i: b.load for i, b in enumerate(self.begins, start=self.first_begin) if b.load is not None}
        if loads:
            lead_over(legs, (np.array([*loads]), np.r_[stops, last]), rows, choice, [*loads.values()])
        self._close(legs, kind)
        np.minimum(legs.seconds, BLOCKED, out=legs.seconds)
        np.minimum(legs.metres, BLOCKED, out=legs.metres)
        return legs

    def _close(self, legs: Legs, kind: Kind) -> None:
        """Block what must not follow one another; a truck that stays at home drives nothing."""
        count, first, last = len(self.stops), self.first_begin, self.size - len(self.ends)
        blocked = np.zeros(legs.seconds.shape, dtype=bool)
        if self.work == "collect":
            streams = np.array([s.stream for s in self.stops], dtype=object)
            blocked[:count, :count] = streams[:, None] != streams[None, :]
            for node, number in enumerate(self.copies, start=count):
                blocked[:count, node] = [not self._takes(kind, number, s) for s in streams]
        blocked[count:first, count:first] = blocked[first:last, count:first] = True
        blocked[last:] = blocked[:, first:last] = True
        np.fill_diagonal(blocked, val=False)
        legs.seconds[blocked] = legs.metres[blocked] = BLOCKED
        for node, begin in enumerate(self.begins, start=first):
            if not begin.out:
                legs.seconds[node, last:] = legs.metres[node, last:] = 0

    def _takes(self, kind: Kind, number: int, stream: str) -> bool:
        facility = self.problem.facilities[number]
        return number in kind.tips and (not facility.streams or stream in facility.streams)


def begin_of(vehicle: Vehicle) -> Begin:
    """Return the state in which a vehicle begins."""
    return Begin(vehicle.start, vehicle.aboard_stream if vehicle.loaded else None, vehicle.out)
