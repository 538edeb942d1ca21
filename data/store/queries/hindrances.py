"""Legs of valid routes that run into a closure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Hindrance,
    RoadClosure,
    Route,
    RouteStop,
    Vehicle,
)
from data.store.queries.scope import EVERYTHING, Scope, vehicles_within


@dataclass(frozen=True)
class HindranceRow:
    """A leg that runs into a closure while it is to be driven.

    Attributes
    ----------
    number, place
        The stop that the leg leads to.
    from_time, to_time
        When the truck is to drive the leg while the road is closed, aware UTC in stack time.
    lon, lat
        Where the leg meets the closure, degrees.
    """

    route_id: int
    plan_id: int
    operating_day: date
    vehicle_id: str
    plate: str
    class_code: str
    number: int
    place: str
    closure_id: int
    reason: str
    closed_until: datetime | None
    from_time: datetime
    to_time: datetime
    lon: float
    lat: float


def hindrances(session: Session, day: date, scope: Scope = EVERYTHING) -> list[HindranceRow]:
    """Return what hinders the valid routes of `day` within `scope`, by time."""
    place = func.coalesce(CollectionPoint.name, Facility.name)
    query: Select[*tuple[Any, ...]] = (
        select(
            Hindrance.route_id,
            Route.plan_id,
            Route.operating_day,
            Route.vehicle_id,
            Vehicle.plate,
            Vehicle.class_code,
            Hindrance.number,
            place,
            Hindrance.closure_id,
            RoadClosure.reason,
            RoadClosure.valid_to,
            Hindrance.from_time,
            Hindrance.to_time,
            func.ST_X(Hindrance.geom),
            func.ST_Y(Hindrance.geom),
        )
        .join(Route, Route.id == Hindrance.route_id)
        .join(CurrentRoute, CurrentRoute.route_id == Route.id)
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .join(RoadClosure, RoadClosure.id == Hindrance.closure_id)
        .join(RouteStop, (RouteStop.route_id == Hindrance.route_id) & (RouteStop.number == Hindrance.number))
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(Route.operating_day == day, vehicles_within(scope, Route.vehicle_id, day))
        .order_by(Hindrance.from_time, Route.vehicle_id, Hindrance.number, Hindrance.closure_id)
    )
    return [HindranceRow(*row) for row in session.execute(query)]
