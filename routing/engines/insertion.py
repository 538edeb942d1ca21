"""Putting stops and loads into trucks' days where they cost least, those that lose most by waiting first."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from routing.engines.items import Items
from routing.engines.spots import trip_of_gap
from routing.engines.tables import Bools, Ints, Tables
from routing.engines.trials import NOWHERE, Costs, Trial
from routing.engines.truckday import Day, Trip, make_day
from routing.model.plan import Sequences

type Policy = Literal["cheapest", "regret", "given"]
"""Which piece comes next: the cheapest, the one whose second best truck is dearest, or the first given."""

MOST_TRIES = 30_000
"""Pieces times places that are tried anew after an insertion; farther pieces keep an older price."""


class Fleet:
    """All trucks' days, and what the facilities still take."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.left_kg: Ints = tables.facility_kg.copy()
        self.days: list[Day | None] = [None] * len(tables.trucks)

    def put(self, number: int, day: Day) -> bool:
        """Give a truck another day; False when a facility would receive more than it takes."""
        left = self.left_kg.copy()
        old = self.days[number]
        for facility, kg in old.tipped() if old else ():
            left[facility] += kg
        for facility, kg in day.tipped():
            left[facility] -= kg
        if (left < 0).any():
            return False
        self.left_kg, self.days[number] = left, day
        return True

    @property
    def cost(self) -> int:
        """Rupiah of all days, with the price of the stops that no truck serves."""
        served = self.served()
        left_out = int(self.tables.price.sum() - self.tables.price[served].sum())
        return left_out + sum(day.cost for day in self.days if day)

    def served(self) -> list[int]:
        """Return all stops that are served."""
        return [s for day in self.days if day for s in day.stops]

    def copy(self) -> "Fleet":
        """Return the same days, to be changed on their own."""
        other = Fleet(self.tables)
        other.left_kg, other.days = self.left_kg, list(self.days)
        return other

    def sequences(self) -> Sequences:
        """Return the halts of every truck that drives."""
        return {day.truck.vehicle.id: day.sequence() for day in self.days if day and day.leaves}


def insert(
    fleet: Fleet,
    items: Items,
    policy: Policy,
    *,
    closed: frozenset[int] = frozenset(),
    doubt: Callable[[int], Bools] | None = None,
) -> list[int]:
    """Put pieces in as long as that costs less than their price; return the numbers of the others.

    Parameters
    ----------
    closed
        Numbers of trucks that shall get nothing.
    doubt
        Says for a number of trucks which of them to look over this once (policy `given` only).
    """
    if not len(items):
        return []
    board = _Board(fleet, items, closed, doubt)
    while (choice := board.choose(policy)) is not None:
        board.take(*choice)
    return [int(i) for i in np.flatnonzero(board.open)]


class _Board:
    """The offers of all trucks for all pieces that are still to be placed."""

    def __init__(
        self,
        fleet: Fleet,
        items: Items,
        closed: frozenset[int],
        doubt: Callable[[int], Bools] | None,
    ) -> None:
        self._fleet, self._items, self._doubt = fleet, items, doubt
        self.open = np.ones(len(items), dtype=np.bool_)
        trucks = [t for t in range(len(fleet.days)) if fleet.days[t] and t not in closed]
        self._trucks = trucks
        self._cost = np.full((len(trucks), len(items)), NOWHERE)
        self._gap = np.zeros((len(trucks), len(items)), dtype=np.int64)
        self._facility = np.full((len(trucks), len(items)), -1, dtype=np.int64)
        self._tip = np.zeros((len(trucks), len(items)), dtype=np.int64)
        self._stale = np.zeros((len(trucks), len(items)), dtype=np.bool_)
        self._shut_out = np.zeros(len(items), dtype=np.bool_)
        self._idle = self._idle_twins()
        self._ask(self._asked(), np.arange(len(items)))

    def _idle_twins(self) -> dict[int, list[int]]:
        """Trucks that still stand in the yard, by kind: only the first of each kind makes offers."""
        idle: dict[int, list[int]] = {}
        for line, number in enumerate(self._trucks):
            day = self._fleet.days[number]
            if day is not None and not day.leaves:
                idle.setdefault(day.truck.twin, []).append(line)
        return idle

    def _asked(self) -> list[int]:
        """Lines of the trucks that make offers."""
        waiting = {line for twins in self._idle.values() for line in twins[1:]}
        return [line for line in range(len(self._trucks)) if line not in waiting]

    def _ask(self, lines: list[int], which: Ints) -> None:
        """Let trucks make their offers for some pieces, those of a road profile together."""
        items = self._items if len(which) == len(self._items) else self._items.take(which)
        profiles: dict[str, list[tuple[int, Day]]] = {}
        for line in lines:
            day = self._fleet.days[self._trucks[line]]
            if day is not None:
                profiles.setdefault(day.truck.vehicle.profile, []).append((line, day))
        for group in profiles.values():
            offers = Trial([day for _, day in group]).best(items, self._fleet.left_kg)
            at = np.ix_([line for line, _ in group], which)
            self._cost[at], self._gap[at] = offers.cost, offers.gap
            self._facility[at], self._tip[at] = offers.facility, offers.tip
            self._stale[at] = False

    def choose(self, policy: Policy) -> tuple[int, int] | None:
        """Return the line of the truck and the piece that come next, or None when nothing pays."""
        which = np.flatnonzero(self.open)
        if not len(which) or not len(self._trucks):
            return None
        cost = self._cost[:, which]
        line = cost.argmin(axis=0)
        best = cost[line, np.arange(len(which))]
        price = self._items.price[which]
        pays = best < price
        if not pays.any():
            return self.choose(policy) if self._ask_shut_out() else None
        if policy == "given":
            at = int(np.argmax(pays))
            line[at] = self._second_thought(cost[:, at], price[at], int(line[at]))
        elif policy == "cheapest":
            at = int(np.argmin(np.where(pays, best, NOWHERE)))
        else:
            cost[line, np.arange(len(which))] = NOWHERE
            second = np.minimum(cost.min(axis=0), price)
            at = int(np.argmax(np.where(pays, second - best, -NOWHERE)))
        return int(line[at]), int(which[at])

    def _second_thought(self, cost: Costs, price: int, line: int) -> int:
        """Return the best truck for a piece among those that are not looked over, if one pays."""
        if self._doubt is None:
            return line
        seen = np.where(self._doubt(len(cost)), NOWHERE, cost)
        other = int(seen.argmin())
        return other if seen[other] < price else line

    def take(self, line: int, piece: int) -> None:
        """Put a piece in, or withdraw the offer if it does not hold."""
        number = self._trucks[line]
        day = self._fleet.days[number]
        if self._stale[line, piece]:
            self._ask([line], np.array([piece]))
            return
        spot = int(self._gap[line, piece]), int(self._facility[line, piece])
        longer = add(day, self._items.piece(piece), spot) if day else None
        if day is None or longer is None:
            self._cost[line, piece] = NOWHERE
            return
        if not self._fleet.put(number, longer):
            self._shut()
            self._cost[line, piece] = NOWHERE
            return
        self.open[piece] = False
        if not day.leaves:
            self._wake(day.truck.twin, line)
        self._renew(line, piece)

    def _shut(self) -> None:
        """Withdraw all offers that would bring a facility more than it still takes."""
        full = self._items.kg[None, :] > self._fleet.left_kg[self._tip]
        full &= self.open[None, :] & (self._cost < NOWHERE)
        self._cost[full] = NOWHERE
        self._shut_out |= full.any(axis=0)

    def _ask_shut_out(self) -> bool:
        """Ask once more for pieces whose facility was full: there may be another. False if there are none."""
        which = np.flatnonzero(self._shut_out & self.open)
        self._shut_out[:] = False
        if not len(which):
            return False
        self._ask(self._asked(), which)
        return True

    def _wake(self, twin: int, line: int) -> None:
        """Let the next truck of the same kind make the offers that this one made while it stood idle."""
        lines = self._idle[twin]
        lines.remove(line)
        if lines:
            for board in (self._cost, self._gap, self._facility, self._tip, self._stale):
                board[lines[0]] = board[line]

    def _renew(self, line: int, piece: int) -> None:
        """Ask a truck anew after its day has changed, for the nearest pieces if there are very many."""
        which = np.flatnonzero(self.open)
        self._stale[line, which] = True
        day = self._fleet.days[self._trucks[line]]
        most = MOST_TRIES // max(1, day.spots.size) if day else 0
        if 0 < most < len(which):
            seconds = self._fleet.tables.trucks[self._trucks[line]].seconds
            way = seconds[self._items.first[piece], self._items.first[which]]
            which = which[np.argpartition(way, most)[:most]]
        if len(which):
            self._ask([line], which)


def add(day: Day, stops: tuple[int, ...], spot: tuple[int, int]) -> Day | None:
    """Return a day with a piece put into a gap (and facility of a trip anew, or -1), None if infeasible."""
    gap, facility = spot
    number = trip_of_gap(day)[gap]
    trips = list(day.trips)
    if facility >= 0:
        trips.insert(number, Trip(stops, facility))
    else:
        trip = trips[number]
        at = gap - sum(len(t.stops) + 1 for t in trips[:number])
        trips[number] = Trip((*trip.stops[:at], *stops, *trip.stops[at:]), trip.facility)
    return make_day(day.tables, day.truck, trips)


def start_fleet(tables: Tables) -> Fleet:
    """Return a fleet that does nothing but what is due: loaded trucks tip, trucks on the road come home."""
    fleet = Fleet(tables)
    for number in range(len(tables.trucks)):
        taken = set(fleet.served())
        days = sorted(_first_days(tables, number), key=lambda day: day.cost)
        next((day for day in days if taken.isdisjoint(day.stops) and fleet.put(number, day)), None)
    return fleet


def _first_days(tables: Tables, number: int) -> Sequence[Day]:
    """Return days of a truck that does as little as it may; with one stop if it cannot do with none."""
    truck = tables.trucks[number]
    loaded, tips = truck.vehicle.loaded, range(len(tables.facility_rows))
    barest = [(Trip((), tip),) for tip in tips] if loaded else [()]
    days = [day for trips in barest if (day := make_day(tables, truck, trips))]
    if days or not truck.vehicle.out:
        return days
    some = np.flatnonzero(truck.may).tolist()
    fuller = ((Trip((stop,), tip),) for stop in some for tip in tips)
    return [day for trips in fuller if (day := make_day(tables, truck, trips))]
