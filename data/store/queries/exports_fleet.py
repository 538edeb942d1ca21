"""Lists of the fleet to hand out: vehicles, devices, crews."""

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from data.store.models import (
    CrewAssignment,
    CrewMember,
    Device,
    DeviceAssignment,
    Facility,
    LatestPosition,
    Vehicle,
    VehicleClass,
)
from data.store.queries.exports_places import in_use
from data.store.queries.scope import Scope, vehicles_within


class Asked(Protocol):
    """What these lists need to know."""

    @property
    def scope(self) -> Scope:
        """What of the regency may be seen."""

    @property
    def day(self) -> date:
        """On which day the things must be in use."""

    @property
    def now(self) -> datetime:
        """When a device must sit in its vehicle."""


def vehicles(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the vehicles in service, and where their pool lies: never where they are."""
    sitting = (
        select(func.min(DeviceAssignment.device_id))
        .where(DeviceAssignment.vehicle_id == Vehicle.id, _sits(asked.now))
        .scalar_subquery()
    )
    query = (
        select(
            Vehicle.id.label("code"),
            Vehicle.plate,
            Vehicle.class_code.label("class"),
            VehicleClass.name_id.label("class_name"),
            VehicleClass.capacity_kg,
            VehicleClass.capacity_m3,
            Facility.code.label("pool"),
            Vehicle.planned,
            sitting.label("device"),
            Vehicle.kir_until,
            func.array_to_string(Vehicle.territory, ",").label("territory"),
            Vehicle.sample,
            Vehicle.valid_from,
        )
        .select_from(Vehicle)
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .join(Facility, Facility.id == Vehicle.pool_id)
        .where(in_use(Vehicle, asked.day), vehicles_within(asked.scope, Vehicle.id, asked.day))
        .order_by(Vehicle.id)
    )
    return query, Facility.geom


def devices(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the devices in use; an account with a narrow scope gets those in its vehicles. No place."""
    query = (
        select(
            Device.id.label("code"),
            Device.kind,
            Device.dialect,
            Device.external_id,
            Device.gateway_id.label("gateway"),
            Device.model,
            DeviceAssignment.vehicle_id.label("vehicle"),
            Device.simulated,
            LatestPosition.received_at.label("last_seen_at"),
            Device.valid_from,
        )
        .outerjoin(DeviceAssignment, and_(DeviceAssignment.device_id == Device.id, _sits(asked.now)))
        .outerjoin(LatestPosition, LatestPosition.device_id == Device.id)
        .where(or_(Device.valid_to.is_(None), Device.valid_to > asked.now))
        .order_by(Device.id)
    )
    if not asked.scope.is_whole:
        own = select(Vehicle.id).where(vehicles_within(asked.scope, Vehicle.id, asked.day))
        query = query.where(DeviceAssignment.vehicle_id.in_(own))
    return query, None


def crews(asked: Asked) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return the crew members who work on the day, with their vehicle. Persons: for planners alone."""
    now_on = and_(CrewAssignment.member_id == CrewMember.id, in_use(CrewAssignment, asked.day))
    query = (
        select(
            CrewMember.code,
            CrewMember.name,
            CrewMember.duty,
            CrewMember.phone,
            CrewAssignment.vehicle_id.label("vehicle"),
            CrewMember.note,
            CrewMember.valid_from,
        )
        .outerjoin(CrewAssignment, now_on)
        .where(in_use(CrewMember, asked.day))
        .order_by(CrewMember.code)
    )
    return query, None


def _sits(now: datetime) -> ColumnElement[bool]:
    return and_(
        DeviceAssignment.valid_from <= now,
        or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > now),
    )
