"""Why a stop is left out: a code and its figures, from the problem and the plan alone.

Codes are checked from what can never be mended to what is only a matter of price; the first that
holds is given. Sentences in the languages of people are made where people read them.
"""

from dataclasses import replace
from typing import Final, Protocol

from routing.plan import Plan, Route, Unserved
from routing.problem import UNREACHABLE, Matrix, Problem, Stop, Vehicle
from routing.schedule import Scheduler

_NO_LIMIT_S = 10**9

CODES: Final = (
    "no_vehicle_allowed",
    "too_large",
    "far_from_road",
    "not_connected",
    "closed_road",
    "unreachable",
    "landfill_closed",
    "window_closed",
    "shift_too_short",
    "cheaper_left_out",
    "not_enough_capacity",
)
"""no_vehicle_allowed: no truck of today is of the right kind or may enter; too_large: more than any
of them carries (kg, capacity_kg, litres, capacity_l); far_from_road: no road is near (distance_m);
not_connected: the roads there do not lead to the pool and a facility; closed_road: they would, but are
closed on that day (closures); unreachable: no road there, to a facility or home, and the roads were not
asked why; landfill_closed: no facility is open when a truck gets there; window_closed: no truck gets
there while the place may be served; shift_too_short: there and back alone outlasts the shift
(needed_s, shift_s); cheaper_left_out: it fits, but the way costs more than its price (extra_cost,
price); not_enough_capacity: trucks could serve it, but all their hours are taken."""


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
        )
    )


class _Explainer:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem = problem
        self._scheduler = Scheduler(problem)
        self._vehicles = {v.id: v for v in problem.vehicles}
        self._routes = {route.vehicle: route for route in plan.routes}
        self._stops = {s.code: s for s in problem.stops}

    def reason(self, stop: Stop) -> Unserved:
        allowed = [v for v in self._vehicles.values() if stop.admits(v)]
        if not allowed:
            return Unserved(stop.code, "no_vehicle_allowed", {"vehicles": 0})
        strong = [v for v in allowed if stop.kg <= v.capacity_kg and stop.litres <= v.capacity_l]
        if not strong:
            return Unserved(stop.code, "too_large", _sizes(stop, allowed))
        reached = [v for v in strong if _has_road(self._problem, self._problem.matrix(v), v, stop)]
        if not reached:
            return Unserved(stop.code, "unreachable", {"vehicles": len(strong)})
        return self._of_time(stop, reached) or self._of_price(stop, reached)

    def _of_time(self, stop: Stop, vehicles: list[Vehicle]) -> Unserved | None:
        """Return a reason of hours that holds for every truck even if it did nothing else all day."""
        alone = [(v, r) for v in vehicles if (r := self._alone(v, stop))]
        if any(r.return_s <= v.shift.close_s for v, r in alone):
            return None
        if alone:
            vehicle, route = min(alone, key=lambda each: each[1].duration_s)
            shift_s = vehicle.shift.close_s - vehicle.shift.open_s
            detail = {"needed_s": route.return_s - vehicle.shift.open_s, "shift_s": shift_s}
            return Unserved(stop.code, "shift_too_short", detail)
        free = replace(stop, windows=())
        facilities = tuple(f for f in self._problem.facilities if f.windows)
        if not facilities or not any(self._alone(v, free) for v in vehicles):
            return Unserved(stop.code, "landfill_closed", {"facilities": len(facilities)})
        closes_s = stop.windows[-1].close_s if stop.windows else 0
        return Unserved(stop.code, "window_closed", {"closes_s": closes_s})

    def _alone(self, vehicle: Vehicle, stop: Stop) -> Route | None:
        """Return the soonest day of a truck that serves only this stop, or None when hours forbid it."""
        scheduler = self._scheduler
        if stop is not self._stops[stop.code]:
            others = tuple(stop if s.code == stop.code else s for s in self._problem.stops)
            scheduler = Scheduler(replace(self._problem, stops=others))
        routes = [
            scheduler.route(vehicle, (("collect", stop.code), ("unload", f.code)), latest_s=_NO_LIMIT_S)
            for f in self._problem.facilities
        ]
        return min((r for r in routes if r), key=lambda r: r.return_s, default=None)

    def _of_price(self, stop: Stop, vehicles: list[Vehicle]) -> Unserved:
        extra = min((c for v in vehicles if (c := self._extra_cost(v, stop)) is not None), default=None)
        if extra is None:
            return Unserved(stop.code, "not_enough_capacity", {"vehicles": len(vehicles)})
        return Unserved(stop.code, "cheaper_left_out", {"extra_cost": extra, "price": stop.price})

    def _extra_cost(self, vehicle: Vehicle, stop: Stop) -> int | None:
        """Least rupiah for this truck to serve the stop on a trip of its own after all else."""
        route = self._routes.get(vehicle.id)
        before = route.sequence if route else ()
        limit = vehicle.max_trips
        if limit and route and route.trips >= limit:
            return None
        costs = []
        for facility in self._problem.facilities:
            longer = self._scheduler.route(
                vehicle, (*before, ("collect", stop.code), ("unload", facility.code))
            )
            if longer and longer.return_s <= vehicle.shift.close_s:
                costs.append(_cost(vehicle, longer) - (_cost(vehicle, route) if route else 0))
        return min(costs, default=None)


def _cost(vehicle: Vehicle, route: Route) -> int:
    way = route.distance_m * vehicle.cost_per_km // 1000
    return vehicle.fixed_cost + way + route.duration_s * vehicle.cost_per_hour // 3600


def _sizes(stop: Stop, vehicles: list[Vehicle]) -> dict[str, int]:
    return {
        "kg": stop.kg,
        "capacity_kg": max(v.capacity_kg for v in vehicles),
        "litres": stop.litres,
        "capacity_l": max(v.capacity_l for v in vehicles),
    }
