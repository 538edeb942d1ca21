"""When the nightly backup is due, and which old ones go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from data.store.models import BackupRun

RETRY_AFTER: Final = timedelta(hours=1)
"""How long after a failure the next try is made."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The local time from which on a night's backup is made, the agency's zone, and how many are kept."""

    at: time
    zone: str
    keep: int

    def begins(self, now: datetime) -> datetime:
        """Return the beginning of the night that `now` belongs to: the last time it was `at`."""
        local = now.astimezone(ZoneInfo(self.zone))
        today = datetime.combine(local.date(), self.at, local.tzinfo)
        return today if today <= local else today - timedelta(days=1)

    def is_due(self, now: datetime, good: BackupRun | None, last: BackupRun | None) -> bool:
        """Tell whether the backup of this night is missing and may be tried.

        An office that switches its machine off at night gets it after the next start.

        Parameters
        ----------
        good, last
            The newest nightly backup that was made, and the newest that was tried.
        """
        if good is not None and good.began_at >= self.begins(now):
            return False
        failed = last is not None and last.error is not None
        return not (failed and last is not None and now - (last.ended_at or last.began_at) < RETRY_AFTER)

    def surplus(self, nightly: Iterable[BackupRun]) -> list[BackupRun]:
        """Return those nightly backups, newest first, that are more than are kept."""
        made = [run for run in nightly if run.error is None and run.file]
        return made[self.keep :]
