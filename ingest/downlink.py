"""The downlink: every own device holds the route of the vehicle in which it sits today, and no other.

The database is the truth and the broker forgets: a killed broker loses its retained messages. So all routes
are sent anew at the start and whenever the broker comes back, and only what changed is sent in between. One
program does this at a time (an advisory lock); the others wait to take over. Devices of other dialects could
not read a route, so they get none.
"""

import logging
import math
import time
from collections.abc import Iterator
from datetime import date, datetime
from threading import Event
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from data.contract import codec, topics
from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from data.store.queries import downlink as queries
from ingest.mqtt.session import BrokerAddress, Hooks, Publication, Session, SessionOptions
from ingest.post import Post

log = logging.getLogger(__name__)

_POLL_S: Final = 0.5
_FULL_LOOK_S: Final = 15.0
_TAKE_OVER_S: Final = 2.0
_CLEARED: Final = b""


class Downlink:
    """Keeps the retained route of each device equal to the database."""

    def __init__(
        self,
        address: BrokerAddress,
        *,
        client_id: str,
        database_url: str,
        clock: Clock,
        calendar: OperatingCalendar,
    ) -> None:
        self._clock = clock
        self._calendar = calendar
        self._renewed = Event()
        self._sent: dict[str, bytes] = {}
        hooks = Hooks(on_online=self._renewed.set)
        self.session = Session(address, SessionOptions(client_id), clock=clock, hooks=hooks)
        self._post = Post("downlink", lambda: queries.connect_listening(database_url), self._serve)

    @property
    def alive(self) -> bool:
        """True while both threads of the downlink run."""
        return self._post.alive and self.session.alive

    def start(self) -> None:
        """Begin to send routes."""
        self.session.start()
        self._post.start()

    def halt(self) -> None:
        """Ask the downlink to stop; `stop` waits for it."""
        self._post.stopping.set()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Leave broker and database; the retained routes stay until they expire."""
        self._post.stop(timeout_s)
        self.session.stop(timeout_s)

    def _serve(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._post.well()
        while not self._post.stopping.is_set() and not queries.become_holder(connection):
            self._post.stopping.wait(_TAKE_OVER_S)
        self._renewed.set()
        day: date | None = None
        looked_s = 0.0
        while not self._post.stopping.is_set():
            today = self._calendar.day_of(self._clock.now())
            heard = _hear(connection)
            due = time.monotonic() - looked_s >= _FULL_LOOK_S
            if heard or due or today != day or self._renewed.is_set():
                day, looked_s = today, time.monotonic()
                self._send(connection, today)

    def _send(self, connection: psycopg.Connection[TupleRow], day: date) -> None:
        if not self.session.online:
            return
        if self._renewed.is_set():
            self._renewed.clear()
            self._sent.clear()
        now = self._clock.now()
        wanted = self._wanted(connection, day, now)
        changed = {device: payload for device, payload in wanted.items() if self._sent.get(device) != payload}
        self.session.publish(self._publications(changed, day, now))
        self._sent.update(changed)
        if changed:
            routes = sum(1 for payload in changed.values() if payload)
            log.info("downlink: %d routes sent, %d cleared", routes, len(changed) - routes)

    def _wanted(self, connection: psycopg.Connection[TupleRow], day: date, now: datetime) -> dict[str, bytes]:
        wanted = dict.fromkeys(queries.own_devices(connection, now), _CLEARED)
        for device, message in queries.routes_of_day(connection, day, now).items():
            wanted[device] = codec.encode(message)
        return wanted

    def _publications(self, payloads: dict[str, bytes], day: date, now: datetime) -> Iterator[Publication]:
        ends = self._calendar.bounds(day)[1]
        expires_s = max(1, math.ceil(self._clock.real_seconds((ends - now).total_seconds())))
        for device, payload in payloads.items():
            yield Publication(
                topic=topics.route(device),
                payload=payload,
                retain=True,
                expires_s=expires_s if payload else None,
                qos=1,
            )


def _hear(connection: psycopg.Connection[TupleRow]) -> bool:
    """Wait a moment for a ping; True when there was one."""
    return any(True for _ in connection.notifies(timeout=_POLL_S, stop_after=1))
