"""Questions to the planning desk and its answers: a job in the queue, a row that is read once."""

import time
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from data.store.jobs import CHECK_PLAN, DESK_QUEUE, EDIT_WEEK, defer
from data.store.models import (
    CollectionPoint,
    DeskAnswer,
    Facility,
    Plan,
    Route,
    RouteStop,
    Vehicle,
)

LOOK_EVERY_S = 0.02
KEEP_S = 600

type Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredProblem:
    """The problem that a plan answers, as JSON text, and the day it is about."""

    plan_id: int
    day: date
    problem: str


def ask_desk(url: str, plan_id: int, routes: dict[str, list[str]], asked_at: datetime) -> int:
    """Put the check of a plan made by hand into the desk's queue; return the number of the job.

    Parameters
    ----------
    plan_id
        Stored plan for whose day and problem the routes are meant.
    routes
        Places by vehicle in order: ``p:<code>`` a point, ``f:<code>`` an unloading.
    asked_at
        Real time, aware UTC.
    """
    at = asked_at.isoformat()
    return defer(url, CHECK_PLAN, queue=DESK_QUEUE, plan_id=plan_id, routes=routes, asked_at=at)


@dataclass(frozen=True, slots=True)
class WeekChange:
    """A change that somebody wants to make to a week.

    Parameters
    ----------
    version
        The version of the week that was read.
    edit
        What to do: `kind` and its values, as the api's `WeekEditAsked` says it; JSON.
    """

    week_id: int
    version: int
    edit: dict[str, Any]
    account: str


def ask_week_edit(url: str, change: WeekChange, asked_at: datetime) -> int:
    """Put a change of a week into the desk's queue; return the number of the job.

    The task is called with `week_id`, `version`, `edit`, `account` and `asked_at` (real time, ISO 8601). The
    answer is one of ``{"refused": {"code", "message_id", "message_en"}}`` (it makes no sense; nothing is
    changed), ``{"stale": {}}`` (the week has another version by now), ``{"faults": [...]}`` (it could not be
    done at all) or what changed: `version`, `days`, `cells`, `points`, `violations`, `measures` and
    `difference`.
    """
    at = asked_at.isoformat()
    return defer(url, EDIT_WEEK, queue=DESK_QUEUE, **asdict(change), asked_at=at)


def await_answer(sessions: sessionmaker[Session], job: int, *, within_s: float) -> Answer | None:
    """Take the answer to a question when it is there; None when nobody answers in time.

    Returns
    -------
    dict or None
        `faults`, sentences about what cannot be understood; or `feasible`, `violations`, `routes`, `cost`
        and `unserved`, with moments as ISO 8601 in UTC and places marked ``p:`` and ``f:``.
    """
    ends_at = time.monotonic() + within_s
    while True:
        with sessions.begin() as session:
            taken = delete(DeskAnswer).where(DeskAnswer.job_id == job).returning(DeskAnswer.answer)
            answer: Answer | None = session.scalar(taken)
        if answer is not None or time.monotonic() > ends_at:
            return answer
        time.sleep(LOOK_EVERY_S)


def put_answer(session: Session, job: int, asked_at: datetime, answered_at: datetime, answer: Answer) -> None:
    """Write an answer down, and forget those that nobody came for."""
    old = answered_at - timedelta(seconds=KEEP_S)
    session.execute(delete(DeskAnswer).where(DeskAnswer.answered_at < old))
    session.merge(DeskAnswer(job_id=job, asked_at=asked_at, answered_at=answered_at, answer=answer))


def stored_problem(session: Session, plan_id: int) -> StoredProblem | None:
    """Return the problem of a plan, None when there is no such plan."""
    row = session.execute(select(Plan.first_day, cast(Plan.problem, Text)).where(Plan.id == plan_id)).first()
    return StoredProblem(plan_id, row[0], row[1]) if row else None


def latest_plans(session: Session, count: int) -> list[int]:
    """Return the numbers of the newest plans, the newest first."""
    return list(session.scalars(select(Plan.id).order_by(Plan.id.desc()).limit(count)))


def stored_halts(session: Session, plan_id: int) -> dict[str, list[tuple[str, str]]]:
    """Return (kind, code of the place) in order by vehicle, without what a re-plan found done."""
    code = func.coalesce(CollectionPoint.code, Facility.code)
    rows = session.execute(
        select(Route.vehicle_id, RouteStop.kind, code)
        .join(RouteStop, RouteStop.route_id == Route.id)
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(Route.plan_id == plan_id, RouteStop.kind != "end", RouteStop.frozen.is_(False))
        .order_by(Route.vehicle_id, RouteStop.number)
    )
    halts: dict[str, list[tuple[str, str]]] = {}
    for vehicle, kind, place in rows:
        halts.setdefault(vehicle, []).append((kind, place))
    return halts


def plates(session: Session) -> dict[str, str]:
    """Return ids of vehicles by plate."""
    return {plate: vehicle for vehicle, plate in session.execute(select(Vehicle.id, Vehicle.plate))}
