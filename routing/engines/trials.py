"""What every place of many trucks' days would cost for many pieces: all of them at once.

A few array operations try all, so that one try costs a fraction of a microsecond. What is offered is
feasible; prices are exact but for waiting that a later departure would save.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.engines.items import Items
from routing.engines.spots import FIELDS
from routing.engines.tables import BIG, Bools, Ints, Spans, Tables
from routing.engines.truckday import Day

type Costs = NDArray[np.float64]

NOWHERE = np.inf
"""Cost of a piece that fits nowhere."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Cheapest place on each day for each piece, (days, pieces).

    Parameters
    ----------
    cost
        Extra rupiah.
    facility
        Where a trip anew would tip, -1 inside a trip that is there.
    tip
        Where the load would go in either case.
    """

    cost: Costs
    gap: Ints
    facility: Ints
    tip: Ints


class _Lot:
    """Places of several days side by side, with what their trucks cost.

    Parameters
    ----------
    parts
        Places of each day.
    """

    def __init__(self, days: Sequence[Day], parts: Sequence[Ints]) -> None:
        columns = np.hstack(parts) if len(parts) > 1 else parts[0]
        sizes = [part.shape[1] for part in parts]
        self.size = columns.shape[1]
        self.owner = np.repeat(np.arange(len(days)), sizes)
        ends = np.cumsum(sizes).tolist()
        self.spans = [(d, e - n, e) for d, (n, e) in enumerate(zip(sizes, ends, strict=True)) if n]
        self.at = dict(zip(FIELDS, columns, strict=True))
        self.rates = _rates(days)[:, self.owner]


def _rates(days: Sequence[Day]) -> Costs:
    """Return what trucks cost and how their days are now, one line each, see `Trial._price`.

    One that stands at home has no waiting that could be used: its return is as if it never came.
    """
    rows = []
    for day in days:
        vehicle, back_s = day.truck.vehicle, day.timings[0].return_s
        close_s = vehicle.shift.close_s
        rows.append(
            (
                vehicle.cost_per_km / 1000,
                vehicle.cost_per_hour / 3600,
                vehicle.overtime_per_hour / 3600,
                close_s,
                back_s if day.leaves else BIG,
                max(0, back_s - close_s),
                day.spent_s - day.work_s if day.leaves else 0,
            )
        )
    return np.array(rows, dtype=np.float64).T


class Trial:
    """Tries stops and loads on the places of some days of trucks that share a road profile."""

    def __init__(self, days: Sequence[Day]) -> None:
        self._days = days
        self._tables: Tables = days[0].tables
        self._seconds, self._metres = days[0].truck.seconds, days[0].truck.metres
        self._trucks = np.array([day.truck.number for day in days])
        self._timed = any(d.truck.vehicle.cost_per_hour or d.truck.vehicle.overtime_per_hour for d in days)
        self._lots: dict[str, _Lot] = {}
        self._hire = np.array([0 if d.leaves else d.truck.vehicle.fixed_cost for d in days])

    def best(self, items: Items, left_kg: Ints) -> Offers:
        """Return for each piece the cheapest place of each day.

        Parameters
        ----------
        left_kg
            What each facility still takes today.
        """
        may = self._may(items)
        shape = (len(self._days), len(items))
        zeros = np.zeros(shape, np.int64)
        found = Offers(np.full(shape, NOWHERE), zeros, np.full(shape, -1), zeros.copy())
        if items.singles:
            lot = self._lot("inside")
            if lot.size:
                price = np.where(may[lot.owner].T, self._inside(lot, items, left_kg), NOWHERE)
                _keep_least(found, lot, price, None)
        lot = self._lot("fresh" if items.singles else "loose")
        if lot.size:
            price, facility = self._fresh(lot, items, left_kg)
            _keep_least(found, lot, np.where(may[lot.owner].T, price, NOWHERE), facility)
        return replace(found, cost=found.cost + self._once(items))

    def _lot(self, kind: str) -> _Lot:
        if kind not in self._lots:
            self._lots[kind] = _Lot(self._days, [getattr(day.spots, kind) for day in self._days])
        return self._lots[kind]

    def _may(self, items: Items) -> Bools:
        may = items.may(self._trucks)
        for line, day in enumerate(self._days):
            vehicle = day.truck.vehicle
            if vehicle.max_kg:
                may[line] &= day.kg + items.kg <= vehicle.max_kg
            if vehicle.max_stops:
                may[line] &= len(day.stops) + items.counts <= vehicle.max_stops
        return may

    def _once(self, items: Items) -> Costs:
        """Rupiah that do not hang on the place: a truck's hire, stops that change hands."""
        once = np.repeat(self._hire[:, None].astype(np.float64), len(items), axis=1)
        price = self._tables.problem.change_price
        return once + price * items.changes(self._trucks) if price else once

    def _inside(self, lot: _Lot, items: Items, left_kg: Ints) -> Costs:
        """Price of every piece in every gap of the trips that are there, (pieces, places)."""
        p, seconds, metres = lot.at, self._seconds, self._metres
        fits = items.kg[:, None] <= np.minimum(p["room_kg"], left_kg[p["facility"]])
        fits &= (items.litres[:, None] <= p["room_l"]) & (items.stream[:, None] == p["stream"])
        leave = p["leave_s"]
        if self._tables.released:
            release, leave = items.release[:, None], np.maximum(leave, p["release_s"])
            leave = np.where(release > p["depart_s"], np.maximum(release + p["sway_s"], p["stand_s"]), leave)
            fits &= release <= np.maximum(p["depart_by_s"], p["depart_s"])
        rows = items.first[:, None]
        to_s, from_s = seconds[p["before"], rows], seconds[rows, p["after"]]
        done, open_ = _serve(items, p, leave, to_s)
        arrive = np.maximum(done + from_s, np.maximum(done, p["open3_s"])) + p["rest3_s"]
        fits &= open_ & (done <= p["close3_s"]) & (arrive <= p["latest_s"])
        extra_s = to_s + from_s - p["base_s"] + items.stay[:, None]
        extra_m = metres[p["before"], rows] + metres[rows, p["after"]] - p["base_m"]
        return np.where(fits, self._price(lot, arrive, extra_s, extra_m), NOWHERE)

    def _fresh(self, lot: _Lot, items: Items, left_kg: Ints) -> tuple[Costs, Ints]:
        """Price of every piece as a trip anew between others, and its facility, (pieces, places)."""
        tables, p = self._tables, lot.at
        best = np.full((len(items), lot.size), NOWHERE)
        facility = np.full(best.shape, -1)
        leave = p["leave_s"]
        if tables.released:
            leave = np.maximum(leave, items.release[:, None])
        to_s = self._seconds[p["before"], items.first[:, None]]
        done, open_ = _serve(items, p, leave, to_s)
        open_ &= (items.litres[:, None] <= p["room_l"]) & (done <= p["close2_s"])
        room_kg = p["room_kg"]
        for number in range(len(tables.facility_rows)):
            takes = tables.takes[self._trucks, number][:, items.stream]
            if not takes.any():
                continue
            fits = takes[lot.owner].T & open_
            fits &= items.kg[:, None] <= np.minimum(room_kg, left_kg[number])
            price = np.where(fits, self._over(lot, items, (to_s, done), number), NOWHERE)
            better = price < best
            best, facility = np.where(better, price, best), np.where(better, number, facility)
        return best, facility

    def _over(self, lot: _Lot, items: Items, so_far: tuple[Ints, Ints], number: int) -> Costs:
        """Price of going on over one facility."""
        tables, p, seconds, metres = self._tables, lot.at, self._seconds, self._metres
        to_s, done = so_far
        tip, unload_s = tables.facility_rows[number], tables.plain.unload[number]
        first, last = items.first[:, None], items.last[:, None]
        tip_s, on_s = seconds[last, tip], seconds[tip, p["after"]]
        there = np.maximum(done + tip_s, np.maximum(done, p["open2_s"])) + p["rest2_s"]
        tipped, fits = _open_at(there, tables.facility_spans[number])
        gone = tipped + unload_s
        fits &= gone <= p["close3_s"]
        gone = np.maximum(gone, p["release_s"])
        arrive = np.maximum(gone + on_s, np.maximum(gone, p["open3_s"])) + p["rest3_s"]
        fits &= arrive <= p["latest_s"]
        extra_s = to_s + tip_s + on_s - p["base_s"] + items.stay[:, None] + unload_s
        extra_m = metres[p["before"], first] + metres[last, tip] + metres[tip, p["after"]] - p["base_m"]
        return np.where(fits, self._price(lot, arrive, extra_s, extra_m), NOWHERE)

    def _price(self, lot: _Lot, arrive: Ints, extra_s: Ints, extra_m: Ints) -> Costs:
        """Rupiah of way and time; waiting that a day holds already is used up before time is paid."""
        per_m, per_s, per_over_s, close_s, return_s, over_s, idle_s = lot.rates
        price: Costs = extra_m * per_m
        if self._timed:
            back = np.maximum(arrive + lot.at["slope_s"], lot.at["floor_s"])
            price += np.maximum(back - return_s, extra_s - idle_s) * per_s
            price += (np.maximum(back - close_s, 0.0) - over_s) * per_over_s
        return price


def _keep_least(found: Offers, lot: _Lot, price: Costs, facility: Ints | None) -> None:
    """Take over each day's cheapest places where they are better than what was found before."""
    gaps, tips = lot.at["gap"], lot.at["facility"]
    pieces = np.arange(len(price))
    for day, first, end in lot.spans:
        at = price[:, first:end].argmin(axis=1) + first
        least = price[pieces, at]
        better = least < found.cost[day]
        found.cost[day][better] = least[better]
        found.gap[day][better] = gaps[at[better]]
        found.facility[day][better] = -1 if facility is None else facility[pieces, at][better]
        found.tip[day][better] = (tips[at] if facility is None else facility[pieces, at])[better]


def _serve(items: Items, p: dict[str, Ints], leave: Ints, way: Ints) -> tuple[Ints, Bools]:
    """When a piece would be done, and where its windows allow it at all."""
    arrive = np.maximum(leave + way, np.maximum(leave, p["open1_s"])) + p["rest1_s"]
    begin, found = arrive, None
    for opens, closes in zip(items.opens[::-1], items.closes[::-1], strict=True):
        fits = arrive <= closes[:, None]
        later = np.maximum(arrive, opens[:, None])
        begin = later if found is None else np.where(fits, later, begin)
        found = fits if found is None else found | fits
    return begin + items.stay[:, None], np.ones(arrive.shape, np.bool_) if found is None else found


def _open_at(arrive: Ints, spans: Spans) -> tuple[Ints, Bools]:
    begin, found = arrive, np.zeros(arrive.shape, dtype=np.bool_)
    for open_s, close_s in reversed(spans):
        fits = arrive <= close_s
        begin = np.where(fits, np.maximum(arrive, open_s), begin)
        found |= fits
    return begin, found
