"""What a re-plan reads: the valid routes of a day, what was done of them, and where the vehicles are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    DeviceAssignment,
    DeviceEvent,
    Facility,
    LatestPosition,
    Route,
    RouteStop,
    Unserved,
    Vehicle,
    Visit,
)

SAID: Final = ("served", "skipped", "unloaded")
"""Events with which a driver says that he is done with a halt."""


@dataclass(frozen=True)
class ValidStop:
    """A stop of a valid route with its place; `leg` is the way to it as well-known text."""

    number: int
    kind: str
    point_id: int | None
    facility_id: int | None
    code: str
    name: str
    lon: float
    lat: float
    container_m3: float | None
    trip: int
    arrives_at: datetime
    leaves_at: datetime
    service_s: int
    kg: int
    load_kg: int
    leg_m: int
    leg_s: int
    leg: str
    frozen: bool

    @property
    def place(self) -> str:
        """The place as it is named on the wire."""
        return f"{'p' if self.point_id is not None else 'f'}:{self.code}"


@dataclass(frozen=True)
class ValidRoute:
    """A vehicle's valid route; `told` is the route whose message it holds."""

    vehicle_id: str
    plate: str
    plan_id: int
    route_id: int
    told: int
    start_facility_id: int
    leaves_at: datetime
    returns_at: datetime
    cost_idr: int
    rests: Sequence[Mapping[str, Any]]
    stops: Sequence[ValidStop] = ()


@dataclass(frozen=True)
class Halt:
    """Where a vehicle really stopped, and from when to when."""

    kind: str
    point_id: int | None
    facility_id: int | None
    arrived_at: datetime
    left_at: datetime


@dataclass(frozen=True)
class Word:
    """What a driver said of a place, by its name on the wire."""

    event: str
    place: str
    at: datetime


@dataclass(frozen=True)
class Whereabouts:
    """The newest position of a vehicle."""

    lon: float
    lat: float
    at: datetime


def valid_routes(session: Session, day: date) -> list[ValidRoute]:
    """Return the valid routes of a day with their stops, by vehicle."""
    stops: dict[int, list[ValidStop]] = {}
    for route_id, *values in session.execute(_STOPS.where(CurrentRoute.operating_day == day)):
        stops.setdefault(route_id, []).append(ValidStop(*values))
    query = (
        select(
            Route.vehicle_id,
            Vehicle.plate,
            Route.plan_id,
            Route.id,
            func.coalesce(Route.same_as, Route.id),
            Route.start_facility_id,
            Route.leaves_at,
            Route.returns_at,
            Route.cost_idr,
            Route.rests,
        )
        .join(CurrentRoute, CurrentRoute.route_id == Route.id)
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .where(CurrentRoute.operating_day == day)
        .order_by(Route.vehicle_id)
    )
    return [replace(ValidRoute(*row), stops=stops.get(row[3], ())) for row in session.execute(query)]


def halts(session: Session, day: date) -> dict[str, list[Halt]]:
    """Return the visits of a day by vehicle, in order of arrival."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Visit.vehicle_id,
            Visit.kind,
            Visit.point_id,
            Visit.facility_id,
            Visit.arrived_at,
            Visit.left_at,
        )
        .where(Visit.operating_day == day)
        .order_by(Visit.arrived_at)
    )
    found: dict[str, list[Halt]] = {}
    for vehicle_id, *values in session.execute(query):
        found.setdefault(vehicle_id, []).append(Halt(*values))
    return found


def words(session: Session, span: tuple[datetime, datetime]) -> dict[str, list[Word]]:
    """Return what drivers said of places between two moments, by vehicle, in order."""
    place = DeviceEvent.payload["place"].astext
    query = (
        select(DeviceAssignment.vehicle_id, DeviceEvent.event, place, DeviceEvent.event_time)
        .join(DeviceAssignment, and_(DeviceAssignment.device_id == DeviceEvent.device_id, _sat()))
        .where(DeviceEvent.event_time >= span[0], DeviceEvent.event_time < span[1])
        .where(DeviceEvent.event.in_(SAID), place.is_not(None))
        .order_by(DeviceEvent.event_time)
    )
    found: dict[str, list[Word]] = {}
    for vehicle_id, *values in session.execute(query):
        found.setdefault(vehicle_id, []).append(Word(*values))
    return found


def whereabouts(session: Session, span: tuple[datetime, datetime]) -> dict[str, Whereabouts]:
    """Return the newest position between two moments of each vehicle that has one."""
    query = (
        select(
            DeviceAssignment.vehicle_id,
            func.ST_X(LatestPosition.geom),
            func.ST_Y(LatestPosition.geom),
            LatestPosition.fix_time,
        )
        .join(DeviceAssignment, DeviceAssignment.device_id == LatestPosition.device_id)
        .where(LatestPosition.fix_time >= span[0], LatestPosition.fix_time < span[1])
        .where(DeviceAssignment.valid_from <= LatestPosition.fix_time)
        .where(or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > LatestPosition.fix_time))
        .order_by(LatestPosition.fix_time)
    )
    return {vehicle_id: Whereabouts(*values) for vehicle_id, *values in session.execute(query)}


def left_out(session: Session, plan_id: int) -> dict[int, str]:
    """Return the points that a plan leaves out, with their codes."""
    query = (
        select(Unserved.point_id, CollectionPoint.code)
        .join(CollectionPoint, CollectionPoint.id == Unserved.point_id)
        .where(Unserved.plan_id == plan_id)
    )
    return dict(session.execute(query).tuples().all())


def names_of(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return the names of points by code."""
    query = select(CollectionPoint.code, CollectionPoint.name).where(CollectionPoint.code.in_(codes))
    return dict(session.execute(query).tuples().all())


def plates_of(session: Session) -> dict[str, str]:
    """Return the plates of all vehicles."""
    return dict(session.execute(select(Vehicle.id, Vehicle.plate)).tuples().all())


def _sat() -> ColumnElement[bool]:
    return and_(
        DeviceAssignment.valid_from <= DeviceEvent.event_time,
        or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > DeviceEvent.event_time),
    )


_GEOM = func.coalesce(CollectionPoint.geom, Facility.geom)
_STOPS = (
    select(
        RouteStop.route_id,
        RouteStop.number,
        RouteStop.kind,
        RouteStop.point_id,
        RouteStop.facility_id,
        func.coalesce(CollectionPoint.code, Facility.code),
        func.coalesce(CollectionPoint.name, Facility.name),
        func.ST_X(_GEOM),
        func.ST_Y(_GEOM),
        CollectionPoint.container_m3,
        RouteStop.trip,
        RouteStop.arrives_at,
        RouteStop.leaves_at,
        RouteStop.service_s,
        RouteStop.kg,
        RouteStop.load_kg,
        RouteStop.leg_m,
        RouteStop.leg_s,
        func.ST_AsText(RouteStop.leg, 6),
        RouteStop.frozen,
    )
    .join(CurrentRoute, CurrentRoute.route_id == RouteStop.route_id)
    .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
    .outerjoin(Facility, Facility.id == RouteStop.facility_id)
    .order_by(RouteStop.route_id, RouteStop.number)
)
