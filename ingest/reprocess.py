"""Reading quarantine again: whoever is asked for (a device bound, a decoder mended) becomes rows after all.

The rows go through the same screen and the same kind of transaction as fresh messages. One ingester does
this at a time (an advisory lock); the others wait to take over.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from data.contract.clock import Clock
from data.store.queries import reread as queries
from data.store.queries.reread import Reread
from ingest.errors import first_line
from ingest.post import Post
from ingest.screen import Screen
from ingest.sink import POISON

log = logging.getLogger(__name__)

_BATCH: Final = 200
_LISTEN_S: Final = 1.0
_TAKE_OVER_S: Final = 2.0


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
        self._screen = screen
        self._clock = clock
        self._day_of = day_of
        self._post = Post(
            "reprocess", lambda: queries.connect_listening(database_url, "siangsa-reprocess"), self._serve
        )

    @property
    def alive(self) -> bool:
        """True while its thread runs."""
        return self._post.alive

    def start(self) -> None:
        """Begin to work off what is asked."""
        self._post.start()

    def halt(self) -> None:
        """Ask it to stop; `stop` waits for it."""
        self._post.stopping.set()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Finish the transaction in hand and leave the database."""
        self._post.stop(timeout_s)

    def _serve(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._post.well()
        stopping = self._post.stopping
        while not stopping.is_set() and not queries.become_holder(connection):
            stopping.wait(_TAKE_OVER_S)
        while not stopping.is_set():
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
            queries.give_up(connection, first_line(error))
            return Reread(refused=1)

    def _reread(self, connection: psycopg.Connection[TupleRow], limit: int) -> Reread:
        return queries.reread(
            connection, self._screen.parts, at=self._clock.now(), day_of=self._day_of, limit=limit
        )
