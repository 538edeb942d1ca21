"""Newest positions and driven tracks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from data.store.models import DeviceAssignment, Fix, LatestPosition, Vehicle

OVERLAP = 4_000
"""How many change numbers are read again: they are drawn before the commit, so a lower one may come late."""

DOUBTFUL = ("implied_speed", "mock")
"""Flags of fixes that are kept but not drawn."""


@dataclass(frozen=True)
class PositionRow:
    """The newest fix of the device that sits in a vehicle now."""

    vehicle_id: str
    plate: str
    class_code: str
    broken: bool
    device_id: str
    lon: float
    lat: float
    speed_kmh: float | None
    course_deg: float | None
    fix_time: datetime
    received_at: datetime
    change: int


@dataclass(frozen=True)
class TrackRow:
    """A fix of a track."""

    fix_time: datetime
    lon: float
    lat: float
    speed_kmh: float | None


def positions(session: Session, now: datetime, *, after: int | None = None) -> list[PositionRow]:
    """Return the newest position per vehicle, by change; only those changed after `after` less the overlap.

    A vehicle with two devices shows the one with the later fix, whichever of them changed last; its change
    is the greatest of both.
    """
    latest_first = (LatestPosition.fix_time.desc(), LatestPosition.device_id)
    seen = (
        select(
            Vehicle.id,
            Vehicle.plate,
            Vehicle.class_code,
            Vehicle.broken_since.is_not(None).label("broken"),
            LatestPosition.device_id,
            func.ST_X(LatestPosition.geom).label("lon"),
            func.ST_Y(LatestPosition.geom).label("lat"),
            LatestPosition.speed_kmh,
            LatestPosition.course_deg,
            LatestPosition.fix_time,
            LatestPosition.received_at,
            func.max(LatestPosition.change).over(partition_by=Vehicle.id).label("change"),
            func.row_number().over(partition_by=Vehicle.id, order_by=latest_first).label("rank"),
        )
        .join(DeviceAssignment, DeviceAssignment.device_id == LatestPosition.device_id)
        .join(Vehicle, Vehicle.id == DeviceAssignment.vehicle_id)
        .where(_sits(now))
        .subquery()
    )
    query = select(*list(seen.c)[:-1]).where(seen.c.rank == 1).order_by(seen.c.change)
    if after is not None:
        query = query.where(seen.c.change > after - OVERLAP)
    return [PositionRow(*row) for row in session.execute(query)]


def newest_change(session: Session) -> int:
    """Return the greatest change number; 0 when no position was ever stored."""
    return session.scalar(select(func.max(LatestPosition.change))) or 0


def newest_received(session: Session) -> datetime | None:
    """Return when the newest position was received, in stack time."""
    return session.scalar(select(func.max(LatestPosition.received_at)))


def count_fixes(session: Session, vehicle_id: str, bounds: tuple[datetime, datetime]) -> int:
    """Return how many fixes a vehicle has between two moments, doubtful ones included."""
    query = select(func.count()).select_from(Fix).join(*_SAT).where(*_of_vehicle(vehicle_id, bounds))
    return session.scalar(query) or 0


def track(
    session: Session, vehicle_id: str, bounds: tuple[datetime, datetime], limit: int
) -> tuple[int, list[TrackRow]]:
    """Return how many fixes a vehicle has between two moments, and at most about `limit` of them by time.

    Fixes are thinned evenly by number; the first and the last are always among them. Flagged fixes
    (implausible speed, mock, out of area) are left out of the line.
    """
    numbered = (
        select(
            Fix.fix_time,
            Fix.lon,
            Fix.lat,
            Fix.speed_kmh,
            func.row_number().over(order_by=Fix.fix_time).label("number"),
            func.count().over().label("total"),
        )
        .join(*_SAT)
        .where(*_of_vehicle(vehicle_id, bounds), _SOUND)
        .subquery()
    )
    step = (numbered.c.total - 1) // limit + 1
    query = (
        select(numbered.c.total, numbered.c.fix_time, numbered.c.lon, numbered.c.lat, numbered.c.speed_kmh)
        .where(or_(func.mod(numbered.c.number - 1, step) == 0, numbered.c.number == numbered.c.total))
        .order_by(numbered.c.number)
    )
    rows = session.execute(query).all()
    return (rows[0][0] if rows else 0), [TrackRow(*row[1:]) for row in rows]


_SAT: Final = (DeviceAssignment, DeviceAssignment.device_id == Fix.device_id)
_SOUND: Final = or_(Fix.flags.is_(None), ~Fix.flags.overlap(list(DOUBTFUL)))


def _of_vehicle(vehicle_id: str, bounds: tuple[datetime, datetime]) -> tuple[ColumnElement[bool], ...]:
    return (
        DeviceAssignment.vehicle_id == vehicle_id,
        Fix.fix_time >= bounds[0],
        Fix.fix_time < bounds[1],
        Fix.fix_time >= DeviceAssignment.valid_from,
        or_(DeviceAssignment.valid_to.is_(None), Fix.fix_time < DeviceAssignment.valid_to),
    )


def _sits(now: datetime) -> ColumnElement[bool]:
    return and_(
        DeviceAssignment.valid_from <= now,
        or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > now),
    )
