"""What the ingester counts, for Prometheus; each ingester has a registry of its own.

The table in ``docs/monitoring.md`` says what each name means and when to worry.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from data.store.queries.ingest_batch import Outcome

_BATCH_SIZES: Final = (1, 10, 50, 100, 250, 500, 1000, 2000)
_COMMIT_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_LANE: Final = ("lane",)
FATES: Final = ("accepted", "duplicates", "quarantined")


class Metrics:
    """Counters of one ingester, most of them by lane (live, past, foreign)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._received = self._counter(
            "received_messages", "Messages that the broker handed over, repeats included", _LANE
        )
        self._dropped = self._counter(
            "discarded_messages", "Messages that were let go unstored; their sender has them still", _LANE
        )
        self._fate = self._counter(
            "items", "Fixes, events and unreadable messages by what became of them", ("lane", "fate")
        )
        self._reasons = self._counter("quarantined", "Quarantined items by reason", ("reason",))
        self._store_errors = self._counter("store_errors", "Failed attempts to store a batch", _LANE)
        self._batch = self._histogram("batch_messages", "Messages per transaction", _BATCH_SIZES)
        self._commit = self._histogram("commit_seconds", "Time from closing a batch to its commit", _COMMIT_S)
        self._oldest = self._gauge(
            "oldest_unacknowledged_seconds", "Age of the oldest message that is not acknowledged", _LANE
        )
        self._waiting = self._gauge("unacknowledged_messages", "Messages that are not acknowledged", _LANE)
        self._connected = self._gauge("connected", "1 while the broker has accepted every session", _LANE)
        self._broker_dropped = self._gauge(
            "broker_dropped_messages", "Messages that the broker says it threw away since its start"
        )
        self._healthy = self._gauge("healthy", "1 while messages move and nothing alarms")
        self._totals: dict[str, Tally[str]] = {}

    def received(self, lane: str, messages: int) -> None:
        """Count what one turn of reading brought."""
        self._received.labels(lane).inc(messages)

    def discarded(self, lane: str, messages: int) -> None:
        """Count messages that are let go unstored."""
        self._dropped.labels(lane).inc(messages)

    def store_error(self, lane: str) -> None:
        """Count a failed attempt to store a batch."""
        self._store_errors.labels(lane).inc()

    def stored(self, lane: str, messages: int, seconds: float, outcome: Outcome) -> None:
        """Count one committed transaction."""
        self._batch.labels(lane).observe(messages)
        self._commit.labels(lane).observe(seconds)
        totals = self._totals.setdefault(lane, Tally())
        for fate in FATES:
            count = sum(getattr(tally, fate) for tally in outcome.tallies.values())
            self._fate.labels(lane, fate).inc(count)
            totals[fate] += count
        self._count_reasons(outcome.quarantined)

    def total(self, lane: str) -> int:
        """Return how many fixes, events and unreadable messages a lane has settled since the start."""
        return self._totals.get(lane, Tally()).total()

    def totals(self, lane: str) -> dict[str, int]:
        """Return what `total` counts, by fate."""
        totals = self._totals.get(lane, Tally())
        return {fate: totals[fate] for fate in FATES}

    def window(self, lane: str, waiting: int, oldest_s: float, *, connected: bool) -> None:
        """Note how much waits, since when, and whether the broker is there."""
        self._waiting.labels(lane).set(waiting)
        self._oldest.labels(lane).set(oldest_s)
        self._connected.labels(lane).set(int(connected))

    def forget_lanes(self, gone: Iterable[str]) -> None:
        """Forget what waits in lanes that are not served here any more."""
        for lane in gone:
            for gauge in (self._waiting, self._oldest, self._connected):
                gauge.remove(lane)

    def broker_dropped(self, messages: int) -> None:
        """Note how many messages the broker says it threw away."""
        self._broker_dropped.set(messages)

    def healthy(self, *, is_healthy: bool) -> None:
        """Note whether messages move and nothing alarms."""
        self._healthy.set(int(is_healthy))

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self.registry)

    def _count_reasons(self, reasons: Mapping[str, int]) -> None:
        for reason, count in reasons.items():
            self._reasons.labels(reason).inc(count)

    def _counter(self, name: str, text: str, labels: tuple[str, ...]) -> Counter:
        return Counter(f"siangsa_ingest_{name}_total", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"siangsa_ingest_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"siangsa_ingest_{name}", text, _LANE, registry=self.registry, buckets=buckets)
