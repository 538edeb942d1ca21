"""What of the regency an account may see; every query for people takes a `Scope`."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.store.models import CollectionPoint, CurrentRoute, Route, RouteStop, Vehicle, Village

ScopeKind = Literal["all", "kecamatan", "vehicles"]


@dataclass(frozen=True)
class Scope:
    """A part of the regency.

    Parameters
    ----------
    kind
        `all`, `kecamatan` (points there and the vehicles sent there) or `vehicles` (those, and the points
        on their routes).
    values
        Names of kecamatan or ids of vehicles; empty for `all`.
    """

    kind: ScopeKind = "all"
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind == "all") == bool(self.values):
            raise ValueError(f"scope {self.kind} with {len(self.values)} values not understood")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.kind == "all"


EVERYTHING = Scope()


def vehicles_within(
    scope: Scope, column: InstrumentedAttribute[str], day: date, plan_id: int | None = None
) -> ColumnElement[bool]:
    """Return the condition that the vehicle in `column` lies within `scope` on `day`.

    A kecamatan reaches the vehicles whose valid route of the day stops there; with `plan_id`, those that
    the plan sends there.
    """
    if scope.kind == "all":
        return true()
    if scope.kind == "vehicles":
        return column.in_(scope.values)
    return column.in_(_sent_to(scope, day, plan_id))


def points_within(scope: Scope, day: date) -> ColumnElement[bool]:
    """Return the condition that a collection point (joined with its village) lies within `scope` on `day`."""
    if scope.kind == "all":
        return true()
    if scope.kind == "kecamatan":
        return Village.kecamatan.in_(scope.values)
    return CollectionPoint.id.in_(
        select(RouteStop.point_id)
        .join(CurrentRoute, CurrentRoute.route_id == RouteStop.route_id)
        .where(CurrentRoute.operating_day == day, CurrentRoute.vehicle_id.in_(scope.values))
        .where(RouteStop.point_id.is_not(None))
    )


def villages_within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a village lies within `scope`; a scope of vehicles sees all villages."""
    return Village.kecamatan.in_(scope.values) if scope.kind == "kecamatan" else true()


def visible_vehicles(session: Session, scope: Scope, day: date) -> frozenset[str] | None:
    """Return the ids of the vehicles within `scope` on `day`; None means all of them."""
    if scope.is_whole:
        return None
    return frozenset(session.scalars(select(Vehicle.id).where(vehicles_within(scope, Vehicle.id, day))))


def _sent_to(scope: Scope, day: date, plan_id: int | None) -> Select[Any]:
    routes = (
        select(Route.vehicle_id)
        .join(RouteStop, RouteStop.route_id == Route.id)
        .join(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .join(Village, Village.code == CollectionPoint.village_code)
        .where(Village.kecamatan.in_(scope.values))
    )
    if plan_id is not None:
        return routes.where(Route.plan_id == plan_id)
    return routes.join(CurrentRoute, CurrentRoute.route_id == Route.id).where(
        CurrentRoute.operating_day == day
    )
