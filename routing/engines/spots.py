"""Where one more stop could go in on a truck's day, and what each place costs: all of them at once.

Every place is a row of plain integers, so many stops are tried on many places by a few array operations:
a try costs well under a microsecond. What is offered is feasible; prices are exact but for waiting that
a later departure would save.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engines.clockwork import Timing
from routing.engines.items import Items
from routing.engines.tables import BIG, Bools, Ints, Spans, Tables, Truck
from routing.engines.truckday import Day, Load

type Costs = NDArray[np.float64]

NOWHERE = np.inf
"""Cost of a stop that fits nowhere."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The cheapest place for each of some pieces: extra rupiah, gap, facility of a trip anew or -1."""

    cost: Costs
    gap: Ints
    facility: Ints


def no_offer(count: int) -> Offer:
    """Return offers for pieces that fit nowhere."""
    return Offer(np.full(count, NOWHERE), np.zeros(count, np.int64), np.full(count, -1, dtype=np.int64))


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


_FIELDS = {name: i for i, name in enumerate(_Place._fields)}
_BEFORE = _FIELDS["rest1_s"]
_BEFORE_AFTER = (_BEFORE, _FIELDS["rest3_s"])
_ANYWHERE = (_BEFORE, _FIELDS["rest2_s"], _FIELDS["rest3_s"])


@dataclass(frozen=True, slots=True)
class Spots:
    """All places of a day: inside its trips, and between them for trips anew; a column per place.

    In `loose` ones for whole loads a break is a mere delay: it may be had within the load.
    """

    inside: Ints
    fresh: Ints
    loose: Ints


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
    vehicle, at = day.truck.vehicle, _FIELDS["room_kg"]
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


class Trial:
    """Tries stops and loads on the places of one day."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._tables: Tables = day.tables
        self._truck: Truck = day.truck
        self._spots = spots_of(day)

    @property
    def size(self) -> int:
        """Number of places."""
        return int(self._spots.inside.shape[1] + self._spots.fresh.shape[1])

    def best(self, items: Items, left_kg: Ints) -> Offer:
        """Return for each piece the cheapest place.

        Parameters
        ----------
        left_kg
            What each facility still takes today.
        """
        offer = no_offer(len(items))
        may = np.flatnonzero(self._may(items))
        if not len(may):
            return offer
        own = items.take(may) if len(may) < len(items) else items
        cost, gap = self._inside(own, left_kg) if own.singles else (offer.cost[may], offer.gap[may])
        facility = np.full(len(own), -1)
        for number in range(len(self._tables.facility_rows)):
            other, there = self._fresh(own, number, int(left_kg[number]))
            better = other < cost
            cost, gap = np.where(better, other, cost), np.where(better, there, gap)
            facility[better] = number
        offer.cost[may], offer.gap[may], offer.facility[may] = cost + self._once(own), gap, facility
        return offer

    def _may(self, items: Items) -> Bools:
        day, vehicle = self._day, self._truck.vehicle
        may = items.may(self._truck)
        if vehicle.max_kg:
            may = may & (day.kg + items.kg <= vehicle.max_kg)
        if vehicle.max_stops:
            may = may & (len(day.stops) + items.counts <= vehicle.max_stops)
        return may

    def _once(self, items: Items) -> Costs:
        """Rupiah that do not hang on the place: the truck's hire, stops that change hands."""
        hire = 0 if self._day.leaves else self._truck.vehicle.fixed_cost
        once = np.full(len(items), float(hire))
        if self._tables.problem.change_price:
            once += self._tables.problem.change_price * items.changes(self._truck)
        return once

    def _inside(self, items: Items, left_kg: Ints) -> tuple[Costs, Ints]:
        places = self._spots.inside
        if not places.shape[1]:
            return np.full(len(items), NOWHERE), np.zeros(len(items), np.int64)
        p = dict(zip(_FIELDS, places, strict=True))
        room_kg = np.minimum(p["room_kg"], left_kg[p["facility"]])
        fits = (items.kg[:, None] <= room_kg) & (items.litres[:, None] <= p["room_l"])
        fits &= items.stream[:, None] == p["stream"]
        leave = p["leave_s"]
        if self._tables.released:
            release, leave = items.release[:, None], np.maximum(leave, p["release_s"])
            leave = np.where(release > p["depart_s"], np.maximum(release + p["sway_s"], p["stand_s"]), leave)
            fits &= release <= np.maximum(p["depart_by_s"], p["depart_s"])
        seconds, metres = self._truck.seconds, self._truck.metres
        rows = items.first[:, None]
        to_s, from_s = seconds[p["before"], rows], seconds[rows, p["after"]]
        done, open_ = _serve(items, p, leave, to_s)
        arrive = np.maximum(done + from_s, np.maximum(done, p["open3_s"])) + p["rest3_s"]
        fits &= open_ & (done <= p["close3_s"]) & (arrive <= p["latest_s"])
        extra_s = to_s + from_s - p["base_s"] + items.stay[:, None]
        extra_m = metres[p["before"], rows] + metres[rows, p["after"]] - p["base_m"]
        return _least(fits, self._price(p, arrive, extra_s, extra_m), p["gap"])

    def _fresh(self, items: Items, facility: int, left_kg: int) -> tuple[Costs, Ints]:
        places, tables = (self._spots.fresh if items.singles else self._spots.loose), self._tables
        streams = self._truck.takes[facility][items.stream]
        if not places.shape[1] or not streams.any():
            return np.full(len(items), NOWHERE), np.zeros(len(items), np.int64)
        p = dict(zip(_FIELDS, places, strict=True))
        fits = streams[:, None] & (items.kg[:, None] <= np.minimum(p["room_kg"], left_kg))
        fits &= items.litres[:, None] <= p["room_l"]
        leave = p["leave_s"]
        if tables.released:
            leave = np.maximum(leave, items.release[:, None])
        seconds, metres, tip = self._truck.seconds, self._truck.metres, tables.facility_rows[facility]
        first, last = items.first[:, None], items.last[:, None]
        to_s, tip_s, on_s = seconds[p["before"], first], seconds[last, tip], seconds[tip, p["after"]]
        done, open_ = _serve(items, p, leave, to_s)
        there = np.maximum(done + tip_s, np.maximum(done, p["open2_s"])) + p["rest2_s"]
        tipped, tips = _open_at(there, tables.facility_spans[facility])
        unload_s = tables.problem.facilities[facility].unload_s
        gone = tipped + unload_s
        fits &= open_ & tips & (done <= p["close2_s"]) & (gone <= p["close3_s"])
        gone = np.maximum(gone, p["release_s"])
        arrive = np.maximum(gone + on_s, np.maximum(gone, p["open3_s"])) + p["rest3_s"]
        fits &= arrive <= p["latest_s"]
        extra_s = to_s + tip_s + on_s - p["base_s"] + items.stay[:, None] + unload_s
        extra_m = metres[p["before"], first] + metres[last, tip] + metres[tip, p["after"]] - p["base_m"]
        return _least(fits, self._price(p, arrive, extra_s, extra_m), p["gap"])

    def _price(self, p: dict[str, Ints], arrive: Ints, extra_s: Ints, extra_m: Ints) -> Costs:
        """Rupiah of way and time; waiting that the day holds already is used up before time is paid."""
        vehicle, day = self._truck.vehicle, self._day
        price: Costs = np.multiply(extra_m, vehicle.cost_per_km / 1000, dtype=np.float64)
        if not vehicle.cost_per_hour and not vehicle.overtime_per_hour:
            return price
        back = np.maximum(arrive + p["slope_s"], p["floor_s"])
        spent = extra_s
        if day.leaves:
            idle_s = day.spent_s - day.work_s
            spent = np.maximum(back - p["old_return_s"], extra_s - idle_s)
        close_s = vehicle.shift.close_s
        over = np.maximum(back - close_s, 0) - np.maximum(p["old_return_s"] - close_s, 0)
        price += spent * (vehicle.cost_per_hour / 3600) + over * (vehicle.overtime_per_hour / 3600)
        return price


def _serve(items: Items, p: dict[str, Ints], leave: Ints, way: Ints) -> tuple[Ints, Bools]:
    """When a piece would be done, and where its windows allow it at all."""
    arrive = np.maximum(leave + way, np.maximum(leave, p["open1_s"])) + p["rest1_s"]
    begin = np.full(arrive.shape, BIG, dtype=np.int64)
    found = np.zeros(arrive.shape, dtype=np.bool_)
    for opens, closes in zip(items.opens[::-1], items.closes[::-1], strict=True):
        fits = arrive <= closes[:, None]
        begin = np.where(fits, np.maximum(arrive, opens[:, None]), begin)
        found |= fits
    return begin + items.stay[:, None], found


def _open_at(arrive: Ints, spans: Spans) -> tuple[Ints, Bools]:
    begin, found = np.full(arrive.shape, BIG, dtype=np.int64), np.zeros(arrive.shape, dtype=np.bool_)
    for open_s, close_s in reversed(spans):
        fits = arrive <= close_s
        begin = np.where(fits, np.maximum(arrive, open_s), begin)
        found |= fits
    return begin, found


def _least(fits: Bools, price: Costs, gaps: Ints) -> tuple[Costs, Ints]:
    price = np.where(fits, price, NOWHERE)
    at = price.argmin(axis=1)
    least: Costs = price[np.arange(len(price)), at]
    return least, gaps[at]
