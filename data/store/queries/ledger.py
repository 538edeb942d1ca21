"""The account of a run: which fixes are stored or quarantined, what was due, what was visited."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import except_, func, select, union
from sqlalchemy.orm import Session

from data.store.models import (
    CurrentRoute,
    Device,
    DeviceAssignment,
    DeviceEvent,
    DirtyDay,
    Facility,
    Fix,
    LatestPosition,
    Plan,
    Quarantine,
    Route,
    RouteStop,
    Vehicle,
    Visit,
)


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """A simulated device, the class of the vehicle it sits in, and that vehicle's pool (degrees)."""

    device_id: str
    class_code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of the numbers of one boot: fixes stored, fixes or events only in quarantine, neither."""

    stored: int
    quarantined: int
    lost: int


@dataclass(frozen=True, slots=True)
class StopCounts:
    """What the valid routes wanted within a span of time, and what the fixes show of it.

    `planned` counts stops at points whose planned arrival lies in the span, `visited` those of them at whose
    point a truck really stopped that day, `unloads` real unloadings that ended in the span.
    """

    planned: int
    visited: int
    unloads: int


def simulated_devices(session: Session) -> list[SimulatedDevice]:
    """Return every simulated device that is assigned now, by name."""
    query = (
        select(Device.id, Vehicle.class_code, func.ST_X(Facility.geom), func.ST_Y(Facility.geom))
        .join(DeviceAssignment, DeviceAssignment.device_id == Device.id)
        .join(Vehicle, Vehicle.id == DeviceAssignment.vehicle_id)
        .join(Facility, Facility.id == Vehicle.pool_id)
        .where(Device.simulated, Device.valid_to.is_(None), DeviceAssignment.valid_to.is_(None))
        .order_by(Device.id)
    )
    return [SimulatedDevice(*row) for row in session.execute(query)]


def position_cursor(session: Session) -> int:
    """Return a number that grows whenever a newer position is stored; 0 before the first one."""
    return session.scalar(select(func.max(LatestPosition.change))) or 0


def newest_fix_time(session: Session) -> datetime | None:
    """Return the fix time of the newest position of all devices."""
    return session.scalar(select(func.max(LatestPosition.fix_time)))


def current_plan(session: Session, day: date) -> Plan | None:
    """Return the newest plan of which a route is valid on `day`."""
    query = (
        select(Plan)
        .join(CurrentRoute, CurrentRoute.plan_id == Plan.id)
        .where(CurrentRoute.operating_day == day, CurrentRoute.route_id.is_not(None))
        .order_by(Plan.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def working_vehicles(session: Session, day: date) -> int:
    """Return how many vehicles have a valid route on `day`."""
    query = select(func.count()).where(CurrentRoute.operating_day == day, CurrentRoute.route_id.is_not(None))
    return session.scalar(query) or 0


def waiting_days(session: Session) -> int:
    """Return how many vehicle-days still wait for their visits to be derived."""
    return session.scalar(select(func.count()).select_from(DirtyDay)) or 0


def balance_of_boot(session: Session, device: str, boot: int, born: int) -> Balance:
    """Account for everything a device has numbered in one boot.

    Parameters
    ----------
    born
        How many numbers the device has given out; they begin at 1 and have no gaps.
    """
    stored = select(Fix.seq).where(Fix.device_id == device, Fix.boot == boot)
    refused = select(Quarantine.seq).where(
        Quarantine.device_id == device, Quarantine.boot == boot, Quarantine.seq.between(1, born)
    )
    told = select(DeviceEvent.seq).where(DeviceEvent.device_id == device, DeviceEvent.boot == boot)
    # `union` and `except_` work on sets: a fix stored in two partitions or refused twice counts once
    kept = union(stored, refused, told).subquery()
    only_refused = except_(refused, union(stored, told)).subquery()
    return Balance(
        stored=session.scalar(select(func.count()).select_from(stored.distinct().subquery())) or 0,
        quarantined=session.scalar(select(func.count()).select_from(only_refused)) or 0,
        lost=born - (session.scalar(select(func.count()).where(kept.c.seq.between(1, born))) or 0),
    )


def count_stops(session: Session, since: datetime, until: datetime) -> StopCounts:
    """Count planned stops, real visits at them and unloadings between two stack times.

    A stop counts as visited when a visit at its point, derived from fixes, lies in the same operating day,
    whichever truck made it.
    """
    due = (
        select(CurrentRoute.operating_day, RouteStop.point_id)
        .join(Route, Route.id == CurrentRoute.route_id)
        .join(RouteStop, RouteStop.route_id == Route.id)
        .where(RouteStop.kind == "collect", RouteStop.arrives_at >= since, RouteStop.arrives_at <= until)
    ).subquery()
    seen = (
        select(Visit.id)
        .where(
            Visit.kind == "collect",
            Visit.source == "track",
            Visit.point_id == due.c.point_id,
            Visit.operating_day == due.c.operating_day,
        )
        .exists()
    )
    unloads = select(func.count()).where(
        Visit.kind == "unload", Visit.source == "track", Visit.left_at >= since, Visit.left_at <= until
    )
    return StopCounts(
        planned=session.scalar(select(func.count()).select_from(due)) or 0,
        visited=session.scalar(select(func.count()).select_from(due).where(seen)) or 0,
        unloads=session.scalar(unloads) or 0,
    )
