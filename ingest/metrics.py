"""What the ingester counts, for Prometheus; each pipeline has a registry of its own."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from data.store.queries.ingest_batch import Outcome

_BATCH_SIZES = (1, 10, 50, 100, 250, 500, 1000)
_COMMIT_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Metrics:
    """Counters of one ingester, labelled by lane (live or past)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._fate = Counter(
            "siangsa_ingest_items_total",
            "Fixes, events and unreadable messages by what became of them",
            ("lane", "fate"),
            registry=self.registry,
        )
        self._reasons = Counter(
            "siangsa_ingest_quarantined_total",
            "Quarantined items by reason",
            ("reason",),
            registry=self.registry,
        )
        self._batch = Histogram(
            "siangsa_ingest_batch_messages",
            "Messages per transaction",
            ("lane",),
            buckets=_BATCH_SIZES,
            registry=self.registry,
        )
        self._commit = Histogram(
            "siangsa_ingest_commit_seconds",
            "Time from closing a batch to its commit",
            ("lane",),
            buckets=_COMMIT_S,
            registry=self.registry,
        )
        self._oldest = Gauge(
            "siangsa_ingest_oldest_unacknowledged_seconds",
            "Age of the oldest message that is not acknowledged",
            ("lane",),
            registry=self.registry,
        )
        self._waiting = Gauge(
            "siangsa_ingest_unacknowledged_messages",
            "Messages that are not acknowledged",
            ("lane",),
            registry=self.registry,
        )
        self._totals: dict[str, int] = {}
        self._healthy = Gauge("siangsa_ingest_healthy", "1 while messages move", registry=self.registry)

    def stored(self, lane: str, messages: int, seconds: float, outcome: Outcome) -> None:
        """Count one committed transaction."""
        self._batch.labels(lane).observe(messages)
        self._commit.labels(lane).observe(seconds)
        for fate in ("accepted", "duplicates", "quarantined"):
            count = sum(getattr(tally, fate) for tally in outcome.tallies.values())
            self._fate.labels(lane, fate).inc(count)
            self._totals[lane] = self._totals.get(lane, 0) + count
        self._count_reasons(outcome.quarantined)

    def total(self, lane: str) -> int:
        """Return how many fixes, events and unreadable messages a lane has settled since the start."""
        return self._totals.get(lane, 0)

    def window(self, lane: str, waiting: int, oldest_s: float) -> None:
        """Note how much waits, and since when."""
        self._waiting.labels(lane).set(waiting)
        self._oldest.labels(lane).set(oldest_s)

    def healthy(self, *, is_healthy: bool) -> None:
        """Note whether messages move."""
        self._healthy.set(int(is_healthy))

    def serve(self, port: int) -> None:
        """Answer Prometheus on 127.0.0.1:`port` from a thread of its own."""
        start_http_server(port, addr="127.0.0.1", registry=self.registry)

    def _count_reasons(self, reasons: Mapping[str, int]) -> None:
        for reason, count in reasons.items():
            self._reasons.labels(reason).inc(count)
