"""How fast the ingester stores, beside a bare subscriber on the same broker in the same run.

The same messages are queued by the broker for two absent sessions. Then a bare paho subscriber (automatic
acknowledgement, counts and forgets) empties the one, and the ingester (screen, one transaction a batch,
acknowledgement after commit, receipts) the other. So neither is slowed by a publisher, and the broker's and
the client library's own speed is taken out of the comparison by the ratio.

``SIANGSA_DATABASE_URL`` names a migrated database that may be filled, ``SIANGSA_MQTT_URL`` the broker as the
ingester, and ``SIANGSA_INGEST_BENCH_MQTT_URL`` (default: the former) an account that may publish on
``fleet/+/past``.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from data.contract import codec, topics
from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock, real_now
from data.contract.messages import FixMessage, WireFix
from data.store.queries import ingest_batch
from data.store.settings import StoreSettings
from ingest.errors import BrokerRefusedError, IngestError
from ingest.lane import Lane, LaneOptions
from ingest.metrics import Metrics
from ingest.screen import Screen
from ingest.session import BrokerAddress, SessionOptions
from ingest.settings import BrokerSettings
from ingest.sink import Sink

PUBLISHER_VARIABLE: Final = "SIANGSA_INGEST_BENCH_MQTT_URL"
_DEVICES: Final = tuple(f"bench-{number:02d}" for number in range(1, 21))
_KEEP_S: Final = 600
_PATIENCE_S: Final = 180.0
_IN_FLIGHT: Final = 2_000
_BARE_ID: Final = "siangsa-bench-bare"


class BenchError(IngestError):
    """The measurement cannot be made."""


def run(*, short: bool) -> dict[str, Any]:
    """Measure and return the figures.

    Parameters
    ----------
    short
        A tenth of the load, for a quick look.

    Returns
    -------
    ``stored_per_s`` and ``bare_per_s`` (fixes a second, one fix a message), ``ratio`` of both, and
    ``batched_per_s`` (fixes a second, 50 fixes a message).
    """
    messages = 3_000 if short else 30_000
    bench = Bench()
    single = bench.measure(messages, fixes_each=1)
    batched = bench.measure(messages // 10, fixes_each=50)
    return {
        "messages": messages,
        "stored_per_s": round(single["stored_per_s"]),
        "bare_per_s": round(single["bare_per_s"]),
        "ratio": round(single["stored_per_s"] / single["bare_per_s"], 3),
        "batched_per_s": round(batched["stored_per_s"]),
    }


class Bench:
    """Broker, database and the two sessions that are compared."""

    def __init__(self) -> None:
        url = BrokerSettings().mqtt_url
        self._broker = BrokerAddress.parse(url)
        self._publisher = BrokerAddress.parse(os.environ.get(PUBLISHER_VARIABLE, url))
        self._database_url = StoreSettings().database_url
        self._born = real_now()
        self._sequence = 0
        self._boot = time.time_ns()
        connection = ingest_batch.connect(self._database_url, "siangsa-bench")
        ingest_batch.ensure_devices(connection, _DEVICES, datetime(2025, 1, 1, tzinfo=UTC))
        connection.close()

    def measure(self, messages: int, *, fixes_each: int) -> dict[str, float]:
        """Queue `messages` for both, let each empty its queue; return fixes a second."""
        self._leave_sessions_behind()
        self._publish(messages, fixes_each)
        fixes = messages * fixes_each
        bare_s = self._drain_bare(messages)
        stored_s = self._drain_ingester(fixes)
        return {"bare_per_s": fixes / bare_s, "stored_per_s": fixes / stored_s}

    def _leave_sessions_behind(self) -> None:
        lane = self._lane(Metrics())
        lane.start()
        if not lane.session.wait_online(10):
            raise BenchError(f"the ingester's session does not come up: {lane.session.last_error}")
        lane.stop()
        client, subscribed = _client(_BARE_ID), Event()
        client.on_connect = lambda c, *_: c.subscribe(topics.ALL_PAST, qos=1)
        client.on_subscribe = lambda *_: subscribed.set()
        _connect(client, self._broker, clean_start=True)
        _await(subscribed.is_set, "a bare subscription")
        client.disconnect()
        client.loop_stop()

    def _publish(self, messages: int, fixes_each: int) -> None:
        client, refused = _client("siangsa-bench-publisher"), Event()
        client.on_publish = lambda _c, _u, _mid, reason, _p: _note_refusal(reason, refused)
        _connect(client, self._publisher, clean_start=True)
        pending: list[MQTTMessageInfo] = []
        for number in range(messages):
            device = _DEVICES[number % len(_DEVICES)]
            pending.append(client.publish(topics.past(device), self._payload(device, fixes_each), qos=1))
            if len(pending) >= _IN_FLIGHT:
                _finish(pending)
        _finish(pending)
        client.disconnect()
        client.loop_stop()
        if refused.is_set():
            raise BenchError(f"the broker lets this account publish no fixes; set {PUBLISHER_VARIABLE}")

    def _payload(self, device: str, fixes_each: int) -> bytes:
        fixes = []
        for _ in range(fixes_each):
            self._sequence += 1
            moment = self._born - timedelta(seconds=1) - timedelta(milliseconds=self._sequence)
            drift = (self._sequence % 1000) * 1e-5
            fixes.append(
                WireFix(
                    seq=self._sequence,
                    tst=moment.timestamp(),
                    lat=-6.6 + drift,
                    lon=110.7,
                    vel=24.0,
                    cog=90.0,
                )
            )
        return codec.encode(FixMessage(v=1, device=device, boot=self._boot, fixes=fixes))

    def _drain_bare(self, messages: int) -> float:
        client, heard = _client(_BARE_ID), [0]
        client.on_message = lambda *_: heard.__setitem__(0, heard[0] + 1)
        began_s = time.perf_counter()
        _connect(client, self._broker, clean_start=False)
        _await(lambda: heard[0] >= messages, "the bare subscriber")
        seconds = time.perf_counter() - began_s
        client.disconnect()
        client.loop_stop()
        return seconds

    def _drain_ingester(self, fixes: int) -> float:
        metrics = Metrics()
        lane = self._lane(metrics)
        began_s = time.perf_counter()
        lane.start()
        _await(lambda: metrics.total("past") >= fixes, "the ingester")
        seconds = time.perf_counter() - began_s
        lane.stop()
        return seconds

    def _lane(self, metrics: Metrics) -> Lane:
        session = SessionOptions("siangsa-bench-past", (topics.ALL_PAST,), keep_s=_KEEP_S)
        sink = Sink(self._database_url, "siangsa-bench", screen=Screen(), day_of=OperatingCalendar().day_of)
        return Lane(self._broker, LaneOptions("past", session), sink=sink, clock=RealClock(), metrics=metrics)


def _client(name: str) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(0)
    return client


def _connect(client: Client, address: BrokerAddress, *, clean_start: bool) -> None:
    if address.username:
        client.username_pw_set(address.username, address.password)
    properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.SessionExpiryInterval = _KEEP_S
    properties.ReceiveMaximum = 20_000
    try:
        client.connect(address.host, address.port, 30, clean_start=clean_start, properties=properties)
    except OSError as error:
        raise BrokerRefusedError(f"the broker does not answer: {error}") from error
    client.loop_start()


def _note_refusal(reason: ReasonCode, refused: Event) -> None:
    if reason.is_failure:
        refused.set()


def _finish(pending: list[MQTTMessageInfo]) -> None:
    for info in pending:
        info.wait_for_publish(_PATIENCE_S)
    pending.clear()


def _await(condition: Callable[[], bool], what: str) -> None:
    ends_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > ends_s:
            raise BenchError(f"{what} did not finish within {_PATIENCE_S:.0f} s")
        time.sleep(0.005)
