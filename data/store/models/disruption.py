"""What goes wrong in a day: vehicles that break down, points that cannot wait, facilities that close."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId


class VehicleOutage(Base):
    """From when to when a vehicle is out of order; it has one open breakdown at most.

    `planned` ones (KIR, service) are known beforehand, with their end, and stand in the way of no breakdown.

    `load` says what becomes of what it carries, `load_kg` by estimate: `none` (it is empty), `listed` (it
    stays on the truck, and a re-plan lists it as left), `transferred` (people take it over on the spot).
    `Vehicle.broken_since` is kept in step by the queries of `outages`.
    """

    __tablename__ = "vehicle_outage"

    id: Mapped[RowId]
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str]
    load: Mapped[str]
    load_kg: Mapped[int | None]
    planned: Mapped[bool] = mapped_column(server_default="false")
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("load in ('none', 'listed', 'transferred')", name="load"),
        CheckConstraint("load_kg >= 0", name="load_kg"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        CheckConstraint("not planned or until_at is not null", name="planned"),
        Index(
            "uq_vehicle_outage_open",
            "vehicle_id",
            unique=True,
            postgresql_where=text("ended_at is null and not planned"),
        ),
        Index("ix_vehicle_outage_from_at", "from_at"),
    )


class UrgentPoint(Base):
    """A point that must be emptied on this day, whatever was planned; `kg` None is what gathers there."""

    __tablename__ = "urgent_point"

    id: Mapped[RowId]
    operating_day: Mapped[date]
    point_id: Mapped[int] = mapped_column(ForeignKey("collection_point.id"))
    kg: Mapped[int | None]
    reason: Mapped[str]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kg >= 0", name="kg"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn"),
        Index(
            "uq_urgent_point_open",
            "operating_day",
            "point_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )


class FacilityClosure(Base):
    """From when to when a facility takes nothing; `until_at` None is until it is lifted."""

    __tablename__ = "facility_closure"

    id: Mapped[RowId]
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("until_at > from_at", name="order"),
        CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted"),
        Index("ix_facility_closure_facility_id", "facility_id", postgresql_where=text("lifted_at is null")),
    )
