"""Vehicles, their classes, devices, and which device sits in which vehicle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store.address import FACTS_CHANNEL, POSITIONS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import (
    CurrentRoute,
    Device,
    DeviceAssignment,
    DirtyDay,
    Facility,
    LatestPosition,
    Vehicle,
    VehicleClass,
    VehicleOutage,
)
from data.store.queries.scope import Scope, vehicles_within

type KirState = Literal["valid", "soon", "expired", "unknown"]
KIR_SOON = timedelta(days=30)


@dataclass(frozen=True)
class OutOfService:
    """Why a vehicle is out of service, and since when."""

    id: int
    since: datetime
    reason: str
    load: str


@dataclass(frozen=True)
class VehicleRow:
    """A vehicle with its class, pool, the device that sits in it, and its outage if there is one.

    `planned`: the planner may give it routes; `has_route`: a valid one sends it out on the day asked for.
    """

    id: str
    plate: str
    class_code: str
    class_name_id: str
    class_name_en: str
    work: str
    capacity_kg: int
    pool: str
    planned: bool
    sample: bool
    broken_since: datetime | None
    kir_until: date | None
    device_id: str | None
    has_route: bool
    kir: KirState
    outage: OutOfService | None


@dataclass(frozen=True)
class DeviceRow:
    """A device and the vehicle in which it sits."""

    id: str
    kind: str
    simulated: bool
    vehicle_id: str | None
    last_seen_at: datetime | None


def classes(session: Session) -> list[VehicleClass]:
    """Return the vehicle classes by code."""
    return list(session.scalars(select(VehicleClass).order_by(VehicleClass.code)))


def plate(session: Session, vehicle_id: str | None) -> str | None:
    """Return the plate of a vehicle."""
    return session.scalar(select(Vehicle.plate).where(Vehicle.id == vehicle_id)) if vehicle_id else None


def capacities_kg(session: Session) -> dict[str, int]:
    """Return the kilograms that each class carries."""
    return {row[0]: row[1] for row in session.execute(select(VehicleClass.code, VehicleClass.capacity_kg))}


def vehicles(
    session: Session, scope: Scope, *, day: date, now: datetime, vehicle_id: str | None = None
) -> list[VehicleRow]:
    """Return the vehicles in service on `day` within `scope`; only `vehicle_id` when given."""
    sitting = (
        select(DeviceAssignment.vehicle_id, func.min(DeviceAssignment.device_id).label("device_id"))
        .where(_sits(now))
        .group_by(DeviceAssignment.vehicle_id)
        .subquery()
    )
    sent_out = exists().where(
        CurrentRoute.operating_day == day,
        CurrentRoute.vehicle_id == Vehicle.id,
        CurrentRoute.route_id.is_not(None),
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            Vehicle.id,
            Vehicle.plate,
            VehicleClass.code,
            VehicleClass.name_id,
            VehicleClass.name_en,
            VehicleClass.work,
            VehicleClass.capacity_kg,
            Facility.name,
            Vehicle.planned,
            Vehicle.sample,
            Vehicle.broken_since,
            Vehicle.kir_until,
            sitting.c.device_id,
            sent_out,
            VehicleOutage.id,
            VehicleOutage.from_at,
            VehicleOutage.reason,
            VehicleOutage.load,
        )
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .join(Facility, Facility.id == Vehicle.pool_id)
        .outerjoin(sitting, sitting.c.vehicle_id == Vehicle.id)
        .outerjoin(
            VehicleOutage,
            and_(
                VehicleOutage.vehicle_id == Vehicle.id,
                VehicleOutage.ended_at.is_(None),
                ~VehicleOutage.planned,
            ),
        )
        .where(Vehicle.valid_from <= day, or_(Vehicle.valid_to.is_(None), Vehicle.valid_to > day))
        .where(vehicles_within(scope, Vehicle.id, day))
        .order_by(Vehicle.planned.desc(), Vehicle.id)
    )
    if vehicle_id is not None:
        query = query.where(Vehicle.id == vehicle_id)
    return [_vehicle_row(day, *row) for row in session.execute(query)]


def kir_state(until: date | None, day: date) -> KirState:
    """Return how a vehicle's roadworthiness test stands on a day; `soon`: it ends within 30 days."""
    if until is None:
        return "unknown"
    if until < day:
        return "expired"
    return "soon" if until <= day + KIR_SOON else "valid"


def _vehicle_row(day: date, *columns: Any) -> VehicleRow:  # noqa: ANN401  # columns of a query
    outage = None if columns[14] is None else OutOfService(*columns[14:])
    known: tuple[Any, ...] = (*columns[:14], kir_state(columns[11], day), outage)
    return VehicleRow(*known)


def devices(
    session: Session, scope: Scope, *, day: date, now: datetime, device_id: str | None = None
) -> list[DeviceRow]:
    """Return the devices; an account with a narrow scope sees those in its vehicles."""
    query = (
        select(
            Device.id,
            Device.kind,
            Device.simulated,
            DeviceAssignment.vehicle_id,
            LatestPosition.received_at,
        )
        .outerjoin(DeviceAssignment, and_(DeviceAssignment.device_id == Device.id, _sits(now)))
        .outerjoin(LatestPosition, LatestPosition.device_id == Device.id)
        .where(or_(Device.valid_to.is_(None), Device.valid_to > now))
        .order_by(Device.id)
    )
    if not scope.is_whole:
        query = query.where(
            DeviceAssignment.vehicle_id.in_(select(Vehicle.id).where(vehicles_within(scope, Vehicle.id, day)))
        )
    if device_id is not None:
        query = query.where(Device.id == device_id)
    return [DeviceRow(*row) for row in session.execute(query)]


def assignments(session: Session, device_id: str, limit: int = 200) -> list[DeviceAssignment]:
    """Return in which vehicles a device sat, newest first."""
    query = (
        select(DeviceAssignment)
        .where(DeviceAssignment.device_id == device_id)
        .order_by(DeviceAssignment.valid_from.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def assign(
    session: Session, device_id: str, vehicle_id: str, valid_from: datetime
) -> tuple[DeviceAssignment | None, DeviceAssignment]:
    """Put a device into a vehicle from a moment on, ending where it sat; the caller commits.

    Returns
    -------
    The assignment that was ended, if any, and the new one.

    Raises
    ------
    NotFoundError
        There is no such vehicle, or no such device in use.
    ConflictError
        The device sits there already, or was moved later than `valid_from`.
    """
    if session.get(Vehicle, vehicle_id) is None:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
    device = session.get(
        Device, device_id, with_for_update=True
    )  # two moves of one device wait for each other
    if device is None or device.valid_to is not None:
        raise NotFoundError(f"there is no device {device_id!r} in use")
    latest = session.scalar(
        select(DeviceAssignment)
        .where(DeviceAssignment.device_id == device_id)
        .order_by(DeviceAssignment.valid_from.desc())
        .limit(1)
    )
    ended = _end(latest, vehicle_id, valid_from)
    session.flush()
    fresh = DeviceAssignment(device_id=device_id, vehicle_id=vehicle_id, valid_from=valid_from, valid_to=None)
    session.add(fresh)
    session.flush()
    ping(session, POSITIONS_CHANNEL)
    return ended, fresh


def _end(latest: DeviceAssignment | None, vehicle_id: str, at: datetime) -> DeviceAssignment | None:
    if latest is None:
        return None
    if at <= latest.valid_from or (latest.valid_to is not None and at < latest.valid_to):
        raise ConflictError(f"device {latest.device_id!r} was moved after {at.isoformat()}")
    if latest.valid_to is not None:
        return None
    if latest.vehicle_id == vehicle_id:
        raise ConflictError(f"device {latest.device_id!r} sits in {vehicle_id!r} already")
    latest.valid_to = at
    return latest


def mark_dirty(session: Session, vehicle_days: Iterable[tuple[str, date]], now: datetime) -> None:
    """Have the visits of these vehicles and operating days derived again."""
    for vehicle_id, day in vehicle_days:
        row = {"vehicle_id": vehicle_id, "operating_day": day, "marked_at": now}
        session.execute(
            insert(DirtyDay)
            .values(row)
            .on_conflict_do_update(index_elements=["vehicle_id", "operating_day"], set_={"marked_at": now})
        )
    ping(session, FACTS_CHANNEL)


def _sits(now: datetime) -> ColumnElement[bool]:
    return and_(
        DeviceAssignment.valid_from <= now,
        or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > now),
    )
