"""Monthly partitions of the fixes, made ahead; what fits none falls into ``fix_default``."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session


def ensure_months(session: Session, first: date, months: int) -> list[str]:
    """Make the partitions of `months` months from that of `first` on; return the names of new ones.

    A month whose rows already lie in ``fix_default`` is left there: moving rows is a decision of a person.
    """
    made = []
    year, month = first.year, first.month
    for _ in range(months):
        start = date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if _make(session, start, date(year, month, 1)):
            made.append(_name(start))
    return made


def _make(session: Session, start: date, end: date) -> bool:
    name = _name(start)
    if session.scalar(text("select to_regclass(:name) is not null"), {"name": name}):
        return False
    stray = "select exists (select from fix_default where fix_time >= :start and fix_time < :end)"
    if session.scalar(text(stray), {"start": start, "end": end}):
        return False
    session.execute(
        text(
            f"create table {name} partition of fix for values from ('{start} 00:00+00') to ('{end} 00:00+00')"
        )
    )
    return True


def _name(start: date) -> str:
    return f"fix_{start:%Y_%m}"
