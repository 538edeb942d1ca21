"""A week problem without names, as the search is given it, and the way back from its answers.

The search knows no windows, no breaks and no overtime: of a shift it is given what is left when breaks and
the way home from the last open gate are taken off. What windows then still break is put right by mending
the days.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass, field

import numpy as np

from routing.model.parts import UNREACHABLE, Facility, Matrix, Vehicle
from routing.model.plan import CallKind, Sequence, Sequences
from routing.week.days import visits_of, waiting_kg, waiting_l
from routing.week.kernel.arrays import Bools, Floats, Ints, WeekArrays, WeekState
from routing.week.problem import Timetable, WeekDay, WeekPoint, WeekProblem

KG_PER_T = 1000

MOST_PATTERNS = 150
"""Of a point with very many, the search is offered the most even ones, and last week's."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the search may use of what there is.

    Parameters
    ----------
    overtime
        Whether it may plan into the hours after the shift, which cost more than it knows.
    tight
        Day -> share of its seconds that it may not use: where mending has left points out before.
    moved_times
        What a moved point costs, in times of its price.
    still
        Points that keep their days wherever those are allowed.
    """

    overtime: bool = False
    tight: Mapping[int, float] = field(default_factory=dict)
    moved_times: float = 1.0
    still: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Arrayed:
    """Arrays of a problem, and what their rows are called.

    Parameters
    ----------
    vehicles, facilities
        Ids and codes in the order of the arrays; points are in the problem's order.
    """

    problem: WeekProblem
    arrays: WeekArrays
    vehicles: tuple[str, ...]
    facilities: tuple[str, ...]

    def timetable(self, state: WeekState) -> Timetable:
        """Return an answer with names; idle days are absent."""
        found: dict[int, Sequences] = {}
        for day, routes in enumerate(state.routes):
            named = {self.vehicles[v]: self._halts(route) for v, route in enumerate(routes) if route}
            if named:
                found[day] = named
        return found

    def _halts(self, route: tuple[int, ...]) -> Sequence:
        return tuple(self._halt(halt) for halt in route)

    def _halt(self, halt: int) -> tuple[CallKind, str]:
        if halt < 0:
            return "unload", self.facilities[-1 - halt]
        return "collect", self.problem.points[halt].code

    def state(self, timetable: Timetable) -> WeekState:
        """Return a timetable as the search begins from it, its cost unknown (infinite).

        A point whose days are none of its patterns is left out, as is one that some vehicle never unloads;
        what is unknown is looked over.
        """
        masks = visits_of(timetable)
        while True:
            chosen = self._chosen(masks)
            kept = {p.code: n for n, p in enumerate(self.problem.points) if chosen[n] >= 0}
            routes = tuple(
                tuple(self._route(timetable.get(day, {}).get(name, ()), kept) for name in self.vehicles)
                for day in range(len(self.problem.days))
            )
            driven = [Counter(halt for route in day for halt in route if halt >= 0) for day in routes]
            lost = [
                code
                for code, n in kept.items()
                if any(visits[n] != masks[code] >> day & 1 for day, visits in enumerate(driven))
            ]
            if not lost:
                return WeekState(routes, chosen, float("inf"))
            masks = {code: mask for code, mask in masks.items() if code not in lost}

    def _chosen(self, masks: Mapping[str, int]) -> Ints:
        chosen = np.full(len(self.problem.points), -1, dtype=np.int64)
        for number, point in enumerate(self.problem.points):
            first, last = self.arrays.first[number], self.arrays.first[number + 1]
            same = np.flatnonzero(self.arrays.mask[first:last] == masks.get(point.code, -1))
            if len(same):
                chosen[number] = first + same[0]
        return chosen

    def _route(self, halts: Sequence, kept: Mapping[str, int]) -> tuple[int, ...]:
        route: list[int] = []
        for kind, code in halts:
            if kind == "collect" and code in kept:
                route.append(kept[code])
            elif kind == "unload" and code in self.facilities and route and route[-1] >= 0:
                route.append(-1 - self.facilities.index(code))
        while route and route[-1] >= 0:
            # what is never unloaded cannot be driven: the search puts it in elsewhere
            route.pop()
        return tuple(route)


def arrays_of(problem: WeekProblem, policy: Policy | None = None) -> Arrayed:
    """Return the problem as arrays.

    Parameters
    ----------
    policy
        Usually all but overtime.
    """
    return _Maker(problem, policy or Policy()).make()


class _Maker:
    def __init__(self, problem: WeekProblem, policy: Policy) -> None:
        self._problem, self._policy = problem, policy
        self._days = problem.days
        self._vehicles = _by_name(day.vehicles for day in problem.days)
        self._facilities = _by_name(day.facilities for day in problem.days)
        self._streams = sorted({p.stop.stream for p in problem.points})
        self._ables: dict[tuple[str, ...], list[Vehicle]] = {}
        self._passes: dict[tuple[str, ...], bool] = {}
        self._rates = list(dict.fromkeys(_rate(v) for v in self._vehicles.values()))

    def make(self) -> Arrayed:
        problem, vehicles = self._problem, list(self._vehicles.values())
        collects = np.array([v.work == "collect" for v in vehicles], dtype=np.bool_)
        points = problem.points
        first, mask, pattern_cost, kg, litres = self._patterns()
        arrays = WeekArrays(
            seconds=np.stack([_seconds(problem.matrices[profile]) for profile, _, _ in self._rates]),
            cost=np.stack([_cost(problem.matrices[p], km, hour) for p, km, hour in self._rates]),
            profile=_ints(self._rates.index(_rate(v)) for v in vehicles),
            capacity_kg=_floats(v.capacity_kg for v in vehicles),
            # a container fills its truck, whatever it holds
            capacity_l=np.where(collects, _floats(v.capacity_l for v in vehicles), 1.0),
            fixed=_floats(v.fixed_cost for v in vehicles),
            most_trips=_ints(v.max_trips for v in vehicles),
            per_second=_floats(v.cost_per_hour / 3600 for v in vehicles),
            start=_ints(v.start for v in vehicles),
            room_s=self._room_s(),
            facility=_ints(f.location for f in self._facilities.values()),
            unload_s=_floats(f.unload_s for f in self._facilities.values()),
            admits=self._admits(),
            opens=self._opens(),
            most_kg=self._most_kg(),
            place=_ints(p.stop.location for p in points),
            service_s=_floats(_stay_s(p) for p in points),
            stream=_ints(self._streams.index(p.stop.stream) for p in points),
            allowed=self._allowed(),
            stranger=self._stranger(),
            first=first,
            mask=mask,
            pattern_cost=pattern_cost,
            kg=kg,
            litres=litres,
            price=_floats(p.stop.price for p in points),
            workdays=np.array([bool(day.vehicles) for day in self._days], dtype=np.bool_),
            balance=problem.prices.unbalanced_t / KG_PER_T,
            balance_share=problem.prices.balance_share,
        )
        return Arrayed(problem, arrays, tuple(self._vehicles), tuple(self._facilities))

    def _room_s(self) -> Floats:
        room = np.zeros((len(self._vehicles), len(self._days)))
        for h, day in enumerate(self._days):
            for vehicle in day.vehicles:
                out_s = self._out_s(day, vehicle) * (1.0 - self._policy.tight.get(h, 0.0))
                room[list(self._vehicles).index(vehicle.id), h] = max(0.0, out_s)
        return room

    def _out_s(self, day: WeekDay, vehicle: Vehicle) -> int:
        """Seconds that a vehicle may drive and work on a day, at the most."""
        back_by_s = vehicle.back_by_s if self._policy.overtime else vehicle.shift.close_s
        way = self._problem.matrices[vehicle.profile].duration_s
        gates = [
            f.windows[-1].close_s + f.unload_s + int(way[f.location, vehicle.end])
            for f in day.facilities
            if f.windows and (not f.classes or vehicle.class_code in f.classes)
        ]
        close_s = min(back_by_s, max(gates, default=0))
        resting_s = sum(
            rest.duration_s
            for rest in vehicle.breaks
            if vehicle.shift.open_s < rest.windows[0].open_s + rest.duration_s
            and rest.windows[-1].close_s < close_s
        )
        return close_s - vehicle.shift.open_s - resting_s

    def _admits(self) -> Bools:
        return np.array(
            [
                [[f.admits(v, stream) for stream in self._streams] for f in self._facilities.values()]
                for v in self._vehicles.values()
            ],
            dtype=np.bool_,
        ).reshape(len(self._vehicles), len(self._facilities), len(self._streams))

    def _opens(self) -> Bools:
        opens = np.zeros((len(self._facilities), len(self._days)), dtype=np.bool_)
        for h, day in enumerate(self._days):
            for facility in day.facilities:
                opens[list(self._facilities).index(facility.code), h] = bool(facility.windows)
        return opens

    def _most_kg(self) -> Floats:
        most = np.full((len(self._facilities), len(self._days)), np.inf)
        for h, day in enumerate(self._days):
            for facility in day.facilities:
                if facility.max_kg:
                    most[list(self._facilities).index(facility.code), h] = facility.max_kg
        return most

    def _allowed(self) -> Bools:
        return np.array(
            [
                [p.stop.admits(v) and _lifts(v, p) for v in self._vehicles.values()]
                for p in self._problem.points
            ],
            dtype=np.bool_,
        ).reshape(len(self._problem.points), len(self._vehicles))

    def _stranger(self) -> Floats:
        prices, homes = self._problem.prices, self._problem.territories
        found = np.zeros((len(self._problem.points), len(self._vehicles)))
        for c, point in enumerate(self._problem.points):
            for v, name in enumerate(self._vehicles):
                away = name in homes and point.district not in homes[name]
                other = bool(point.kept_vehicle) and point.kept_vehicle != name
                found[c, v] = prices.outside * away + prices.stranger * other
        return found

    def _patterns(self) -> tuple[Ints, Ints, Floats, Floats, Floats]:
        first, mask, cost, kg, litres = [0], [], [], [], []
        for point in self._problem.points:
            room, passes = self._litres_of(point), self._is_passing(point)
            for each in self._masks(point):
                visited = [bool(each >> h & 1) for h in range(len(self._days))]
                loads = [waiting_kg(point, h, each) if here else 0 for h, here in enumerate(visited)]
                mask.append(each)
                cost.append(self._moving(point, each))
                kg.append([0] * len(loads) if passes else loads)
                litres.append([room(load) if here else 0 for load, here in zip(loads, visited, strict=True)])
            first.append(len(mask))
        shape = (len(mask), len(self._days))
        return (
            _ints(first),
            _ints(mask),
            _floats(cost),
            np.array(kg, dtype=np.float64).reshape(shape),
            np.array(litres, dtype=np.float64).reshape(shape),
        )

    def _is_passing(self, point: WeekPoint) -> bool:
        """Whether what is collected is handed over to a truck, which brings it to where it stays.

        A day's balance counts every kilogram once: such points have litres only.
        """
        kind = _kind(point)
        if kind not in self._passes:
            able = self._able(point)
            tips = [f for f in self._facilities.values() if any(f.admits(v, point.stop.stream) for v in able)]
            self._passes[kind] = bool(tips) and all(facility.feeds for facility in tips)
        return self._passes[kind]

    def _able(self, point: WeekPoint) -> Items[Vehicle]:
        kind = _kind(point)
        if kind not in self._ables:
            self._ables[kind] = [v for v in self._vehicles.values() if point.stop.admits(v)]
        return self._ables[kind]

    def _litres_of(self, point: WeekPoint) -> Callable[[int], float]:
        """Return what a load takes of a vehicle's litres; where it has no kilograms, their part as well."""
        if point.stop.work == "container":
            return lambda _: 1.0
        if not self._is_passing(point):
            return lambda kg: waiting_l(point, kg)
        per_kg = max(v.capacity_l / v.capacity_kg for v in self._able(point))
        return lambda kg: max(waiting_l(point, kg), kg * per_kg)

    def _masks(self, point: WeekPoint) -> Items[int]:
        """Return the patterns that are offered: those with which no visit is too heavy for every vehicle."""
        masks = point.patterns
        if point.code in self._policy.still and point.kept in masks:
            masks = (point.kept,)
        most_kg = max((v.capacity_kg for v in self._able(point)), default=0)
        offered = (*masks[:MOST_PATTERNS], *(m for m in masks[MOST_PATTERNS:] if m == point.kept))
        light = [m for m in offered if _heaviest(point, m) <= most_kg]
        return light or offered

    def _moving(self, point: WeekPoint, mask: int) -> float:
        moved = bool(point.kept) and mask != point.kept
        return self._problem.prices.moved * self._policy.moved_times if moved else 0.0


def _by_name[Thing: (Vehicle, Facility)](days: Iterable[Items[Thing]]) -> dict[str, Thing]:
    """Return what is there on any day, by its name; of one that is there on several the first."""
    found: dict[str, Thing] = {}
    for things in days:
        for thing in things:
            found.setdefault(thing.id if isinstance(thing, Vehicle) else thing.code, thing)
    return dict(sorted(found.items()))


def _kind(point: WeekPoint) -> tuple[str, ...]:
    """Return what decides which vehicles may come and where they tip."""
    stop = point.stop
    return stop.work, stop.stream, stop.vehicle, *stop.classes


def _rate(vehicle: Vehicle) -> tuple[str, int, int]:
    return vehicle.profile, vehicle.cost_per_km, vehicle.cost_per_hour


def _seconds(matrix: Matrix) -> Floats:
    return np.where(matrix.duration_s == UNREACHABLE, np.inf, matrix.duration_s.astype(np.float64))


def _cost(matrix: Matrix, per_km: int, per_hour: int) -> Floats:
    cost = matrix.distance_m * (per_km / 1000) + matrix.duration_s * (per_hour / 3600)
    return np.where(matrix.duration_s == UNREACHABLE, np.inf, cost)


def _lifts(vehicle: Vehicle, point: WeekPoint) -> bool:
    return point.stop.work != "container" or point.stop.litres <= vehicle.capacity_l


def _heaviest(point: WeekPoint, mask: int) -> int:
    return max((waiting_kg(point, h, mask) for h in range(mask.bit_length()) if mask >> h & 1), default=0)


def _stay_s(point: WeekPoint) -> int:
    """Seconds at the point with what it usually holds."""
    kg = sum(point.gathers_kg) // max(1, point.times)
    return point.stop.stay_s(kg, max(0, waiting_l(point, kg) - point.stop.litres))


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)
