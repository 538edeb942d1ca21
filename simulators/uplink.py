"""A device's line to the broker; the only file of the simulators that speaks MQTT.

paho runs a thread per client. The callbacks here only hand over what they hear and never raise: an exception
in a callback would kill that thread while the client still says that it is connected.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from data.contract import topics

log = logging.getLogger(__name__)

type Heard = Callable[[Literal["connected", "receipt", "route"], bytes], None]

SESSION_EXPIRY_S = 24 * 3600
"""How long the broker keeps receipts and routes for a device that is out of reach."""

RECONNECT_MIN_S, RECONNECT_MAX_S = 1, 4
CONNECT_TIMEOUT_S = 3.0
KEEPALIVE_S = 30
CLOSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """Where a device dials in, and as whom."""

    host: str
    port: int
    device: str
    password: str = field(repr=False)


class Uplink:
    """One MQTT 5 client with a session that outlives its connections.

    Parameters
    ----------
    line
        Broker and credentials; the device id is client id and user name.
    heard
        Called from paho's thread with what arrived; must be quick and thread-safe.
    """

    def __init__(self, line: Line, heard: Heard) -> None:
        self._line = line
        self._heard = heard
        self._client: Client | None = None
        self._refused = False

    @property
    def connected(self) -> bool:
        """Whether the broker has let the device in."""
        return self._client is not None and self._client.is_connected()

    def switch(self, *, on: bool) -> None:
        """Want a connection, or hang up and want none; returns at once."""
        if on and self._client is None:
            # known before it dials: a quick broker answers before this line ends
            self._client = self._make_client()
            self._dial(self._client)
        elif not on and self._client is not None:
            client, self._client = self._client, None
            client.disconnect()

    def publish(self, topic: str, payload: bytes) -> bool:
        """Hand a message to the connection with QoS 1; False when there is none."""
        client = self._client
        if client is None or not client.is_connected():
            return False
        return client.publish(topic, payload, qos=1).rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def _make_client(self) -> Client:
        """Make a client of its own for each call: what an old one still held comes from the spool."""
        client = Client(
            CallbackAPIVersion.VERSION2, client_id=self._line.device, protocol=MQTTProtocolVersion.MQTTv5
        )
        client.username_pw_set(self._line.device, self._line.password)
        client.connect_timeout = CONNECT_TIMEOUT_S
        client.reconnect_delay_set(RECONNECT_MIN_S, RECONNECT_MAX_S)
        client.suppress_exceptions = True
        # before the connection: the broker sends what it kept as soon as it stands
        client.on_message = self._on_message
        client.on_connect = self._on_connect
        return client

    def _dial(self, client: Client) -> None:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
        properties.SessionExpiryInterval = SESSION_EXPIRY_S
        client.connect_async(
            self._line.host, self._line.port, KEEPALIVE_S, clean_start=False, properties=properties
        )
        client.loop_start()

    def _on_connect(
        self, client: Client, _data: object, _flags: ConnectFlags, code: ReasonCode, _props: Properties | None
    ) -> None:
        if client is not self._client:
            # hung up while it was dialling; left alone it would fight the next one for the session
            client.disconnect()
            return
        if code.is_failure:
            if not self._refused:
                log.warning("%s: the broker refuses the device: %s", self._line.device, code)
            self._refused = True
            return
        self._refused = False
        device = self._line.device
        client.subscribe([(topics.receipt(device), 1), (topics.route(device), 1)])
        self._heard("connected", b"")

    def _on_message(self, client: Client, _data: object, message: MQTTMessage) -> None:
        address = topics.parse(message.topic)
        if client is not self._client or address is None or address[0] != self._line.device:
            return
        if address[1] == "receipt":
            self._heard("receipt", bytes(message.payload))
        elif address[1] == "route":
            self._heard("route", bytes(message.payload))


class PlainUplink:
    """A client without receipts, as phones and gateways are: the broker's acknowledgement is all it gets.

    paho keeps each message until that acknowledgement and sends it again, marked as a repeat, after a
    reconnect; messages handed over while there is no connection wait.

    Parameters
    ----------
    line
        Broker and credentials; `device` is client id and user name.
    acknowledged
        Called from paho's thread with a message's number and whether the broker took it.
    """

    def __init__(self, line: Line, acknowledged: Callable[[int, bool], None]) -> None:
        self._line = line
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=line.device, protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.username_pw_set(line.device, line.password)
        self._client.connect_timeout = CONNECT_TIMEOUT_S
        self._client.reconnect_delay_set(RECONNECT_MIN_S, RECONNECT_MAX_S)
        self._client.suppress_exceptions = True
        self._client.on_publish = lambda _c, _d, number, code, _p: acknowledged(number, not code.is_failure)

    def switch(self, *, on: bool) -> None:
        """Dial in, or hang up; returns at once."""
        if not on:
            self._client.disconnect()
            return
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
        properties.SessionExpiryInterval = SESSION_EXPIRY_S
        self._client.connect_async(
            self._line.host, self._line.port, KEEPALIVE_S, clean_start=False, properties=properties
        )
        self._client.loop_start()

    def publish(self, topic: str, payload: bytes) -> int:
        """Hand a message over with QoS 1, connected or not; return its number while it is under way."""
        return self._client.publish(topic, payload, qos=1).mid


def hang_up(uplinks: Sequence[Uplink | PlainUplink], *, within_s: float = CLOSE_S) -> None:
    """Close all lines; waits until the brokers have seen it, but no longer than `within_s`."""
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("paho-mqtt-client-")]
    for uplink in uplinks:
        uplink.switch(on=False)
    deadline = time.monotonic() + within_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
