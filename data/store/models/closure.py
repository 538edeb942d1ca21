"""What changes the roads for a while: closures, speeds by hour, what is in force, and what runs into it."""

from datetime import datetime, time
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, PointColumn, RowId
from data.store.models.place import CONFIDENCE


class RoadClosure(Base):
    """An area or a piece of road that may not be driven from `valid_from` until `valid_to` (stack time).

    `class_codes` names the vehicle classes it holds for, empty: all. No `valid_to`: until it is lifted.
    A closure is lifted, never deleted: plans of its time were made with it. `external_id` is its name in the
    system it was imported from.
    """

    __tablename__ = "road_closure"

    id: Mapped[RowId]
    kind: Mapped[str]
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=4326), nullable=False)
    reason: Mapped[str]
    class_codes: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    source: Mapped[str]
    external_id: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("kind in ('area', 'piece')", name="kind"),
        CheckConstraint("valid_to > valid_from", name="order"),
        CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted"),
        Index("ix_road_closure_valid_from", "valid_from", postgresql_where=text("lifted_at is null")),
        Index(
            "uq_road_closure_external",
            "source",
            "external_id",
            unique=True,
            postgresql_where=text("external_id is not null and lifted_at is null"),
        ),
    )


class SpeedSet(Base):
    """Speeds on pieces of road by hour band; at most one set is current."""

    __tablename__ = "speed_set"

    id: Mapped[RowId]
    name: Mapped[str]
    source: Mapped[str]
    confidence: Mapped[str]
    loaded_by: Mapped[str]
    loaded_at: Mapped[datetime]
    is_current: Mapped[bool]

    __table_args__ = (
        CheckConstraint(CONFIDENCE, name="confidence"),
        Index("uq_speed_set_current", "is_current", unique=True, postgresql_where=text("is_current")),
    )


class SpeedValue(Base):
    """The speed on a way in a band of local time; with both nodes: on that piece in that direction only.

    `weekdays` has bit 0 for Monday to bit 6 for Sunday. No `class_code`: for all classes. A band whose
    `to_time` is not later than its `from_time` ends on the next date.
    """

    __tablename__ = "speed_value"

    set_id: Mapped[int] = mapped_column(ForeignKey("speed_set.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    way: Mapped[int] = mapped_column(BigInteger)
    from_node: Mapped[int | None] = mapped_column(BigInteger)
    to_node: Mapped[int | None] = mapped_column(BigInteger)
    kmh: Mapped[float]
    from_time: Mapped[time]
    to_time: Mapped[time]
    weekdays: Mapped[int] = mapped_column(SmallInteger)
    class_code: Mapped[str | None] = mapped_column(ForeignKey("vehicle_class.code"))

    __table_args__ = (
        CheckConstraint("kmh > 0 and kmh <= 120", name="kmh"),
        CheckConstraint("weekdays between 1 and 127", name="weekdays"),
        CheckConstraint("(from_node is null) = (to_node is null)", name="piece"),
    )


class RoadCondition(Base):
    """What is in force now for a vehicle class: closures, speeds, and the built variant that has them.

    `since` is stack time, `built_at` the real time of the build. When a build fails, `error` says why and the
    row keeps the last variant that works. `without_road` are closures that touch no road of the network.
    """

    __tablename__ = "road_condition"

    class_code: Mapped[str] = mapped_column(ForeignKey("vehicle_class.code"), primary_key=True)
    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"))
    digest: Mapped[str]
    closures: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    without_road: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    closed_segments: Mapped[int]
    speed_set_id: Mapped[int | None] = mapped_column(ForeignKey("speed_set.id"))
    speed_band: Mapped[str | None]
    since: Mapped[datetime]
    built_at: Mapped[datetime]
    build_s: Mapped[float]
    error: Mapped[str | None]


class Hindrance(Base):
    """A leg of a valid route that runs into a closure while it is to be driven; `geom` is where.

    `number` is the stop that the leg leads to. Derived, and derived anew when closures or routes change.
    """

    __tablename__ = "hindrance"

    route_id: Mapped[int] = mapped_column(ForeignKey("route.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closure_id: Mapped[int] = mapped_column(ForeignKey("road_closure.id"), primary_key=True)
    from_time: Mapped[datetime]
    to_time: Mapped[datetime]
    found_at: Mapped[datetime]
    geom: Mapped[PointColumn]
