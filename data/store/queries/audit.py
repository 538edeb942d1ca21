"""The audit trail: one row per change, in the same transaction as it; and who looked at whose track."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.store.models import Audit

TRACK_VIEW = "track.view"


@dataclass(frozen=True)
class Change:
    """What was changed: `entity` and `entity_id` name the thing, before and after its values."""

    action: str
    entity: str
    entity_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record(session: Session, account: str, at: datetime, change: Change) -> None:
    """Write `change` by `account` at the real time `at`, within the session's transaction."""
    session.add(
        Audit(
            at=at,
            account=account,
            action=change.action,
            entity=change.entity,
            entity_id=change.entity_id,
            before=change.before,
            after=change.after,
        )
    )


@dataclass(frozen=True)
class Look:
    """Somebody looks at the track of a vehicle and operating day, within an hour that begins at `hour`."""

    account: str
    vehicle_id: str
    day: date
    hour: datetime


def note_look(session: Session, look: Look, at: datetime) -> None:
    """Write down a look at the real time `at`, unless one of that hour stands there; the caller commits.

    Two processes that note the same look wait for each other, so that one row comes of it.
    """
    day = look.day.isoformat()
    key = f"{TRACK_VIEW} {look.account} {look.vehicle_id} {day}"
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    noted = select(Audit.id).where(
        Audit.at >= look.hour,
        Audit.at < look.hour + timedelta(hours=1),
        Audit.action == TRACK_VIEW,
        Audit.account == look.account,
        Audit.entity_id == look.vehicle_id,
        Audit.after["day"].astext == day,
    )
    if session.scalar(noted.limit(1)) is None:
        seen = {"vehicle": look.vehicle_id, "day": day}
        record(session, look.account, at, Change(TRACK_VIEW, "vehicle", look.vehicle_id, None, seen))


@dataclass(frozen=True)
class About:
    """Which rows are wanted; None does not narrow."""

    account: str | None = None
    action: str | None = None
    entity: str | None = None
    entity_id: str | None = None


def page(session: Session, *, before: int | None, limit: int, about: About = About()) -> list[Audit]:
    """Return what was written down, newest first, with ids below `before`."""
    wanted = {name: value for name, value in asdict(about).items() if value is not None}
    query = select(Audit).filter_by(**wanted).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Audit.id < before)
    return list(session.scalars(query))
