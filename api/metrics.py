"""What the api counts for Prometheus; a registry of its own, so that two apps in one process do not mix."""

import time
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Counters of one app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "siangsa_api_requests_total",
            "Requests answered",
            ("operation", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "siangsa_api_request_seconds",
            "Seconds until the answer began",
            ("operation",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._streams = Gauge("siangsa_api_streams", "Open live streams", registry=self._registry)
        self._listening = Gauge(
            "siangsa_api_listening", "1 while the database's pings are heard", registry=self._registry
        )

    def answered(self, operation: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(operation, str(status)).inc()
        self._seconds.labels(operation).observe(seconds)

    def exposition(self, streams: int, *, listening: bool) -> tuple[bytes, str]:
        """Return all counters as Prometheus reads them, and the media type."""
        self._streams.set(streams)
        self._listening.set(listening)
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


class Counting:
    """Outermost middleware: counts every answer by operation, never by address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app and count its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                operation = getattr(scope.get("route"), "operation_id", None) or "other"
                self.metrics.answered(operation, message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)
