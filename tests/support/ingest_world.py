"""Devices that speak MQTT, plain questions to the store, and waiting for a condition."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import psycopg
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from data.store.address import plain_url
from tests.support.hanging_up import hang_up

BOOT = 4_242
POOL = (110.6700, -6.5900)


def wait_for(condition, timeout_s=20.0, what="the condition"):
    """Return the first true answer of `condition`; fail when it takes longer than `timeout_s`."""
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true within {timeout_s} s")


@dataclass
class Store:
    """Plain questions to the test's database."""

    url: str

    def rows(self, query, *parameters, named=None):
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            cursor = connection.execute(query, named or parameters or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, query, *parameters):
        return self.rows(query, *parameters)[0][0]

    def fixes(self):
        return self.one("select count(*) from fix")


@dataclass
class Truck:
    """A device at the broker: publishes and remembers what came down."""

    device: str
    url: str
    receipts: list = field(default_factory=list)
    routes: list = field(default_factory=list)
    expiries: list = field(default_factory=list)

    def __post_init__(self):
        parts = urlsplit(self.url)
        self._ready = threading.Event()
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{self.device}-test-{time.monotonic_ns()}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        self.client.username_pw_set(parts.username, unquote(parts.password))
        self.client.max_inflight_messages_set(0)
        self.client.on_connect = lambda client, *_: client.subscribe(
            [(f"fleet/{self.device}/receipt", 1), (f"fleet/{self.device}/route", 1)]
        )
        self.client.on_subscribe = lambda *_: self._ready.set()
        self.client.on_message = self._hear
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 3600
        self.client.connect(parts.hostname, parts.port, 10, properties=properties)
        self.client.loop_start()
        assert self._ready.wait(10)

    def _hear(self, _client, _user, message):
        heard = self.receipts if message.topic.endswith("receipt") else self.routes
        self.expiries.append(getattr(message.properties, "MessageExpiryInterval", None))
        heard.append(json.loads(message.payload) if message.payload else None)

    def publish(self, kind, payload, *, device=None):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.client.publish(f"fleet/{device or self.device}/{kind}", body, qos=1).wait_for_publish(10)

    def send(self, kind, *fixes, boot=BOOT):
        self.publish(kind, {"v": 1, "device": self.device, "boot": boot, "fixes": list(fixes)})

    def settled(self, boot=BOOT):
        ranges = [r for receipt in list(self.receipts) if receipt["boot"] == boot for r in receipt["settled"]]
        return {seq for first, last in ranges for seq in range(first, last + 1)}

    def close(self):
        self.client.disconnect()
        hang_up(self.client)


def wire_fix(seq, at=None, lon=POOL[0], lat=POOL[1], **more):
    """Return one fix as a device writes it."""
    moment = at or datetime.now(UTC) - timedelta(seconds=60)
    return {"seq": seq, "tst": round(moment.timestamp(), 3), "lat": lat, "lon": lon, "vel": 20.0, **more}
