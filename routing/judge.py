"""Is a plan feasible, and what does it cost? Answered from the problem alone.

Knows no solver and trusts no figure that a plan states: times, loads, ways and costs are computed
afresh here, on purpose without the code that the engines use to time their answers.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from routing.plan import Call, Plan, Route
from routing.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle, Window

Rule = Literal[
    "vehicle_unknown",
    "vehicle_twice",
    "place_unknown",
    "stop_twice",
    "stop_forgotten",
    "stop_served_and_unserved",
    "reason_missing",
    "vehicle_not_allowed",
    "over_kg",
    "over_litres",
    "container_taken",
    "shift_begin",
    "shift_end",
    "stop_window",
    "facility_closed",
    "not_empty_at_end",
    "too_many_trips",
    "no_road",
    "time_misstated",
    "load_misstated",
    "distance_misstated",
    "trip_misstated",
]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Parameters
    ----------
    vehicle, place
        Where it happens; empty when it belongs to no truck or place.
    amount
        By how much: seconds, kilograms, litres, metres or a count, after the rule's name.
    """

    rule: Rule
    vehicle: str = ""
    place: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan costs in rupiah; `left_out` is the price of the stops that it does not serve."""

    fixed: int = 0
    distance: int = 0
    time: int = 0
    left_out: int = 0

    @property
    def driving(self) -> int:
        """What is really paid, without the price of stops left out."""
        return self.fixed + self.distance + self.time

    @property
    def total(self) -> int:
        """What engines minimise."""
        return self.driving + self.left_out


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with the measures it rests on."""

    violations: tuple[Violation, ...]
    cost: Cost
    served: int
    unserved: int
    kg: int
    distance_m: int
    duration_s: int
    trips: int

    @property
    def feasible(self) -> bool:
        """True when no rule is broken."""
        return not self.violations


@dataclass(slots=True)
class _Walk:
    """State of a truck while its route is retraced."""

    row: int
    clock_s: int
    kg: int = 0
    litres: int = 0
    trip: int = 1
    taken: int = 0
    distance_m: int = 0


class Judge:
    """Judges plans of one problem."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._vehicles = {v.id: v for v in problem.vehicles}
        self._stops = {s.code: s for s in problem.stops}
        self._facilities = {f.code: f for f in problem.facilities}

    def judge(self, plan: Plan) -> Judgement:
        """Retrace a whole plan and list everything it breaks."""
        violations = list(self._coverage(plan))
        fixed = way = hours = distance_m = duration_s = 0
        for route in plan.routes:
            vehicle = self._vehicles.get(route.vehicle)
            if vehicle is None:
                violations.append(Violation("vehicle_unknown", route.vehicle))
                continue
            route_m = self._retrace(vehicle, route, violations)
            spent_s = max(0, route.return_s - route.leave_s)
            fixed += vehicle.fixed_cost
            way += route_m * vehicle.cost_per_km // 1000
            hours += spent_s * vehicle.cost_per_hour // 3600
            distance_m += route_m
            duration_s += spent_s
        served = self._served(plan)
        left_out = sum(s.price for s in self._problem.stops if s.code not in served)
        return Judgement(
            violations=tuple(violations),
            cost=Cost(fixed, way, hours, left_out),
            served=len(served),
            unserved=len(self._stops) - len(served),
            kg=sum(self._stops[code].kg for code in served),
            distance_m=distance_m,
            duration_s=duration_s,
            trips=sum(c.kind == "unload" for r in plan.routes for c in r.calls),
        )

    def _served(self, plan: Plan) -> set[str]:
        codes = {c.place for r in plan.routes for c in r.calls if c.kind == "collect"}
        return codes & self._stops.keys()

    def _coverage(self, plan: Plan) -> Iterator[Violation]:
        visits = Counter(c.place for r in plan.routes for c in r.calls if c.kind == "collect")
        excused = {u.stop for u in plan.unserved}
        yield from _repeats("vehicle_twice", Counter(r.vehicle for r in plan.routes))
        yield from _repeats("stop_twice", visits)
        yield from _repeats("stop_twice", Counter(u.stop for u in plan.unserved))
        for code in sorted(excused - self._stops.keys()):
            yield Violation("place_unknown", place=code)
        for code in sorted(excused & visits.keys()):
            yield Violation("stop_served_and_unserved", place=code)
        for code in sorted(self._stops.keys() - visits.keys() - excused):
            yield Violation("stop_forgotten", place=code)
        for unserved in plan.unserved:
            if not unserved.code:
                yield Violation("reason_missing", place=unserved.stop)

    def _retrace(self, vehicle: Vehicle, route: Route, out: list[Violation]) -> int:
        """Walk a route through; returns its true way in metres."""
        if route.leave_s < vehicle.shift.open_s:
            out.append(Violation("shift_begin", vehicle.id, amount=vehicle.shift.open_s - route.leave_s))
        walk = _Walk(row=vehicle.start, clock_s=route.leave_s)
        for call in route.calls:
            self._halt(vehicle, walk, call, out)
        home_s, home_m = self._leg(vehicle, walk.row, vehicle.end, "", out)
        if (route.home_m, route.home_s) != (home_m, home_s):
            out.append(Violation("distance_misstated", vehicle.id, amount=route.home_m - home_m))
        if route.return_s != walk.clock_s + home_s:
            out.append(Violation("time_misstated", vehicle.id, amount=route.return_s - walk.clock_s - home_s))
        if max(route.return_s, walk.clock_s + home_s) > vehicle.shift.close_s:
            late_s = max(route.return_s, walk.clock_s + home_s) - vehicle.shift.close_s
            out.append(Violation("shift_end", vehicle.id, amount=late_s))
        if walk.kg or walk.litres or walk.taken:
            out.append(Violation("not_empty_at_end", vehicle.id, amount=walk.kg))
        if vehicle.max_trips and walk.trip - 1 > vehicle.max_trips:
            out.append(Violation("too_many_trips", vehicle.id, amount=walk.trip - 1 - vehicle.max_trips))
        return walk.distance_m + home_m

    def _halt(self, vehicle: Vehicle, walk: _Walk, call: Call, out: list[Violation]) -> None:
        book: dict[str, Stop] | dict[str, Facility]
        book = self._stops if call.kind == "collect" else self._facilities
        place = book.get(call.place)
        if place is None:
            out.append(Violation("place_unknown", vehicle.id, call.place))
            return
        leg_s, leg_m = self._leg(vehicle, walk.row, place.location, call.place, out)
        if (call.leg_m, call.leg_s) != (leg_m, leg_s):
            out.append(Violation("distance_misstated", vehicle.id, call.place, call.leg_m - leg_m))
        arrive_s = walk.clock_s + leg_s
        stay_s = place.service_s if isinstance(place, Stop) else place.unload_s
        wrong_s = _misstated_s(call, arrive_s, stay_s)
        if wrong_s:
            out.append(Violation("time_misstated", vehicle.id, call.place, wrong_s))
        begin_s = max(arrive_s, call.begin_s)
        if call.trip != walk.trip:
            out.append(Violation("trip_misstated", vehicle.id, call.place, call.trip - walk.trip))
        if isinstance(place, Stop):
            out.extend(_take(vehicle, walk, place, begin_s))
        else:
            out.extend(_tip(vehicle, walk, place, begin_s))
        if (call.load_kg, call.load_l) != (walk.kg, walk.litres):
            out.append(Violation("load_misstated", vehicle.id, call.place, call.load_kg - walk.kg))
        walk.row, walk.clock_s = place.location, begin_s + stay_s
        walk.distance_m += leg_m

    def _leg(
        self, vehicle: Vehicle, start: int, end: int, place: str, out: list[Violation]
    ) -> tuple[int, int]:
        matrix = self._problem.matrices[vehicle.profile]
        duration_s, distance_m = int(matrix.duration_s[start, end]), int(matrix.distance_m[start, end])
        if UNREACHABLE in (duration_s, distance_m):
            out.append(Violation("no_road", vehicle.id, place))
            return 0, 0
        return duration_s, distance_m


def _repeats(rule: Literal["vehicle_twice", "stop_twice"], counts: Counter[str]) -> Iterator[Violation]:
    for name, count in counts.items():
        if count > 1:
            vehicle, place = (name, "") if rule == "vehicle_twice" else ("", name)
            yield Violation(rule, vehicle, place, count)


def _misstated_s(call: Call, arrive_s: int, stay_s: int) -> int:
    """By how many seconds the stated times differ from what the halt really takes; 0 if they agree."""
    if call.arrive_s != arrive_s:
        return call.arrive_s - arrive_s
    if call.begin_s < arrive_s:
        return call.begin_s - arrive_s
    return call.leave_s - call.begin_s - stay_s


def _take(vehicle: Vehicle, walk: _Walk, stop: Stop, begin_s: int) -> Iterator[Violation]:
    """Load a stop onto a truck."""
    walk.kg += stop.kg
    walk.litres += stop.litres
    walk.taken += 1
    if stop.work != vehicle.work or (stop.classes and vehicle.class_code not in stop.classes):
        yield Violation("vehicle_not_allowed", vehicle.id, stop.code)
    if walk.kg > vehicle.capacity_kg:
        yield Violation("over_kg", vehicle.id, stop.code, walk.kg - vehicle.capacity_kg)
    if walk.litres > vehicle.capacity_l:
        yield Violation("over_litres", vehicle.id, stop.code, walk.litres - vehicle.capacity_l)
    if vehicle.work == "container" and walk.taken > 1:
        yield Violation("container_taken", vehicle.id, stop.code, walk.taken - 1)
    if stop.windows and not _inside(stop.windows, begin_s):
        yield Violation("stop_window", vehicle.id, stop.code, _late_s(stop.windows, begin_s))


def _tip(vehicle: Vehicle, walk: _Walk, facility: Facility, begin_s: int) -> Iterator[Violation]:
    """Empty a truck at a facility."""
    walk.kg = walk.litres = walk.taken = 0
    walk.trip += 1
    if not _inside(facility.windows, begin_s):
        late_s = _late_s(facility.windows, begin_s)
        yield Violation("facility_closed", vehicle.id, facility.code, late_s)


def _inside(windows: tuple[Window, ...], second: int) -> bool:
    return any(w.open_s <= second <= w.close_s for w in windows)


def _late_s(windows: tuple[Window, ...], second: int) -> int:
    """Seconds to the nearest open second; 0 when there is no window at all."""
    return min((max(w.open_s - second, second - w.close_s) for w in windows), default=0)
