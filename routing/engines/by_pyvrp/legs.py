"""Money and seconds of every leg for one kind of vehicle.

What cannot be driven is blocked: stops closed to the kind, legs between two streams, legs to a facility
that refuses. A truck comes home empty, so its last leg leads over the best facility; with containers
every leg does, because each is hauled away before the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.engines.by_pyvrp.places import Places
from routing.model.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle

type Table = NDArray[np.int64]

BLOCKED = 10**8
"""Seconds of a leg that is not there: above any day, far below overflow."""

DEAREST = 10**13
"""No leg may cost more: PyVRP's sums could overflow."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How money is counted: whole units, `scale` of them to a rupiah.

    PyVRP wants whole prices per second; the scale makes them near enough.

    Parameters
    ----------
    by_leg
        Whether seconds are paid with the legs instead of with the whole duration: the same where no
        truck ever waits, and much faster.
    blocked
        What a leg costs that is not there: more than any stop is worth.
    """

    scale: int
    by_leg: bool
    blocked: int

    def money(self, rupiah: int) -> int:
        """Units of an amount."""
        return rupiah * self.scale

    def per_second(self, per_hour: int) -> int:
        """Units per second of rupiah per hour."""
        return round(per_hour * self.scale / 3600)


def make_rates(problem: Problem) -> Rates:
    """Return the least scale at which no price per second or metre is more than 0.5 % off."""
    vehicles = problem.vehicles
    by_leg = not any(s.windows or s.release_s for s in problem.stops)
    hours = {v.cost_per_hour for v in vehicles} | {v.overtime_per_hour for v in vehicles}
    wanted = [h / 3600 for h in hours if h] + [v.cost_per_km / 1000 for v in vehicles if v.cost_per_km]
    for scale in (1, 2, 4, 5, 8, 10, 16, 20, 40, 50, 80):
        if all(abs(round(p * scale) / (p * scale) - 1) <= 0.005 or p * scale > 100 for p in wanted):
            return Rates(scale, by_leg, _blocked(problem, scale))
    return Rates(100, by_leg, _blocked(problem, 100))


def _blocked(problem: Problem, scale: int) -> int:
    dear = max([0, *(s.price for s in problem.stops), *(v.fixed_cost for v in problem.vehicles)])
    return min(DEAREST, scale * max(BLOCKED, 4 * dear))


def fits(stop: Stop, vehicle: Vehicle) -> bool:
    """Whether a vehicle may serve a stop and can carry what waits there."""
    return stop.admits(vehicle) and stop.kg <= vehicle.capacity_kg and stop.litres <= vehicle.capacity_l


@dataclass(frozen=True, slots=True)
class Legs:
    """Legs of one kind of vehicle between all locations, (n, n), row = from."""

    money: Table
    seconds: Table


class Ways:
    """Ways of one kind of vehicle.

    Parameters
    ----------
    vehicle
        Any of the kind.
    """

    def __init__(self, places: Places, vehicle: Vehicle, rates: Rates) -> None:
        self.vehicle = vehicle
        self._places, self._rates = places, rates
        matrix = places.problem.matrix(vehicle)
        self._duration_s, self._distance_m = matrix.duration_s, matrix.distance_m

    def tip(self, from_row: int, to_row: int, stream: str) -> Facility | None:
        """Return the facility over which a load comes cheapest from one row to another."""
        offers = [(cost, f.code, f) for f, cost in self._offers(from_row, to_row, stream)]
        return min(offers)[2] if offers else None

    def _offers(self, from_row: int, to_row: int, stream: str) -> Iterator[tuple[Facility, int]]:
        for f in self._facilities(stream):
            money, seconds = self._over(f, np.array([from_row]), np.array([to_row]))
            if seconds[0, 0] < BLOCKED:
                yield f, int(money[0, 0] + seconds[0, 0] * self._rates.per_second(self.vehicle.cost_per_hour))

    def legs(self) -> Legs:
        """Return every leg."""
        places = self._places
        rows = places.rows
        money, seconds = self._plain(rows, rows)
        self._lead_over_facilities(money, seconds)
        if self._rates.by_leg:
            self._pay_seconds(money, seconds)
        self._block(money, seconds)
        ends = np.s_[len(places.starts) : places.first_tip]
        money[ends], seconds[ends] = self._rates.blocked, BLOCKED
        money[: len(places.starts), ends] = seconds[: len(places.starts), ends] = 0
        self._price_changes(money)
        np.minimum(money, self._rates.blocked, out=money)
        np.minimum(seconds, BLOCKED, out=seconds)
        np.fill_diagonal(money, 0)
        np.fill_diagonal(seconds, 0)
        return Legs(money, seconds)

    def _plain(self, rows: Table, columns: Table) -> tuple[Table, Table]:
        """Legs without a facility between."""
        around = np.ix_(rows, columns)
        seconds = self._duration_s[around].astype(np.int64)
        metres = self._distance_m[around].astype(np.float64)
        money = np.rint(metres * (self.vehicle.cost_per_km * self._rates.scale / 1000)).astype(np.int64)
        missing = seconds == UNREACHABLE
        seconds[missing], money[missing] = BLOCKED, self._rates.blocked
        return money, seconds

    def _over(self, facility: Facility, rows: Table, columns: Table) -> tuple[Table, Table]:
        tip = np.array([facility.location])
        there, back = self._plain(rows, tip), self._plain(tip, columns)
        return there[0] + back[0], there[1] + back[1] + facility.unload_s

    def _facilities(self, stream: str) -> list[Facility]:
        every = self._places.problem.facilities
        return [f for f in every if f.windows and f.admits(self.vehicle, stream)]

    def _block(self, money: Table, seconds: Table) -> None:
        """Cut off what this kind may not enter, mixed loads, and facilities that refuse."""
        places, first = self._places, self._places.depots
        streams = np.array([v.stream for v in places.visits], dtype=object)
        shut = np.zeros(money.shape, dtype=bool)
        if self.vehicle.work == "collect":
            shut[first:, first:] = (streams[:, None] != streams[None, :]) & (streams[:, None] != "")
        for n, tip in enumerate(places.tips, start=places.first_tip):
            refused = {s for s in set(streams) if not s or not tip.facility.admits(self.vehicle, s)}
            shut[first:, n] = [s in refused for s in streams]
        for n, visit in enumerate(places.visits, start=first):
            if visit.stop and not fits(visit.stop, self.vehicle):
                shut[n] = shut[:, n] = True
            elif not visit.stop:
                self._begin(shut, n, visit.out)
        money[shut], seconds[shut] = self._rates.blocked, BLOCKED

    def _begin(self, shut: NDArray[np.bool_], n: int, out: Vehicle) -> None:
        """Let a truck that is out leave its start only for its begin, where nothing else leads."""
        shut[:, n] = True
        if out is not self.vehicle:
            shut[n] = True
            return
        start = self._places.start_of(out)
        shut[start] = True
        shut[start, n] = False

    def _lead_over_facilities(self, money: Table, seconds: Table) -> None:
        places = self._places
        first, ends = places.depots, np.arange(len(places.starts), places.first_tip)
        columns = ends
        if self.vehicle.work == "container":
            columns = np.r_[ends, np.arange(first, len(places.rows))]
        streams = [v.stream for v in places.visits]
        for stream in sorted(set(streams) - {""}):
            own = np.array([n for n, s in enumerate(streams, start=first) if s == stream])
            self._lead(money, seconds, own, columns, stream)

    def _lead(self, money: Table, seconds: Table, own: Table, columns: Table, stream: str) -> None:
        """Replace legs from visits of one stream by the cheapest way over a facility."""
        rows = self._places.rows
        per_s = self._rates.per_second(self.vehicle.cost_per_hour)
        best_m = np.full((len(own), len(columns)), self._rates.blocked, dtype=np.int64)
        best_s = np.full_like(best_m, BLOCKED)
        for facility in self._facilities(stream):
            over_m, over_s = self._over(facility, rows[own], rows[columns])
            better = over_m + over_s * per_s < best_m + best_s * per_s
            best_m, best_s = np.where(better, over_m, best_m), np.where(better, over_s, best_s)
        around = np.ix_(own, columns)
        money[around], seconds[around] = best_m, best_s

    def _pay_seconds(self, money: Table, seconds: Table) -> None:
        per_s = self._rates.per_second(self.vehicle.cost_per_hour)
        money += np.minimum(seconds, BLOCKED) * per_s
        for n, tip in enumerate(self._places.tips, start=self._places.first_tip):
            money[n] += tip.facility.unload_s * per_s

    def _price_changes(self, money: Table) -> None:
        """Charge for stops that another vehicle keeps."""
        price = self._rates.money(self._places.problem.change_price)
        if not price:
            return
        for n, visit in enumerate(self._places.visits, start=self._places.depots):
            if visit.stop and visit.stop.keeps not in {"", self.vehicle.id}:
                money[:, n] += price
