"""Phones that speak HTTP, and the door they knock at: the real server, in a thread of this process."""

import asyncio
import json
import socket
import threading
import time
from datetime import UTC, datetime

import httpx
import uvicorn

from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from data.store.models import Device
from data.store.queries import credentials
from ingest.http import Doors, Limits
from ingest.http_desk import Desk
from ingest.http_signin import SignIns
from ingest.lanes import SERVICE_AREA
from ingest.metrics import Metrics
from ingest.screen import Screen
from ingest.sink import Sink
from tests.support.ingest_world import wait_for

SINCE = datetime(2025, 1, 1, tzinfo=UTC)


def register(session, name, dialect, external_id=None):
    """Register a phone and return its secret; the caller commits."""
    session.add(
        Device(
            id=name, kind="phone", simulated=False, dialect=dialect, external_id=external_id, valid_from=SINCE
        )
    )
    session.flush()
    return credentials.issue(session, credentials.Owner("device", name), SINCE)


def owntracks(**more):
    """Return a fresh location as OwnTracks posts it."""
    place = {
        "_type": "location",
        "lat": -6.59,
        "lon": 110.67,
        "tst": int(time.time()) - 5,
        "acc": 9,
        "batt": 80,
    }
    return {**place, **more}


def client_json(device, **coords):
    """Return a fresh location as Traccar Client 9 posts it."""
    where = {"latitude": -6.59, "longitude": 110.67, "accuracy": 6.0, "speed": 10.0, "heading": 90, **coords}
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {"location": {"timestamp": moment, "coords": where, "is_moving": True}, "device_id": device}


class Door:
    """The real server on a port of its own, in a thread of this process."""

    def __init__(self, database_url, *, body_bytes=1_000_000, commit_wait_s=10.0):
        metrics = Metrics()
        sink = Sink(database_url, "test-http", screen=Screen(SERVICE_AREA), day_of=OperatingCalendar().day_of)
        self.desk = Desk(sink, clock=RealClock(), metrics=metrics)
        self.sign_ins = SignIns(database_url)
        self.doors = Doors(self.desk, self.sign_ins, metrics, Limits(body_bytes, commit_wait_s))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        config = uvicorn.Config(
            self.doors.app(), log_config=None, access_log=False, timeout_graceful_shutdown=3
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        asyncio.run(self._server.serve(sockets=[self._listening]))

    def __enter__(self):
        self._thread.start()
        wait_for(lambda: self._server.started, what="the server")
        return self

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join(10)
        self._listening.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self, **more):
        return httpx.Client(base_url=self.url, timeout=20, **more)


def body(document):
    return document if isinstance(document, bytes) else json.dumps(document).encode()
