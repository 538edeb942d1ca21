"""Facts derived from fixes, per vehicle and operating day: visits and rit."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId


class Visit(Base):
    """A real stop at a point or facility; `source` says who knows: the track, a dispatcher or the driver.

    `kg_estimate` is taken (positive) or tipped (negative), always "±".
    """

    __tablename__ = "visit"

    id: Mapped[RowId]
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"))
    operating_day: Mapped[date]
    kind: Mapped[str]
    point_id: Mapped[int | None] = mapped_column(ForeignKey("collection_point.id"))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime]
    kg_estimate: Mapped[float | None]
    source: Mapped[str]
    confidence: Mapped[float]
    reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("kind in ('collect', 'unload', 'pool')", name="kind"),
        CheckConstraint("source in ('track', 'dispatcher', 'driver')", name="source"),
        CheckConstraint("num_nonnulls(point_id, facility_id) = 1", name="one_place"),
        CheckConstraint("left_at >= arrived_at", name="order"),
        Index("ix_visit_operating_day_vehicle_id", "operating_day", "vehicle_id"),
        Index("ix_visit_point_id_arrived_at", "point_id", "arrived_at"),
    )


class Rit(Base):
    """One trip: from the pool or the last unloading, over its points, to the unloading."""

    __tablename__ = "rit"

    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    unloaded_at: Mapped[datetime]
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    points: Mapped[int]
    kg_estimate: Mapped[float]
