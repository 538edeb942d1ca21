"""A minute ingester for tests of devices: takes everything, answers with receipts, publishes routes."""

import threading
from collections import Counter
from urllib.parse import urlsplit

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from data.contract import codec, topics
from data.contract.messages import EventMessage, FixMessage, ReceiptMessage
from tests.support.hanging_up import hang_up


class PretendIngester:
    """Stores in memory what devices send; settles it unless told not to."""

    def __init__(self, url: str) -> None:
        self.fixes: dict[tuple[str, int, int], object] = {}
        self.events: dict[tuple[str, int, int], EventMessage] = {}
        self.received: Counter[str] = Counter()
        self.conflicts: list[tuple[str, int, int]] = []
        self.settles = True
        self._lock = threading.Lock()
        parts = urlsplit(url)
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id="pretend", protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.username_pw_set(parts.username, parts.password)
        self._client.on_message = self._on_message
        self._client.on_connect = self._on_connect
        self._client.reconnect_delay_set(1, 1)
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 3600
        self._client.connect_async(parts.hostname, parts.port, clean_start=False, properties=properties)
        self._client.loop_start()

    def publish_route(self, device, route) -> None:
        """Publish a route, retained; None clears it."""
        payload = b"" if route is None else codec.encode(route)
        self._client.publish(topics.route(device), payload, qos=1, retain=True)

    def told(self, kind) -> list[EventMessage]:
        """Return the events of a kind, in the order of their numbers."""
        with self._lock:
            return [event for _, event in sorted(self.events.items()) if event.event == kind]

    def stop(self) -> None:
        """Hang up."""
        self._client.disconnect()
        hang_up(self._client)

    def _on_connect(self, client, _data, _flags, _code, _properties) -> None:
        client.subscribe([(topics.ALL_FIX, 1), (topics.ALL_PAST, 1), (topics.ALL_EVENT, 1)])

    def _on_message(self, client, _data, message) -> None:
        device, kind = topics.parse(message.topic)
        up = codec.decode_up(message.topic, message.payload)
        with self._lock:
            self.received[kind] += 1
            if not self.settles:
                return
            if isinstance(up, EventMessage):
                self._store(self.events, (device, up.boot, up.seq), up)
            elif isinstance(up, FixMessage):
                for fix in up.fixes:
                    self._store(self.fixes, (device, up.boot, fix.seq), fix)
        settled = [(seq, seq) for _, seq in codec.identities(up)]
        receipt = ReceiptMessage(v=1, boot=up.boot, settled=settled)
        client.publish(topics.receipt(device), codec.encode(receipt), qos=1)

    def _store(self, kept, key, value) -> None:
        if kept.setdefault(key, value) != value:
            self.conflicts.append(key)
