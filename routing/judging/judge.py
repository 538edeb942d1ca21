"""Is a plan feasible, and what does it cost? Answered from the problem alone.

Knows no solver and trusts no figure that a plan states: times, loads, ways and costs are computed
afresh here, on purpose without the code that the engines use to time their answers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal

from routing.judging.terms import Cost, Judgement, Rule, Violation
from routing.judging.walk import Places, Tipped, Walk, Walked
from routing.model.plan import Plan, Route
from routing.model.problem import Problem, Vehicle

__all__ = ["Cost", "Judge", "Judgement", "Rule", "Violation"]


class Judge:
    """Judges plans of one problem."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._vehicles = {v.id: v for v in problem.vehicles}
        self._stops = {s.code: s for s in problem.stops}
        self._facilities = {f.code: f for f in problem.facilities}

    def judge(self, plan: Plan) -> Judgement:
        """Retrace a whole plan and list everything it breaks."""
        walked = self._walk(plan)
        violations = [*self._coverage(plan), *self._absent(plan)]
        violations += [v for _, _, walk in walked for v in walk.violations]
        tipped = [t for _, _, walk in walked for t in walk.tipped]
        violations += [*self._full(tipped), *self._late_hand_overs(tipped, walked)]
        served = self._served(plan)
        return Judgement(
            violations=tuple(violations),
            cost=self._cost(plan, walked, served),
            served=len(served),
            unserved=len(self._stops) - len(served),
            kg=sum(self._stops[code].kg for code in served),
            distance_m=sum(walk.distance_m for _, _, walk in walked),
            duration_s=sum(_spent_s(route) for _, route, _ in walked),
            trips=sum(c.kind == "unload" for r in plan.routes for c in r.calls),
        )

    def _walk(self, plan: Plan) -> list[tuple[Vehicle, Route, Walked]]:
        """Retrace all routes, again and again until what they hand over to one another stands still."""
        known = [(self._vehicles[r.vehicle], r) for r in plan.routes if r.vehicle in self._vehicles]
        handed: Mapping[str, tuple[Tipped, ...]] = {}
        walked: list[tuple[Vehicle, Route, Walked]] = []
        for _ in range(len(known) + 1):
            places = Places(self._problem, self._stops, self._facilities, handed)
            walked = [(v, r, Walk(places, v, r).retrace()) for v, r in known]
            after = self._handed(walked)
            if after == handed:
                break
            handed = after
        return walked

    def _handed(self, walked: list[tuple[Vehicle, Route, Walked]]) -> Mapping[str, tuple[Tipped, ...]]:
        found: dict[str, list[Tipped]] = defaultdict(list)
        for _, _, walk in walked:
            for tipped in walk.tipped:
                if self._facilities[tipped.facility].feeds:
                    found[self._facilities[tipped.facility].feeds].append(tipped)
        return {stop: tuple(loads) for stop, loads in found.items()}

    def _cost(self, plan: Plan, walked: list[tuple[Vehicle, Route, Walked]], served: set[str]) -> Cost:
        late = ((v, max(0, r.return_s - v.shift.close_s)) for v, r, _ in walked)
        return Cost(
            fixed=sum(v.fixed_cost for v, _, _ in walked),
            distance=sum(walk.distance_m * v.cost_per_km // 1000 for v, _, walk in walked),
            time=sum(_spent_s(r) * v.cost_per_hour // 3600 for v, r, _ in walked),
            left_out=sum(s.price for s in self._problem.stops if s.code not in served),
            overtime=sum(late_s * v.overtime_per_hour // 3600 for v, late_s in late),
            changes=self._problem.change_price * self._changed(plan),
        )

    def _changed(self, plan: Plan) -> int:
        """Count stops that another vehicle serves than the one that keeps them."""
        given = {(c.place, r.vehicle) for r in plan.routes for c in r.calls if c.kind == "collect"}
        keeps = {s.code: s.keeps for s in self._problem.stops if s.keeps}
        return len({code for code, vehicle in given if code in keeps and keeps[code] != vehicle})

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

    def _absent(self, plan: Plan) -> Iterator[Violation]:
        """Yield trucks that nobody knows, and trucks on the road that nobody brings home."""
        driven = {r.vehicle for r in plan.routes}
        for route in plan.routes:
            if route.vehicle not in self._vehicles:
                yield Violation("vehicle_unknown", route.vehicle)
        for vehicle in self._problem.vehicles:
            if vehicle.out and vehicle.id not in driven:
                yield Violation("not_brought_home", vehicle.id, amount=vehicle.aboard_kg)

    def _full(self, tipped: list[Tipped]) -> Iterator[Violation]:
        kg: Counter[str] = Counter()
        for load in tipped:
            kg[load.facility] += load.kg
        for code, facility in self._facilities.items():
            if facility.max_kg and kg[code] > facility.max_kg:
                yield Violation("facility_full", place=code, amount=kg[code] - facility.max_kg)

    def _late_hand_overs(
        self, tipped: list[Tipped], walked: list[tuple[Vehicle, Route, Walked]]
    ) -> Iterator[Violation]:
        begun = {code: second for _, _, walk in walked for code, second in walk.begun.items()}
        for load in tipped:
            stop = self._facilities[load.facility].feeds
            late_s = load.end_s - begun[stop] if stop in begun else 0
            if late_s > 0:
                yield Violation("handed_over_too_late", load.vehicle, load.facility, late_s)


def _spent_s(route: Route) -> int:
    return max(0, route.return_s - route.leave_s)


def _repeats(rule: Literal["vehicle_twice", "stop_twice"], counts: Counter[str]) -> Iterator[Violation]:
    for name, count in counts.items():
        if count > 1:
            vehicle, place = (name, "") if rule == "vehicle_twice" else ("", name)
            yield Violation(rule, vehicle, place, count)
