"""What a day was meant to bring (valid routes) and what it brought (visits, rit), for all vehicles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Rit,
    Route,
    RouteStop,
    Visit,
)


@dataclass(frozen=True)
class RouteRow:
    """A vehicle's valid route of the day; `rests` as `Route.rests` keeps them."""

    vehicle_id: str
    plan_id: int
    route_id: int
    acknowledged: bool
    leaves_at: datetime
    returns_at: datetime
    trips: int
    distance_m: int
    rests: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class StopRow:
    """A stop of a valid route with its place."""

    vehicle_id: str
    number: int
    kind: str
    point_id: int | None
    facility_id: int | None
    code: str
    name: str
    lon: float
    lat: float
    radius_m: float | None
    trip: int
    arrives_at: datetime
    leaves_at: datetime
    service_s: int
    kg: int
    frozen: bool = False

    @property
    def place(self) -> str:
        """The place as it is named on the wire."""
        return f"{'p' if self.point_id is not None else 'f'}:{self.code}"


@dataclass(frozen=True)
class VisitRow:
    """A visit of the day with its place."""

    vehicle_id: str
    kind: str
    point_id: int | None
    facility_id: int | None
    code: str
    name: str
    arrived_at: datetime
    left_at: datetime
    kg_estimate: float | None
    source: str
    confidence: float

    @property
    def place(self) -> str:
        """The place as it is named on the wire."""
        return f"{'p' if self.point_id is not None else 'f'}:{self.code}"


@dataclass(frozen=True)
class RitRow:
    """A trip that ended at an unloading."""

    vehicle_id: str
    number: int
    started_at: datetime
    unloaded_at: datetime
    facility: str
    points: int
    kg_estimate: float


_CODE = func.coalesce(CollectionPoint.code, Facility.code)
_NAME = func.coalesce(CollectionPoint.name, Facility.name)
_GEOM = func.coalesce(CollectionPoint.geom, Facility.geom)


def routes(session: Session, day: date) -> list[RouteRow]:
    """Return the valid routes of `day`."""
    query = (
        select(
            Route.vehicle_id,
            Route.plan_id,
            Route.id,
            Route.acknowledged_at.is_not(None),
            Route.leaves_at,
            Route.returns_at,
            Route.trips,
            Route.distance_m,
            Route.rests,
        )
        .join(CurrentRoute, CurrentRoute.route_id == Route.id)
        .where(CurrentRoute.operating_day == day)
        .order_by(Route.vehicle_id)
    )
    return [RouteRow(*row) for row in session.execute(query)]


def stops(session: Session, day: date) -> list[StopRow]:
    """Return the stops of the valid routes of `day`, by vehicle and number."""
    query = (
        select(
            CurrentRoute.vehicle_id,
            RouteStop.number,
            RouteStop.kind,
            RouteStop.point_id,
            RouteStop.facility_id,
            _CODE,
            _NAME,
            func.ST_X(_GEOM),
            func.ST_Y(_GEOM),
            Facility.visit_radius_m,
            RouteStop.trip,
            RouteStop.arrives_at,
            RouteStop.leaves_at,
            RouteStop.service_s,
            RouteStop.kg,
            RouteStop.frozen,
        )
        .join(RouteStop, RouteStop.route_id == CurrentRoute.route_id)
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(CurrentRoute.operating_day == day)
        .order_by(CurrentRoute.vehicle_id, RouteStop.number)
    )
    return [StopRow(*row) for row in session.execute(query)]


def visits(session: Session, day: date) -> list[VisitRow]:
    """Return the visits of `day` of all vehicles, by arrival."""
    query = (
        select(
            Visit.vehicle_id,
            Visit.kind,
            Visit.point_id,
            Visit.facility_id,
            _CODE,
            _NAME,
            Visit.arrived_at,
            Visit.left_at,
            Visit.kg_estimate,
            Visit.source,
            Visit.confidence,
        )
        .outerjoin(CollectionPoint, CollectionPoint.id == Visit.point_id)
        .outerjoin(Facility, Facility.id == Visit.facility_id)
        .where(Visit.operating_day == day)
        .order_by(Visit.arrived_at)
    )
    return [VisitRow(*row) for row in session.execute(query)]


def rits(session: Session, day: date) -> list[RitRow]:
    """Return the trips of `day` of all vehicles."""
    query = (
        select(
            Rit.vehicle_id,
            Rit.number,
            Rit.started_at,
            Rit.unloaded_at,
            Facility.name,
            Rit.points,
            Rit.kg_estimate,
        )
        .join(Facility, Facility.id == Rit.facility_id)
        .where(Rit.operating_day == day)
        .order_by(Rit.vehicle_id, Rit.number)
    )
    return [RitRow(*row) for row in session.execute(query)]
