"""Plans, their routes and the jobs that make them, for people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, defer

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Hindrance,
    Plan,
    PlanJob,
    Route,
    RouteStop,
    Unserved,
    Vehicle,
    Village,
)
from data.store.queries.scope import Scope, points_within, vehicles_within


@dataclass(frozen=True)
class PlanRow:
    """A plan and the size of it."""

    plan: Plan
    vehicles: int
    stops: int
    trips: int
    unserved: int


@dataclass(frozen=True)
class UnservedRow:
    """A point that a plan leaves out."""

    point_id: int
    code: str
    name: str
    village: str
    operating_day: date
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class StopPoint:
    """A stop of a route with its place; `closures` are in the way of the leg that leads to it."""

    route_id: int
    number: int
    kind: str
    trip: int
    place: str
    name: str
    lon: float
    lat: float
    arrives_at: datetime
    kg: int
    frozen: bool
    closures: tuple[int, ...]


@dataclass(frozen=True)
class RouteLine:
    """A route with its stops and its line, (lon, lat)."""

    stops: tuple[StopPoint, ...]
    line: tuple[tuple[float, float], ...]
    route_id: int
    plan_id: int
    operating_day: date
    vehicle_id: str
    plate: str
    acknowledged: bool
    leaves_at: datetime
    returns_at: datetime
    distance_m: int
    trips: int


def plans_of(session: Session, day: date) -> list[PlanRow]:
    """Return the plans whose span holds `day`, newest first; problems and judgements are left unread."""
    query = (
        _summaries()
        .where(Plan.first_day <= day, Plan.first_day + Plan.days > day)
        .order_by(Plan.created_at.desc(), Plan.id.desc())
        .limit(200)
    )
    return [PlanRow(*row) for row in session.execute(query)]


def plan(session: Session, plan_id: int) -> PlanRow | None:
    """Return one plan."""
    row = session.execute(_summaries().where(Plan.id == plan_id)).one_or_none()
    return None if row is None else PlanRow(*row)


def unserved(session: Session, plan_id: int, scope: Scope, day: date) -> list[UnservedRow]:
    """Return what a plan leaves out, within `scope`."""
    query = (
        select(
            CollectionPoint.id,
            CollectionPoint.code,
            CollectionPoint.name,
            Village.name,
            Unserved.operating_day,
            Unserved.reason,
            Unserved.detail,
        )
        .join(CollectionPoint, CollectionPoint.id == Unserved.point_id)
        .join(Village, Village.code == CollectionPoint.village_code)
        .where(Unserved.plan_id == plan_id, points_within(scope, day))
        .order_by(Unserved.operating_day, CollectionPoint.id)
    )
    return [UnservedRow(*row) for row in session.execute(query)]


def routes_of_plan(session: Session, plan_id: int, scope: Scope, day: date) -> list[RouteLine]:
    """Return the routes of a plan within `scope`."""
    chosen = select(Route.id).where(
        Route.plan_id == plan_id, vehicles_within(scope, Route.vehicle_id, day, plan_id)
    )
    return _lines(session, list(session.scalars(chosen)))


def current_routes(session: Session, day: date, scope: Scope) -> list[RouteLine]:
    """Return the valid routes of `day` within `scope`."""
    chosen = select(CurrentRoute.route_id).where(
        CurrentRoute.operating_day == day,
        CurrentRoute.route_id.is_not(None),
        vehicles_within(scope, CurrentRoute.vehicle_id, day),
    )
    return _lines(session, [route for route in session.scalars(chosen) if route is not None])


def job(session: Session, number: int) -> PlanJob | None:
    """Return a request for a plan by its number."""
    return session.get(PlanJob, number)


def left_out_today(session: Session, day: date) -> frozenset[int]:
    """Return the points that the valid plans of `day` name as left out."""
    valid = select(CurrentRoute.plan_id).where(CurrentRoute.operating_day == day)
    named = select(Unserved.point_id).where(Unserved.operating_day == day, Unserved.plan_id.in_(valid))
    return frozenset(session.scalars(named))


def _summaries() -> Select[Plan, int, int, int, int]:
    routes = (
        select(func.count())
        .select_from(Route)
        .where(Route.plan_id == Plan.id)
        .correlate(Plan)
        .scalar_subquery()
    )
    stops = (
        select(func.count())
        .select_from(RouteStop)
        .join(Route, Route.id == RouteStop.route_id)
        .where(Route.plan_id == Plan.id, RouteStop.kind == "collect")
        .correlate(Plan)
        .scalar_subquery()
    )
    trips = (
        select(func.coalesce(func.sum(Route.trips), 0))
        .where(Route.plan_id == Plan.id)
        .correlate(Plan)
        .scalar_subquery()
    )
    left_out = (
        select(func.count())
        .select_from(Unserved)
        .where(Unserved.plan_id == Plan.id)
        .correlate(Plan)
        .scalar_subquery()
    )
    return select(Plan, routes, stops, trips, left_out).options(defer(Plan.problem))


def _lines(session: Session, route_ids: list[int]) -> list[RouteLine]:
    stops: dict[int, list[StopPoint]] = {route_id: [] for route_id in route_ids}
    lines: dict[int, list[tuple[float, float]]] = {route_id: [] for route_id in route_ids}
    for stop, leg in _stops(session, route_ids):
        stops[stop.route_id].append(stop)
        coordinates = [(lon, lat) for lon, lat in json.loads(leg)["coordinates"]]
        line = lines[stop.route_id]
        line.extend(coordinates[1:] if line and coordinates and line[-1] == coordinates[0] else coordinates)
    query: Select[*tuple[Any, ...]] = (
        select(
            Route.id,
            Route.plan_id,
            Route.operating_day,
            Route.vehicle_id,
            Vehicle.plate,
            Route.acknowledged_at.is_not(None),
            Route.leaves_at,
            Route.returns_at,
            Route.distance_m,
            Route.trips,
        )
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .where(Route.id.in_(route_ids))
        .order_by(Route.operating_day, Route.vehicle_id)
    )
    return [RouteLine(tuple(stops[row[0]]), tuple(lines[row[0]]), *row) for row in session.execute(query)]


def _stops(session: Session, route_ids: list[int]) -> Iterator[tuple[StopPoint, str]]:
    is_point = RouteStop.point_id.is_not(None)
    code = func.coalesce(CollectionPoint.code, Facility.code)
    geom = func.coalesce(CollectionPoint.geom, Facility.geom)
    in_the_way = (
        select(func.array_agg(Hindrance.closure_id.distinct()))
        .where(Hindrance.route_id == RouteStop.route_id, Hindrance.number == RouteStop.number)
        .correlate(RouteStop)
        .scalar_subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            RouteStop.route_id,
            RouteStop.number,
            RouteStop.kind,
            RouteStop.trip,
            case((is_point, "p:" + code), else_="f:" + code),
            func.coalesce(CollectionPoint.name, Facility.name),
            func.ST_X(geom),
            func.ST_Y(geom),
            RouteStop.arrives_at,
            RouteStop.kg,
            RouteStop.frozen,
            in_the_way,
            func.ST_AsGeoJSON(RouteStop.leg, 6),
        )
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(RouteStop.route_id.in_(route_ids))
        .order_by(RouteStop.route_id, RouteStop.number)
    )
    for row in session.execute(query):
        columns: tuple[Any, ...] = (*row[:11], tuple(row[11] or ()))
        yield StopPoint(*columns), row[12]
