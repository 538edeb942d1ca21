"""Upkeep of the tracks: partitions made ahead, fixes without one brought home, the retention policy applied.

Runs beside the derivation of facts, at its start and once an hour; one program at a time does it (an advisory
lock). Whatever fails is told and tried again an hour later: no fix waits for it.
"""

import logging
from datetime import timedelta
from threading import Event, Thread
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from data.store import partitions, retention
from data.store.engine import make_engine, session_factory
from data.store.errors import StoreError
from data.store.queries.upkeep import LOCK_PATIENCE, become_keeper
from ingest.errors import first_line

log = logging.getLogger(__name__)

EVERY_S: Final = 3_600.0
MONTHS_AHEAD: Final = 3


class Upkeep:
    """A thread that keeps the tracks in order.

    Parameters
    ----------
    database_url
        The store.
    clock
        Its time decides which month and which day it is.
    calendar
        Operating days and shifts.
    """

    def __init__(self, database_url: str, *, clock: Clock, calendar: OperatingCalendar) -> None:
        self._database_url = database_url
        self._clock = clock
        self._calendar = calendar
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Finish the day in hand and end; a longer act is cut off and made again another time."""
        self._stopping.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.once()
            except (SQLAlchemyError, StoreError) as error:
                log.warning("upkeep: %s", first_line(error))
            except Exception:  # upkeep must come again tomorrow, whatever it stumbled over
                log.exception("upkeep: unexpected fault")
            self._stopping.wait(EVERY_S)

    def once(self) -> None:
        """Do now what is due, unless another program is at it.

        Raises
        ------
        SQLAlchemyError
            When the database does not do its work; what was done before stays done.
        StoreError
            When the figures of the policy contradict one another.
        """
        engine = make_engine(self._database_url, pool_size=2)
        try:
            sessions = session_factory(engine)
            with sessions() as holder:
                if become_keeper(holder):
                    self._prepare_months(sessions)
                    retention.apply(sessions, self._calendar, self._clock.now(), tell=log.info)
        finally:
            engine.dispose()

    def _prepare_months(self, sessions: sessionmaker[Session]) -> None:
        today = self._clock.now().date()
        before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        with sessions.begin() as session:
            strays = partitions.stray_months(session)
        for month, count in [(before, MONTHS_AHEAD + 2), *((month, 1) for month in strays)]:
            with sessions.begin() as session:
                session.execute(LOCK_PATIENCE)
                made = partitions.ensure_months(session, month, count)
            if made:
                log.info("upkeep: new partitions %s", ", ".join(made))
