"""Villages, collection points and facilities, for the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geoalchemy2 import WKTElement
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.address import PLANS_CHANNEL, ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import NotFoundError
from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    DeviceAssignment,
    DmsStatus,
    Facility,
    HistoryMark,
    Plan,
    RouteStop,
    Unserved,
    Vehicle,
    Village,
    Visit,
)
from data.store.queries import fleet
from data.store.queries.scope import Scope, points_within, villages_within

GUESSED = " (perkiraan)"
"""Ends the name of a facility whose place nobody has confirmed."""

LOOK_BACK = timedelta(days=31)
"""How far back a moved facility changes what is said of past days."""


@dataclass(frozen=True)
class VillageRow:
    """A village with its DMS status on a day and its number of collection points."""

    code: str
    name: str
    kecamatan: str
    kind: str
    lon: float
    lat: float
    dms: bool
    dms_confirmed: bool
    area_km2: float
    population: int
    population_confidence: str
    points: int


@dataclass(frozen=True)
class PointRow:
    """A collection point; `last_emptied_on` lies before the day asked for."""

    id: int
    code: str
    name: str
    village: str
    kecamatan: str
    lon: float
    lat: float
    kind: str
    stream: str
    sample: bool
    amount_kg_day: float
    source: str
    confidence: str
    last_emptied_on: date | None
    weekdays: Sequence[int] = ()

    def is_due(self, day: date) -> bool:
        """Tell whether it may be emptied on the weekday of `day`, and something waits there."""
        return self.kg_waiting(day) > 0 and (not self.weekdays or day.weekday() in self.weekdays)

    def kg_waiting(self, day: date) -> float:
        """Return the estimated kilograms that wait on `day`: what gathers in a day times the days since."""
        days = (day - self.last_emptied_on).days if self.last_emptied_on else 1
        return self.amount_kg_day * max(1, days)


@dataclass(frozen=True)
class FacilityRow:
    """A facility in use."""

    id: int
    code: str
    name: str
    kind: str
    lon: float
    lat: float
    status: str
    estimated: bool
    confidence: str
    note: str | None
    visit_radius_m: float


@dataclass(frozen=True)
class PointVisitRow:
    """A visit to one point with the truck that made it."""

    operating_day: date
    vehicle_id: str
    plate: str
    arrived_at: datetime
    left_at: datetime
    source: str
    confidence: float


def villages(session: Session, scope: Scope, day: date) -> list[VillageRow]:
    """Return the villages within `scope`, by kecamatan and name."""
    points = (
        select(CollectionPoint.village_code, func.count().label("points"))
        .where(_open(CollectionPoint, day))
        .group_by(CollectionPoint.village_code)
        .subquery()
    )
    query = (
        select(
            Village.code,
            Village.name,
            Village.kecamatan,
            Village.kind,
            func.ST_X(Village.geom),
            func.ST_Y(Village.geom),
            DmsStatus.id.is_not(None),
            func.coalesce(DmsStatus.confirmed, False),
            Village.area_km2,
            Village.population_estimate,
            Village.confidence,
            func.coalesce(points.c.points, 0),
        )
        .outerjoin(DmsStatus, and_(DmsStatus.village_code == Village.code, _open(DmsStatus, day)))
        .outerjoin(points, points.c.village_code == Village.code)
        .where(villages_within(scope))
        .order_by(Village.kecamatan, Village.name)
    )
    return [VillageRow(*row) for row in session.execute(query)]


def points(session: Session, scope: Scope, day: date, *, point_id: int | None = None) -> list[PointRow]:
    """Return the collection points that are open on `day` within `scope`; only `point_id` when given."""
    seen = (
        select(Visit.point_id, func.max(Visit.operating_day).label("day"))
        .where(Visit.kind == "collect", Visit.operating_day < day)
        .group_by(Visit.point_id)
        .subquery()
    )
    query = (
        select(
            CollectionPoint.id,
            CollectionPoint.code,
            CollectionPoint.name,
            Village.name,
            Village.kecamatan,
            func.ST_X(CollectionPoint.geom),
            func.ST_Y(CollectionPoint.geom),
            CollectionPoint.kind,
            CollectionPoint.stream,
            CollectionPoint.sample,
            CollectionPoint.amount_kg_day,
            CollectionPoint.source,
            CollectionPoint.confidence,
            func.greatest(seen.c.day, CollectionPoint.last_emptied_on),
            CollectionPoint.weekdays,
        )
        .join(Village, Village.code == CollectionPoint.village_code)
        .outerjoin(seen, seen.c.point_id == CollectionPoint.id)
        .where(_open(CollectionPoint, day), points_within(scope, day))
        .order_by(CollectionPoint.id)
    )
    if point_id is not None:
        query = query.where(CollectionPoint.id == point_id)
    return [PointRow(*row) for row in session.execute(query)]


def count_points(session: Session, day: date) -> tuple[int, int]:
    """Return how many collection points are open on `day`, and how many of them are samples."""
    query = select(func.count(), func.count().filter(CollectionPoint.sample)).where(
        _open(CollectionPoint, day)
    )
    total, samples = session.execute(query.select_from(CollectionPoint)).one()
    return int(total), int(samples)


def facilities(session: Session, day: date) -> list[FacilityRow]:
    """Return the facilities that are known on `day`."""
    query = (
        select(
            Facility.id,
            Facility.code,
            Facility.name,
            Facility.kind,
            func.ST_X(Facility.geom),
            func.ST_Y(Facility.geom),
            Facility.status,
            Facility.estimated,
            Facility.confidence,
            Facility.note,
            Facility.visit_radius_m,
        )
        .where(_open(Facility, day))
        .order_by(Facility.id)
    )
    return [FacilityRow(*row) for row in session.execute(query)]


def move_facility(session: Session, facility_id: int, lon: float, lat: float, *, confirmed: bool) -> None:
    """Put a facility where it truly lies; pings the roads and plans. The caller commits, and audits.

    Parameters
    ----------
    lon, lat
        Degrees.
    confirmed
        Whether the office vouches for the place; otherwise it stays an estimate.

    Raises
    ------
    NotFoundError
        There is no such facility.
    """
    row = session.get(Facility, facility_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no facility {facility_id}")
    row.geom = WKTElement(f"POINT({lon!r} {lat!r})", srid=4326)
    row.estimated = not confirmed
    if confirmed:
        # lists and plans show the name alone, without the mark
        row.name = row.name.removesuffix(GUESSED)
    session.flush()
    for channel in (ROADS_CHANNEL, PLANS_CHANNEL):
        ping(session, channel)


def mark_recent_days(session: Session, calendar: OperatingCalendar, now: datetime) -> int:
    """Have all visits of the last 31 days derived again, as after a facility was moved; return how many days.

    Days whose tracks were thinned are left as they stand: what was taken out would be missed.
    """
    today = calendar.day_of(now)
    return _mark_days(session, calendar, now, since=today - LOOK_BACK)


def mark_day(session: Session, calendar: OperatingCalendar, now: datetime) -> int:
    """Have the visits of the present operating day derived again; return how many vehicles' days."""
    return _mark_days(session, calendar, now, since=calendar.day_of(now))


def _mark_days(session: Session, calendar: OperatingCalendar, now: datetime, *, since: date) -> int:
    today = calendar.day_of(now)
    thinned = session.scalar(select(func.max(HistoryMark.done_until)).where(HistoryMark.act != "trim"))
    first = max(since, thinned + timedelta(days=1) if thinned else date.min)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    sat = select(DeviceAssignment.vehicle_id, DeviceAssignment.valid_from, DeviceAssignment.valid_to)
    touched = {
        (vehicle, day)
        for vehicle, begun, until in session.execute(sat)
        for day in days
        if begun < calendar.bounds(day)[1] and (until is None or until > calendar.bounds(day)[0])
    }
    fleet.mark_dirty(session, sorted(touched), now)
    return len(touched)


def visits_of_point(
    session: Session, point_id: int, before: datetime, limit: int = 10
) -> list[PointVisitRow]:
    """Return the last visits to a point that began before a moment, newest first."""
    query = (
        select(
            Visit.operating_day,
            Visit.vehicle_id,
            Vehicle.plate,
            Visit.arrived_at,
            Visit.left_at,
            Visit.source,
            Visit.confidence,
        )
        .join(Vehicle, Vehicle.id == Visit.vehicle_id)
        .where(Visit.point_id == point_id, Visit.kind == "collect", Visit.arrived_at < before)
        .order_by(Visit.arrived_at.desc())
        .limit(limit)
    )
    return [PointVisitRow(*row) for row in session.execute(query)]


def reason_left_out(session: Session, point_id: int, day: date) -> str | None:
    """Return the coded reason for which the newest published plan of `day` leaves the point out."""
    query = (
        select(Unserved.reason)
        .join(Plan, Plan.id == Unserved.plan_id)
        .where(Unserved.point_id == point_id, Unserved.operating_day == day, Plan.status == "published")
        .order_by(Plan.published_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def is_planned(session: Session, day: date) -> bool:
    """Tell whether any valid route exists for `day`."""
    return (
        session.scalar(select(CurrentRoute.vehicle_id).where(CurrentRoute.operating_day == day).limit(1))
        is not None
    )


def next_planned(session: Session, point_id: int, after: date) -> tuple[datetime, str] | None:
    """Return planned arrival and plate of the next truck on a valid route after the day `after`."""
    query = (
        select(RouteStop.arrives_at, Vehicle.plate)
        .select_from(CurrentRoute)
        .join(RouteStop, RouteStop.route_id == CurrentRoute.route_id)
        .join(Vehicle, Vehicle.id == CurrentRoute.vehicle_id)
        .where(RouteStop.point_id == point_id, CurrentRoute.operating_day > after)
        .order_by(RouteStop.arrives_at)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def _open(
    table: type[CollectionPoint] | type[Facility] | type[DmsStatus] | type[Vehicle], day: date
) -> ColumnElement[bool]:
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
