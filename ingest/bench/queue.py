"""How fast a filled queue is emptied: by a bare subscriber, by the ingester, by a plain ingester.

The same messages are queued by the broker for three absent sessions. So none is slowed by a publisher, and
the broker's and the client library's own speed is taken out of the comparison by the ratio.
"""

import json
import time
from dataclasses import dataclass
from threading import Event
from typing import Final

from paho.mqtt.client import Client, MQTTMessage

from data.contract import topics
from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from data.store.queries import naive
from ingest.bench.load import (
    KEEP_S,
    BenchError,
    Maker,
    Place,
    await_true,
    connect_plain,
    fill_queue,
    leave_plain,
    plain_client,
)
from ingest.lane import Lane, LaneOptions
from ingest.metrics import Metrics
from ingest.mqtt.session import SessionOptions
from ingest.screen import Screen
from ingest.sink import Sink

_BARE: Final = "siangsa-bench-bare"
_NAIVE: Final = "siangsa-bench-naive"
_OURS: Final = "siangsa-bench-ours"


@dataclass(frozen=True, slots=True)
class Rate:
    """Fixes a second, and microseconds of our own processor time for each fix."""

    per_s: float
    cpu_us: float


class QueueBench:
    """Three sessions on one broker."""

    def __init__(self, place: Place, maker: Maker) -> None:
        self._place = place
        self._maker = maker

    def single(self, messages: int, naive_messages: int) -> tuple[Rate, Rate, Rate]:
        """Return the rates of the ingester, the bare subscriber and the plain ingester, one fix a message."""
        self._leave_behind(_BARE)
        self._leave_behind(_NAIVE)
        self._leave_ours_behind()
        fill_queue(self._place, self._maker, messages, 1)
        bare = self._drain_bare(messages)
        ours = self._drain_ours(messages)
        return ours, bare, self._drain_naive(naive_messages)

    def batched(self, messages: int, fixes_each: int) -> Rate:
        """Return the rate of the ingester for messages of several fixes."""
        self._leave_ours_behind()
        fill_queue(self._place, self._maker, messages, fixes_each)
        return self._drain_ours(messages * fixes_each)

    def _leave_behind(self, name: str) -> None:
        client, subscribed = plain_client(name), Event()
        client.on_connect = lambda c, *_: c.subscribe(topics.ALL_PAST, qos=1)
        client.on_subscribe = lambda *_: subscribed.set()
        connect_plain(client, self._place.broker, clean_start=True)
        await_true(subscribed.is_set, "a bare subscription")
        leave_plain(client)

    def _leave_ours_behind(self) -> None:
        lane = self._lane(Metrics())
        lane.start()
        if not lane.session.wait_online(10):
            raise BenchError(f"the ingester's session does not come up: {lane.session.last_error}")
        lane.stop()

    def _drain_bare(self, messages: int) -> Rate:
        client, heard = plain_client(_BARE), [0]
        client.on_message = lambda *_: heard.__setitem__(0, heard[0] + 1)
        rate = _Stopwatch()
        connect_plain(client, self._place.broker, clean_start=False)
        await_true(lambda: heard[0] >= messages, "the bare subscriber")
        measured = rate.of(messages)
        leave_plain(client)
        return measured

    def _drain_ours(self, fixes: int) -> Rate:
        metrics = Metrics()
        lane = self._lane(metrics)
        rate = _Stopwatch()
        lane.start()
        await_true(lambda: metrics.total("past") >= fixes, "the ingester")
        measured = rate.of(fixes)
        lane.stop()
        return measured

    def _drain_naive(self, messages: int) -> Rate:
        """Let the plain ingester store the first `messages` of its queue; what is left is forgotten."""
        connection = naive.connect(self._place.database_url)
        client, stored = plain_client(_NAIVE), [0]

        def store(_client: Client, _user: object, message: MQTTMessage) -> None:
            if stored[0] < messages:
                found = json.loads(message.payload)
                naive.insert(connection, found["device"], found["boot"], found["fixes"][0])
                stored[0] += 1

        client.on_message = store
        rate = _Stopwatch()
        connect_plain(client, self._place.broker, clean_start=False)
        await_true(lambda: stored[0] >= messages, "the plain ingester")
        measured = rate.of(messages)
        leave_plain(client)
        naive.drop(connection)
        return measured

    def _lane(self, metrics: Metrics) -> Lane:
        session = SessionOptions(_OURS, (topics.ALL_PAST,), keep_s=KEEP_S)
        sink = Sink(
            self._place.database_url, "siangsa-bench", screen=Screen(), day_of=OperatingCalendar().day_of
        )
        options = LaneOptions("past", session)
        return Lane(self._place.broker, options, sink=sink, clock=RealClock(), metrics=metrics)


class _Stopwatch:
    def __init__(self) -> None:
        self._began_s, self._cpu_s = time.perf_counter(), time.process_time()

    def of(self, fixes: int) -> Rate:
        seconds, cpu_s = time.perf_counter() - self._began_s, time.process_time() - self._cpu_s
        return Rate(fixes / seconds, cpu_s / fixes * 1e6)
