"""Plans of weeks: stored, looked up, changed by people, undone, copied, put away.

Two people at once: whoever changes a week says which version he saw, and is told when it is another now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer

from data.store.address import WEEKS_CHANNEL
from data.store.engine import ping
from data.store.errors import ChangedError, ConflictError, NotFoundError
from data.store.models import WeekEdit, WeekPlan, WeekProblem
from data.store.queries import audit

ENTITY: Final = "week_plan"

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes a week: `now` is stack time, `at` the real time, which the audit keeps."""

    account: str
    now: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A week as it is judged: what goes into its row, whoever made it."""

    timetable: Json
    wishes: Json
    board: Json
    measures: Json
    feasible: bool
    cost_idr: int


@dataclass(frozen=True, slots=True)
class NewWeek:
    """A week to be stored as a draft.

    Parameters
    ----------
    problem, digest
        What it was planned with, as bytes, and their name; shared by all weeks made from it.
    name
        Empty: it is called by its first day and number.
    kecamatan
        Districts that it is about; empty: all.
    created_at
        Stack time, aware UTC.
    """

    first_day: date
    days: int
    problem: bytes
    digest: str
    judged: Judged
    roads_checksum: str
    engine: str
    requested_by: str
    created_at: datetime
    origin: str = "solver"
    name: str = ""
    kecamatan: tuple[str, ...] = ()
    parent_id: int | None = None
    seed: int = 1
    solve_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person did: `kind` and the rest of what was asked."""

    kind: str
    what: Json = field(default_factory=dict)


def store_week(session: Session, new: NewWeek) -> int:
    """Store a draft and return its number (`week_plan.id`); nothing is committed."""
    kept = {"digest": new.digest, "content": new.problem, "made_at": new.created_at}
    session.execute(insert(WeekProblem).values(kept).on_conflict_do_nothing(index_elements=["digest"]))
    number = _next_number(session, new.first_day)
    week = WeekPlan(
        first_day=new.first_day,
        days=new.days,
        number=number,
        name=new.name or f"Minggu {new.first_day.isoformat()} no. {number}",
        kecamatan=list(new.kecamatan),
        parent_id=new.parent_id,
        status="draft",
        origin=new.origin,
        engine=new.engine,
        seed=new.seed,
        solve_s=new.solve_s,
        roads_checksum=new.roads_checksum,
        problem_digest=new.digest,
        requested_by=new.requested_by,
        created_at=new.created_at,
        changed_by=new.requested_by,
        changed_at=new.created_at,
        **_columns(new.judged),
    )
    session.add(week)
    session.flush()
    ping(session, WEEKS_CHANNEL)
    return week.id


def week(session: Session, week_id: int) -> WeekPlan:
    """Return a week by its number.

    Raises
    ------
    NotFoundError
        There is no such week.
    """
    found = session.get(WeekPlan, week_id)
    if found is None:
        raise NotFoundError(f"there is no week plan {week_id}")
    return found


def problem_content(session: Session, digest: str) -> bytes:
    """Return what weeks were planned with, as it was stored.

    Raises
    ------
    NotFoundError
        No problem has that digest.
    """
    content = session.scalar(select(WeekProblem.content).where(WeekProblem.digest == digest))
    if content is None:
        raise NotFoundError(f"there is no problem {digest}")
    return content


def lock_draft(session: Session, week_id: int, version: int) -> WeekPlan:
    """Return a draft in the version that somebody saw, locked until the transaction ends.

    Raises
    ------
    NotFoundError
        There is no such week.
    ConflictError
        It is no draft any more.
    ChangedError
        Somebody has changed it since.
    """
    found = lock_version(session, week_id, version)
    if found.status != "draft":
        raise ConflictError(f"week plan {week_id} is {found.status}: copy it to change it")
    return found


def lock_version(session: Session, week_id: int, version: int) -> WeekPlan:
    """Return a week in the version that somebody saw, locked until the transaction ends.

    Raises
    ------
    NotFoundError
        There is no such week.
    ChangedError
        Somebody has changed it since.
    """
    # the board is large and seldom looked at here: it is read when it is
    light = [defer(WeekPlan.board)]
    found = session.get(WeekPlan, week_id, options=light, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError(f"there is no week plan {week_id}")
    if found.version != version:
        raise ChangedError(found.version, found.changed_by, found.changed_at)
    return found


def save_edit(session: Session, week: WeekPlan, edit: Edit, judged: Judged, hand: Hand) -> int:
    """Store a week as a person has changed it, with how it was before; return its new version.

    What was undone stays so from now on: it belongs to a week that is no more.

    Parameters
    ----------
    week
        As `lock_draft` gave it.
    """
    undone = update(WeekEdit).where(WeekEdit.week_id == week.id, WeekEdit.undone.is_(True))
    session.execute(undone.values(before={}))
    latest = session.scalar(select(func.max(WeekEdit.number)).where(WeekEdit.week_id == week.id)) or 0
    before = {"timetable": week.timetable, "wishes": week.wishes}
    session.add(
        WeekEdit(
            week_id=week.id,
            number=latest + 1,
            kind=edit.kind,
            what=edit.what,
            before=before,
            account=hand.account,
            at=hand.now,
            undone=False,
        )
    )
    return _save(
        session, week, judged, hand, audit.Change(f"week.{edit.kind}", ENTITY, str(week.id), None, edit.what)
    )


def undoable(session: Session, week_id: int) -> WeekEdit | None:
    """Return the edit that would be undone next; its `before` is the week as it would be then."""
    query = select(WeekEdit).where(WeekEdit.week_id == week_id, WeekEdit.undone.is_(False))
    return session.scalar(query.order_by(WeekEdit.number.desc()).limit(1))


def redoable(session: Session, week_id: int) -> WeekEdit | None:
    """Return the edit that would be done again next; its `before` is the week as it would be then.

    None when there is none, or another edit was made over it.
    """
    last = undoable(session, week_id)
    query = select(WeekEdit).where(
        WeekEdit.week_id == week_id, WeekEdit.undone.is_(True), WeekEdit.before != {}
    )
    if last is not None:
        query = query.where(WeekEdit.number > last.number)
    return session.scalar(query.order_by(WeekEdit.number).limit(1))


def save_turned(session: Session, week: WeekPlan, edit: WeekEdit, judged: Judged, hand: Hand) -> int:
    """Store a week after `edit` was undone, or done again; return its new version.

    The edit keeps the other of the two states, so that it can be turned once more.
    """
    kind = "redo" if edit.undone else "undo"
    edit.before = {"timetable": week.timetable, "wishes": week.wishes}
    edit.undone = not edit.undone
    what = {"number": edit.number, "kind": edit.kind, **edit.what}
    return _save(session, week, judged, hand, audit.Change(f"week.{kind}", ENTITY, str(week.id), None, what))


def copy(session: Session, week_id: int, hand: Hand) -> int:
    """Store a draft that is like another week, whatever became of that; return its number.

    Raises
    ------
    NotFoundError
        There is no such week.
    """
    source = week(session, week_id)
    new = NewWeek(
        first_day=source.first_day,
        days=source.days,
        problem=b"",
        digest=source.problem_digest,
        judged=Judged(
            source.timetable, source.wishes, source.board, source.measures, source.feasible, source.cost_idr
        ),
        roads_checksum=source.roads_checksum,
        engine=source.engine,
        requested_by=hand.account,
        created_at=hand.now,
        origin=source.origin,
        name=f"{source.name} (salinan)",
        kecamatan=tuple(source.kecamatan),
        parent_id=source.id,
        seed=source.seed,
        solve_s=source.solve_s,
    )
    number = store_week(session, new)
    audit.record(
        session,
        hand.account,
        hand.at,
        audit.Change("week.copy", ENTITY, str(number), None, {"parent_id": source.id}),
    )
    return number


def archive(session: Session, week_id: int, hand: Hand) -> None:
    """Put a draft away; it stays on file.

    Raises
    ------
    NotFoundError
        There is no such week.
    ConflictError
        It is published: its days are driven by it, until another week takes their place.
    """
    found = session.get(WeekPlan, week_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError(f"there is no week plan {week_id}")
    if found.status == "published":
        raise ConflictError(f"week plan {week_id} is published: publish another one in its place")
    if found.status == "archived":
        return
    change = audit.Change(
        "week.archive", ENTITY, str(week_id), {"status": found.status}, {"status": "archived"}
    )
    found.status, found.changed_by, found.changed_at = "archived", hand.account, hand.now
    audit.record(session, hand.account, hand.at, change)
    session.flush()
    ping(session, WEEKS_CHANNEL)


def _next_number(session: Session, first_day: date) -> int:
    # two weeks of the same first day at once would both take the next number
    session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa week'))"))
    latest = session.scalar(select(func.max(WeekPlan.number)).where(WeekPlan.first_day == first_day))
    return (latest or 0) + 1


def _columns(judged: Judged) -> Mapping[str, Any]:
    return {
        name: getattr(judged, name)
        for name in ("timetable", "wishes", "board", "measures", "feasible", "cost_idr")
    }


def _save(session: Session, week: WeekPlan, judged: Judged, hand: Hand, change: audit.Change) -> int:
    for name, value in _columns(judged).items():
        setattr(week, name, value)
    week.changed_by, week.changed_at = hand.account, hand.now
    audit.record(session, hand.account, hand.at, change)
    session.flush()
    ping(session, WEEKS_CHANNEL)
    return week.version
