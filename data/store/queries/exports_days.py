"""Lists of what happens on operating days, to hand out: routes, planned stops, visits, rit."""

from datetime import date
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Float, Integer, Select, cast, exists, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Rit,
    Route,
    RouteStop,
    Vehicle,
    Village,
    Visit,
)
from data.store.queries.scope import Scope

_METRES_PER_KM: Final = 1000.0


class Asked(Protocol):
    """What these lists need to know."""

    @property
    def scope(self) -> Scope:
        """What of the regency may be seen."""

    @property
    def first(self) -> date:
        """First operating day."""

    @property
    def last(self) -> date:
        """Last operating day, included."""


def routes(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the valid routes, and the lines along which they run."""
    stops = select(func.count()).where(RouteStop.route_id == Route.id, RouteStop.kind == "collect")
    line = select(func.ST_Collect(aggregate_order_by(RouteStop.leg, RouteStop.number))).where(
        RouteStop.route_id == Route.id
    )
    query = (
        select(
            CurrentRoute.operating_day,
            CurrentRoute.vehicle_id.label("vehicle"),
            Vehicle.plate,
            CurrentRoute.plan_id.label("plan"),
            Route.leaves_at,
            Route.returns_at,
            Route.trips,
            stops.scalar_subquery().label("stops"),
            cast(Route.distance_m / _METRES_PER_KM, Float).label("km"),
            Route.load_kg,
            Route.acknowledged_at,
        )
        .select_from(CurrentRoute)
        .join(Route, Route.id == CurrentRoute.route_id)
        .join(Vehicle, Vehicle.id == CurrentRoute.vehicle_id)
        .where(*_within(asked, CurrentRoute.vehicle_id, CurrentRoute.operating_day))
        .order_by(CurrentRoute.operating_day, CurrentRoute.vehicle_id)
    )
    return query, func.ST_Multi(line.scalar_subquery())


def stops(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the planned stops of the valid routes, and where they are."""
    shape = func.coalesce(CollectionPoint.geom, Facility.geom)
    query = (
        select(
            CurrentRoute.operating_day,
            CurrentRoute.vehicle_id.label("vehicle"),
            Vehicle.plate,
            RouteStop.number,
            RouteStop.trip,
            RouteStop.kind,
            func.coalesce(CollectionPoint.code, Facility.code).label("place_code"),
            func.coalesce(CollectionPoint.name, Facility.name).label("place"),
            func.ST_X(shape, type_=Float).label("lon"),
            func.ST_Y(shape, type_=Float).label("lat"),
            RouteStop.arrives_at,
            RouteStop.leaves_at,
            RouteStop.kg,
            RouteStop.load_kg,
        )
        .select_from(CurrentRoute)
        .join(RouteStop, RouteStop.route_id == CurrentRoute.route_id)
        .join(Vehicle, Vehicle.id == CurrentRoute.vehicle_id)
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(*_within(asked, CurrentRoute.vehicle_id, CurrentRoute.operating_day))
        .order_by(CurrentRoute.operating_day, CurrentRoute.vehicle_id, RouteStop.number)
    )
    return query, shape


def visits(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the visits that were seen or confirmed, and where they were."""
    shape = func.coalesce(CollectionPoint.geom, Facility.geom)
    query = (
        select(
            Visit.operating_day,
            Visit.vehicle_id.label("vehicle"),
            Vehicle.plate,
            Visit.kind,
            func.coalesce(CollectionPoint.code, Facility.code).label("place_code"),
            func.coalesce(CollectionPoint.name, Facility.name).label("place"),
            func.ST_X(shape, type_=Float).label("lon"),
            func.ST_Y(shape, type_=Float).label("lat"),
            Visit.arrived_at,
            Visit.left_at,
            Visit.kg_estimate,
            Visit.source,
            Visit.confidence,
        )
        .join(Vehicle, Vehicle.id == Visit.vehicle_id)
        .outerjoin(CollectionPoint, CollectionPoint.id == Visit.point_id)
        .outerjoin(Facility, Facility.id == Visit.facility_id)
        .where(*_within(asked, Visit.vehicle_id, Visit.operating_day))
        .order_by(Visit.operating_day, Visit.vehicle_id, Visit.arrived_at, Visit.id)
    )
    return query, shape


def rit(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the trips that ended with an unloading, and where they unloaded."""
    query = (
        select(
            Rit.operating_day,
            Rit.vehicle_id.label("vehicle"),
            Vehicle.plate,
            Rit.number,
            Rit.started_at,
            Rit.unloaded_at,
            Facility.code.label("facility_code"),
            Facility.name.label("facility"),
            cast(Rit.points, Integer).label("points"),
            Rit.kg_estimate,
        )
        .join(Vehicle, Vehicle.id == Rit.vehicle_id)
        .join(Facility, Facility.id == Rit.facility_id)
        .where(*_within(asked, Rit.vehicle_id, Rit.operating_day))
        .order_by(Rit.operating_day, Rit.vehicle_id, Rit.number)
    )
    return query, Facility.geom


def _within(
    asked: Asked, vehicle: InstrumentedAttribute[str], day: InstrumentedAttribute[date]
) -> tuple[ColumnElement[bool], ...]:
    return day >= asked.first, day <= asked.last, _vehicle_days(asked.scope, vehicle, day)


def _vehicle_days(
    scope: Scope, vehicle: InstrumentedAttribute[str], day: InstrumentedAttribute[date]
) -> ColumnElement[bool]:
    """Return the condition that a vehicle lies within `scope` on its day, each row on its own."""
    if scope.kind == "all":
        return true()
    if scope.kind == "vehicles":
        return vehicle.in_(scope.values)
    sent, stop = aliased(CurrentRoute), aliased(RouteStop)
    place, village = aliased(CollectionPoint), aliased(Village)
    return exists(
        select(1)
        .select_from(sent)
        .join(stop, stop.route_id == sent.route_id)
        .join(place, place.id == stop.point_id)
        .join(village, village.code == place.village_code)
        .where(sent.operating_day == day, sent.vehicle_id == vehicle, village.kecamatan.in_(scope.values))
    )
