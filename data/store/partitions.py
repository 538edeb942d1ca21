"""Monthly partitions of the fixes, made ahead; what fits none waits in ``fix_default``."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Partition:
    """One month of fixes: its table, first day, and about how many rows it holds."""

    name: str
    first: date
    rows: int


def ensure_months(session: Session, first: date, months: int) -> list[str]:
    """Make the partitions of `months` months from that of `first` on; return the names of new ones.

    Fixes of such a month that wait in ``fix_default`` (they came before its partition was made) move into it
    in the same transaction.
    """
    return [_name(start) for start, end in _months(first, months) if _make(session, start, end)]


def stray_fixes(session: Session) -> int:
    """Return how many fixes lie in ``fix_default``: more than none means that no month was made for them."""
    return session.scalar(text("select count(*) from fix_default")) or 0


def stray_months(session: Session) -> list[date]:
    """Return the first days of the months whose fixes lie in ``fix_default``."""
    rows = session.scalars(
        text(
            "select distinct date_trunc('month', fix_time at time zone 'UTC')::date"
            " from fix_default order by 1"
        )
    )
    return list(rows)


def partitions(session: Session) -> list[Partition]:
    """Return the monthly partitions, oldest first; row counts are the statistics' estimate."""
    rows = session.execute(
        text(
            "select c.relname, to_date(right(c.relname, 7), 'YYYY_MM'), greatest(c.reltuples, 0)::int8"
            " from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            " where i.inhparent = 'fix'::regclass and c.relname ~ '^fix_[0-9]{4}_[0-9]{2}$' order by 2"
        )
    )
    return [Partition(*row) for row in rows]


def drop_months_before(session: Session, day: date) -> list[str]:
    """Drop every partition that lies wholly before the month of `day`; return their names."""
    gone = [part.name for part in partitions(session) if part.first < day.replace(day=1)]
    for name in gone:
        session.execute(text(f"drop table {name}"))
    return gone


def _months(first: date, count: int) -> list[tuple[date, date]]:
    starts = [first.replace(day=1)]
    for _ in range(count):
        last = starts[-1]
        starts.append(date(last.year + last.month // 12, last.month % 12 + 1, 1))
    return list(pairwise(starts))


def _make(session: Session, start: date, end: date) -> bool:
    name = _name(start)
    if session.scalar(text("select to_regclass(:name) is not null"), {"name": name}):
        return False
    # Made beside, filled, then attached: a partition may not be made while the default holds rows of it.
    session.execute(text(f"create table {name} (like fix including defaults including constraints)"))
    session.execute(
        text(
            f"with strays as (delete from fix_default where fix_time >= '{start} 00:00+00'"
            f" and fix_time < '{end} 00:00+00' returning *) insert into {name} select * from strays"
        )
    )
    bounds = f"from ('{start} 00:00+00') to ('{end} 00:00+00')"
    session.execute(text(f"alter table fix attach partition {name} for values {bounds}"))
    return True


def _name(start: date) -> str:
    return f"fix_{start:%Y_%m}"
