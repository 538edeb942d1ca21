"""What is read to publish a week, and how it is marked when its days are valid plans."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.store.address import WEEKS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Plan,
    Route,
    RouteStop,
    Vehicle,
    VehicleClass,
    WeekPlan,
)

type Place = tuple[int, float, float]
"""Number, degrees lon, degrees lat."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Where a vehicle starts and how it drives."""

    pool_id: int
    class_code: str
    road_profile: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that a week may name, by code."""

    points: dict[str, Place]
    facilities: dict[str, Place]
    vehicles: dict[str, Fleet]


def atlas(session: Session) -> Atlas:
    """Return points, facilities and vehicles by code, closed ones too: a week may be older than their end."""
    points = select(CollectionPoint.code, CollectionPoint.id, *_where(CollectionPoint))
    facilities = select(Facility.code, Facility.id, *_where(Facility))
    vehicles = select(Vehicle.id, Vehicle.pool_id, Vehicle.class_code, VehicleClass.road_profile).join(
        VehicleClass, VehicleClass.code == Vehicle.class_code
    )
    return Atlas(
        {code: (number, lon, lat) for code, number, lon, lat in session.execute(points)},
        {code: (number, lon, lat) for code, number, lon, lat in session.execute(facilities)},
        {row[0]: Fleet(row[1], row[2], row[3]) for row in session.execute(vehicles)},
    )


def _where(table: type[CollectionPoint] | type[Facility]) -> tuple[Any, Any]:
    return func.ST_X(table.geom), func.ST_Y(table.geom)


def week_to_publish(session: Session, week_id: int) -> WeekPlan:
    """Return a draft of the whole area, locked until the transaction ends.

    Raises
    ------
    NotFoundError
        There is no such week.
    ConflictError
        It is no draft, is not feasible, or is about a part of the districts only: its days would leave the
        trucks of the others without routes.
    """
    week = session.get(WeekPlan, week_id, with_for_update=True)
    if week is None:
        raise NotFoundError(f"there is no week plan {week_id}")
    if week.status != "draft":
        raise ConflictError(f"week plan {week_id} is {week.status}: only a draft can be published")
    if not week.feasible:
        raise ConflictError(f"week plan {week_id} breaks rules: see its board")
    if week.kecamatan:
        raise ConflictError(
            f"week plan {week_id} is about some districts only: publish it joined with the rest"
        )
    return week


def mark_published(session: Session, week: WeekPlan, *, by: str, at: datetime) -> None:
    """Mark a week as published, and archive those of which no day is valid any more."""
    week.status, week.published_by, week.published_at = "published", by, at
    session.flush()
    valid = select(Plan.week_id).where(Plan.week_id.is_not(None), Plan.id.in_(select(CurrentRoute.plan_id)))
    session.execute(
        update(WeekPlan)
        .where(WeekPlan.status == "published", WeekPlan.id != week.id, WeekPlan.id.not_in(valid))
        .values(status="archived", version=WeekPlan.version + 1)
        .execution_options(synchronize_session=False)
    )
    ping(session, WEEKS_CHANNEL)


def points_of_week(session: Session, day: date) -> frozenset[int]:
    """Return the points that the week of a day's valid routes empties on any of its published days."""
    weeks = select(Plan.week_id).join(CurrentRoute, CurrentRoute.plan_id == Plan.id)
    of_day = weeks.where(CurrentRoute.operating_day == day, Plan.week_id.is_not(None))
    stops = select(RouteStop.point_id).join(Route, Route.id == RouteStop.route_id)
    query = stops.join(Plan, Plan.id == Route.plan_id).where(
        Plan.week_id.in_(of_day), RouteStop.point_id.is_not(None)
    )
    return frozenset(number for number in session.scalars(query.distinct()) if number is not None)


def keep_in(session: Session, day: date) -> None:
    """Let nobody go out on a day that had a plan: what was valid is archived, every vehicle's day is free."""
    session.execute(update(CurrentRoute).where(CurrentRoute.operating_day == day).values(route_id=None))
    session.execute(
        update(Plan).where(Plan.first_day == day, Plan.status == "published").values(status="archived")
    )


def covering_week(session: Session, day: date) -> int | None:
    """Return the published week that says what happens on a day, be it nothing; None when there is none."""
    ends = WeekPlan.first_day + WeekPlan.days
    query = select(WeekPlan.id).where(WeekPlan.status == "published", WeekPlan.first_day <= day, ends > day)
    return session.scalar(query.order_by(WeekPlan.published_at.desc()).limit(1))
