"""The fleet: classes, vehicles, devices, and which device sat in which vehicle when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, literal_column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId
from data.store.models.place import CONFIDENCE


class VehicleClass(Base):
    """What vehicles of a kind can carry and cost; money in whole rupiah, all of it estimates to be set.

    `work`: `stationary` (many stops per rit), `hauled` (one container per rit) or `village`.
    """

    __tablename__ = "vehicle_class"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_id: Mapped[str]
    name_en: Mapped[str]
    work: Mapped[str]
    capacity_kg: Mapped[int]
    capacity_m3: Mapped[float]
    road_profile: Mapped[str]
    fixed_idr: Mapped[int]
    per_km_idr: Mapped[int]
    per_hour_idr: Mapped[int]
    source: Mapped[str]
    confidence: Mapped[str]

    __table_args__ = (
        CheckConstraint("work in ('stationary', 'hauled', 'village')", name="work"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class Vehicle(Base):
    """One vehicle; `planned` says whether the planner gives it routes, `sample` that its plate is made up."""

    __tablename__ = "vehicle"

    id: Mapped[str] = mapped_column(primary_key=True)
    plate: Mapped[str]
    class_code: Mapped[str] = mapped_column(ForeignKey("vehicle_class.code"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    planned: Mapped[bool]
    sample: Mapped[bool]
    broken_since: Mapped[datetime | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Device(Base):
    """A tracker, phone or simulated device; not a vehicle."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    simulated: Mapped[bool]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("id ~ '^[a-z0-9-]{3,32}$'", name="id"),)


class DeviceAssignment(Base):
    """From when to when a device sits in a vehicle; a device sits in one vehicle at a time."""

    __tablename__ = "device_assignment"

    id: Mapped[RowId]
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), index=True)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

    __table_args__ = (
        ExcludeConstraint(
            ("device_id", "="),
            (literal_column("tstzrange(valid_from, valid_to)"), "&&"),
            name="ex_device_assignment_one_vehicle_at_a_time",
        ),
    )
