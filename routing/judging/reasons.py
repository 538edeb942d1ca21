"""Why a stop is left out: a code and its figures, from the problem and the plan alone.

Codes are checked from what can never be mended to what is only a matter of price; the first that
holds is given. Sentences in the languages of people are made where people read them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final, Protocol

from routing.model.plan import Plan, Route, Sequence, Unserved
from routing.model.problem import UNREACHABLE, Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.timing.schedule import Scheduler

_NEVER_S: Final = 10**9

CODES: Final = (
    "no_vehicle_allowed",
    "no_facility",
    "too_large",
    "far_from_road",
    "not_connected",
    "closed_road",
    "unreachable",
    "landfill_closed",
    "window_closed",
    "shift_too_short",
    "facility_full",
    "cheaper_left_out",
    "not_enough_capacity",
)
"""What each means, its figures, and with them what would make the stop servable.

- no_vehicle_allowed: no truck of today is of the right kind, class and stream, or is the one demanded
  (of_kind: trucks of its kind): let another class in, or put such a truck to work;
- no_facility: no facility that these trucks may tip at takes its stream (facilities: that take it at all);
- too_large: more than any of them carries (kg, capacity_kg, litres, capacity_l): come more often, or larger;
- far_from_road: no road is near (distance_m): correct the place;
- not_connected: the roads there do not lead to the pool and a facility: correct the roads;
- closed_road: they would, but are closed on that day (closures): lift one;
- unreachable: no road there, to a facility or home, and the roads were not asked why;
- landfill_closed: no facility is open when a truck gets there (facilities, late_s: open that much longer);
- window_closed: no truck gets there while the place may be served (closes_s, late_s: open that much longer);
- shift_too_short: there and back alone outlasts the shift (needed_s, shift_s, longer_s);
- facility_full: every facility that could take it has its tonnes of the day (left_kg: what they still take);
- cheaper_left_out: it fits, but the way costs more than its price (extra_cost, price: raise it);
- not_enough_capacity: trucks could serve it, but all their hours, trips or stops are taken (vehicles,
  overtime_s: the shortest extra time with which one could, absent where none could)."""


def explain(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with a coded reason for every stop that it leaves out."""
    explainer = _Explainer(problem, plan)
    stops = {s.code: s for s in problem.stops}
    unserved = tuple(explainer.reason(stops[u.stop]) for u in plan.unserved)
    return replace(plan, unserved=unserved)


class Roads(Protocol):
    """What the roads themselves know of places that cannot be reached; `name` is a vehicle's profile."""

    def is_far(self, name: str, row: int) -> bool:
        """Whether no road is near a place."""

    def off_road_m(self, name: str, row: int) -> int:
        """Return whole metres from a place to the nearest road."""

    def closures_of(self, name: str) -> int:
        """Return how many closures these vehicles reckon with."""

    def open_matrix(self, name: str) -> Matrix:
        """Return driving as it would be without any closure."""


def explain_roads(problem: Problem, plan: Plan, roads: Roads) -> Plan:
    """Return the plan with the roads' own reason for every stop that no truck reaches."""
    stops = {s.code: s for s in problem.stops}
    unserved = tuple(
        _of_roads(problem, stops[u.stop], roads) if u.code == "unreachable" else u for u in plan.unserved
    )
    return replace(plan, unserved=unserved)


def _of_roads(problem: Problem, stop: Stop, roads: Roads) -> Unserved:
    trucks = {v.profile: v for v in problem.vehicles if stop.admits(v)}
    if all(roads.is_far(name, stop.location) for name in trucks):
        near_m = min(roads.off_road_m(name, stop.location) for name in trucks)
        return Unserved(stop.code, "far_from_road", {"distance_m": near_m})
    shut = [name for name, truck in trucks.items() if _is_shut(problem, stop, truck, roads)]
    if shut:
        return Unserved(stop.code, "closed_road", {"closures": max(map(roads.closures_of, shut))})
    return Unserved(stop.code, "not_connected", {"vehicles": len(trucks)})


def _is_shut(problem: Problem, stop: Stop, truck: Vehicle, roads: Roads) -> bool:
    """Whether a truck would reach a stop if nothing were closed."""
    if not roads.closures_of(truck.profile):
        return False
    return _has_road(problem, roads.open_matrix(truck.profile), truck, stop)


def _has_road(problem: Problem, matrix: Matrix, vehicle: Vehicle, stop: Stop) -> bool:
    way = matrix.duration_s
    return bool(
        way[vehicle.start, stop.location] != UNREACHABLE
        and any(
            way[stop.location, f.location] != UNREACHABLE and way[f.location, vehicle.end] != UNREACHABLE
            for f in problem.facilities
            if f.admits(vehicle, stop.stream)
        )
    )


class _Explainer:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem = problem
        self._scheduler = Scheduler(problem)
        self._routes = {route.vehicle: route for route in plan.routes}
        self._stops = {s.code: s for s in problem.stops}
        self._tipped_kg = _tipped_kg(plan)

    def reason(self, stop: Stop) -> Unserved:
        allowed = [v for v in self._problem.vehicles if stop.admits(v)]
        if not allowed:
            of_kind = sum(v.work == stop.work for v in self._problem.vehicles)
            return Unserved(stop.code, "no_vehicle_allowed", {"vehicles": 0, "of_kind": of_kind})
        tipping = [v for v in allowed if self._facilities(v, stop)]
        if not tipping:
            takers = sum(not f.streams or stop.stream in f.streams for f in self._problem.facilities)
            return Unserved(stop.code, "no_facility", {"facilities": takers})
        strong = [v for v in tipping if stop.kg <= v.capacity_kg and stop.litres <= v.capacity_l]
        if not strong:
            return Unserved(stop.code, "too_large", _sizes(stop, tipping))
        reached = [v for v in strong if _has_road(self._problem, self._problem.matrix(v), v, stop)]
        if not reached:
            return Unserved(stop.code, "unreachable", {"vehicles": len(strong)})
        return self._of_time(stop, reached) or self._of_room(stop, reached) or self._of_price(stop, reached)

    def _facilities(self, vehicle: Vehicle, stop: Stop) -> list[Facility]:
        return [f for f in self._problem.facilities if f.admits(vehicle, stop.stream)]

    def _of_time(self, stop: Stop, vehicles: list[Vehicle]) -> Unserved | None:
        """Return a reason of hours that holds for every truck even if it did nothing else all day."""
        days = [(v, day) for v in vehicles for day in self._alone(v, stop)]
        late_s = {id(day): self._late_s(day) for _, day in days}
        in_time = [(v, day) for v, day in days if not any(late_s[id(day)])]
        if any(day.return_s <= v.back_by_s for v, day in in_time):
            return None
        if in_time:
            vehicle, day = min(in_time, key=lambda each: each[1].return_s - each[0].back_by_s)
            needed_s, shift_s = day.return_s - vehicle.shift.open_s, vehicle.back_by_s - vehicle.shift.open_s
            detail = {"needed_s": needed_s, "shift_s": shift_s, "longer_s": needed_s - shift_s}
            return Unserved(stop.code, "shift_too_short", detail)
        at_stop, at_facility = min(late_s.values())
        if at_stop:
            closes_s = stop.windows[-1].close_s if stop.windows else 0
            return Unserved(stop.code, "window_closed", {"closes_s": closes_s, "late_s": at_stop})
        open_ones = sum(bool(f.windows) for f in self._problem.facilities)
        known = {"late_s": at_facility} if open_ones else {}
        return Unserved(stop.code, "landfill_closed", {"facilities": open_ones} | known)

    def _alone(self, vehicle: Vehicle, stop: Stop) -> Iterator[Route]:
        """Yield the soonest days of a truck that serves only this stop, whatever hours they break."""
        before = self._first_load(vehicle)
        for facility in self._facilities(vehicle, stop):
            halts: Sequence = (*before, ("collect", stop.code), ("unload", facility.code))
            if _is_connected(self._problem, vehicle, [self._row(code) for _, code in halts]):
                yield self._scheduler.retime(vehicle, halts)

    def _first_load(self, vehicle: Vehicle) -> Sequence:
        """Return what a truck must do first: tip what it has aboard, as its route does it."""
        if not vehicle.loaded or vehicle.id not in self._routes:
            return ()
        halts = self._routes[vehicle.id].sequence
        first = next((n for n, (kind, _) in enumerate(halts, 1) if kind == "unload"), 0)
        return halts[:first]

    def _row(self, code: str) -> int:
        if code in self._stops:
            return self._stops[code].location
        return next(f.location for f in self._problem.facilities if f.code == code)

    def _late_s(self, route: Route) -> tuple[int, int]:
        """Return by how much a day misses the hours of its last stop and its last facility."""
        stop, facility = route.calls[-2], route.calls[-1]
        tip = next(f for f in self._problem.facilities if f.code == facility.place)
        free = self._stops[stop.place].windows
        never = 10**6 if not tip.windows else 0
        at_stop = _after_close_s(free, stop.begin_s) if free else 0
        return at_stop, never or _after_close_s(tip.windows, facility.begin_s)

    def _of_room(self, stop: Stop, vehicles: list[Vehicle]) -> Unserved | None:
        """Return that the facilities are full, if every one that could take the stop is."""
        takers = {f.code: f for v in vehicles for f in self._facilities(v, stop)}.values()
        left = [f.max_kg - self._tipped_kg.get(f.code, 0) for f in takers if f.max_kg]
        if len(left) < len(takers) or max(left) >= stop.kg:
            return None
        return Unserved(stop.code, "facility_full", {"facilities": len(left), "left_kg": max(0, *left)})

    def _of_price(self, stop: Stop, vehicles: list[Vehicle]) -> Unserved:
        longer = [(v, day) for v in vehicles for day in self._appended(v, stop)]
        costs = [self._extra_cost(v, day) for v, day in longer if day.return_s <= v.back_by_s]
        if costs and min(costs) > stop.price:
            return Unserved(stop.code, "cheaper_left_out", {"extra_cost": min(costs), "price": stop.price})
        detail = {"vehicles": len(vehicles)}
        late_s = [day.return_s - v.back_by_s for v, day in longer if day.return_s > v.back_by_s]
        if late_s and not costs:
            detail["overtime_s"] = min(late_s)
        return Unserved(stop.code, "not_enough_capacity", detail)

    def _appended(self, vehicle: Vehicle, stop: Stop) -> Iterator[Route]:
        """Yield a truck's day with the stop as a trip of its own after all else, home whenever that is."""
        route = self._routes.get(vehicle.id)
        if route is not None and _is_used_up(vehicle, route, stop, self._stops):
            return
        for facility in self._facilities(vehicle, stop):
            halts: Sequence = (
                *(route.sequence if route else ()),
                ("collect", stop.code),
                ("unload", facility.code),
            )
            day = self._scheduler.route(vehicle, halts, latest_s=_NEVER_S)
            if day is not None:
                yield day

    def _extra_cost(self, vehicle: Vehicle, day: Route) -> int:
        before = self._routes.get(vehicle.id)
        return _cost(vehicle, day) - (_cost(vehicle, before) if before else 0)


def _tipped_kg(plan: Plan) -> Counter[str]:
    """Return what each facility is given by the plan."""
    tipped: Counter[str] = Counter()
    for route in plan.routes:
        aboard_kg = 0
        for call in route.calls:
            if call.kind == "unload":
                tipped[call.place] += aboard_kg
            aboard_kg = call.load_kg
    return tipped


def _is_connected(problem: Problem, vehicle: Vehicle, rows: list[int]) -> bool:
    way = problem.matrix(vehicle).duration_s
    return all(way[a, b] != UNREACHABLE for a, b in pairwise([vehicle.start, *rows, vehicle.end]))


def _is_used_up(vehicle: Vehicle, route: Route, stop: Stop, stops: Mapping[str, Stop]) -> bool:
    """Whether one more trip with the stop would break a cap of the day."""
    served = [stops[c.place] for c in route.calls if c.kind == "collect"]
    return (
        (vehicle.max_trips > 0 and route.trips >= vehicle.max_trips)
        or (vehicle.max_stops > 0 and len(served) >= vehicle.max_stops)
        or (vehicle.max_kg > 0 and sum(s.kg for s in served) + stop.kg > vehicle.max_kg)
    )


def _after_close_s(windows: tuple[Window, ...], begin_s: int) -> int:
    """Seconds between the nearest hours and a beginning outside them; 0 inside."""
    return min((max(w.open_s - begin_s, begin_s - w.close_s, 0) for w in windows), default=0)


def _cost(vehicle: Vehicle, route: Route) -> int:
    way = route.distance_m * vehicle.cost_per_km // 1000
    overtime_s = max(0, route.return_s - vehicle.shift.close_s)
    return (
        vehicle.fixed_cost
        + way
        + route.duration_s * vehicle.cost_per_hour // 3600
        + overtime_s * vehicle.overtime_per_hour // 3600
    )


def _sizes(stop: Stop, vehicles: list[Vehicle]) -> dict[str, int]:
    return {
        "kg": stop.kg,
        "capacity_kg": max(v.capacity_kg for v in vehicles),
        "litres": stop.litres,
        "capacity_l": max(v.capacity_l for v in vehicles),
    }
