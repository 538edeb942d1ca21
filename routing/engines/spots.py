"""Where one more stop could go in on a truck's day: every place as a column of plain integers."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from routing.engines.clockwork import Timing
from routing.engines.tables import BIG, Ints
from routing.engines.truckday import Day, Load


class _Place(NamedTuple):
    """One row: a gap with its breaks dealt to the ways before the stop, to a facility, and after."""

    gap: int
    before: int
    after: int
    leave_s: int
    """Earliest departure from the halt before, its trip's release kept (or not, for a trip anew)."""
    base_s: int
    base_m: int
    rest1_s: int
    open1_s: int
    rest2_s: int
    open2_s: int
    close2_s: int
    rest3_s: int
    open3_s: int
    close3_s: int
    release_s: int
    """Second before which the way to the next halt may not begin."""
    latest_s: int
    slope_s: int
    floor_s: int
    old_return_s: int
    room_kg: int
    room_l: int
    stream: int
    facility: int
    depart_s: int
    """When the trip leaves for its first stop; with a later one the halt before is left at
    max(depart + sway, stand)."""
    depart_by_s: int
    sway_s: int
    stand_s: int


FIELDS = {name: i for i, name in enumerate(_Place._fields)}
_BEFORE = FIELDS["rest1_s"]
_BEFORE_AFTER = (_BEFORE, FIELDS["rest3_s"])
_ANYWHERE = (_BEFORE, FIELDS["rest2_s"], FIELDS["rest3_s"])


@dataclass(frozen=True, slots=True)
class Spots:
    """All places of a day: inside its trips, and between them for trips anew; a column per place.

    In `loose` ones for whole loads a break is a mere delay: it may be had within the load.
    """

    inside: Ints
    fresh: Ints
    loose: Ints

    @property
    def size(self) -> int:
        """Number of places for a stop."""
        return int(self.inside.shape[1] + self.fresh.shape[1])


def spots_of(day: Day) -> Spots:
    """Return the places of a day."""
    trips = trip_of_gap(day)
    collects = day.truck.vehicle.work == "collect"
    tables = [_table(day, timing, trips) for timing in day.timings]
    begins = _begins(day, trips)
    inside = [
        _shared(t[:, :-1], timing, _BEFORE_AFTER) for t, timing in zip(tables, day.timings, strict=True)
    ]
    opened = [_emptied(day, table[:, begins]) for table in tables]
    fresh = [_shared(t, timing, _ANYWHERE) for t, timing in zip(opened, day.timings, strict=True)]
    loose = [_delayed(t, timing) for t, timing in zip(opened, day.timings, strict=True)]
    none = tables[0][:, :0]
    return Spots(np.hstack(inside) if collects else none, np.hstack(fresh), np.hstack(loose))


def _begins(day: Day, trips: list[int]) -> list[int]:
    """Gaps in which a trip may be put anew: those that begin one, and the way home."""
    vehicle = day.truck.vehicle
    if vehicle.max_trips and len(day.trips) >= vehicle.max_trips:
        return []
    return [
        gap
        for gap, trip in enumerate(trips)
        if (gap == 0 and not vehicle.loaded) or (gap and trips[gap - 1] != trip)
    ]


def trip_of_gap(day: Day) -> list[int]:
    """Return the number of the trip that each gap belongs to; the way home has the number after the last."""
    numbers = [n for n, trip in enumerate(day.trips) for _ in range(len(trip.stops) + 1)]
    return [*numbers, len(day.trips)]


def _table(day: Day, timing: Timing, trips: list[int]) -> Ints:
    """Return every gap as a place, its breaks left out."""
    count, halts, vehicle = len(trips), day.halts, day.truck.vehicle
    none, never, ever = [0] * count, [-BIG] * count, [BIG] * count
    loads = [*day.loads, Load(vehicle.capacity_kg, vehicle.capacity_l, -1)]
    tips = [*(trip.facility for trip in day.trips), -1]
    leaves, sways = timing.leaves, [never] * 4
    if day.tables.released:
        sways = [list(each) for each in zip(*_sways(day, timing, trips), strict=True)]
    return np.array(
        [
            *(list(range(count)), day.rows[:-1], day.rows[1:], leaves, halts.legs, day.legs_m),
            *(none, never, none, never, ever, none, never, ever, halts.releases),
            *(timing.latest, timing.slope, timing.floor, [timing.return_s] * count),
            [vehicle.capacity_kg - loads[n].kg for n in trips],
            [vehicle.capacity_l - loads[n].litres for n in trips],
            [loads[n].stream for n in trips],
            [tips[n] for n in trips],
            *sways,
        ],
        dtype=np.int64,
    )


def _shared(places: Ints, timing: Timing, ways: tuple[int, ...]) -> Ints:
    """Deal the breaks of each gap to one of the ways that a stop makes of it: a place for each choice."""
    paused = [at for at, gap in enumerate(places[0].tolist()) if timing.pauses[gap].duration_s]
    if not paused:
        return places
    shared = [np.delete(places, paused, axis=1)]
    for way in ways:
        dealt = places[:, paused]
        pauses = [timing.pauses[gap] for gap in dealt[0]]
        dealt[way] = [pause.duration_s for pause in pauses]
        dealt[way + 1] = [pause.open_s for pause in pauses]
        if way != _BEFORE:
            dealt[way + 2] = [pause.close_s for pause in pauses]
        shared.append(dealt)
    return np.hstack(shared)


def _delayed(places: Ints, timing: Timing) -> Ints:
    """Take the breaks of each gap as mere delays."""
    places = places.copy()
    places[_BEFORE] = [timing.pauses[gap].duration_s for gap in places[0].tolist()]
    return places


def _emptied(day: Day, places: Ints) -> Ints:
    """Return places for trips anew: the truck is empty there."""
    vehicle, at = day.truck.vehicle, FIELDS["room_kg"]
    places[at], places[at + 1] = vehicle.capacity_kg, vehicle.capacity_l
    places[at + 2 :] = -1
    return places


def _sways(day: Day, timing: Timing, trips: list[int]) -> list[tuple[int, int, int, int]]:
    starts = [trips.index(trip) for trip in trips]
    return [_sway(day, timing, start, gap) for gap, start in enumerate(starts)]


def _sway(day: Day, timing: Timing, start: int, gap: int) -> tuple[int, int, int, int]:
    """How the departure before a gap moves with the departure of its trip (goods released later)."""
    halts = day.halts
    depart_s = max(timing.leaves[start], halts.releases[start])
    leave_by = timing.latest[start] - halts.legs[start] - timing.pauses[start].duration_s
    depart_by = min(leave_by, timing.pauses[start].close_s)
    slope, floor = 0, -BIG
    for at in range(start, gap):
        pause, stay_s = timing.pauses[at], halts.stays[at]
        way_s = halts.legs[at] + pause.duration_s
        begin_s = timing.leaves[at + 1] - stay_s
        opened = next((o for o, c in halts.spans[at] if o <= begin_s <= c), begin_s)
        slope += way_s + stay_s
        floor = max(floor + way_s, pause.open_s + pause.duration_s, opened) + stay_s
    return depart_s, depart_by, slope, floor
