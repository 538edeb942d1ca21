"""How long tracks are kept, and in what detail: the office's policy, applied day by day.

Law 27/2022 on personal data (UU PDP, Article 16) wants data kept for its purpose and no longer. Three acts,
each with a figure of the office in the table of parameters:

- *trim* removes fixes outside the work of their vehicle's day: outside the shift with a margin, and outside
  what was driven from the first to the last derived visit;
- *thin* leaves one fix per device and interval of days that nobody looks at in detail any more;
- *drop* removes the tracks themselves.

Visits, rit and tallies stay in all three. What they were derived from is gone then, so a day that was trimmed
or thinned is not derived anew (`closed_until`); a late fix of such a day is kept and thinned with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from data import reference
from data.contract.calendar import OperatingCalendar
from data.store.errors import StoreError
from data.store.models import Fix, HistoryMark, LateDay, Parameter
from data.store.partitions import drop_months_before
from data.store.queries.upkeep import LOCK_PATIENCE

TRIM, THIN, DROP = "trim", "thin", "drop"
SHIFT_MARGIN: Final = timedelta(hours=1)
_KEYS: Final = ("track_full_days", "track_thin_s", "track_keep_days", "off_shift_keep_days")


class PolicyError(StoreError):
    """The figures of the policy contradict one another."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The office's figures, in days and seconds.

    Raises
    ------
    PolicyError
        When tracks would be thinned after they are dropped, or an interval is no time.
    """

    full_days: int
    thin_s: int
    keep_days: int
    off_shift_keep_days: int

    def __post_init__(self) -> None:
        if not 0 <= self.off_shift_keep_days <= self.keep_days:
            raise PolicyError("off_shift_keep_days must lie between 0 and track_keep_days")
        if not 0 < self.full_days <= self.keep_days:
            raise PolicyError("track_full_days must lie between 1 and track_keep_days")
        if not 1 <= self.thin_s <= 3_600:
            raise PolicyError("track_thin_s must lie between 1 and 3600")


@dataclass(frozen=True, slots=True)
class Applied:
    """What one run of the policy has removed: fixes trimmed and thinned, months dropped."""

    trimmed: int = 0
    thinned: int = 0
    dropped: tuple[str, ...] = ()


def load_policy(session: Session) -> Policy:
    """Return the office's figures; one that is missing in the store comes from the reference.

    Raises
    ------
    PolicyError
        When they contradict one another.
    """
    stored = dict(
        session.execute(select(Parameter.key, Parameter.value).where(Parameter.key.in_(_KEYS))).tuples().all()
    )
    figures = [int(stored.get(key, reference.parameter(key).value)) for key in _KEYS]
    return Policy(*figures)


def set_figure(session: Session, key: str, value: int) -> Policy:
    """Set one figure of the policy and return the whole.

    Raises
    ------
    PolicyError
        When there is no such figure, or it contradicts the others; nothing is changed then.
    """
    if key not in _KEYS:
        raise PolicyError(f"no figure {key}; known are {', '.join(_KEYS)}")
    given = reference.parameter(key)
    session.execute(
        insert(Parameter)
        .values(
            key=key,
            value=value,
            unit=given.unit,
            label=given.name,
            source="office",
            confidence="A",
        )
        .on_conflict_do_update(
            index_elements=["key"], set_={"value": value, "source": "office", "confidence": "A"}
        )
    )
    return load_policy(session)


def closed_until(session: Session) -> date | None:
    """Return the last operating day whose facts stand for good, because its fixes are no longer complete."""
    return session.scalar(select(func.max(HistoryMark.done_until)))


def apply(
    sessions: sessionmaker[Session],
    calendar: OperatingCalendar,
    now: datetime,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Applied:
    """Apply the policy up to the operating day of `now`; each day is a transaction of its own.

    Raises
    ------
    PolicyError
        When the figures contradict one another.
    """
    with sessions() as session:
        policy = load_policy(session)
        late = sorted(session.scalars(select(LateDay.operating_day)))
    today = calendar.day_of(now)
    run = _Run(sessions, calendar, now, tell)
    return Applied(
        trimmed=run.days(TRIM, today - timedelta(days=policy.off_shift_keep_days + 1), late, run.trim),
        thinned=run.days(
            THIN, today - timedelta(days=policy.full_days), late, lambda s, d: run.thin(s, d, policy.thin_s)
        ),
        dropped=run.drop(today - timedelta(days=policy.keep_days), late),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: its sessions, its calendar, its moment."""

    sessions: sessionmaker[Session]
    calendar: OperatingCalendar
    now: datetime
    tell: Callable[[str], None]

    def days(self, act: str, until: date, late: list[date], remove: Callable[[Session, date], int]) -> int:
        """Do `act` for every day that is due and not done, and again for late ones; return removed fixes."""
        with self.sessions() as session:
            first = _next_day(session, act, self.calendar)
        again = [day for day in late if day <= until and (first is None or day < first)]
        removed = 0
        for day in [*again, *_span(first, until)]:
            with self.sessions.begin() as session:
                count = remove(session, day)
                if first is not None and day >= first:
                    _mark(session, act, day, self.now)
            removed += count
            self.tell(f"{act} {day}: {count} fixes removed")
        return removed

    def trim(self, session: Session, day: date) -> int:
        """Remove the fixes of `day` that lie outside shift and work; return how many."""
        begins, ends = self.calendar.bounds(day)
        shift_begins, shift_ends = self.calendar.shift(day)
        return _removed(
            session,
            _TRIM,
            day=day,
            begins=begins,
            ends=ends,
            shift_begins=shift_begins - SHIFT_MARGIN,
            shift_ends=shift_ends + SHIFT_MARGIN,
        )

    def thin(self, session: Session, day: date, every_s: int) -> int:
        """Leave the first fix per device and interval of `day`; return how many were removed."""
        begins, ends = self.calendar.bounds(day)
        return _removed(session, _THIN, begins=begins, ends=ends, every_s=every_s)

    def drop(self, before: date, late: list[date]) -> tuple[str, ...]:
        """Drop the months that lie wholly before `before`, and forget the late days that are done."""
        with self.sessions.begin() as session:
            # a dump reads all months for minutes; waiting for it would make every batch wait behind us
            session.execute(LOCK_PATIENCE)
            gone = drop_months_before(session, before)
            _removed(session, _DROP_STRAYS, before=self.calendar.bounds(before)[0])
            session.execute(delete(LateDay).where(LateDay.operating_day.in_(late)))
            _mark(session, DROP, before - timedelta(days=1), self.now)
        for name in gone:
            self.tell(f"drop {name}")
        return tuple(gone)


_TRIM: Final = """
delete from fix f where f.fix_time >= :begins and f.fix_time < :ends
  and not f.fix_time between :shift_begins and :shift_ends
  and not exists (
    select from device_assignment a
    join (select vehicle_id, min(arrived_at) as first, max(left_at) as last from visit
          where operating_day = :day group by vehicle_id) w on w.vehicle_id = a.vehicle_id
    where a.device_id = f.device_id and f.fix_time between w.first and w.last
      and tstzrange(a.valid_from, a.valid_to) @> f.fix_time)
"""
_DROP_STRAYS: Final = "delete from fix_default where fix_time < :before"
_THIN: Final = """
delete from fix f using (
  select device_id, boot, seq, fix_time, row_number() over (
    partition by device_id, floor(extract(epoch from fix_time) / :every_s)
    order by fix_time, boot, seq) as place
  from fix where fix_time >= :begins and fix_time < :ends) n
where n.place > 1 and f.fix_time >= :begins and f.fix_time < :ends
  and (f.device_id, f.boot, f.seq, f.fix_time) = (n.device_id, n.boot, n.seq, n.fix_time)
"""


def _removed(session: Session, statement: str, **values: object) -> int:
    result = session.connection().execute(text(statement), values)
    return result.rowcount


def _next_day(session: Session, act: str, calendar: OperatingCalendar) -> date | None:
    """Return the first day for which `act` is not done; None when there are no fixes at all."""
    done = session.scalar(select(HistoryMark.done_until).where(HistoryMark.act == act))
    if done is not None:
        return done + timedelta(days=1)
    oldest = session.scalar(select(func.min(Fix.fix_time)))
    return None if oldest is None else calendar.day_of(oldest)


def _span(first: date | None, until: date) -> list[date]:
    if first is None:
        return []
    return [first + timedelta(days=n) for n in range((until - first).days + 1)]


def _mark(session: Session, act: str, day: date, now: datetime) -> None:
    session.execute(
        insert(HistoryMark)
        .values(act=act, done_until=day, ran_at=now)
        .on_conflict_do_update(index_elements=["act"], set_={"done_until": day, "ran_at": now})
    )
