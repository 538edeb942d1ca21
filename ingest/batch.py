"""Batches: what arrived together goes into one transaction.

A batch closes when it is full or when its first message has waited long enough, whichever comes first: a
busy fleet shares the cost of a commit, a lone fix does not wait for company.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition
from time import monotonic

from ingest.mqtt.window import Delivery


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """When a batch closes.

    Parameters
    ----------
    messages
        Most messages in one batch.
    payload_bytes
        Most payload in one batch; a message more may pass it. Spools send up to 50 fixes a message.
    wait_s
        Longest time that the first message of a batch waits for company.
    """

    messages: int = 1000
    payload_bytes: int = 1_000_000
    wait_s: float = 0.05

    def __post_init__(self) -> None:
        if self.messages < 1 or self.payload_bytes < 1 or self.wait_s < 0:
            raise ValueError(f"a batch needs room for one message and no negative wait: {self}")


class Batcher:
    """A queue that is emptied batch by batch; filled and emptied by different threads.

    The taker is woken only when its batch is due, not for every message that joins it: a wake-up costs more
    than the message.
    """

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._changed = Condition()
        self._queue: deque[Delivery] = deque()
        self._bytes = 0
        self._wakes_at = 1

    def put(self, delivery: Delivery) -> None:
        """Add one message; never blocks for longer than a moment."""
        self.put_all((delivery,))

    def put_all(self, deliveries: Iterable[Delivery]) -> None:
        """Add messages, oldest first; never blocks for longer than a moment."""
        arrived = list(deliveries)
        size = sum([len(d.payload) for d in arrived])
        with self._changed:
            self._queue.extend(arrived)
            self._bytes += size
            if len(self._queue) >= self._wakes_at or self._bytes >= self._limits.payload_bytes:
                self._changed.notify()

    def waiting(self) -> int:
        """Return how many messages are not yet in a batch."""
        return len(self._queue)

    def discard(self) -> int:
        """Throw away what waits and return how much it was; the broker or the device still has it."""
        with self._changed:
            thrown = len(self._queue)
            self._queue.clear()
            self._bytes = 0
            return thrown

    def discard_before(self, generation: int) -> int:
        """Throw away what waits for an acknowledgement on a connection before `generation`; return how much.

        The broker hands it over again.
        """
        with self._changed:
            kept = [d for d in self._queue if d.generation >= generation or not d.qos]
            thrown = len(self._queue) - len(kept)
            self._queue = deque(kept)
            self._bytes = sum([len(d.payload) for d in kept])
            return thrown

    def take(self, timeout_s: float) -> list[Delivery]:
        """Return the next batch, oldest first; empty when nothing arrived for `timeout_s` seconds."""
        with self._changed:
            self._wakes_at = 1
            if not self._changed.wait_for(lambda: self._queue, timeout_s):
                return []
            self._wakes_at = self._limits.messages
            self._changed.wait_for(self._is_due, self._left_s())
            return self._close()

    def _left_s(self) -> float:
        # What the first message has waited already, while the batch before was stored, counts.
        return max(0.0, self._queue[0].arrived_s + self._limits.wait_s - monotonic())

    def _is_due(self) -> bool:
        return (
            len(self._queue) >= self._limits.messages
            or self._bytes >= self._limits.payload_bytes
            or not self._queue
        )

    def _close(self) -> list[Delivery]:
        batch: list[Delivery] = []
        room = self._limits.payload_bytes
        while self._queue and len(batch) < self._limits.messages and room > 0:
            delivery = self._queue.popleft()
            room -= len(delivery.payload)
            batch.append(delivery)
        self._bytes -= self._limits.payload_bytes - room
        return batch
