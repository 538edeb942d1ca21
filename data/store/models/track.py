"""What devices said: fixes, settled sequences, latest positions, events, quarantine, days to re-derive."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, PointColumn, RowId

position_change = Sequence("position_change", metadata=Base.metadata)


class Fix(Base):
    """One position, partitioned by month of `fix_time`; identity (device, boot, seq), kept once.

    A partitioned table's key must hold the partition column; that a repeat with another time does not
    enter twice is kept by `Settled`. A foreign fix has boot 0 and as `seq` the digest of its normal form,
    time included, so its key alone keeps it once. `received_at` is stack time, `sent_at` the device's own
    word for when it sent. `flags` name doubts ("mock" and others on arrival, "implied_speed" when the day is
    derived); `extra` holds what a dialect says beside the position (ignition, odometer_m, alarm ...).
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
    sent_at: Mapped[datetime | None]
    extra: Mapped[dict[str, Any] | None]

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
    """A message, or one fix of it, that was refused: raw bytes and every reason.

    `dialect` and `external_id` say who claimed to speak when no device of ours is known by that name. A row
    is never deleted when it is dealt with: `retry_asked_at` asks the ingester to read it again,
    `resolved_at` and `resolution` say what became of it. `part` counts the parts of a message from 0, None is
    the whole message. Where several parts of one message are refused, `raw_of` is the row that keeps its
    bytes, and `raw` is empty.
    """

    __tablename__ = "quarantine"

    id: Mapped[RowId]
    received_at: Mapped[datetime] = mapped_column(index=True)
    topic: Mapped[str]
    device_id: Mapped[str | None]
    boot: Mapped[int | None] = mapped_column(BigInteger)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[list[str]]
    detail: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    part: Mapped[int | None] = mapped_column(SmallInteger)
    raw_of: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("quarantine.id"))
    dialect: Mapped[str] = mapped_column(server_default="own")
    external_id: Mapped[str | None]
    digest: Mapped[int | None] = mapped_column(BigInteger)
    retry_asked_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(
            "resolution in ('stored', 'duplicate', 'dismissed') and resolved_at is not null"
            " or resolution is null and resolved_at is null",
            name="resolution",
        ),
        Index("ix_quarantine_identity", "device_id", "boot", "seq"),
        Index("ix_quarantine_raw_of", "raw_of", postgresql_where=text("raw_of is not null")),
        Index("uq_quarantine_digest", "digest", unique=True, postgresql_where=text("digest is not null")),
        Index(
            "ix_quarantine_unlisted",
            "dialect",
            "external_id",
            postgresql_where=text("external_id is not null and resolved_at is null"),
        ),
        Index(
            "ix_quarantine_retry",
            "id",
            postgresql_where=text("retry_asked_at is not null and resolved_at is null"),
        ),
    )


class DirtyDay(Base):
    """A vehicle's operating day whose visits and rit must be derived again."""

    __tablename__ = "dirty_day"

    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]


class IngestSlot(Base):
    """A numbered share of the persistent subscriptions; whoever holds its advisory lock serves it.

    A share lives on at the broker when its holder dies, so the slots that were opened stand here until one
    is drained (`draining`) and ended.
    """

    __tablename__ = "ingest_slot"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    draining: Mapped[bool]
    opened_at: Mapped[datetime]
