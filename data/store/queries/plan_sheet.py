"""A stored plan as people take it along: every halt with its place, its times and the way to it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from data.store.models import CollectionPoint, Facility, Route, RouteStop, Unserved, Vehicle
from data.store.queries.planning import stored_plan

type LonLat = tuple[float, float]


@dataclass(frozen=True)
class Halt:
    """A stop of a route; `leg` is the way to it, (lon, lat) degrees, `begins_at` when work begins there.

    `kind` is ``collect``, ``unload`` or ``end``; `kg` is taken here, negative where it is tipped.
    """

    number: int
    kind: str
    trip: int
    code: str
    name: str
    lon: float
    lat: float
    arrives_at: datetime
    begins_at: datetime
    leaves_at: datetime
    kg: int
    load_kg: int
    leg_m: int
    leg: Sequence[LonLat]


@dataclass(frozen=True)
class Rest:
    """A break that a route plans."""

    label: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Sheet:
    """One truck's day."""

    vehicle_id: str
    plate: str
    class_code: str
    leaves_at: datetime
    returns_at: datetime
    trips: int
    distance_m: int
    load_kg: int
    cost_idr: int
    start_code: str
    start_name: str
    start: LonLat
    rests: tuple[Rest, ...]
    halts: tuple[Halt, ...]


@dataclass(frozen=True)
class LeftOut:
    """A point that the plan leaves out, with its coded reason."""

    code: str
    name: str
    lon: float
    lat: float
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class PlanSheets:
    """A plan with all its sheets, by vehicle."""

    plan_id: int
    day: date
    version: int
    status: str
    engine: str
    feasible: bool
    cost_idr: int
    judgement: dict[str, Any]
    measures: dict[str, Any]
    sheets: tuple[Sheet, ...]
    left_out: tuple[LeftOut, ...]


def plan_sheets(session: Session, plan_id: int) -> PlanSheets:
    """Return a plan with everything that its drivers need.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    plan = stored_plan(session, plan_id)
    return PlanSheets(
        plan_id=plan.id,
        day=plan.first_day,
        version=plan.version,
        status=plan.status,
        engine=plan.engine,
        feasible=plan.feasible,
        cost_idr=plan.cost_idr,
        judgement=plan.judgement,
        measures=plan.measures,
        sheets=tuple(_sheets(session, plan_id)),
        left_out=tuple(_left_out(session, plan_id)),
    )


def _sheets(session: Session, plan_id: int) -> Iterator[Sheet]:
    halts: dict[int, list[Halt]] = {}
    for route_id, halt in _halts(session, plan_id):
        halts.setdefault(route_id, []).append(halt)
    query: Select[*tuple[Any, ...]] = (
        select(
            Route,
            Vehicle.plate,
            Vehicle.class_code,
            Facility.code,
            Facility.name,
            func.ST_X(Facility.geom),
            func.ST_Y(Facility.geom),
        )
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .join(Facility, Facility.id == Route.start_facility_id)
        .where(Route.plan_id == plan_id)
        .order_by(Route.operating_day, Route.vehicle_id)
    )
    for route, plate, class_code, start_code, start_name, lon, lat in session.execute(query):
        yield Sheet(
            vehicle_id=route.vehicle_id,
            plate=plate,
            class_code=class_code,
            leaves_at=route.leaves_at,
            returns_at=route.returns_at,
            trips=route.trips,
            distance_m=route.distance_m,
            load_kg=route.load_kg,
            cost_idr=route.cost_idr,
            start_code=start_code,
            start_name=start_name,
            start=(lon, lat),
            rests=tuple(_rest(row) for row in route.rests),
            halts=tuple(halts.get(route.id, ())),
        )


def _rest(row: dict[str, str]) -> Rest:
    begins, ends = datetime.fromisoformat(row["begins_at"]), datetime.fromisoformat(row["ends_at"])
    return Rest(row["label"], begins, ends)


def _halts(session: Session, plan_id: int) -> Iterator[tuple[int, Halt]]:
    point, facility = aliased(CollectionPoint), aliased(Facility)
    geom = func.coalesce(point.geom, facility.geom)
    query: Select[*tuple[Any, ...]] = (
        select(
            RouteStop,
            func.coalesce(point.code, facility.code),
            func.coalesce(point.name, facility.name),
            func.ST_X(geom),
            func.ST_Y(geom),
            func.ST_AsGeoJSON(RouteStop.leg, 6),
        )
        .join(Route, Route.id == RouteStop.route_id)
        .outerjoin(point, point.id == RouteStop.point_id)
        .outerjoin(facility, facility.id == RouteStop.facility_id)
        .where(Route.plan_id == plan_id)
        .order_by(RouteStop.route_id, RouteStop.number)
    )
    for stop, code, name, lon, lat, leg in session.execute(query):
        yield (
            stop.route_id,
            Halt(
                number=stop.number,
                kind=stop.kind,
                trip=stop.trip,
                code=code,
                name=name,
                lon=lon,
                lat=lat,
                arrives_at=stop.arrives_at,
                begins_at=stop.leaves_at - timedelta(seconds=stop.service_s),
                leaves_at=stop.leaves_at,
                kg=stop.kg,
                load_kg=stop.load_kg,
                leg_m=stop.leg_m,
                leg=[(x, y) for x, y in json.loads(leg)["coordinates"]],
            ),
        )


def _left_out(session: Session, plan_id: int) -> Iterator[LeftOut]:
    query: Select[*tuple[Any, ...]] = (
        select(
            CollectionPoint.code,
            CollectionPoint.name,
            func.ST_X(CollectionPoint.geom),
            func.ST_Y(CollectionPoint.geom),
            Unserved.reason,
            Unserved.detail,
        )
        .join(CollectionPoint, CollectionPoint.id == Unserved.point_id)
        .where(Unserved.plan_id == plan_id)
        .order_by(CollectionPoint.code)
    )
    for row in session.execute(query):
        yield LeftOut(*row)
