"""Uvicorn with open streams: they are ended first, so that a stop takes a moment and not for ever."""

import logging
import socket
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from api.errors import UnsafeSettingsError
from api.world import World
from data.contract.settings import TlsSettings

STOP_WITHIN_S = 3
KEEP_ALIVE_S = 75
"""Longer than a reverse proxy keeps an idle line (nginx: 60 s): it never sends into one just closed."""


class Server(uvicorn.Server):
    """Tells the hub before it waits for open connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else."""
        app: FastAPI = self.config.app  # type: ignore[assignment]  # given as an object, never as a name
        world: World | None = getattr(app.state, "world", None)
        if world is not None:
            world.hub.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, host: str, port: int, tls: TlsSettings | None = None) -> None:
    """Serve until SIGTERM or SIGINT, with TLS when `tls` names papers.

    Raises
    ------
    UnsafeSettingsError
        The address cannot be listened to, or the papers cannot be read.
    """
    certificate, key = (None, None) if tls is None else (tls.certificate, tls.key)
    _demand_readable(certificate, key)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("api.problems").setLevel(logging.WARNING)
    try:
        listening = socket.create_server((host, port), reuse_port=False, backlog=512)
    except OSError as error:
        raise UnsafeSettingsError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    with listening:
        Server(config).run(sockets=[listening])


def _demand_readable(*papers: Path | None) -> None:
    for path in filter(None, papers):
        try:
            path.read_bytes()
        except OSError as error:
            raise UnsafeSettingsError(f"cannot read {path}: {error.strerror}") from error
