"""The window: which received messages still wait for their acknowledgement, and since when.

Every message that the broker has handed over holds one place until it is acknowledged. A place is bound to
the connection (generation) on which the message came: message ids start anew with each connection, so an
acknowledgement of an old id would confirm a new message that nobody has stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock


@dataclass(frozen=True, slots=True)
class Delivery:
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
        Aware UTC on the stack clock.
    arrived_s
        Monotonic seconds; for ages.
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
        self._places: dict[tuple[int, int], float] = {}
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

    def enter(self, delivery: Delivery) -> None:
        """Give a received message its place."""
        if delivery.qos:
            with self._lock:
                self._places[(delivery.generation, delivery.mid)] = delivery.arrived_s

    def leave(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Free the places of `deliveries` and return those that may be acknowledged on this connection.

        A delivery of an older connection, or one that left before, is not among them.
        """
        with self._lock:
            return [d for d in deliveries if d.qos and self._free(d)]

    def _free(self, delivery: Delivery) -> bool:
        place = (delivery.generation, delivery.mid)
        return delivery.generation == self._generation and self._places.pop(place, None) is not None

    def waiting(self) -> int:
        """Return how many messages are unacknowledged."""
        return len(self._places)

    def oldest_s(self, now_s: float) -> float:
        """Return the age in seconds of the oldest unacknowledged message; 0 when there is none."""
        with self._lock:
            first = next(iter(self._places.values()), None)
        return 0.0 if first is None else max(0.0, now_s - first)
