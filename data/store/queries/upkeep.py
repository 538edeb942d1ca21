"""Who keeps the tracks in order."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_KEEPER: Final = 5_270_001
# Attaching a month locks the default partition: rather try again in an hour than make every batch wait.
LOCK_PATIENCE: Final = text("set local lock_timeout = '4s'")


def become_keeper(session: Session) -> bool:
    """Try to be the only one who keeps the tracks in order, until the transaction of `session` ends."""
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(:key)"), {"key": _KEEPER}))
