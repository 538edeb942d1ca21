"""Plans: versions over operating days, their routes and stops, what was left out and why."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, LineColumn, RowId


class Plan(Base):
    """One version of a plan over 1 to 14 operating days; published versions never change.

    `problem` holds the problem and its matrices, `judgement` the independent judge's answer, `measures`
    the totals (km, hours, kg, rit, cost in rupiah). `changes` is None except for re-plans: what differs from
    the plan before, per vehicle, as `data.store.queries.changes` reads it. `week_id` is the week from
    which it was published.
    """

    __tablename__ = "plan"

    id: Mapped[RowId]
    first_day: Mapped[date]
    days: Mapped[int]
    version: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    week_id: Mapped[int | None] = mapped_column(ForeignKey("week_plan.id"), index=True)
    status: Mapped[str]
    origin: Mapped[str]
    engine: Mapped[str]
    feasible: Mapped[bool]
    cost_idr: Mapped[int] = mapped_column(BigInteger)
    seed: Mapped[int] = mapped_column(BigInteger)
    solve_s: Mapped[float]
    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"))
    problem: Mapped[dict[str, Any]]
    judgement: Mapped[dict[str, Any]]
    measures: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any] | None]
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("days between 1 and 14", name="days"),
        CheckConstraint("status in ('draft', 'published', 'archived')", name="status"),
        CheckConstraint("origin in ('solver', 'hand', 'import')", name="origin"),
        CheckConstraint("(status = 'draft') = (published_at is null)", name="published"),
        UniqueConstraint("first_day", "version"),
    )


class Route(Base):
    """What one vehicle does on one operating day by one plan version.

    `rests` are the crew's breaks in order: `label`, `begins_at`, `ends_at` (ISO 8601, UTC). `same_as` is the
    route of an earlier version that its vehicle was told and that a re-plan leaves as it is.
    """

    __tablename__ = "route"

    id: Mapped[RowId]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    operating_day: Mapped[date]
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"))
    start_facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    leaves_at: Mapped[datetime]
    returns_at: Mapped[datetime]
    trips: Mapped[int]
    distance_m: Mapped[int]
    load_kg: Mapped[int]
    cost_idr: Mapped[int] = mapped_column(BigInteger)
    same_as: Mapped[int | None] = mapped_column(ForeignKey("route.id"))
    rests: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    acknowledged_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("plan_id", "operating_day", "vehicle_id"),)


class RouteStop(Base):
    """One stop of a route and the leg that leads to it; `number` counts from 1.

    `kg` is taken here (negative: tipped); `load_kg` is what the truck carries when it leaves. `frozen`: it
    was done, passed or under way when the plan was made; the plan begins after it.
    """

    __tablename__ = "route_stop"

    route_id: Mapped[int] = mapped_column(ForeignKey("route.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    point_id: Mapped[int | None] = mapped_column(ForeignKey("collection_point.id"), index=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    trip: Mapped[int]
    arrives_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    service_s: Mapped[int]
    kg: Mapped[int]
    load_kg: Mapped[int]
    leg_m: Mapped[int]
    leg_s: Mapped[int]
    leg: Mapped[LineColumn]
    frozen: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (
        CheckConstraint("kind in ('collect', 'unload', 'end')", name="kind"),
        CheckConstraint("num_nonnulls(point_id, facility_id) = 1", name="one_place"),
    )


class Unserved(Base):
    """A point that a plan leaves out on a day, with the coded reason and its figures."""

    __tablename__ = "unserved"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("collection_point.id"), primary_key=True)
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]]


class CurrentRoute(Base):
    """The one valid route of a vehicle on an operating day; `plan_id` also names a vehicle's free day."""

    __tablename__ = "current_route"

    operating_day: Mapped[date] = mapped_column(primary_key=True)
    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    route_id: Mapped[int | None] = mapped_column(ForeignKey("route.id"))


class PlanJob(Base):
    """A request for a plan and what became of it; `error` is one clear sentence.

    `kind`: `day` (a whole day) or `replan` (what is left of it); `cause` says what a re-plan is for.
    """

    __tablename__ = "plan_job"

    id: Mapped[RowId]
    operating_day: Mapped[date]
    publish: Mapped[bool]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime]
    status: Mapped[str]
    error: Mapped[str | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(server_default="day")
    cause: Mapped[dict[str, Any] | None]

    __table_args__ = (
        CheckConstraint("kind in ('day', 'replan')", name="kind"),
        CheckConstraint("status in ('waiting', 'running', 'done', 'failed')", name="status"),
        Index("ix_plan_job_operating_day", "operating_day"),
    )


class DeskAnswer(Base):
    """What the desk answered to a question of the queue; kept only until it has been read."""

    __tablename__ = "desk_answer"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]
