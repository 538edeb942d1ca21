"""Weeks: the planner's document over 1 to 14 days, its edits and jobs; what changes demand on some days."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, RowId, Versioned
from data.store.models.place import CONFIDENCE


class WeekProblem(Base):
    """What a week was planned with: problem and matrices, compressed, shared by the plans made from it."""

    __tablename__ = "week_problem"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class WeekPlan(Versioned, Base):
    """A plan of a week, which people edit; published, it becomes one `plan` for each of its days.

    `timetable` is what each vehicle does on each day, in order and without times: ISO day -> vehicle ->
    [kind, code]. `wishes` is what people fixed: pins, points left out, frequencies, and the vehicles,
    facilities and days of a what-if. `board` is the judged week as the console draws it, made by
    `routing.week.board`. `kecamatan` names the districts it is about; empty: all.
    """

    __tablename__ = "week_plan"

    id: Mapped[RowId]
    first_day: Mapped[date]
    days: Mapped[int]
    number: Mapped[int]
    name: Mapped[str]
    kecamatan: Mapped[list[str]] = mapped_column(server_default="{}")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("week_plan.id"))
    status: Mapped[str]
    origin: Mapped[str]
    engine: Mapped[str]
    feasible: Mapped[bool]
    cost_idr: Mapped[int] = mapped_column(BigInteger)
    seed: Mapped[int] = mapped_column(BigInteger)
    solve_s: Mapped[float]
    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"))
    problem_digest: Mapped[str] = mapped_column(ForeignKey("week_problem.digest"))
    timetable: Mapped[dict[str, Any]]
    wishes: Mapped[dict[str, Any]]
    board: Mapped[dict[str, Any]]
    measures: Mapped[dict[str, Any]]
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("days between 1 and 14", name="days"),
        CheckConstraint("status in ('draft', 'published', 'archived')", name="status"),
        CheckConstraint("origin in ('solver', 'hand', 'import')", name="origin"),
        CheckConstraint("(published_at is null) = (published_by is null)", name="published"),
        UniqueConstraint("first_day", "number"),
    )


class WeekEdit(Base):
    """One change of a week by hand; `before` is timetable and wishes as they were, so it can be undone."""

    __tablename__ = "week_edit"

    id: Mapped[RowId]
    week_id: Mapped[int] = mapped_column(ForeignKey("week_plan.id"))
    number: Mapped[int]
    kind: Mapped[str]
    what: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    account: Mapped[str]
    at: Mapped[datetime]
    undone: Mapped[bool]

    __table_args__ = (UniqueConstraint("week_id", "number"),)


class WeekJob(Base):
    """Work on a week that takes its time, and how far it is; `error` is one clear sentence.

    `group_id` names the job that is shared out among workers, one for each area. `progress` is written while
    it runs; `stop_wished` is read by it: it then ends with the best that it has.
    """

    __tablename__ = "week_job"

    id: Mapped[RowId]
    kind: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("week_job.id"))
    asked: Mapped[dict[str, Any]]
    status: Mapped[str]
    stop_wished: Mapped[bool]
    progress: Mapped[dict[str, Any] | None]
    worker: Mapped[str | None]
    error: Mapped[str | None]
    week_id: Mapped[int | None] = mapped_column(ForeignKey("week_plan.id"))
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind in ('plan', 'improve', 'what_if', 'publish')", name="kind"),
        CheckConstraint("status in ('waiting', 'running', 'done', 'failed', 'stopped')", name="status"),
        Index("ix_week_job_group_id", "group_id"),
    )


class DemandFactor(Versioned, Base):
    """By how much more or less waste gathers on some days: markets, holidays, the fasting month.

    It holds from `from_day` to `to_day` (both included; None: open), and of those days only on `weekdays`
    (0 is Monday) or `pasaran` days where some are given. `village_codes` are the villages it is about; empty:
    all. `low` and `high` are the range in which the factor is believed to lie.
    """

    __tablename__ = "demand_factor"

    id: Mapped[RowId]
    name: Mapped[str]
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{}")
    pasaran: Mapped[list[str]] = mapped_column(server_default="{}")
    village_codes: Mapped[list[str]] = mapped_column(server_default="{}")
    stream: Mapped[str | None]
    factor: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    source: Mapped[str]
    confidence: Mapped[str]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("to_day is null or from_day is null or to_day >= from_day", name="order"),
        CheckConstraint("0 <= low and low <= factor and factor <= high and high <= 20", name="factor"),
        CheckConstraint("weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="weekdays"),
        CheckConstraint("pasaran <@ array['Legi', 'Pahing', 'Pon', 'Wage', 'Kliwon']", name="pasaran"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )
