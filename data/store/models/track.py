"""What devices said: fixes, settled sequences, latest positions, events, quarantine, days to re-derive."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Sequence
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, PointColumn, RowId

position_change = Sequence("position_change", metadata=Base.metadata)


class Fix(Base):
    """One position, partitioned by month of `fix_time`; identity (device, boot, seq), kept once.

    A partitioned table's key must hold the partition column; that a repeat with another time does not
    enter twice is kept by `Settled`. `received_at` is stack time. `flags` name doubts ("speed", "mock").
    """

    __tablename__ = "fix"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    boot: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fix_time: Mapped[datetime] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    lon: Mapped[float]
    lat: Mapped[float]
    speed_kmh: Mapped[float | None]
    course_deg: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    altitude_m: Mapped[float | None]
    battery_pct: Mapped[float | None]
    satellites: Mapped[int | None]
    flags: Mapped[list[str] | None]

    __table_args__ = (
        Index("ix_fix_device_id_fix_time", "device_id", "fix_time"),
        {"postgresql_partition_by": "RANGE (fix_time)"},
    )


class Settled(Base):
    """Which sequence numbers of a boot need not be sent again: stored, equal duplicate or quarantined."""

    __tablename__ = "settled"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    boot: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ranges: Mapped[Any] = mapped_column(INT8MULTIRANGE)


class DeviceTally(Base):
    """Running counts per device: accepted + duplicates + quarantined = received, in every transaction."""

    __tablename__ = "device_tally"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    received: Mapped[int] = mapped_column(BigInteger)
    accepted: Mapped[int] = mapped_column(BigInteger)
    duplicates: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)


class LatestPosition(Base):
    """The greatest plausible fix of each device; `change` grows with every change, for cursor reads."""

    __tablename__ = "latest_position"

    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    boot: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    fix_time: Mapped[datetime]
    received_at: Mapped[datetime]
    geom: Mapped[PointColumn]
    speed_kmh: Mapped[float | None]
    course_deg: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    battery_pct: Mapped[float | None]
    change: Mapped[int] = mapped_column(BigInteger, index=True, server_default=position_change.next_value())


class DeviceEvent(Base):
    """What a device or driver said happened; confirms or explains fixes, never replaces them."""

    __tablename__ = "device_event"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    boot: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_time: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    event: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]]


class Quarantine(Base):
    """A message, or one fix of it, that was refused: raw bytes and every reason."""

    __tablename__ = "quarantine"

    id: Mapped[RowId]
    received_at: Mapped[datetime] = mapped_column(index=True)
    topic: Mapped[str]
    device_id: Mapped[str | None] = mapped_column(index=True)
    boot: Mapped[int | None] = mapped_column(BigInteger)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[list[str]]
    detail: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class DirtyDay(Base):
    """A vehicle's operating day whose visits and rit must be derived again."""

    __tablename__ = "dirty_day"

    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]
