"""Whether one ingester works: asked by people, by Prometheus and by whoever restarts programs.

Everything is computed at the moment of the question, on the thread that answers it: a watchdog that hangs
cannot go on claiming that all is well.
"""

import os
import socket
import time
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import msgspec

from ingest.lane import Lane
from ingest.metrics import Metrics

_BEAT_S: Final = 15.0


class LaneState(msgspec.Struct, frozen=True, kw_only=True):
    """What one lane does; ages in seconds, counts since the start of the program."""

    name: str
    session: str
    connected: bool
    received: int
    accepted: int
    duplicates: int
    quarantined: int
    discarded: int
    waiting: int
    oldest_s: float


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What one ingester says of itself.

    Parameters
    ----------
    ready
        Messages move, or would.
    troubles
        Why not, in words.
    alarms
        What a person should look at although messages move.
    slots
        Numbers of the slots that it serves.
    """

    host: str
    pid: int
    up_s: float
    ready: bool
    troubles: list[str]
    alarms: list[str]
    slots: list[int]
    lanes: list[LaneState]


class Watched(Protocol):
    """What is asked: the pipeline."""

    @property
    def lanes(self) -> Sequence[Lane]:
        """Every lane that runs here now."""
        ...

    @property
    def slot_numbers(self) -> Sequence[int]:
        """The slots served here now."""
        ...

    def troubles(self) -> list[str]:
        """Return why messages do not move, in words."""
        ...

    def alarms(self) -> list[str]:
        """Return what a person should look at, in words."""
        ...


class Health:
    """Answers for one ingester; safe for threads.

    Parameters
    ----------
    watched
        The pipeline.
    metrics
        Where its parts count.
    """

    def __init__(self, watched: Watched, metrics: Metrics) -> None:
        self._watched = watched
        self._metrics = metrics
        self._began_s = self._beat_s = time.monotonic()
        self._names: frozenset[str] = frozenset()

    def beat(self) -> None:
        """Note that the program's main loop comes round; nobody can speak for one that hangs."""
        self._beat_s = time.monotonic()

    def lives(self) -> bool:
        """Return whether the main loop has come round lately."""
        return time.monotonic() - self._beat_s < _BEAT_S

    def troubles(self) -> list[str]:
        """Return in words why messages do not move; empty when they do."""
        found = self._watched.troubles()
        return found if self.lives() else [*found, "the watchdog of the ingester hangs"]

    def state(self) -> State:
        """Return everything at once."""
        troubles = self.troubles()
        return State(
            host=socket.gethostname(),
            pid=os.getpid(),
            up_s=round(time.monotonic() - self._began_s, 1),
            ready=not troubles,
            troubles=troubles,
            alarms=self._watched.alarms(),
            slots=list(self._watched.slot_numbers),
            lanes=list(self._lanes()),
        )

    def metrics(self) -> bytes:
        """Return all metrics as Prometheus reads them, the state of this moment among them."""
        state = self.state()
        self._metrics.healthy(is_healthy=state.ready and not state.alarms)
        names = frozenset(lane.name for lane in state.lanes)
        for name in names:
            # Several slots share one name: what waits is added up, the oldest of all counts.
            ours = [lane for lane in state.lanes if lane.name == name]
            self._metrics.window(
                name,
                sum(lane.waiting for lane in ours),
                max(lane.oldest_s for lane in ours),
                connected=all(lane.connected for lane in ours),
            )
        self._metrics.forget_lanes(self._names - names)
        self._names = names
        return self._metrics.text()

    def _lanes(self) -> Iterator[LaneState]:
        now_s = time.monotonic()
        counted: set[str] = set()
        for lane in self._watched.lanes:
            name = lane.options.name
            # Lanes of one name count together; the sum is told once.
            totals = {} if name in counted else self._metrics.totals(name)
            counted.add(name)
            yield LaneState(
                name=name,
                session=lane.options.session.client_id,
                connected=lane.session.online,
                received=lane.session.received,
                accepted=totals.get("accepted", 0),
                duplicates=totals.get("duplicates", 0),
                quarantined=totals.get("quarantined", 0),
                discarded=lane.dropped,
                waiting=lane.session.window.waiting(),
                oldest_s=round(lane.session.window.oldest_s(now_s), 1),
            )
