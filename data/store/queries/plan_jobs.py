"""Requests for plans: written down before the queue hears of them, so that their fate can be shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.jobs import PLAN_DAY, PLAN_QUEUE, REPLAN, REPLAN_QUEUE, defer
from data.store.models import Plan, PlanJob
from data.store.queries.weeks.publishing import covering_week


@dataclass(frozen=True)
class PlanWish:
    """What is asked of the planner.

    Parameters
    ----------
    requested_at
        Stack time, aware UTC.
    time_limit_s
        Real seconds for the solvers; None leaves it to the worker.
    """

    operating_day: date
    publish: bool
    requested_by: str
    requested_at: datetime
    time_limit_s: float | None = None
    seed: int = 1


@dataclass(frozen=True)
class ReplanWish:
    """What is asked of the re-planner.

    Parameters
    ----------
    cause
        Why: `kind` (outage, urgent, facility, road, other) and, where there is one, its `id`.
    requested_at
        Stack time, aware UTC.
    time_limit_s
        Real seconds for the solvers.
    """

    operating_day: date
    cause: dict[str, Any]
    requested_by: str
    requested_at: datetime
    time_limit_s: float = 3.0
    seed: int = 1


def request_plan(sessions: sessionmaker[Session], url: str, wish: PlanWish) -> int:
    """Write a request down and put it into the queue; return its number (`plan_job.id`).

    A request for a day that still waits or runs is not repeated: its number is returned instead.
    """
    with sessions.begin() as session:
        _lock(session)
        waiting = _waiting(session, wish.operating_day, "day", ("waiting", "running"))
        if waiting is not None:
            return waiting
        number = _write(session, wish)
    _defer(url, number, wish)
    return number


def request_replan(sessions: sessionmaker[Session], url: str, wish: ReplanWish) -> int:
    """Ask for what is left of a day to be planned anew; return the request's number (`plan_job.id`).

    The queue is one of its own, so that it never waits behind the plan of a whole day. A request that waits
    still is not repeated: whoever takes it reads the day as it is then. One that runs already may have
    read the day before what is asked for now, so it is followed by another.
    """
    with sessions.begin() as session:
        _lock(session)
        waiting = _waiting(session, wish.operating_day, "replan", ("waiting",))
        if waiting is not None:
            return waiting
        number = _write(session, wish)
    day = wish.operating_day.isoformat()
    defer(
        url,
        REPLAN,
        queue=REPLAN_QUEUE,
        lock=f"replan:{day}",
        job=number,
        operating_day=day,
        cause=wish.cause,
        requested_by=wish.requested_by,
        time_limit_s=wish.time_limit_s,
        seed=wish.seed,
    )
    return number


def request_unplanned_day(sessions: sessionmaker[Session], url: str, wish: PlanWish) -> int | None:
    """Ask for a plan of a day that nobody has planned or asked for, once; None when somebody has.

    A published week has planned all its days, also those on which nobody goes out.
    """
    day = wish.operating_day
    with sessions.begin() as session:
        _lock(session)
        planned = session.scalar(select(Plan.id).where(Plan.first_day == day).limit(1))
        of_day = select(PlanJob.id).where(PlanJob.operating_day == day, PlanJob.kind == "day")
        asked = session.scalar(of_day.limit(1))
        if planned is not None or asked is not None or covering_week(session, day) is not None:
            return None
        number = _write(session, wish)
    _defer(url, number, wish)
    return number


def begin_job(session: Session, job_id: int) -> bool:
    """Mark a request as running; False when it is done already (its worker died just after)."""
    job = session.get(PlanJob, job_id, with_for_update=True)
    if job is None or job.status == "done":
        return False
    job.status, job.error = "running", None
    return True


def answer_of(session: Session, job_id: int) -> int | None:
    """Return the plan that answers a request already, None when it waits for one; locked until the commit.

    A worker that was slow to give a sign of life is taken for dead, and its request is given to another one:
    whoever stores first has answered.
    """
    job = session.get_one(PlanJob, job_id, with_for_update=True)
    return job.plan_id if job.status == "done" else None


def end_job(session: Session, job_id: int, plan_id: int) -> None:
    """Mark a request as done by a plan; to be committed together with that plan."""
    job = session.get_one(PlanJob, job_id)
    job.status, job.plan_id, job.error = "done", plan_id, None
    ping(session, PLANS_CHANNEL)


def fail_job(session: Session, job_id: int, error: str) -> None:
    """Mark a request as failed, with one sentence for people."""
    job = session.get_one(PlanJob, job_id)
    job.status, job.error = "failed", error
    ping(session, PLANS_CHANNEL)


def requeue_job(session: Session, job_id: int) -> None:
    """Let a request wait again: its worker was stopped before it had an answer."""
    session.get_one(PlanJob, job_id).status = "waiting"


def _lock(session: Session) -> None:
    """Let one request at a time look and write, so that none is doubled."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa plan request'))"))


def _waiting(
    session: Session, day: date, kind: Literal["day", "replan"], states: tuple[str, ...]
) -> int | None:
    query = (
        select(PlanJob.id)
        .where(PlanJob.operating_day == day, PlanJob.kind == kind, PlanJob.status.in_(states))
        .order_by(PlanJob.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _write(session: Session, wish: PlanWish | ReplanWish) -> int:
    job = PlanJob(
        operating_day=wish.operating_day,
        publish=isinstance(wish, PlanWish) and wish.publish,
        requested_by=wish.requested_by,
        requested_at=wish.requested_at,
        status="waiting",
        kind="day" if isinstance(wish, PlanWish) else "replan",
        cause=wish.cause if isinstance(wish, ReplanWish) else None,
    )
    session.add(job)
    session.flush()
    return job.id


def _defer(url: str, number: int, wish: PlanWish) -> None:
    day = wish.operating_day.isoformat()
    defer(
        url,
        PLAN_DAY,
        queue=PLAN_QUEUE,
        lock=f"plan:{day}",
        job=number,
        operating_day=day,
        publish=wish.publish,
        requested_by=wish.requested_by,
        time_limit_s=wish.time_limit_s,
        seed=wish.seed,
    )
