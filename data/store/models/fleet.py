"""The fleet: classes, vehicles, devices, and which device sat in which vehicle when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId, Versioned
from data.store.models.place import CONFIDENCE

DIALECTS = "dialect in ('own', 'owntracks', 'traccar', 'traccar_client', 'teltonika')"


class VehicleClass(Versioned, Base):
    """What vehicles of a kind can carry and cost; money in whole rupiah, all of it estimates to be set.

    `work`: `stationary` (many stops per rit), `hauled` (one container per rit) or `village`. `overtime_s` is
    how long after the shift it may come home by plan, `max_trips` its most unloadings a day (0: no limit).
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
    overtime_per_hour_idr: Mapped[int] = mapped_column(server_default="0")
    overtime_s: Mapped[int] = mapped_column(server_default="0")
    max_trips: Mapped[int] = mapped_column(server_default="0")
    litres_per_100km: Mapped[float | None]
    source: Mapped[str]
    confidence: Mapped[str]

    __table_args__ = (
        CheckConstraint("work in ('stationary', 'hauled', 'village')", name="work"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class Vehicle(Versioned, Base):
    """One vehicle; `planned` says whether the planner gives it routes, `sample` that its plate is made up.

    `kir_until` is the last day of its roadworthiness test (uji KIR), `territory` the kecamatan in which
    its crew is at home; empty: everywhere.
    """

    __tablename__ = "vehicle"

    id: Mapped[str] = mapped_column(primary_key=True)
    plate: Mapped[str]
    class_code: Mapped[str] = mapped_column(ForeignKey("vehicle_class.code"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    planned: Mapped[bool]
    sample: Mapped[bool]
    broken_since: Mapped[datetime | None]
    kir_until: Mapped[date | None]
    territory: Mapped[list[str]] = mapped_column(server_default="{}")
    note: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Gateway(Base):
    """A server that speaks for many trackers at once (Traccar), under a broker account of its own.

    It may speak only for the devices that name it; `topic` is the one on which it publishes.
    """

    __tablename__ = "gateway"

    id: Mapped[str] = mapped_column(primary_key=True)
    dialect: Mapped[str]
    topic: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("id ~ '^[a-z0-9-]{3,32}$'", name="id"),)


class Device(Base):
    """A tracker, phone or simulated device; not a vehicle.

    `dialect` is what it speaks; `external_id` how it calls itself there (IMEI, uniqueId) where that differs
    from `id`; `gateway_id` who may speak for it.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    simulated: Mapped[bool]
    dialect: Mapped[str] = mapped_column(server_default="own")
    external_id: Mapped[str | None]
    gateway_id: Mapped[str | None] = mapped_column(ForeignKey("gateway.id"))
    model: Mapped[str | None]
    note: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("id ~ '^[a-z0-9-]{3,32}$'", name="id"),
        CheckConstraint(DIALECTS, name="dialect"),
        Index(
            "uq_device_open_external_id",
            "dialect",
            text("coalesce(external_id, id)"),
            unique=True,
            postgresql_where=text("valid_to is null"),
        ),
        Index("ix_device_external_id", "dialect", text("coalesce(external_id, id)")),
    )


class Credential(Base):
    """The one secret with which a device or gateway signs in, at the broker and over HTTP.

    Only hashes are kept: `mqtt_hash` as Mosquitto's password file wants it, `secret_digest` (SHA-256 of 24
    random bytes) to find the owner of a secret that came over HTTP.
    """

    __tablename__ = "credential"

    id: Mapped[RowId]
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    gateway_id: Mapped[str | None] = mapped_column(ForeignKey("gateway.id"))
    mqtt_hash: Mapped[str]
    secret_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(device_id, gateway_id) = 1", name="one_owner"),
        Index(
            "uq_credential_valid_owner",
            text("coalesce(device_id, gateway_id)"),
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
    )


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
