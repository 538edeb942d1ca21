"""What the desk needs beside `plans`: which drafts it is likely to be asked about, what can be done again."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.store.models import WeekEdit, WeekPlan
from data.store.queries.weeks.plans import undoable


def newest_drafts(session: Session, count: int) -> list[tuple[int, int]]:
    """Return number and version of the drafts that were changed last, the last one first."""
    query = select(WeekPlan.id, WeekPlan.version).where(WeekPlan.status == "draft")
    rows = session.execute(query.order_by(WeekPlan.changed_at.desc(), WeekPlan.id.desc()).limit(count))
    return [(number, version) for number, version in rows.tuples()]


def forget_undone(session: Session, week_id: int) -> None:
    """Make sure that what is undone stays so, now that another edit is made over it."""
    over = update(WeekEdit).where(WeekEdit.week_id == week_id, WeekEdit.undone.is_(True))
    session.execute(over.values(before={}))


def redoable(session: Session, week_id: int) -> WeekEdit | None:
    """Return the edit that would be done again next, None when there is none or another was made over it."""
    last = undoable(session, week_id)
    query = select(WeekEdit).where(
        WeekEdit.week_id == week_id, WeekEdit.undone.is_(True), WeekEdit.before != {}
    )
    if last is not None:
        query = query.where(WeekEdit.number > last.number)
    return session.scalar(query.order_by(WeekEdit.number).limit(1))
