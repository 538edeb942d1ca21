"""The desk: where a request hands a message in and waits until it is committed.

Requests of one moment share a transaction, as messages of a lane do: one thread takes batches, stores them,
and tells each request what became of its own. While the database is down nothing is kept here: the device has
its message still, is told to come again, and so nothing is acknowledged that is no row.
"""

import itertools
import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Event, Thread
from typing import Final

from data.contract.clock import Clock
from ingest.batch import Batcher, BatchLimits
from ingest.errors import StoreDownError
from ingest.metrics import Metrics
from ingest.mqtt.window import Delivery
from ingest.sink import Sink

log = logging.getLogger(__name__)

LANE: Final = "http"
LIMITS: Final = BatchLimits(messages=500, wait_s=0.02)
WAITING_MAX: Final = 5_000
_IDLE_S: Final = 0.25
_PROBE_EVERY_S: Final = 3.0


class Desk:
    """Stores what requests bring; `hand_in` may be called from any thread.

    Parameters
    ----------
    sink
        Where it goes; used by the desk's own thread only.
    clock
        The stack's clock, for the time of arrival.
    metrics
        Where it is counted, as lane ``http``.
    """

    def __init__(self, sink: Sink, *, clock: Clock, metrics: Metrics) -> None:
        self.store_error: str | None = None
        self._sink = sink
        self._clock = clock
        self._metrics = metrics
        self._batcher = Batcher(LIMITS)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[None]] = {}
        self._stopping = Event()
        self._turned_s = self._probed_s = time.monotonic()
        self._thread = Thread(target=self._run, name="desk", daemon=True)

    @property
    def alive(self) -> bool:
        """True while the thread runs that stores."""
        return self._thread.is_alive()

    def demand_store(self) -> None:
        """Look before the start whether the database takes us; one that is only away is waited for.

        Raises
        ------
        StoreRefusedError
            When only another setting can help.
        """
        if away := self._sink.demand_store():
            self._store_down((), str(away))

    def start(self) -> None:
        """Begin to store."""
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Store what was handed in, then stop; whoever still waits is told that nothing was stored."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._refuse(list(self._waiting), "the program ends")

    def stuck_s(self) -> float:
        """Return for how many seconds the thread has not come round; a healthy one needs a moment."""
        return time.monotonic() - self._turned_s

    def hand_in(self, topic: str, payload: bytes) -> Future[None]:
        """Return a future that is done once the message is committed, as a fact or in quarantine.

        It fails with `StoreDownError` when the database does not store, or too many wait already; then
        nothing was acknowledged, and at worst the message was stored all the same and counts as a duplicate
        when it comes again.
        """
        future: Future[None] = Future()
        future.set_running_or_notify_cancel()  # nobody can take back what may be stored already
        if self._stopping.is_set() or len(self._waiting) >= WAITING_MAX:
            future.set_exception(StoreDownError("too many messages wait"))
            return future
        number = next(self._numbers)
        self._waiting[number] = future
        self._metrics.received(LANE, 1)
        self._batcher.put(
            Delivery(
                topic=topic,
                payload=payload,
                qos=0,
                mid=number,
                generation=0,
                received_at=self._clock.now(),
                arrived_s=time.monotonic(),
            )
        )
        return future

    def _run(self) -> None:
        while not self._stopping.is_set() or self._batcher.waiting():
            self._turned_s = time.monotonic()
            deliveries = self._batcher.take(_IDLE_S)
            try:
                self._settle(deliveries) if deliveries else self._idle()
            except StoreDownError as error:
                self._store_down(deliveries, str(error))
            except Exception:  # a fault of ours must not end the thread on which every phone waits
                log.exception("the desk had a fault")
                self._sink.close()
                self._store_down(deliveries, "a fault of the program; see its log")
        self._sink.close()

    def _settle(self, deliveries: Sequence[Delivery]) -> None:
        began_s = time.monotonic()
        for part in self._sink.settle(deliveries):
            self._metrics.stored(LANE, len(part.deliveries), time.monotonic() - began_s, part.outcome)
            self._store_up()
            for delivery in part.deliveries:
                if future := self._waiting.pop(delivery.mid, None):
                    future.set_result(None)

    def _idle(self) -> None:
        self._sink.idle()
        if time.monotonic() - self._probed_s >= _PROBE_EVERY_S:
            self._probed_s = time.monotonic()
            self._sink.probe()
            self._store_up()

    def _store_up(self) -> None:
        if self.store_error is not None:
            log.info("the database stores again")
        self.store_error = None

    def _store_down(self, deliveries: Sequence[Delivery], reason: str) -> None:
        if self.store_error is None:
            log.error("nothing is stored: %s", reason)
        self._metrics.store_error(LANE)
        self.store_error = reason
        self._refuse([delivery.mid for delivery in deliveries], reason)
        self._stopping.wait(0 if deliveries else _IDLE_S)

    def _refuse(self, numbers: Sequence[int], reason: str) -> None:
        for number in numbers:
            if future := self._waiting.pop(number, None):
                future.set_exception(StoreDownError(reason))
