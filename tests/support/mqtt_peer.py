"""A plain MQTT client that is not ours, which writes down all that the broker tells it."""

import ssl
import threading
import time
from dataclasses import dataclass, field

from paho.mqtt.client import Client, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.support.hanging_up import hang_up

PATIENCE_S = 20


def eventually(condition, timeout_s=PATIENCE_S, what="it"):
    """Return the seconds until `condition` held."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < timeout_s, f"{what} did not happen within {timeout_s} s"
        time.sleep(0.01)
    return time.monotonic() - began


@dataclass
class Door:
    """How a peer comes in: port, protocol, and TLS with or without a certificate."""

    port: int
    protocol: int = MQTTv5
    ca: str | None = None
    certificate: tuple[str, str] | None = None

    def context(self):
        """Return the TLS context; None for a plain door."""
        if self.ca is None:
            return None
        context = ssl.create_default_context(cadata=self.ca)
        if self.certificate is not None:
            context.load_cert_chain(*self.certificate)
        return context


@dataclass
class Peer:
    """One connection."""

    name: str
    password: str | None
    door: Door
    client_id: str = ""
    keep_s: int = 0
    will: tuple[str, str] | None = None
    heard: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    def __post_init__(self):
        self._answers = {}
        self._lock = threading.Condition()
        self.up, self.cut_at = threading.Event(), None
        is_5 = self.door.protocol == MQTTv5
        options = {} if is_5 else {"clean_session": self.keep_s == 0}
        client = Client(CallbackAPIVersion.VERSION2, self.client_id, protocol=self.door.protocol, **options)
        client.enable_logger()
        client.username_pw_set(self.name, self.password) if self.name else None
        if (context := self.door.context()) is not None:
            client.tls_set_context(context)
        if self.will is not None:
            client.will_set(*self.will, qos=1)
        client.reconnect_delay_set(60, 60)
        client.on_connect = self._connected
        client.on_disconnect = self._gone
        client.on_message = lambda _c, _u, message: self.heard.append(
            (message.topic, message.payload.decode())
        )
        client.on_publish = client.on_subscribe = client.on_unsubscribe = self._answered
        self.client = client

    def _connected(self, _client, _user, _flags, reason, _properties):
        if reason.is_failure:
            self.refused.append(str(reason))
        else:
            self.up.set()

    def _gone(self, *_):
        self.cut_at = time.monotonic()

    def _answered(self, _client, _user, mid, *_):
        with self._lock:
            self._answers[mid] = True
            self._lock.notify_all()

    def await_answer(self, mid):
        """Return when the broker has answered packet `mid`."""
        with self._lock:
            assert self._lock.wait_for(lambda: mid in self._answers, PATIENCE_S), f"{self.name}: no answer"

    def begin(self):
        """Connect and go on without waiting."""
        properties = Properties(PacketTypes.CONNECT) if self.door.protocol == MQTTv5 else None
        options = {}
        if properties is not None:
            properties.SessionExpiryInterval = self.keep_s
            options = {"clean_start": self.keep_s == 0, "properties": properties}
        self.client.connect("127.0.0.1", self.door.port, **options)
        self.client.loop_start()
        return self

    def come(self):
        """Connect and return when signed in."""
        self.begin()
        assert self.up.wait(PATIENCE_S), f"{self.name} was not let in: {self.refused}"
        return self

    def say(self, topic, payload="x", *, retain=False):
        """Publish at QoS 1 and return when the broker has answered, whatever it thinks of it."""
        self.await_answer(self.client.publish(topic, payload, qos=1, retain=retain).mid)

    def ask_for(self, *filters):
        """Subscribe at QoS 1; when this returns, all that was sent to us before has been heard."""
        self.await_answer(self.client.subscribe([(name, 1) for name in filters])[1])

    def vanish(self):
        """Break the connection without a word."""
        hang_up(self.client)

    def leave(self):
        """End in good order."""
        self.client.disconnect()
        hang_up(self.client)


MQTT_5, MQTT_3 = MQTTv5, MQTTv311
