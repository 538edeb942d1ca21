"""Ruin and recreate on the full model: neighbouring stops are taken out of some days and put in again.

After Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle routing problems"
(Transportation Science 54, 2020): strings of halts near a place go out and come back where they cost
least, trucks now and then looked over; a worse plan is taken for a while as annealing allows. Every plan
on the way keeps all rules.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.engines.insertion import Fleet, insert
from routing.engines.items import single_items
from routing.engines.tables import Bools, Ints, Tables
from routing.engines.tidy import without_stops
from routing.engines.truckday import make_day

NEIGHBOURS = 80
MEAN_REMOVED = 10
LONGEST_STRING = 10
LOOKED_OVER = 0.03
"""Share of trucks that are looked over when a stop is put in."""

HEAR_EVERY = 40
"""Steps between two questions for news."""

LEFT_OUT_TRIED = 10
"""Of the stops that nobody serves, so many are tried again in each step."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on.

    Parameters
    ----------
    seconds
        Of real time; not looked at when steps are given.
    steps
        Steps instead, for the same plan from the same seed. 0 is by time.
    heat
        By how much of the mean cost of a stop a plan may be dearer in the beginning.
    """

    seconds: float = 1.0
    steps: int = 0
    seed: int = 1
    heat: float = 0.1


@dataclass(frozen=True, slots=True)
class Talk:
    """How others are talked to on the way.

    Parameters
    ----------
    tell
        Called with every new best fleet.
    hear
        Asked now and then for a fleet of others; taken if it is better than the best.
    """

    tell: Callable[[Fleet], None] = lambda _: None
    hear: Callable[[], Fleet | None] = lambda: None


def polish(fleet: Fleet, patience: Patience, talk: Talk | None = None) -> Fleet:
    """Return the best fleet found."""
    if not len(fleet.tables.rows) or not any(day and day.stops for day in fleet.days):
        return fleet
    return _Polisher(fleet, patience).run(talk or Talk())


class _Polisher:
    def __init__(self, fleet: Fleet, patience: Patience) -> None:
        self._tables: Tables = fleet.tables
        self._rng = np.random.default_rng(patience.seed)
        self._patience = patience
        self._now = fleet
        self._near = _neighbours(self._tables)

    def run(self, talk: Talk) -> Fleet:
        begun, step = time.monotonic(), 0
        best, least, cost = self._now, self._now.cost, self._now.cost
        heat = self._patience.heat * least / len(self._tables.rows)
        while (share := self._share(step, begun)) < 1.0:
            step += 1
            news = talk.hear() if step % HEAR_EVERY == 0 else None
            other = news if news is not None and news.cost < least else self._step()
            allowed_up_to = cost - heat * 0.01**share * math.log(1.0 - self._rng.random())
            if other.cost < allowed_up_to:
                self._now, cost = other, other.cost
            if cost < least:
                best, least = self._now, cost
                talk.tell(best)
        return best

    def _share(self, step: int, begun: float) -> float:
        """Part of the patience that is used up."""
        if self._patience.steps:
            return step / self._patience.steps
        return (time.monotonic() - begun) / max(0.001, self._patience.seconds)

    def _step(self) -> Fleet:
        other = self._now.copy()
        gone = self._ruin(other)
        placed = np.zeros(len(self._tables.rows), dtype=np.bool_)
        placed[other.served()] = True
        placed[gone] = True
        left_out = np.flatnonzero(~placed)
        if len(left_out) > LEFT_OUT_TRIED:
            left_out = self._rng.choice(left_out, LEFT_OUT_TRIED, replace=False)
        order = self._ordered(np.concatenate((np.array(gone, dtype=np.int64), left_out)))
        insert(other, single_items(self._tables, order), "given", doubt=self._doubt)
        return other

    def _doubt(self, trucks: int) -> Bools:
        doubted: Bools = self._rng.random(trucks) < LOOKED_OVER
        return doubted

    def _ordered(self, stops: Ints) -> list[int]:
        """Return stops in the order in which they are put in: by chance, weight, distance or hours."""
        tables, first = self._tables, self._tables.trucks[0]
        keys = (
            self._rng.random(len(stops)),
            -tables.kg[stops],
            -first.seconds[first.vehicle.start, tables.rows[stops]],
            tables.closes[-1, stops] - tables.opens[0, stops],
        )
        order: list[int] = stops[np.argsort(keys[self._rng.integers(0, 4)], kind="stable")].tolist()
        return order

    def _ruin(self, fleet: Fleet) -> list[int]:
        """Take strings of stops near a place out of several days; return the stops."""
        where = {stop: number for number, day in enumerate(fleet.days) if day for stop in day.stops}
        at = int(self._rng.integers(0, len(self._tables.rows)))
        longest = min(LONGEST_STRING, len(where) / len(set(where.values())))
        days = int(self._rng.uniform(1, 4 * MEAN_REMOVED / (1 + longest)))
        gone: list[int] = []
        ruined: set[int] = set()
        for stop in (at, *self._near[at].tolist()):
            number = where.get(stop)
            if number is None or number in ruined:
                continue
            gone += self._string_out(fleet, number, stop, longest)
            ruined.add(number)
            if len(ruined) >= days:
                break
        return gone

    def _string_out(self, fleet: Fleet, number: int, stop: int, longest: float) -> list[int]:
        """Take a string of stops around one of them out of a day."""
        day = fleet.days[number]
        if day is None:
            return []
        stops = day.stops
        length = int(self._rng.uniform(1, min(len(stops), longest) + 1))
        at = stops.index(stop)
        first = int(self._rng.integers(max(0, at - length + 1), min(at, len(stops) - length) + 1))
        string = stops[first : first + length]
        shorter = make_day(self._tables, day.truck, without_stops(day, set(string)))
        return list(string) if shorter is not None and fleet.put(number, shorter) else []


def _neighbours(tables: Tables) -> Ints:
    """Return for each stop the nearest others, there and back, nearest first."""
    seconds = tables.trucks[0].seconds[np.ix_(tables.rows, tables.rows)]
    way = seconds + seconds.T
    np.fill_diagonal(way, -1)
    nearest: Ints = np.argsort(way, axis=1, kind="stable")[:, 1 : NEIGHBOURS + 1]
    return nearest
