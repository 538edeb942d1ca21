"""Which drafts the desk is likely to be asked about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.models import WeekPlan


def newest_drafts(session: Session, count: int) -> list[tuple[int, int]]:
    """Return number and version of the drafts that were changed last, the last one first."""
    query = select(WeekPlan.id, WeekPlan.version).where(WeekPlan.status == "draft")
    rows = session.execute(query.order_by(WeekPlan.changed_at.desc(), WeekPlan.id.desc()).limit(count))
    return [(number, version) for number, version in rows.tuples()]
