"""PyVRP's instance of a problem: the relaxation of the full model that it can state."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyvrp
from pyvrp.PenaltyManager import PenaltyManager, PenaltyParams

from routing.engines.by_pyvrp.clock import Clock, make_clock, rest_s
from routing.engines.by_pyvrp.legs import BLOCKED, Legs, Rates, Ways, fits, make_rates
from routing.engines.by_pyvrp.places import Places, Visit, make_places
from routing.model.plan import Sequences
from routing.model.problem import Problem, Stop, Vehicle, Window

NEIGHBOURS = 20
"""Clients tried beside each client."""

MOST_OF_FIRST = 1_000
"""How many times its first value a penalty may grow to: PyVRP's own bound knows nothing of rupiah."""

WAIT_WEIGHT, LATE_WEIGHT = 0.2, 1.0
"""How much waiting and lateness count in what is near, as PyVRP weighs them."""


@dataclass(frozen=True, slots=True)
class Model:
    """An instance with what its numbers stand for.

    Parameters
    ----------
    ways
        One for each kind of vehicle.
    neighbours
        For each location, clients worth trying beside it.
    penalties
        Load (one per dimension), lateness, way too long: the mean cost of a leg for a mean amount.
    """

    places: Places
    ways: tuple[Ways, ...]
    data: pyvrp.ProblemData
    neighbours: list[list[int]]
    penalties: tuple[list[float], float, float]

    def penalty_manager(self) -> PenaltyManager:
        """Return penalties at their starting values."""
        loads, late, far = self.penalties
        return PenaltyManager(
            self.penalties, PenaltyParams(max_penalty=MOST_OF_FIRST * max(*loads, late, far, 100))
        )


def certain_stops(problem: Problem, start: Sequences) -> frozenset[str]:
    """Return the stops that a start serves and that cost more to leave out than to serve alone.

    Good plans serve them all, and a search that need not ask whether a stop is worth it is faster.
    """
    served = {code for halts in start.values() for kind, code in halts if kind == "collect"}
    dearest = max((_dearest(problem, v) for v in problem.vehicles), default=0)
    return frozenset(s.code for s in problem.stops if s.code in served and s.price > dearest)


def _dearest(problem: Problem, vehicle: Vehicle) -> int:
    """Return what a way out and back over a facility costs at most, with a vehicle of its own."""
    matrix = problem.matrix(vehicle)
    way = int(matrix.distance_m.max()) * vehicle.cost_per_km // 1000
    hours = int(matrix.duration_s.max()) * vehicle.cost_per_hour // 3600
    return vehicle.fixed_cost + 3 * (way + hours)


def make_model(
    problem: Problem, certain: frozenset[str] = frozenset(), neighbours: int = NEIGHBOURS
) -> Model:
    """Return the instance of a problem.

    Parameters
    ----------
    certain
        Codes of stops that every good plan serves: the search need not ask whether they are worth it.
    neighbours
        How many clients are tried beside each client.
    """
    places = make_places(problem)
    rates, clock = make_rates(problem), make_clock(problem)
    ways = tuple(Ways(places, kind[0], rates) for kind in places.kinds)
    legs = [each.legs() for each in ways]
    build = _Build(places, rates, clock, _Loads(places))
    # PyVRP's stubs want NumPy's old spelling of arrays, which mypy cannot match with any real one
    money: list[Any] = [each.money for each in legs]
    seconds: list[Any] = [each.seconds for each in legs]
    data = pyvrp.ProblemData(
        clients=[build.client(visit, certain) for visit in places.visits],
        depots=list(build.depots()),
        vehicle_types=[build.vehicle_type(kind, i) for i, kind in enumerate(places.kinds)],
        distance_matrices=money,
        duration_matrices=seconds,
        groups=build.groups(),
    )
    prices = [t.unit_duration_cost for t in data.vehicle_types()]
    costs, least_s = _cheapest(legs, prices)
    near = _neighbours(data, costs, least_s, neighbours)
    return Model(places, ways, data, near, _penalties(data, costs, least_s))


class _Loads:
    """Amounts as dimensions that can bind: those that never do are left away, the search is faster."""

    def __init__(self, places: Places) -> None:
        self._places = places
        vehicles = places.problem.vehicles
        stops = places.problem.stops
        self.enough = 1 + max(sum(s.kg for s in stops), sum(s.litres for s in stops), len(stops))
        self._counted = any(_most_visits(v) for v in vehicles)
        self._kg = any(self._kg_of(v) < self.enough for v in vehicles)
        alike = all(s.kg == s.litres for s in stops) and all(
            v.capacity_kg == v.capacity_l and v.aboard_kg == v.aboard_l for v in vehicles
        )
        self._litres = not alike and any(s.litres for s in stops)

    def _kg_of(self, vehicle: Vehicle) -> int:
        """Kilograms that fit between two unloadings, or on one day where it unloads but once."""
        if vehicle.work == "container":
            return vehicle.max_kg or self.enough
        if vehicle.max_trips == 1 and vehicle.max_kg:
            return min(vehicle.capacity_kg, vehicle.max_kg + vehicle.aboard_kg)
        return vehicle.capacity_kg

    def amounts(self, visit: Visit) -> list[int]:
        """Return what a visit adds to the load, per dimension."""
        if visit.stop:
            kg, litres, count = visit.stop.kg, visit.stop.litres, 1
        else:
            collects = visit.out.work == "collect"
            kg, litres, count = (visit.out.aboard_kg, visit.out.aboard_l, 0) if collects else (0, 0, 0)
        return self._pick(kg, litres, count)

    def capacity(self, vehicle: Vehicle) -> list[int]:
        """Return what fits on a vehicle, per dimension."""
        litres = vehicle.capacity_l if vehicle.work == "collect" else self.enough
        return self._pick(self._kg_of(vehicle), litres, _most_visits(vehicle) or self.enough)

    def _pick(self, kg: int, litres: int, count: int) -> list[int]:
        parts = ((kg, self._kg), (litres, self._litres), (count, self._counted))
        return [amount for amount, used in parts if used]


def _most_visits(vehicle: Vehicle) -> int:
    """Most stops between two unloadings that a cap of the day allows; 0 for no limit."""
    caps = [vehicle.max_stops] if vehicle.work == "container" or vehicle.max_trips == 1 else []
    caps += [vehicle.max_trips] if vehicle.work == "container" else []
    return min((cap for cap in caps if cap), default=0)


@dataclass(frozen=True, slots=True)
class _Build:
    """Turns what is in a problem into what PyVRP calls it."""

    places: Places
    rates: Rates
    clock: Clock
    loads: _Loads

    def depots(self) -> Iterator[pyvrp.Depot]:
        """Yield yards, which never close, and facilities in their windows."""
        for _ in range(self.places.first_tip):
            yield pyvrp.Depot(0, 0)
        for tip in self.places.tips:
            hours = self.clock.window(tip.window)
            yield pyvrp.Depot(0, 0, max(0, hours.open_s), max(0, hours.close_s), tip.facility.unload_s)

    def client(self, visit: Visit, certain: frozenset[str]) -> pyvrp.Client:
        """Return a visit as a client; waste is picked up."""
        pickup = self.loads.amounts(visit)
        if visit.stop is None:
            return pyvrp.Client(0, 0, pickup=pickup, required=True)
        stop, hours = visit.stop, self._hours(visit.stop, visit.window)
        group = self._group_numbers().get(stop.code)
        return pyvrp.Client(
            0,
            0,
            pickup=pickup,
            service_duration=stop.stay_s(),
            tw_early=hours.open_s,
            tw_late=hours.close_s,
            release_time=self.clock.opening(stop.release_s) if stop.work == "collect" else 0,
            prize=self.rates.money(stop.price),
            required=stop.code in certain and group is None,
            group=group,
        )

    def groups(self) -> list[pyvrp.ClientGroup]:
        """Return stops with several windows: at most one of them is used."""
        members: dict[int, list[int]] = {}
        numbers = self._group_numbers()
        for n, visit in enumerate(self.places.visits, start=self.places.depots):
            if visit.stop and visit.stop.code in numbers:
                members.setdefault(numbers[visit.stop.code], []).append(n)
        return [pyvrp.ClientGroup(members[g], required=False) for g in sorted(members)]

    def _group_numbers(self) -> dict[str, int]:
        codes = [v.stop.code for v in self.places.visits if v.stop]
        several = [a for a, b in pairwise(codes) if a == b]
        return {code: number for number, code in enumerate(dict.fromkeys(several))}

    def _hours(self, stop: Stop, window: Window | None) -> Window:
        """When service may begin; a container also needs an open facility afterwards, and its empty one."""
        last_s = BLOCKED
        if stop.work == "container":
            closing = [f.windows[-1].close_s for f in self.places.problem.facilities if f.windows]
            last_s = max(closing, default=0) - stop.stay_s()
        own = self.clock.window(window) if window else Window(0, BLOCKED)
        open_s = max(own.open_s, stop.release_s if stop.work == "container" else 0, 0)
        return Window(open_s, max(open_s, min(own.close_s, self.clock.closing(last_s))))

    def vehicle_type(self, kind: tuple[Vehicle, ...], profile: int) -> pyvrp.VehicleType:
        """Return a kind of vehicle; breaks that the clock does not know are taken off its shift."""
        vehicle = kind[0]
        per_s = self.rates.per_second
        last_s = self._last_s(vehicle)
        extra_s = max(0, vehicle.back_by_s - vehicle.shift.close_s) if vehicle.overtime_per_hour else 0
        length_s = max(0, last_s - vehicle.shift.open_s - extra_s)
        tips = self._tips(vehicle)
        most = max(0, vehicle.max_trips - 1) if vehicle.max_trips else len(self.places.visits)
        return pyvrp.VehicleType(
            num_available=len(kind),
            capacity=self.loads.capacity(vehicle),
            start_depot=self.places.start_of(vehicle),
            end_depot=self.places.end_of(vehicle),
            fixed_cost=self.rates.money(vehicle.fixed_cost) + rest_s(vehicle) * per_s(vehicle.cost_per_hour),
            tw_early=vehicle.shift.open_s,
            tw_late=last_s,
            unit_duration_cost=0 if self.rates.by_leg else per_s(vehicle.cost_per_hour),
            profile=profile,
            reload_depots=tips if most else [],
            max_reloads=most if tips else 0,
            shift_duration=length_s if extra_s else BLOCKED,
            max_overtime=extra_s,
            unit_overtime_cost=per_s(vehicle.overtime_per_hour),
        )

    def _tips(self, vehicle: Vehicle) -> list[int]:
        """Locations that a vehicle may unload at in mid-day; containers unload on every leg."""
        if vehicle.work == "container":
            return []
        streams = {s.stream for s in self.places.problem.stops if fits(s, vehicle)}
        streams |= {vehicle.aboard_stream} if vehicle.loaded else set()
        tips = enumerate(self.places.tips, start=self.places.first_tip)
        return [n for n, tip in tips if any(tip.facility.admits(vehicle, s) for s in streams)]

    def _last_s(self, vehicle: Vehicle) -> int:
        """When a vehicle must be home: its shift, and the last facility to close on the way."""
        matrix = self.places.problem.matrix(vehicle)
        ways = [
            f.windows[-1].close_s + f.unload_s + int(matrix.duration_s[f.location, vehicle.end])
            for f in self.places.problem.facilities
            if f.windows and matrix.duration_s[f.location, vehicle.end] >= 0
        ]
        home_s = self.clock.closing(max(ways, default=BLOCKED))
        return max(vehicle.shift.open_s, min(self.clock.back_by_s(vehicle), home_s))


type _Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]


def _cheapest(legs: list[Legs], per_second: list[int]) -> tuple[_Table, _Table]:
    """Least cost and least seconds of each leg over all kinds."""
    costs = legs[0].money + legs[0].seconds * per_second[0]
    seconds = legs[0].seconds.copy()
    for each, price in zip(legs[1:], per_second[1:], strict=True):
        np.minimum(costs, each.money + each.seconds * price, out=costs)
        np.minimum(seconds, each.seconds, out=seconds)
    return costs, seconds


def _penalties(data: pyvrp.ProblemData, costs: _Table, seconds: _Table) -> tuple[list[float], float, float]:
    driven = (seconds > 0) & (seconds < BLOCKED)
    cost = float(costs[driven].mean()) if driven.any() else 1.0
    mean_s = float(seconds[driven].mean()) if driven.any() else 1.0
    pickups = np.array([c.pickup for c in data.clients()], dtype=float)
    means = pickups.reshape(len(data.clients()), -1).mean(axis=0) if len(pickups) else np.zeros(0)
    return (cost / np.maximum(means, 1)).tolist(), cost / max(mean_s, 1.0), 1.0


def _neighbours(data: pyvrp.ProblemData, costs: _Table, seconds: _Table, most: int) -> list[list[int]]:
    """Return clients near each client in cost and time, after Vidal et al. (2013).

    Unlike PyVRP's own, it leaves prizes out: a dear stop is no neighbour of everything.
    """
    first = data.num_depots
    near = costs[first:, first:].astype(float)
    gap_s = seconds[first:, first:].astype(float)
    clients = data.clients()
    early, late, stay = (
        np.array([getattr(c, name) for c in clients], dtype=float)
        for name in ("tw_early", "tw_late", "service_duration")
    )
    driven = (gap_s > 0) & (gap_s < BLOCKED)
    price = float(near[driven].sum() / gap_s[driven].sum()) if driven.any() else 1.0
    wait = early[None, :] - gap_s - stay[:, None] - late[:, None]
    lateness = early[:, None] + stay[:, None] + gap_s - late[None, :]
    near += price * (WAIT_WEIGHT * np.maximum(wait, 0) + LATE_WEIGHT * np.maximum(lateness, 0))
    near = np.minimum(near, near.T)
    for group in data.groups():
        members = np.array(list(group)) - first
        near[np.ix_(members, members)] = np.finfo(float).max
    np.fill_diagonal(near, np.inf)
    count = min(most, len(clients) - 1)
    order = np.argsort(near, axis=1, kind="stable")[:, :count] + first
    return [[] for _ in range(first)] + [[int(n) for n in row] for row in order]
