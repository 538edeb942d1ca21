"""A post: one thread with one database connection, which it keeps coming back to until it is called off."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from ingest.errors import first_line

log = logging.getLogger(__name__)

_BACKOFF_S: Final = 1.0

type Connect = Callable[[], AbstractContextManager[psycopg.Connection[TupleRow]]]
type Work = Callable[[psycopg.Connection[TupleRow]], None]


class Post:
    """Serves on a connection; one that is lost, and a fault of ours, only begin it anew.

    Parameters
    ----------
    name
        Of the thread, and in what is told.
    connect
        Opens a connection.
    serve
        Works on it; returns when `stopping` is set, which it must look at every second or so.
    """

    def __init__(self, name: str, connect: Connect, serve: Work) -> None:
        self.stopping = Event()
        self.trouble: str | None = None
        self._name = name
        self._connect = connect
        self._serve = serve
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """Call the thread off and wait for it, at most `timeout_s` seconds."""
        self.stopping.set()
        self._thread.join(timeout_s)

    def well(self) -> None:
        """Take back the trouble: the database has answered."""
        if self.trouble:
            log.info("%s: the database is back", self._name)
        self.trouble = None

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                with self._connect() as connection:
                    self._serve(connection)
            except psycopg.Error as error:
                self._note(f"the database does not answer: {first_line(error)}")
            except Exception:  # a fault of ours must not end the post for the rest of the day
                self._note("unexpected fault")
                log.exception("%s: unexpected fault", self._name)
            self.stopping.wait(_BACKOFF_S)

    def _note(self, trouble: str) -> None:
        if trouble != self.trouble:
            log.warning("%s: %s", self._name, trouble)
        self.trouble = trouble
