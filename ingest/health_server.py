"""The small HTTP server beside each ingester: ``/metrics``, ``/ready``, ``/live`` and ``/state``."""

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final, override

import msgspec

from ingest.errors import PortTakenError
from ingest.health import Health

_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_JSON: Final = "application/json"
_PATIENCE_S: Final = 10.0

type Answer = tuple[HTTPStatus, str, bytes]


class HealthServer:
    """Answers from threads of its own; has no accounts, so it listens on loopback unless told otherwise.

    Parameters
    ----------
    health
        Whoever knows.
    host, port
        Where to listen; port 0 takes a free one.

    Raises
    ------
    PortTakenError
        When nobody can listen there.
    """

    def __init__(self, health: Health, host: str, port: int) -> None:
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(_routes(health)))
        except OSError as error:
            raise PortTakenError(
                f"cannot listen on {host} port {port} ({error.strerror}); look at SIANGSA_INGEST_METRICS_PORT"
            ) from error
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def port(self) -> int:
        """Return where it listens."""
        return int(self._server.server_address[1])

    @property
    def alive(self) -> bool:
        """True while it answers."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop to answer."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


def _routes(health: Health) -> dict[str, Callable[[], Answer]]:
    def ready() -> Answer:
        troubles = health.troubles()
        code = HTTPStatus.SERVICE_UNAVAILABLE if troubles else HTTPStatus.OK
        return code, _JSON, msgspec.json.encode({"ready": not troubles, "troubles": troubles})

    def live() -> Answer:
        lives = health.lives()
        code = HTTPStatus.OK if lives else HTTPStatus.SERVICE_UNAVAILABLE
        return code, _JSON, msgspec.json.encode({"live": lives})

    return {
        "/metrics": lambda: (HTTPStatus.OK, _TEXT, health.metrics()),
        "/ready": ready,
        "/live": live,
        "/state": lambda: (HTTPStatus.OK, _JSON, msgspec.json.encode(health.state())),
    }


def _handler(routes: dict[str, Callable[[], Answer]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "siangsa"
        sys_version = ""
        timeout = _PATIENCE_S

        def do_GET(self) -> None:
            route = routes.get(self.path.split("?", 1)[0])
            code, kind, body = route() if route else (HTTPStatus.NOT_FOUND, _JSON, b'{"error":"not found"}')
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: somebody asks every few seconds."""

    return Handler
