"""Vehicles that break down: recorded, ended, looked up; `Vehicle.broken_since` always says the same.

Outages that are known beforehand (KIR, service) stand beside: they take a vehicle out of the days that they
touch, and never say that it is broken.

Every change pings ``siangsa_plans``, so that a broken vehicle's device is told at once; the caller commits,
and audits.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from data.store.address import FACTS_CHANNEL, PLANS_CHANNEL, POSITIONS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Vehicle, VehicleOutage, Visit

LOAD_WITHIN_DAYS = 1
"""What was taken longer ago than this before an outage is no longer aboard."""


def record(session: Session, vehicle_id: str, *, reason: str, load: str, by: str, at: datetime) -> int:
    """Take a vehicle out of service from `at` on and return the outage's number.

    Parameters
    ----------
    load
        What becomes of what it carries: ``listed`` or ``transferred``; stored as ``none`` when it is empty.
    by, at
        Who says so, and the stack time of it.

    Raises
    ------
    NotFoundError
        There is no such vehicle.
    ConflictError
        It is out of service already.
    """
    vehicle = session.get(Vehicle, vehicle_id, with_for_update=True)
    if vehicle is None:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
    if vehicle.broken_since is not None or _open_of(session, vehicle_id) is not None:
        raise ConflictError(f"vehicle {vehicle_id!r} is out of service already")
    kg = aboard_kg(session, vehicle_id, at)
    row = VehicleOutage(
        vehicle_id=vehicle_id,
        from_at=at,
        reason=reason,
        load=load if kg else "none",
        load_kg=kg,
        recorded_by=by,
        recorded_at=at,
    )
    session.add(row)
    vehicle.broken_since = at
    session.flush()
    _tell(session)
    return row.id


def plan(
    session: Session, vehicle_id: str, span: tuple[datetime, datetime], *, reason: str, by: str, at: datetime
) -> int:
    """Take a vehicle out of service for a time that is known beforehand; return the outage's number.

    Parameters
    ----------
    span
        When it begins and ends, aware.

    Raises
    ------
    NotFoundError
        There is no such vehicle.
    ConflictError
        Another planned outage of this vehicle touches that time.
    """
    begins, ends = span
    if session.get(Vehicle, vehicle_id, with_for_update=True) is None:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
    if session.scalar(_planned(span).where(VehicleOutage.vehicle_id == vehicle_id).limit(1)) is not None:
        raise ConflictError(f"another planned outage of {vehicle_id!r} touches that time")
    row = VehicleOutage(
        vehicle_id=vehicle_id,
        from_at=begins,
        until_at=ends,
        reason=reason,
        load="none",
        planned=True,
        recorded_by=by,
        recorded_at=at,
    )
    session.add(row)
    session.flush()
    _tell(session)
    return row.id


def is_planned(session: Session, vehicle_id: str, outage_id: int) -> bool:
    """Tell whether an outage is one of this vehicle that was known beforehand."""
    row = session.get(VehicleOutage, outage_id)
    return row is not None and row.planned and row.vehicle_id == vehicle_id


def away(session: Session, span: tuple[datetime, datetime]) -> frozenset[str]:
    """Return the vehicles that a planned outage takes away at any time between two moments."""
    return frozenset(session.scalars(_planned(span)))


def end(session: Session, outage_id: int, *, by: str, at: datetime) -> None:
    """Put a vehicle back into service at `at`.

    Raises
    ------
    NotFoundError
        There is no such outage.
    ConflictError
        It has ended already.
    """
    row = session.get(VehicleOutage, outage_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no outage {outage_id}")
    if row.ended_at is not None:
        raise ConflictError(f"outage {outage_id} has ended already")
    row.until_at, row.ended_at, row.ended_by = max(at, row.from_at), at, by
    vehicle = session.get(Vehicle, row.vehicle_id, with_for_update=True)
    if vehicle is not None and not row.planned:
        vehicle.broken_since = None
    session.flush()
    _tell(session)


def open_outages(session: Session) -> Sequence[VehicleOutage]:
    """Return the breakdowns that have not ended, by vehicle."""
    query = select(VehicleOutage).where(VehicleOutage.ended_at.is_(None), ~VehicleOutage.planned)
    return session.scalars(query.order_by(VehicleOutage.vehicle_id)).all()


def aboard_kg(session: Session, vehicle_id: str, at: datetime) -> int:
    """Return the estimated kilograms that a vehicle carries: pick-ups since it was last emptied."""
    seen = select(func.max(Visit.operating_day)).where(Visit.vehicle_id == vehicle_id)
    day: date | None = session.scalar(seen)
    if day is None or (at.date() - day).days > LOAD_WITHIN_DAYS:
        return 0
    of_day = (Visit.vehicle_id == vehicle_id, Visit.operating_day == day, Visit.arrived_at <= at)
    emptied = select(func.max(Visit.arrived_at)).where(*of_day, Visit.kind == "unload").scalar_subquery()
    taken = select(func.sum(Visit.kg_estimate)).where(*of_day, Visit.kind == "collect")
    since = or_(emptied.is_(None), Visit.arrived_at > emptied)
    return round(session.scalar(taken.where(since)) or 0)


def _open_of(session: Session, vehicle_id: str) -> int | None:
    query = select(VehicleOutage.id).where(VehicleOutage.vehicle_id == vehicle_id, ~VehicleOutage.planned)
    return session.scalar(query.where(VehicleOutage.ended_at.is_(None)))


def _planned(span: tuple[datetime, datetime]) -> Select[str]:
    begins, ends = span
    return select(VehicleOutage.vehicle_id).where(
        VehicleOutage.planned,
        VehicleOutage.ended_at.is_(None),
        VehicleOutage.from_at < ends,
        VehicleOutage.until_at > begins,
    )


def _tell(session: Session) -> None:
    for channel in (PLANS_CHANNEL, FACTS_CHANNEL, POSITIONS_CHANNEL):
        ping(session, channel)
