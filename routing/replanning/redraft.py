"""A re-plan in the form that the store keeps: what is behind each truck, what is under way, what is new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from shapely import wkt

from data.store.queries.plan_rows import PlannedVehicle
from data.store.queries.planning import NewRoute, NewStop
from data.store.queries.replanning import ValidRoute, ValidStop
from routing.day import DayClock
from routing.model.plan import Call, Route
from routing.model.problem import Problem
from routing.replanning.progress import Progress
from routing.replanning.standing import Projected, Stood, halts_of
from routing.ways import Ways, to_wkt

ASIDE_DEG = 0.0003
"""A way is another one where it leaves the old one by more than this, about 30 m."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One vehicle in a re-plan: how far it is on its valid route (None: it has none), where it goes on.

    `other_ways`: it has the same halts to make, but a closed road makes it go to them by other ways.
    """

    vehicle: PlannedVehicle
    at: Progress | None
    stood: Stood
    new: Route | None
    other_ways: bool = False

    @property
    def route(self) -> ValidRoute | None:
        """Its valid route."""
        return self.at.route if self.at else None

    @property
    def is_changed(self) -> bool:
        """Whether it has something else to do from now on than its valid route says, or other ways to go."""
        return self.other_ways or halts_of(self.stood.rest) != (self.new.sequence if self.new else ())

    @property
    def is_broken(self) -> bool:
        """Whether it stands where it is."""
        return self.stood.standing.broken


def goes_other_ways(ways: Ways, problem: Problem, stood: Stood, new: Route | None) -> bool:
    """Tell whether a truck with the same halts to make reaches them by other roads, some being closed."""
    vehicle = next((v for v in problem.vehicles if new is not None and v.id == new.vehicle), None)
    if new is None or vehicle is None or new.sequence != halts_of(stood.rest):
        return False
    if not new.calls or not ways.closures_of(vehicle.profile):
        return False
    lines = ways.legs(problem, new)
    return any(
        not wkt.loads(stop.leg).buffer(ASIDE_DEG).contains(wkt.loads(to_wkt(line)))
        for stop, line in zip(stood.rest, lines[:-1], strict=True)
    )


@dataclass(frozen=True, slots=True)
class Redrafter:
    """Turns what a re-plan says into rows.

    Parameters
    ----------
    points, facilities
        Numbers in the store by code.
    """

    problem: Problem
    clock: DayClock
    ways: Ways
    points: Mapping[str, int]
    facilities: Mapping[str, int]

    def routes(self, carried: list[Carried]) -> list[NewRoute]:
        """Return the day of every vehicle that has, or had, something to do."""
        return [route for each in carried if (route := self._route(each)) is not None]

    def _route(self, each: Carried) -> NewRoute | None:
        past = list(self._past(each))
        if each.is_broken or (each.new is None and past):
            stops = past + self._old_end(each)
        elif each.new is None:
            return None
        else:
            stops = past + list(self._ahead(each, each.new))
        return self._summed(each, stops) if stops else None

    def _summed(self, each: Carried, stops: list[NewStop]) -> NewRoute:
        vehicle, old, new = each.vehicle, each.route, each.new
        begun = old is not None and (bool(stops[0].frozen) or each.stood.standing.out)
        leaves_at = old.leaves_at if old and begun else self.clock.moment(new.leave_s if new else 0)
        returns_at = max(stops[-1].leaves_at, leaves_at)
        distance_m = sum(stop.leg_m for stop in stops)
        hours_s = int((returns_at - leaves_at).total_seconds())
        cost = vehicle.fixed_idr + distance_m * vehicle.per_km_idr // 1000
        return NewRoute(
            vehicle_id=vehicle.id,
            start_facility_id=old.start_facility_id if old else vehicle.pool_id,
            leaves_at=leaves_at,
            returns_at=returns_at,
            trips=sum(stop.kind == "unload" for stop in stops),
            distance_m=distance_m,
            load_kg=sum(stop.kg for stop in stops if stop.kg > 0),
            cost_idr=cost + hours_s * vehicle.per_hour_idr // 3600,
            stops=stops,
            rests=self._rests(each),
            same_as=old.told if old and not each.is_changed and not each.is_broken else None,
        )

    def _past(self, each: Carried) -> Iterator[NewStop]:
        """Yield what is behind the truck as it stands in its valid route, then what it does until then."""
        for stop in each.at.behind if each.at else ():
            yield _kept(stop, frozen=True)
        for going in each.stood.onward:
            yield self._onward(going)

    def _onward(self, going: Projected) -> NewStop:
        leaves_at = self.clock.moment(going.leave_s)
        return replace(
            _kept(going.stop, frozen=True),
            arrives_at=min(self.clock.moment(going.arrive_s), leaves_at),
            leaves_at=leaves_at,
        )

    def _ahead(self, each: Carried, new: Route) -> Iterator[NewStop]:
        if each.is_changed or each.at is None:
            yield from self._drawn(each, new)
            return
        # nobody is told anything: the ways are those of the valid route, only the times are new
        for stop, call in zip(each.stood.rest, new.calls, strict=True):
            arrives_at, leaves_at = self.clock.moment(call.arrive_s), self.clock.moment(call.leave_s)
            yield replace(_kept(stop), arrives_at=arrives_at, leaves_at=leaves_at)
        home = self.clock.moment(new.return_s)
        for end in self._old_end(each):
            yield replace(end, arrives_at=home, leaves_at=home)

    def _drawn(self, each: Carried, new: Route) -> Iterator[NewStop]:
        lines = [to_wkt(line) for line in self.ways.legs(self.problem, new)]
        loads = [each.stood.standing.aboard_kg, *(call.load_kg for call in new.calls)]
        taken = [after - before for before, after in pairwise(loads)]
        trips = each.stood.standing.trips
        for call, kg, line in zip(new.calls, taken, lines[:-1], strict=True):
            yield self._stop(call, kg, line, trips)
        home = self.clock.moment(new.return_s)
        trip = trips + (new.calls[-1].trip if new.calls else 0)
        pool = each.vehicle.pool_id
        yield NewStop("end", None, pool, max(1, trip), home, home, 0, 0, 0, new.home_m, new.home_s, lines[-1])

    def _stop(self, call: Call, kg: int, line: str, trips: int) -> NewStop:
        collects = call.kind == "collect"
        return NewStop(
            kind=call.kind,
            point_id=self.points[call.place] if collects else None,
            facility_id=None if collects else self.facilities[call.place],
            trip=trips + call.trip,
            arrives_at=self.clock.moment(call.arrive_s),
            leaves_at=self.clock.moment(call.leave_s),
            service_s=call.leave_s - call.begin_s,
            kg=kg,
            load_kg=call.load_kg,
            leg_m=call.leg_m,
            leg_s=call.leg_s,
            leg=line,
        )

    def _old_end(self, each: Carried) -> list[NewStop]:
        if each.is_broken or each.route is None:
            return []
        return [_kept(stop) for stop in each.route.stops if stop.kind == "end"]

    def _rests(self, each: Carried) -> list[dict[str, str]]:
        """Return the rests already had, and the new ones."""
        free_at = self.clock.moment(each.stood.standing.free_s)
        had = [dict(rest) for rest in (each.route.rests if each.route else ())]
        had = [rest for rest in had if datetime.fromisoformat(rest["begins_at"]) < free_at]
        return had + [
            {
                "label": rest.label,
                "begins_at": self.clock.moment(rest.begin_s).isoformat(),
                "ends_at": self.clock.moment(rest.end_s).isoformat(),
            }
            for rest in (each.new.rests if each.new else ())
        ]


def _kept(stop: ValidStop, *, frozen: bool = False) -> NewStop:
    return NewStop(
        kind=stop.kind,
        point_id=stop.point_id,
        facility_id=stop.facility_id,
        trip=stop.trip,
        arrives_at=stop.arrives_at,
        leaves_at=stop.leaves_at,
        service_s=stop.service_s,
        kg=stop.kg,
        load_kg=stop.load_kg,
        leg_m=stop.leg_m,
        leg_s=stop.leg_s,
        leg=stop.leg,
        frozen=frozen,
    )
