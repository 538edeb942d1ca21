"""The window: which received messages still wait for their acknowledgement, and since when.

Every message that the broker has handed over holds one place until it is acknowledged. A place is bound to
the connection (generation) on which the message came: message ids start anew with each connection, so an
acknowledgement of an old id would confirm a new message that nobody has stored.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock

import msgspec


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """One message as the broker handed it over.

    Parameters
    ----------
    topic, payload
        What was published; the topic is empty when it was not UTF-8.
    qos
        0 needs no acknowledgement.
    mid
        The broker's message id, valid on this connection only.
    generation
        Number of the connection on which the message came.
    received_at
        Aware UTC on the stack clock, of the turn of reading that brought it.
    arrived_s
        Monotonic seconds, of the same turn; for ages.
    """

    topic: str
    payload: bytes
    qos: int
    mid: int
    generation: int
    received_at: datetime
    arrived_s: float


class Window:
    """Places of unacknowledged messages; safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._places: dict[int, float] = {}
        self._generation = 0

    @property
    def generation(self) -> int:
        """Number of the connection that is in use, or was last."""
        return self._generation

    def renew(self) -> int:
        """Begin a new connection: every older place is void (the broker will hand its message over again)."""
        with self._lock:
            self._generation += 1
            self._places.clear()
            return self._generation

    def enter(self, deliveries: Sequence[Delivery]) -> None:
        """Give received messages their places; they all came on one connection.

        Those of an earlier connection than the one in use get none.
        """
        if not deliveries:
            return
        places = {d.mid: d.arrived_s for d in deliveries if d.qos}
        with self._lock:
            if deliveries[0].generation == self._generation:
                self._places.update(places)

    def leave(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Free the places of `deliveries` and return those that may be acknowledged on this connection.

        A delivery of an older connection, or one that left before, is not among them.
        """
        with self._lock:
            current, free = self._generation, self._places.pop
            return [d for d in deliveries if d.generation == current and free(d.mid, None) is not None]

    def waiting(self) -> int:
        """Return how many messages are unacknowledged."""
        return len(self._places)

    def oldest_s(self, now_s: float) -> float:
        """Return the age in seconds of the oldest unacknowledged message; 0 when there is none."""
        with self._lock:
            first = next(iter(self._places.values()), None)
        return 0.0 if first is None else max(0.0, now_s - first)
