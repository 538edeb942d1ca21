"""How far a backup is, for a person who waits."""

import threading
import time
from collections.abc import Callable
from typing import Final

from data.store.backup.errors import BackupError

type Tell = Callable[[str], None]
EVERY_S: Final = 5.0


class StoppedError(BackupError):
    """It was told to end."""


class Meter:
    """Counts bytes, tells now and then, and ends the work when it is told to stop.

    Parameters
    ----------
    tell
        Gets a line to show.
    stop
        Set by another thread to end the work; None: nobody does.
    """

    def __init__(self, tell: Tell, stop: threading.Event | None = None) -> None:
        self._tell = tell
        self._stop = stop
        self._given_up = threading.Event()
        self._what, self._bytes, self._told_s, self._note = "", 0, 0.0, ""

    def begin(self, what: str) -> None:
        """Begin another part of the work."""
        self._what, self._bytes, self._told_s = what, 0, time.monotonic()
        self._tell(what)

    def step(self, size: int) -> None:
        """Count bytes that were handled.

        Raises
        ------
        StoppedError
            When the work is to end.
        """
        self._demand_going()
        self._bytes += size
        if time.monotonic() - self._told_s >= EVERY_S:
            self._told_s = time.monotonic()
            note = f", counting {self._note}" if self._note else ""
            self._tell(f"  {self._what}: {self._bytes / 1e6:.0f} MB{note}")

    def note(self, what: str) -> None:
        """Say what happens beside it; ends that too when the work is to end.

        Raises
        ------
        StoppedError
            When the work is to end.
        """
        self._demand_going()
        self._note = what

    def give_up(self) -> None:
        """End what happens beside it at its next note."""
        self._given_up.set()

    def _demand_going(self) -> None:
        if self._given_up.is_set() or (self._stop is not None and self._stop.is_set()):
            raise StoppedError("it was stopped before its end; nothing was kept of it")
