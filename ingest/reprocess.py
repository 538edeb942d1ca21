"""Reading quarantine again: whoever is asked for (a device bound, a decoder mended) becomes rows after all.

The rows go through the same screen and the same kind of transaction as fresh messages. One ingester does
this at a time (an advisory lock); the others wait to take over.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from threading import Event, Thread
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from data.contract.clock import Clock
from data.store.queries import reread as queries
from data.store.queries.reread import Reread
from ingest.screen import Screen
from ingest.sink import POISON

log = logging.getLogger(__name__)

_BATCH: Final = 200
_LISTEN_S: Final = 1.0
_BACKOFF_S: Final = 2.0


class Reprocess:
    """Works off what was asked to be read again.

    Parameters
    ----------
    database_url
        The store.
    screen
        As the lanes have it.
    clock
        Stack time, for when a row was resolved and whether a device is open.
    day_of
        Operating day of a moment.
    """

    def __init__(
        self, database_url: str, *, screen: Screen, clock: Clock, day_of: Callable[[datetime], date]
    ) -> None:
        self._database_url = database_url
        self._screen = screen
        self._clock = clock
        self._day_of = day_of
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="reprocess", daemon=True)

    @property
    def alive(self) -> bool:
        """True while its thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to work off what is asked."""
        self._thread.start()

    def halt(self) -> None:
        """Ask it to stop; `stop` waits for it."""
        self._stopping.set()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Finish the transaction in hand and leave the database."""
        self.halt()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with queries.connect_listening(self._database_url, "siangsa-reprocess") as connection:
                    self._serve(connection)
            except psycopg.Error as error:
                log.warning("reprocess: the database does not answer: %s", error)
            except Exception:  # a fault of ours must not end it for the rest of the day
                log.exception("reprocess: unexpected fault")
            self._stopping.wait(_BACKOFF_S)

    def _serve(self, connection: psycopg.Connection[TupleRow]) -> None:
        while not self._stopping.is_set() and not queries.become_holder(connection):
            self._stopping.wait(_BACKOFF_S)
        while not self._stopping.is_set():
            if not self.sweep(connection).rows:
                for _ in connection.notifies(timeout=_LISTEN_S, stop_after=1):
                    break

    def sweep(self, connection: psycopg.Connection[TupleRow]) -> Reread:
        """Read the next rows again, one alone when the store refuses something among them.

        Raises
        ------
        psycopg.Error
            When the database does not do its work; nothing has changed then.
        """
        try:
            found = self._reread(connection, _BATCH)
        except POISON:
            found = self._reread_one(connection)
        if found.rows:
            log.info(
                "reprocess: %d stored, %d duplicate, %d refused again",
                found.stored,
                found.duplicates,
                found.refused,
            )
        return found

    def _reread_one(self, connection: psycopg.Connection[TupleRow]) -> Reread:
        try:
            return self._reread(connection, 1)
        except POISON as error:
            queries.give_up(connection, str(error).strip().splitlines()[0])
            return Reread(refused=1)

    def _reread(self, connection: psycopg.Connection[TupleRow], limit: int) -> Reread:
        return queries.reread(
            connection, self._screen.parts, at=self._clock.now(), day_of=self._day_of, limit=limit
        )
