"""Who works, when, and when they rest."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId, Versioned
from data.store.models.place import CONFIDENCE


class WorkBreak(Versioned, Base):
    """A rest that every crew has on some weekdays (0 is Monday); local times between which it may begin.

    `valid_to` is the first day without it.
    """

    __tablename__ = "work_break"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_id: Mapped[str]
    name_en: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    begins_from: Mapped[time]
    begins_to: Mapped[time]
    duration_s: Mapped[int]
    source: Mapped[str]
    confidence: Mapped[str]
    valid_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("begins_to >= begins_from", name="order"),
        CheckConstraint("duration_s between 1 and 14400", name="duration"),
        CheckConstraint("weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="weekdays"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class CrewMember(Versioned, Base):
    """A person who works on the trucks; `code` is the office's own. Closed by date, never deleted."""

    __tablename__ = "crew_member"

    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    duty: Mapped[str]
    note: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (CheckConstraint("duty in ('driver', 'loader')", name="duty"),)


class CrewAssignment(Base):
    """From when to when (excluded) a crew member belongs to a vehicle; to one at a time."""

    __tablename__ = "crew_assignment"

    id: Mapped[RowId]
    member_id: Mapped[int] = mapped_column(ForeignKey("crew_member.id"))
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (
        ExcludeConstraint(
            ("member_id", "="),
            (literal_column("daterange(valid_from, valid_to)"), "&&"),
            name="ex_crew_assignment_one_vehicle_at_a_time",
        ),
    )


class CrewAbsence(Base):
    """Days, both included, on which a crew member does not work."""

    __tablename__ = "crew_absence"

    id: Mapped[RowId]
    member_id: Mapped[int] = mapped_column(ForeignKey("crew_member.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("to_day >= from_day", name="order"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn"),
    )


class Holiday(Versioned, Base):
    """A day that is not like others; `collects` says whether trucks go out all the same."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    collects: Mapped[bool]
    source: Mapped[str]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("kind in ('national', 'joint_leave', 'local')", name="kind"),)
