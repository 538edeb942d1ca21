"""What was refused: searched, shown with its raw bytes, asked to be read again, dismissed.

Nothing here stores a fix: `ask_retry` only marks rows, and the ingester reads them again through the same
screen and transaction as everything else (`data.store.queries.reread`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from data.contract.codec import decode_up, fixes_of
from data.contract.dialects.decode import decode_foreign
from data.contract.dialects.report import Report
from data.contract.fix import Fix
from data.contract.messages import FixMessage
from data.contract.topics import parse_foreign
from data.store.address import QUARANTINE_CHANNEL
from data.store.engine import ping
from data.store.models import Quarantine

LIST_MAX: Final = 1000
UNKNOWN_DEVICE: Final = "unknown_device"

type State = Literal["open", "resolved", "all"]


@dataclass(frozen=True, slots=True)
class Refused:
    """One quarantined message, or one part of it; times are aware UTC on the stack clock.

    `device_id` is set when a device of ours is meant, `external_id` when none is known by that name.
    `size_bytes` is the length of the raw bytes, `part` counts the parts of a message from 0.
    """

    id: int
    received_at: datetime
    topic: str
    dialect: str
    device_id: str | None
    external_id: str | None
    boot: int | None
    seq: int | None
    part: int | None
    reasons: list[str]
    detail: str
    size_bytes: int
    retry_asked_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which refusals are meant; what is None does not narrow.

    Parameters
    ----------
    reason
        One of its reasons.
    text
        Part of topic or detail, in any case.
    since, until
        Received from `since` on and before `until`; aware.
    state
        ``open`` (not dealt with), ``resolved`` or ``all``.
    """

    reason: str | None = None
    device: str | None = None
    dialect: str | None = None
    external_id: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    state: State = "open"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Somebody who sends and is no device of ours yet; `lon`, `lat` its last readable position, degrees."""

    dialect: str
    external_id: str
    gateway: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    messages: int
    lon: float | None = None
    lat: float | None = None


_keeper = aliased(Quarantine)
_RAW: Final = case((Quarantine.raw_of.is_(None), Quarantine.raw), else_=_keeper.raw)
_COLUMNS: Final = (
    Quarantine.id,
    Quarantine.received_at,
    Quarantine.topic,
    Quarantine.dialect,
    Quarantine.device_id,
    Quarantine.external_id,
    Quarantine.boot,
    Quarantine.seq,
    Quarantine.part,
    Quarantine.reasons,
    Quarantine.detail,
    func.length(_RAW),
    Quarantine.retry_asked_at,
    Quarantine.resolved_at,
    Quarantine.resolution,
)


def search(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 100) -> list[Refused]:
    """Return refusals, newest first, with ids below `before`; at most `limit` and `LIST_MAX`."""
    query = _with_keeper(select(*_COLUMNS)).where(*_conditions(wanted))
    if before is not None:
        query = query.where(Quarantine.id < before)
    rows = session.execute(query.order_by(Quarantine.id.desc()).limit(min(limit, LIST_MAX)))
    return [Refused(*row) for row in rows]


def one(session: Session, number: int) -> tuple[Refused, bytes] | None:
    """Return refusal `number` and the raw bytes of its message; None when there is none."""
    query = _with_keeper(select(*_COLUMNS, _RAW)).where(Quarantine.id == number)
    row = session.execute(query).one_or_none()
    return None if row is None else (Refused(*row[:-1]), row[-1])


def count(session: Session, wanted: Wanted) -> int:
    """Return how many refusals are meant."""
    return session.scalar(select(func.count()).select_from(Quarantine).where(*_conditions(wanted))) or 0


def reason_counts(session: Session, wanted: Wanted | None = None) -> dict[str, int]:
    """Return how often each reason occurs among the meant refusals (default: open ones), commonest first."""
    reasons = (
        select(func.unnest(Quarantine.reasons).label("reason"))
        .where(*_conditions(wanted or Wanted()))
        .subquery()
    )
    number = func.count().label("number")
    query = select(reasons.c.reason, number).group_by(reasons.c.reason).order_by(number.desc(), "reason")
    return {row.reason: row.number for row in session.execute(query)}


def ask_retry(session: Session, ids: Sequence[int], at: datetime) -> int:
    """Ask the ingester to read open refusals again; return how many will be.

    Parameters
    ----------
    at
        Now, on the stack clock.
    """
    return _ask(session, (Quarantine.id.in_(ids),), at)


def ask_retry_where(session: Session, wanted: Wanted, at: datetime) -> int:
    """Ask for every open refusal that `wanted` means; return how many will be read again."""
    return _ask(session, _conditions(wanted), at)


def ask_retry_of(session: Session, dialect: str, external_id: str, at: datetime) -> int:
    """Ask for everything open that one speaker sent, after it was bound to a device; return how many.

    `external_id` is the name by which it speaks: the device's own id where it has no other.
    """
    return ask_retry_where(session, Wanted(dialect=dialect, external_id=external_id), at)


def dismiss(session: Session, ids: Sequence[int], at: datetime) -> list[int]:
    """Close open refusals that need no more work, their bytes are kept; return the ids that were closed.

    Who did it and why is the caller's to write into the audit, in the same transaction.
    """
    change = (
        update(Quarantine)
        .where(Quarantine.id.in_(ids), Quarantine.resolved_at.is_(None))
        .values(resolved_at=at, resolution="dismissed", retry_asked_at=None)
        .returning(Quarantine.id)
    )
    return sorted(session.scalars(change))


def unlisted(session: Session, *, limit: int = 200) -> list[Unlisted]:
    """Return who sends without being a device of ours ("Perangkat baru"), the newest to be heard first."""
    query = (
        select(
            Quarantine.dialect,
            Quarantine.external_id,
            func.min(Quarantine.received_at),
            func.max(Quarantine.received_at),
            func.count(),
            func.max(Quarantine.id).label("newest"),
        )
        .where(
            Quarantine.external_id.is_not(None),
            Quarantine.resolved_at.is_(None),
            Quarantine.reasons.contains([UNKNOWN_DEVICE]),
        )
        .group_by(Quarantine.dialect, Quarantine.external_id)
        .order_by(func.max(Quarantine.received_at).desc())
        .limit(min(limit, LIST_MAX))
    )
    rows = session.execute(query).all()
    newest = _newest(session, [row.newest for row in rows])
    return [
        Unlisted(dialect, name, newest[number].gateway, first, last, messages, *newest[number].place(name))
        for dialect, name, first, last, messages, number in rows
        if name is not None
    ]


@dataclass(frozen=True, slots=True)
class _Message:
    topic: str
    raw: bytes

    @property
    def gateway(self) -> str | None:
        address = parse_foreign(self.topic)
        return address.names[0] if address and address.dialect == "traccar" else None

    def place(self, name: str) -> tuple[float | None, float | None]:
        return last_place(self.topic, self.raw, name) or (None, None)


def _newest(session: Session, ids: Sequence[int]) -> dict[int, _Message]:
    query = _with_keeper(select(Quarantine.id, Quarantine.topic, _RAW)).where(Quarantine.id.in_(ids))
    return {number: _Message(*message) for number, *message in session.execute(query)}


def last_place(topic: str, raw: bytes, name: str) -> tuple[float, float] | None:
    """Return (lon, lat) of the newest fix that `name` told in a message; None when none can be read."""
    fixes = [fix for fix in _fixes(topic, raw) if fix.device == name]
    newest = max(fixes, key=lambda fix: fix.fix_time, default=None)
    return None if newest is None else (newest.lon, newest.lat)


def _fixes(topic: str, raw: bytes) -> list[Fix]:
    parts: Sequence[object] = ()
    if parse_foreign(topic) is not None:
        report = decode_foreign(topic, raw)
        parts = report.parts if isinstance(report, Report) else ()
    elif isinstance(message := decode_up(topic, raw), FixMessage):
        parts = fixes_of(message)
    return [part for part in parts if isinstance(part, Fix)]


def _ask(session: Session, conditions: Sequence[ColumnElement[bool]], at: datetime) -> int:
    change = (
        update(Quarantine)
        .where(*conditions, Quarantine.resolved_at.is_(None))
        .values(retry_asked_at=at)
        .returning(Quarantine.id)
    )
    asked = len(session.scalars(change).all())
    if asked:
        ping(session, QUARANTINE_CHANNEL)
    return asked


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (Quarantine.device_id, wanted.device),
            (Quarantine.dialect, wanted.dialect),
            (Quarantine.external_id, wanted.external_id),
        )
        if value is not None
    ]
    if wanted.reason is not None:
        found.append(Quarantine.reasons.contains([wanted.reason]))
    if wanted.text is not None:
        columns = (Quarantine.detail, Quarantine.topic)
        found.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    return [*found, *_span(wanted), *_state(wanted.state)]


def _span(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.since is not None:
        found.append(Quarantine.received_at >= wanted.since)
    if wanted.until is not None:
        found.append(Quarantine.received_at < wanted.until)
    return found


def _state(state: State) -> list[ColumnElement[bool]]:
    if state == "all":
        return []
    return [Quarantine.resolved_at.is_(None) if state == "open" else Quarantine.resolved_at.is_not(None)]


def _with_keeper[T: tuple[Any, ...]](query: Select[T]) -> Select[T]:
    return query.outerjoin(_keeper, _keeper.id == Quarantine.raw_of)
