"""A solved problem in the form that the store keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from data.store.queries.planning import NewPlan, NewRoute, NewStop
from routing.day import DayClock, DayRows
from routing.judging.judge import Judgement
from routing.judging.measures import measure
from routing.model.plan import Call, Rest, Route
from routing.model.problem import Problem
from routing.model.problem_json import problem_to_json
from routing.solve import Solved
from routing.ways import Ways, to_wkt


@dataclass(frozen=True, slots=True)
class Maker:
    """Who asked for a plan, when (stack time), and what it rests on."""

    requested_by: str
    created_at: datetime
    seed: int
    roads_checksum: str


@dataclass(frozen=True, slots=True)
class Names:
    """The store's numbers of what a problem names.

    Parameters
    ----------
    points, facilities
        By code.
    pools
        Facility from which a vehicle starts, by vehicle.
    """

    points: Mapping[str, int]
    facilities: Mapping[str, int]
    pools: Mapping[str, int]

    @classmethod
    def of(cls, rows: DayRows) -> "Names":
        """Return the numbers of a day's rows."""
        return cls(
            {p.code: p.id for p in rows.points},
            {f.code: f.id for f in rows.facilities},
            {v.id: v.pool_id for v in rows.vehicles},
        )


@dataclass(frozen=True, slots=True)
class Drafter:
    """Turns a day's solution into rows.

    Parameters
    ----------
    fuel
        Litres per 100 km by vehicle class.
    untaken
        What is left out beside the problem's stops: point, reason, figures.
    """

    day: date
    names: Names
    clock: DayClock
    problem: Problem
    ways: Ways
    fuel: Mapping[str, float] = field(default_factory=dict)
    untaken: Sequence[tuple[int, str, dict[str, Any]]] = ()

    def draft(self, solved: Solved, maker: Maker) -> NewPlan:
        """Return the plan with times, leg geometries, reasons, judgement and measures."""
        points = self.names.points
        return NewPlan(
            day=self.day,
            engine=solved.plan.engine,
            feasible=solved.judgement.feasible,
            cost_idr=solved.judgement.cost.driving,
            seed=maker.seed,
            solve_s=round(solved.wall_s, 3),
            roads_checksum=maker.roads_checksum,
            problem=problem_to_json(self.problem, packed=True),
            judgement=judgement_to_json(solved.judgement),
            measures=measures_of(self.problem, solved, self.fuel) | roads_of(self.ways),
            requested_by=maker.requested_by,
            created_at=maker.created_at,
            routes=[self._route(route) for route in solved.plan.routes],
            unserved=[
                *((points[u.stop], u.code, dict(u.detail)) for u in solved.plan.unserved),
                *self.untaken,
            ],
        )

    def _route(self, route: Route) -> NewRoute:
        vehicle = next(v for v in self.problem.vehicles if v.id == route.vehicle)
        pool = self.names.pools[route.vehicle]
        way = route.distance_m * vehicle.cost_per_km // 1000
        return NewRoute(
            vehicle_id=route.vehicle,
            start_facility_id=pool,
            leaves_at=self.clock.moment(route.leave_s),
            returns_at=self.clock.moment(route.return_s),
            trips=route.trips,
            distance_m=route.distance_m,
            load_kg=sum(kg for kg in taken_kg(route) if kg > 0),
            cost_idr=vehicle.fixed_cost + way + route.duration_s * vehicle.cost_per_hour // 3600,
            stops=list(self._stops(route, pool)),
            rests=[self._rest(rest) for rest in route.rests],
        )

    def _rest(self, rest: Rest) -> dict[str, Any]:
        begins, ends = self.clock.moment(rest.begin_s), self.clock.moment(rest.end_s)
        return {"label": rest.label, "begins_at": begins.isoformat(), "ends_at": ends.isoformat()}

    def _stops(self, route: Route, pool: int) -> Iterator[NewStop]:
        lines = [to_wkt(line) for line in self.ways.legs(self.problem, route)]
        for call, kg, line in zip(route.calls, taken_kg(route), lines[:-1], strict=True):
            yield self._stop(call, kg, line)
        home = self.clock.moment(route.return_s)
        trip = route.calls[-1].trip
        yield NewStop("end", None, pool, trip, home, home, 0, 0, 0, route.home_m, route.home_s, lines[-1])

    def _stop(self, call: Call, kg: int, line: str) -> NewStop:
        collects = call.kind == "collect"
        return NewStop(
            kind=call.kind,
            point_id=self.names.points[call.place] if collects else None,
            facility_id=None if collects else self.names.facilities[call.place],
            trip=call.trip,
            arrives_at=self.clock.moment(call.arrive_s),
            leaves_at=self.clock.moment(call.leave_s),
            service_s=call.leave_s - call.begin_s,
            kg=kg,
            load_kg=call.load_kg,
            leg_m=call.leg_m,
            leg_s=call.leg_s,
            leg=line,
        )


def roads_of(ways: Ways) -> dict[str, Any]:
    """Return which closures a plan was made with, and the digest of the roads by vehicle profile."""
    made_with = [{"id": row.id, "reason": row.reason} for row in ways.closures]
    return {"closures": made_with, "roads": ways.digests}


def taken_kg(route: Route) -> list[int]:
    """Kilograms that each halt adds to the load; negative where it is tipped."""
    loads = [0, *(call.load_kg for call in route.calls)]
    return [after - before for before, after in pairwise(loads)]


def judgement_to_json(judgement: Judgement) -> dict[str, Any]:
    """Return the verdict with its violations, for people to look at."""
    return {
        "feasible": judgement.feasible,
        "violations": [asdict(v) for v in judgement.violations],
        "served": judgement.served,
        "unserved": judgement.unserved,
    }


def measures_of(
    problem: Problem, solved: Solved, fuel: Mapping[str, float], *, bounded: bool = True
) -> dict[str, Any]:
    """Return the plan's measures, and every engine's answer beside the baseline's."""
    return {
        **measure(problem, solved.plan, solved.judgement, fuel, bounded=bounded),
        "tried": [
            {
                "engine": tried.plan.engine,
                "feasible": tried.judgement.feasible,
                "cost_total": tried.judgement.cost.total,
                "wall_s": round(tried.wall_s, 3),
            }
            for tried in solved.tried
        ],
        "notes": list(solved.plan.notes),
    }
