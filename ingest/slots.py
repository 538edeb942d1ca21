"""The slots of this ingester: taken, served, given back, drained; one thread looks after them.

Every ingester looks at the same view and follows the same rule (`slots_share`); the locks of one database
connection are what it holds. While the database is away nobody can take anything, so the lanes stay where
they are and wait. But a lane whose connection to the broker has ended may have been thrown out by another
ingester, and the broker does not say so: it comes back only when the database has confirmed, after that
moment, that the slot is still ours. So two ingesters never throw each other out by turns.
"""

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from data.store.queries import slots as queries
from data.store.queries.slots import Slot
from ingest.lane import Lane
from ingest.post import Post
from ingest.slots_share import Chooser, Move

log = logging.getLogger(__name__)

_LOOK_S: Final = 0.5
_FIRST_LOOK_S: Final = 5.0
_UNCONFIRMED_S: Final = 15.0
_LANE_STOP_S: Final = 2.0


type MakeLanes = Callable[[int, Callable[[float], bool]], tuple[Lane, ...]]
"""Makes the lanes of a slot; each asks the given function before it connects (see `Hooks`)."""


@dataclass(slots=True)
class _Held:
    lanes: tuple[Lane, ...]
    draining: bool = False

    def drain(self) -> None:
        self.draining = True
        for lane in self.lanes:
            lane.session.unsubscribe()

    @property
    def drained(self) -> bool:
        return all(lane.session.drained for lane in self.lanes)

    def stop(self) -> None:
        for lane in self.lanes:
            lane.halt()
        for lane in self.lanes:
            lane.stop(_LANE_STOP_S)

    def end(self) -> bool:
        """Stop, and have the broker forget the sessions; False when it could not be told."""
        ended = [lane.end(_LANE_STOP_S) for lane in self.lanes]
        return all(ended)


class Slots:
    """Holds this ingester's fair share of the slots and runs their lanes.

    Parameters
    ----------
    database_url
        Where the locks are; PostgreSQL itself, not a pooler.
    make_lanes
        Makes the lanes of a slot.
    grace_s
        How long the slot of a dead ingester is left alone, seconds.
    """

    def __init__(self, database_url: str, make_lanes: MakeLanes, *, grace_s: float) -> None:
        self._post = Post(
            "slots", lambda: queries.connect(database_url, socket.gethostname(), os.getpid()), self._serve
        )
        self._make_lanes = make_lanes
        self._grace_s = grace_s
        self._chooser = Chooser(grace_s)
        self._held: dict[int, _Held] = {}
        self._confirmed_s: dict[int, float] = {}
        self._looked_s = time.monotonic()
        self._looked = Event()
        self._ring = Event()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return which slots we serve."""
        return tuple(sorted(self._held))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Return the lanes of all slots that we serve, by number."""
        return tuple(lane for _, held in sorted(self._held.items()) for lane in held.lanes)

    @property
    def alive(self) -> bool:
        """True while the thread that looks after the slots runs."""
        return self._post.alive

    def troubles(self) -> list[str]:
        """Return in words why slots may not be served."""
        unconfirmed_s = time.monotonic() - self._looked_s
        if self._post.trouble:
            return [f"slots: {self._post.trouble}"]
        if unconfirmed_s > _UNCONFIRMED_S:
            return [f"slots: the database has not confirmed them for {unconfirmed_s:.0f} s"]
        return []

    def start(self) -> None:
        """Take what is ours; returns after the first look, or after a moment when the database is away."""
        self._post.start()
        self._looked.wait(_FIRST_LOOK_S)

    def halt(self) -> None:
        """Ask all lanes to stop; `stop` waits for them."""
        self._post.stopping.set()
        self._ring.set()
        for lane in self.lanes:
            lane.halt()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Leave the broker, then give the slots back; what is not acknowledged waits for the next holder."""
        self.halt()
        self._post.stop(timeout_s + _LANE_STOP_S)
        for number in self.numbers:  # it has left them, unless the database was away
            self._leave(number)

    def _serve(self, connection: psycopg.Connection[TupleRow]) -> None:
        queries.join(connection)
        for number in self.numbers:
            queries.take(connection, number)
        # What was seen on an earlier connection says nothing of what happened since; everybody comes back.
        starts = not self._looked.is_set() and self._post.trouble is None
        self._chooser = Chooser(self._grace_s, fresh=starts)
        while not self._post.stopping.is_set():
            self._ring.clear()
            if self._look(connection):
                continue
            self._looked.set()
            self._ring.wait(_LOOK_S)
        for number in self.numbers:
            self._leave(number)

    def _look(self, connection: psycopg.Connection[TupleRow]) -> bool:
        """Look once and do what follows; True when something was moved, so that another look is due."""
        began_s = time.monotonic()
        view = queries.look(connection)
        mine = view.held_by(view.me)
        self._confirmed_s = dict.fromkeys(mine, began_s)
        self._looked_s = began_s
        self._post.well()
        for number in set(self.numbers) - set(mine):
            log.warning("slots: slot %d has gone to another ingester", number)
            self._leave(number)
        ended = [self._tend(connection, slot) for slot in view.slots if slot.number in mine]
        return any(ended) or self._move(connection, self._chooser.choose(view, began_s))

    def _move(self, connection: psycopg.Connection[TupleRow], move: Move) -> bool:
        if move.give is not None:
            self._give(connection, move.give)
            return True
        # The next look opens what was taken.
        return move.take is not None and queries.take(connection, move.take)

    def _tend(self, connection: psycopg.Connection[TupleRow], slot: Slot) -> bool:
        """Bring the lanes of a slot that we hold to where they should be; True when the slot has ended."""
        held = self._held.get(slot.number)
        if held is None or (held.draining and not slot.draining):
            self._leave(slot.number)
            self._open(slot.number, draining=slot.draining)
        elif slot.draining and not held.draining:
            log.info("slots: slot %d takes nothing new and is drained", slot.number)
            held.drain()
        elif slot.draining and held.drained:
            return self._end(connection, slot.number)
        return False

    def _open(self, number: int, *, draining: bool) -> None:
        held = _Held(self._make_lanes(number, lambda since_s: self._may_connect(number, since_s)))
        if draining:
            held.drain()
        for lane in held.lanes:
            lane.start()
        self._held = self._held | {number: held}
        log.info("slots: slot %d is served here", number)

    def _may_connect(self, number: int, since_s: float) -> bool:
        if self._confirmed_s.get(number, -1.0) > since_s:
            return True
        self._ring.set()
        return False

    def _end(self, connection: psycopg.Connection[TupleRow], number: int) -> bool:
        held = self._forget(number)
        # When the broker could not be told, or the slot is wanted again, the next look opens the lanes anew.
        if held is None or not held.end() or not queries.remove(connection, number):
            return False
        log.info("slots: slot %d is empty and ended", number)
        queries.give(connection, number)
        return True

    def _give(self, connection: psycopg.Connection[TupleRow], number: int) -> None:
        self._leave(number)
        queries.give(connection, number)
        log.info("slots: slot %d is given to another ingester", number)

    def _leave(self, number: int) -> None:
        held = self._forget(number)
        if held is not None:
            held.stop()

    def _forget(self, number: int) -> _Held | None:
        held = self._held.get(number)
        # A new dict each time: the watchdog reads it from its own thread.
        self._held = {n: h for n, h in self._held.items() if n != number}
        return held
