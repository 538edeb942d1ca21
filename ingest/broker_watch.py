"""Whether the broker throws messages away: it tells the publisher "success" and drops what finds no room.

Mosquitto publishes how many it has dropped since its start. A number that grows means that something was lost
for whoever keeps no spool, so it alarms for a while, even when everything moves again.
"""

import logging
import time
from typing import Final

from data.contract.clock import Clock
from ingest.metrics import Metrics
from ingest.mqtt.address import BrokerAddress
from ingest.mqtt.options import Hooks, SessionOptions
from ingest.mqtt.session import Session
from ingest.mqtt.window import Delivery

log = logging.getLogger(__name__)

DROPPED_TOPIC: Final = "$SYS/broker/publish/messages/dropped"
ALARM_S: Final = 300.0


class BrokerWatch:
    """Listens to the broker's own count of dropped messages.

    Parameters
    ----------
    address, clock
        As for every session.
    client_id
        Name of the session; the broker keeps nothing for it.
    metrics
        Where the count goes.
    """

    def __init__(self, address: BrokerAddress, *, client_id: str, clock: Clock, metrics: Metrics) -> None:
        self.dropped: int | None = None
        self.session = Session(
            address,
            SessionOptions(client_id, (DROPPED_TOPIC,)),
            clock=clock,
            hooks=Hooks(on_deliveries=self._hear),
        )
        self._metrics = metrics
        self._grew_by = 0
        self._grew_s: float | None = None

    @property
    def alive(self) -> bool:
        """True while the thread that listens runs."""
        return self.session.alive

    def start(self) -> None:
        """Begin to listen."""
        self.session.start()

    def halt(self) -> None:
        """Nothing waits here; `stop` ends it."""

    def stop(self, timeout_s: float = 3.0) -> None:
        """Leave the broker."""
        self.session.stop(timeout_s)

    def alarms(self) -> list[str]:
        """Return in words that the broker has dropped messages lately; empty when it has not."""
        if self._grew_s is None or time.monotonic() - self._grew_s > ALARM_S:
            return []
        return [f"the broker has thrown away {self._grew_by} messages; see docs/monitoring.md"]

    def note(self, dropped: int) -> None:
        """Take the broker's count; one that is lower than before means that it was restarted."""
        if self.dropped is not None and dropped > self.dropped:
            fresh = time.monotonic()
            lately = self._grew_s is not None and fresh - self._grew_s <= ALARM_S
            self._grew_by = (self._grew_by if lately else 0) + dropped - self.dropped
            self._grew_s = fresh
            log.error(
                "the broker has thrown away %d messages",
                dropped - self.dropped,
                extra={"dropped": dropped - self.dropped, "dropped_since_start": dropped},
            )
        self.dropped = dropped
        self._metrics.broker_dropped(dropped)

    def _hear(self, deliveries: list[Delivery]) -> None:
        text = deliveries[-1].payload
        if text.isdigit():
            self.note(int(text))
