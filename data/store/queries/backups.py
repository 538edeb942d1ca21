"""Which backups were made, and whether the last is a reason to worry."""

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.models import BackupRun

type Kind = Literal["scheduled", "manual", "upgrade"]
type Worry = Literal["never", "old", "failed"]

SCHEDULED: Final[Kind] = "scheduled"
OLD_AFTER: Final = timedelta(hours=26)
"""A night and two hours: later than that, a night was missed."""


def record(session: Session, run: BackupRun) -> None:
    """Write down a backup that was made or failed; commits nothing."""
    session.add(run)
    session.flush()


def newest(session: Session, limit: int, kind: Kind | None = None) -> list[BackupRun]:
    """Return the newest backups of `kind`, or of all, made or failed, newest first."""
    rows = select(BackupRun).order_by(BackupRun.began_at.desc(), BackupRun.id.desc()).limit(limit)
    return list(session.scalars(rows if kind is None else rows.where(BackupRun.kind == kind)))


def last_good(session: Session, kind: Kind | None = None) -> BackupRun | None:
    """Return the newest backup that was made; of `kind`, or of any."""
    rows = select(BackupRun).where(BackupRun.error.is_(None)).order_by(BackupRun.began_at.desc()).limit(1)
    return session.scalars(rows if kind is None else rows.where(BackupRun.kind == kind)).one_or_none()


def last_of(session: Session, kind: Kind) -> BackupRun | None:
    """Return the newest backup of `kind`, made or failed."""
    rows = select(BackupRun).where(BackupRun.kind == kind).order_by(BackupRun.began_at.desc()).limit(1)
    return session.scalars(rows).one_or_none()


def worry(session: Session, now: datetime) -> Worry | None:
    """Return why a person should look after the backups, None when all is well.

    Parameters
    ----------
    now
        Aware UTC, the real time.
    """
    good, nightly = last_good(session), last_of(session, SCHEDULED)
    failed = nightly is not None and nightly.error is not None
    if failed and (good is None or good.began_at < nightly.began_at):  # type: ignore[union-attr]  # `failed` says so
        return "failed"
    if good is None:
        return "never"
    return "old" if now - good.began_at > OLD_AFTER else None
