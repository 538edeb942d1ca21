"""Who looked at whose track is written down before anything is shown (UU PDP 27/2022).

One row per account, vehicle, operating day and hour of real time: a page that asks again every few seconds
writes no more rows and, after the first look, asks no more of the database.
"""

import threading
from datetime import date, datetime
from typing import Final

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from api.errors import AuditUnavailableError
from data.store.queries import audit
from data.store.queries.audit import Look

_REMEMBERED: Final = 20_000


class Looks:
    """Writes looks down and remembers those of the present hour; shared by all threads of a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._hour: datetime | None = None
        self._known: set[Look] = set()

    def note(self, session: Session, account: str, vehicle_id: str, day: date, *, at: datetime) -> None:
        """Write down that `account` looks at a track, unless it stands there; commits.

        Parameters
        ----------
        at
            Real time.

        Raises
        ------
        AuditUnavailableError
            It cannot be written down, so nothing may be shown.
        """
        look = Look(account, vehicle_id, day, at.replace(minute=0, second=0, microsecond=0))
        if self._knows(look):
            return
        try:
            audit.note_look(session, look, at)
            session.commit()
        except OperationalError:
            raise
        except SQLAlchemyError as error:
            raise AuditUnavailableError("the look at this track cannot be written down") from error
        self._remember(look)

    def _knows(self, look: Look) -> bool:
        with self._guard:
            return look in self._known

    def _remember(self, look: Look) -> None:
        """Remember a look that is committed; a new hour begins with nothing."""
        with self._guard:
            if look.hour != self._hour or len(self._known) >= _REMEMBERED:
                self._hour, self._known = look.hour, set()
            self._known.add(look)
