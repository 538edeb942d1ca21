"""Batches: what arrived together goes into one transaction.

A batch closes when it is full or when its first message has waited long enough, whichever comes first: a
busy fleet shares the cost of a commit, a lone fix does not wait for company.
"""

from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic

from ingest.window import Delivery


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
    """A queue that is emptied batch by batch; filled and emptied by different threads."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._queue: SimpleQueue[Delivery] = SimpleQueue()

    def put(self, delivery: Delivery) -> None:
        """Add a message; never blocks."""
        self._queue.put(delivery)

    def waiting(self) -> int:
        """Return how many messages are not yet in a batch."""
        return self._queue.qsize()

    def discard(self) -> int:
        """Throw away what waits and return how much it was; the broker or the device still has it."""
        return len(self._drain(self._queue.qsize()))

    def take(self, timeout_s: float) -> list[Delivery]:
        """Return the next batch, oldest first; empty when nothing arrived for `timeout_s` seconds."""
        try:
            batch = [self._queue.get(timeout=timeout_s)]
        except Empty:
            return []
        closes_s = monotonic() + self._limits.wait_s
        room = self._limits.payload_bytes - len(batch[0].payload)
        while len(batch) < self._limits.messages and room > 0:
            delivery = self._next(closes_s - monotonic())
            if delivery is None:
                break
            batch.append(delivery)
            room -= len(delivery.payload)
        return batch

    def _next(self, left_s: float) -> Delivery | None:
        try:
            return self._queue.get(timeout=left_s) if left_s > 0 else self._queue.get_nowait()
        except Empty:
            return None

    def _drain(self, count: int) -> list[Delivery]:
        drained = []
        for _ in range(count):
            delivery = self._next(0.0)
            if delivery is None:
                break
            drained.append(delivery)
        return drained
