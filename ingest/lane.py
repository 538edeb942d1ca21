"""A lane: one session and one sink, joined by batches; live and past each have their own.

So a backlog in the past lane never stands before a fresh fix, and the database sees two steady writers.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final

from data.contract.clock import Clock
from ingest.batch import Batcher, BatchLimits
from ingest.errors import StoreDownError
from ingest.metrics import Metrics
from ingest.mqtt.session import BrokerAddress, Hooks, Session, SessionOptions
from ingest.mqtt.window import Delivery
from ingest.sink import Part, Sink, receipts

log = logging.getLogger(__name__)

_IDLE_S: Final = 0.25
_PROBE_EVERY_S: Final = 5.0
_BACKOFF_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class LaneOptions:
    """What makes one lane differ from another.

    Parameters
    ----------
    name
        ``live`` or ``past``.
    session
        What the lane is to the broker.
    limits
        When a batch closes.
    lets_go
        While the database is down, stay away from the broker and forget what was not stored. For the live
        lane: whoever sent it has a spool and sends it again as past, and when the database is back the
        newest must come first. False: keep everything until it is stored.
    may_connect
        See `Hooks`; for a lane whose place at the broker another ingester may have taken.
    """

    name: str
    session: SessionOptions
    limits: BatchLimits = field(default_factory=BatchLimits)
    lets_go: bool = False
    may_connect: Callable[[float], bool] = lambda _: True


class Lane:
    """Takes messages from one session, stores them, and only then acknowledges them."""

    def __init__(
        self, address: BrokerAddress, options: LaneOptions, *, sink: Sink, clock: Clock, metrics: Metrics
    ) -> None:
        self.options = options
        self.batcher = Batcher(options.limits)
        hooks = Hooks(on_deliveries=self._take_in, may_connect=options.may_connect)
        self.session = Session(address, options.session, clock=clock, hooks=hooks)
        self.store_error: str | None = None
        self.dropped = 0
        self._sink = sink
        self._metrics = metrics
        self._stopping = Event()
        self._progress_s = self._probed_s = time.monotonic()
        self._generation = 0
        self._thread = Thread(target=self._run, name=f"lane-{options.name}", daemon=True)

    @property
    def alive(self) -> bool:
        """True while both threads of the lane run."""
        return self._thread.is_alive() and self.session.alive

    def demand_store(self) -> None:
        """Look before the start whether the database takes us; one that is only away is waited for.

        Raises
        ------
        StoreRefusedError
            When only another setting can help.
        """
        if away := self._sink.demand_store():
            self._store_down(away)

    def start(self) -> None:
        """Begin to read and to store."""
        self._thread.start()
        self.session.start()

    def halt(self) -> None:
        """Ask the lane to stop; `stop` waits for it."""
        self._stopping.set()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Finish the batch in hand, acknowledge it, leave broker and database in order."""
        self.halt()
        self._thread.join(timeout_s)
        self.session.stop(timeout_s)

    def end(self, timeout_s: float = 3.0) -> bool:
        """Stop, and have the broker forget the session; see `Session.end`."""
        self.halt()
        self._thread.join(timeout_s)
        return self.session.end(timeout_s)

    def stalled_s(self) -> float:
        """Return for how many seconds messages have waited without any of them moving; 0 when none waits."""
        now_s = time.monotonic()
        return min(self.session.window.oldest_s(now_s), now_s - self._progress_s)

    def troubles(self, stall_s: float) -> list[str]:
        """Return in words why this lane does not work; empty when it does.

        Parameters
        ----------
        stall_s
            Seconds for which messages may wait, or the session's thread may stay away.
        """
        return [f"{self.options.name}: {fault}" for fault in self._faults(stall_s)]

    def _faults(self, stall_s: float) -> Iterator[str]:
        if not self.alive:
            yield "a thread of the lane has ended"
            return
        if self.store_error:
            yield self.store_error
        elif not self.session.online:
            yield self.session.last_error or "not connected to the broker"
        elif self.session.motionless_s() > stall_s:
            yield f"the session has not moved for {self.session.motionless_s():.0f} s"
        if self.stalled_s() > stall_s:
            yield f"messages have waited for {self.stalled_s():.0f} s"

    def _take_in(self, deliveries: list[Delivery]) -> None:
        self._metrics.received(self.options.name, len(deliveries))
        most, generation = self.options.session.receive_maximum, deliveries[0].generation
        if generation != self._generation:
            self._generation = generation
            # What an earlier connection brought is kept, for a killed broker may have forgotten it; but a
            # connection that breaks again and again must not fill the memory with repeats.
            if self.batcher.waiting() > most:
                self._discarded(self.batcher.discard_before(generation))
        # The broker's window bounds what it hands over at QoS 1; what was sent at QoS 0 has no such bound.
        kept = _without_surplus(deliveries, most - self.batcher.waiting())
        self._discarded(len(deliveries) - len(kept))
        self.batcher.put_all(kept)

    def _discarded(self, messages: int) -> None:
        if messages:
            self.dropped += messages
            self._metrics.discarded(self.options.name, messages)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except (
                Exception
            ):  # a fault of ours: nothing was acknowledged, so a new connection brings it again
                log.exception(
                    "lane %s: unexpected fault", self.options.name, extra={"lane": self.options.name}
                )
                self._stopping.wait(_BACKOFF_S[-1])
                self.session.reconnect()
        self._sink.close()

    def _turn(self) -> None:
        deliveries = self.batcher.take(_IDLE_S)
        if deliveries:
            self._settle(deliveries)
            return
        try:
            self._sink.idle()
            self._look_after_store()
        except StoreDownError as error:
            self._store_down(error)

    def _look_after_store(self) -> None:
        """Ask the database now and then while nothing arrives: a lane that could not store is not ready."""
        if time.monotonic() - self._probed_s >= _PROBE_EVERY_S:
            self._probed_s = time.monotonic()
            self._sink.probe()
            self.store_error = None

    def _settle(self, deliveries: Sequence[Delivery]) -> None:
        done = failures = 0
        while done < len(deliveries) and not self._stopping.is_set():
            try:
                began_s = time.monotonic()
                for part in self._sink.settle(deliveries[done:]):
                    done += len(part.deliveries)
                    self._confirm(part, time.monotonic() - began_s)
            except StoreDownError as error:
                self._store_down(error)
                if self.options.lets_go:
                    self._let_go()
                    return
                self._stopping.wait(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)])
                failures += 1

    def _confirm(self, part: Part, seconds: float) -> None:
        """Tell the broker, then the devices, that a part is committed."""
        self.session.acknowledge(part.deliveries)
        self.session.publish(receipts(part.outcome))
        self._progress_s = time.monotonic()
        self.store_error = None
        self._metrics.stored(self.options.name, len(part.deliveries), seconds, part.outcome)

    def _store_down(self, error: StoreDownError) -> None:
        self._metrics.store_error(self.options.name)
        if self.store_error is None:
            log.error("lane %s: %s", self.options.name, error, extra={"lane": self.options.name})
        self.store_error = str(error)

    def _let_go(self) -> None:
        self.session.hold()
        self._discarded(self.batcher.discard())
        failures = 0
        while not self._stopping.is_set():
            try:
                self._sink.probe()
            except StoreDownError as error:
                self._store_down(error)
                self._stopping.wait(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)])
                failures += 1
            else:
                break
        self._discarded(self.batcher.discard())
        self.store_error = None
        log.info("lane %s: the database is back", self.options.name)
        self.session.resume()


def _without_surplus(deliveries: list[Delivery], room: int) -> list[Delivery]:
    """Return `deliveries` without those at QoS 0 that find no room; a promise is never dropped."""
    if len(deliveries) <= room:
        return deliveries
    kept: list[Delivery] = []
    for delivery in deliveries:
        if delivery.qos or len(kept) < room:
            kept.append(delivery)
    return kept
