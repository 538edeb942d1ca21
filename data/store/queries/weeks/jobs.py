"""Work on weeks: written down before the queue hears of it, shared out by areas, followed and stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from data.store.address import WEEKS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.jobs import PLAN_WEEK, PUBLISH_WEEK, WEEK_PUBLISH_QUEUE, WEEK_QUEUE, defer
from data.store.models import WeekJob

type Kind = Literal["plan", "improve", "what_if", "publish"]

ENDED: Final = frozenset({"done", "failed", "stopped"})


@dataclass(frozen=True, slots=True)
class WeekAsked:
    """What is asked of the week planner.

    Parameters
    ----------
    asked
        The rest of it as JSON, as its worker reads it.
    week_id
        Week that it is about (publishing); None: one is made.
    requested_at
        Stack time, aware UTC.
    """

    kind: Kind
    requested_by: str
    requested_at: datetime
    asked: dict[str, Any] = field(default_factory=dict)
    week_id: int | None = None


def request(sessions: sessionmaker[Session], url: str, wish: WeekAsked) -> int:
    """Write a request down and put it into the queue; return its number (`week_job.id`).

    A publication of a week that still waits or runs is not repeated: its number is returned instead.
    """
    with sessions.begin() as session:
        session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa week request'))"))
        waiting = _same_publication(session, wish)
        if waiting is not None:
            return waiting
        number = _write(session, wish, None)
    _defer(url, number, wish)
    return number


def request_group(
    sessions: sessionmaker[Session], url: str, wish: WeekAsked, areas: Sequence[dict[str, Any]]
) -> int:
    """Ask for one week in areas that any number of workers take; return the number of the whole.

    Each area becomes a job whose `asked` is that of the whole with `area`; the whole is in no queue: who
    ends the last area joins them (`siblings_done`).
    """
    with sessions.begin() as session:
        group = _write(session, wish, None)
        parts = [replace(wish, asked={**wish.asked, "area": area}) for area in areas]
        numbers = [_write(session, part, group) for part in parts]
    for number, part in zip(numbers, parts, strict=True):
        _defer(url, number, part)
    return group


def job(session: Session, job_id: int) -> WeekJob:
    """Return a job by its number.

    Raises
    ------
    NotFoundError
        There is no such job.
    """
    found = session.get(WeekJob, job_id, populate_existing=True)
    if found is None:
        raise NotFoundError(f"there is no job {job_id} of a week")
    return found


def begin(session: Session, job_id: int, worker: str, at: datetime) -> WeekJob | None:
    """Mark a job as running and return it; None when there is nothing to do any more.

    That is when it has ended already (its worker died just after), or was stopped before it began.
    """
    found = _locked(session, job_id)
    if found.status in ENDED:
        return None
    for row in (found, _group_of(session, found)):
        if row is not None and row.status not in ENDED:
            row.status, row.error, row.started_at = "running", None, row.started_at or at
    found.worker = worker
    _tell(session)
    return found


def progress(session: Session, job_id: int, now: dict[str, Any]) -> bool:
    """Write down how far a job is; True when somebody wants it to stop."""
    found = job(session, job_id)
    found.progress = now
    _tell(session)
    return found.stop_wished


def stop_wished(session: Session, job_id: int) -> bool:
    """Tell whether somebody wants a job to end with the best that it has."""
    return bool(session.scalar(select(WeekJob.stop_wished).where(WeekJob.id == job_id)))


def wish_stop(session: Session, job_id: int, at: datetime) -> WeekJob:
    """Ask a job, and all areas of a group, to end with the best they have; what waits is stopped at once.

    Raises
    ------
    NotFoundError
        There is no such job.
    ConflictError
        It has ended already.
    """
    found = _locked(session, job_id)
    if found.status in ENDED:
        raise ConflictError(f"job {job_id} has ended already: it is {found.status}")
    areas = [row for row in _areas(session, job_id) if row.status not in ENDED]
    for row in (found, *areas):
        row.stop_wished = True
        is_group = row is found and bool(areas)
        if row.status == "waiting" and not is_group:
            row.status, row.ended_at = "stopped", at
    if areas and all(row.status in ENDED for row in areas):
        found.status, found.ended_at = "stopped", at
    _tell(session)
    return found


def end(session: Session, job_id: int, week_id: int | None, at: datetime) -> bool:
    """Mark a job as done by a week, to be committed together with that week.

    Returns
    -------
    False when it has ended already: a worker that was slow to give a sign of life is taken for dead, and
    its job is given to another one. Whoever stores first has answered; the other rolls back.
    """
    found = _locked(session, job_id)
    if found.status in ENDED:
        return False
    found.status, found.error, found.ended_at = "done", None, at
    found.week_id = week_id
    _tell(session)
    return True


def fail(session: Session, job_id: int, error: str, at: datetime) -> None:
    """Mark a job as failed, with one sentence for people; with an area fails the whole."""
    found = _locked(session, job_id)
    for row in (found, _group_of(session, found)):
        if row is not None and row.status not in ENDED:
            row.status, row.error, row.ended_at = "failed", error, at
    _tell(session)


def requeue(session: Session, job_id: int) -> None:
    """Let a job wait again: its worker was stopped before it had an answer."""
    found = _locked(session, job_id)
    if found.status == "running":
        found.status, found.worker = "waiting", None
        _tell(session)


def siblings_done(session: Session, job_id: int) -> list[WeekJob] | None:
    """Return the areas of a job's group when all of them have ended; None while one is still at work.

    The group stays locked until the commit, so that of two areas that end at once one sees the other. An
    area that was stopped before it began has no week. Also None: the job belongs to no group, or its group
    has ended.
    """
    found = job(session, job_id)
    group = _group_of(session, found)
    if group is None or group.status in ENDED:
        return None
    areas = _areas(session, group.id)
    return areas if all(row.status in ENDED for row in areas) else None


def _group_of(session: Session, found: WeekJob) -> WeekJob | None:
    return None if found.group_id is None else _locked(session, found.group_id)


def _areas(session: Session, group_id: int) -> list[WeekJob]:
    query = select(WeekJob).where(WeekJob.group_id == group_id).order_by(WeekJob.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _locked(session: Session, job_id: int) -> WeekJob:
    """Return a job, locked; its group before it, so that no two ever wait for each other."""
    group = session.scalar(select(WeekJob.group_id).where(WeekJob.id == job_id))
    if group is not None:
        session.get(WeekJob, group, with_for_update=True, populate_existing=True)
    found = session.get(WeekJob, job_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError(f"there is no job {job_id} of a week")
    return found


def _same_publication(session: Session, wish: WeekAsked) -> int | None:
    if wish.kind != "publish":
        return None
    query = select(WeekJob.id).where(
        WeekJob.kind == "publish", WeekJob.week_id == wish.week_id, WeekJob.status.not_in(ENDED)
    )
    return session.scalar(query.limit(1))


def _write(session: Session, wish: WeekAsked, group: int | None) -> int:
    row = WeekJob(
        kind=wish.kind,
        group_id=group,
        asked=wish.asked,
        status="waiting",
        stop_wished=False,
        week_id=wish.week_id,
        requested_by=wish.requested_by,
        requested_at=wish.requested_at,
    )
    session.add(row)
    session.flush()
    _tell(session)
    return row.id


def _defer(url: str, number: int, wish: WeekAsked) -> None:
    if wish.kind == "publish":
        defer(url, PUBLISH_WEEK, queue=WEEK_PUBLISH_QUEUE, lock="publish week", job=number)
    else:
        defer(url, PLAN_WEEK, queue=WEEK_QUEUE, lock=f"week job {number}", job=number)


def _tell(session: Session) -> None:
    session.flush()
    ping(session, WEEKS_CHANNEL)
