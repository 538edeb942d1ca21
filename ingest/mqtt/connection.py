"""One connection to the broker, from its first byte to its last; used by one thread.

A connection has a generation: message ids begin anew with each, so nothing of one may be said on another.
"""

import select
import socket
import time
from collections.abc import Iterable
from typing import Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from data.contract.clock import Clock
from ingest.errors import BrokerRefusedError, SignInDeniedError
from ingest.mqtt.address import BrokerAddress
from ingest.mqtt.buffered import BufferedClient, BufferedSocket
from ingest.mqtt.options import Publication, SessionOptions
from ingest.mqtt.packets import Publish, pubacks
from ingest.mqtt.window import Delivery

_SIGN_IN_DENIED: Final = (0x85, 0x86, 0x87)  # client id not valid, bad user name or password, not authorized
_FORGET_AT_ONCE: Final = 0


class Connection:
    """A client that connects once.

    Parameters
    ----------
    address
        Where the broker is.
    options
        What the session is to the broker.
    clock
        Gives the arrival time of messages, once for each turn of reading.
    generation
        Number of this connection.
    subscribes
        False: connect without subscribing, to hear only what the broker has queued already.
    """

    def __init__(
        self,
        address: BrokerAddress,
        options: SessionOptions,
        *,
        clock: Clock,
        generation: int,
        subscribes: bool = True,
    ) -> None:
        self.generation = generation
        self.up = False
        self.session_present = False
        self.unsubscribed = 0
        self._address = address
        self._options = options
        self._clock = clock
        self._topics = options.topics if subscribes else ()
        self._turn: list[Delivery] = []
        self._received_at = clock.now()
        self._arrived_s = time.monotonic()
        self._parting = "the broker closed the connection"
        self._client = self._make_client()

    def open(self) -> None:
        """Connect and ask to be let in; `up` tells when the broker has agreed.

        Raises
        ------
        OSError
            When the broker cannot be reached.
        UnknownClientError
            When the installed paho does not work as we need it.
        """
        keeps = self._options.keep_s
        self._client.connect(
            self._address.host,
            self._address.port,
            self._options.keepalive_s,
            clean_start=keeps == 0,
            properties=_properties(
                PacketTypes.CONNECT,
                SessionExpiryInterval=keeps,
                ReceiveMaximum=self._options.receive_maximum,
            ),
        )
        self._buffer = self._client.demand_buffer()
        self._buffer.flush()

    def wait(self, alarm: socket.socket, timeout_s: float) -> bool:
        """Wait until something can be read or `alarm` rings; True when there is something to read.

        Raises
        ------
        BrokerRefusedError
            When the connection has ended.
        """
        self._demand_open()
        if self._buffer.hungry:
            timeout_s = 0
        ours = self._buffer.fileno()
        writers = [ours] if self._buffer.unsent else []
        readable, _, _ = select.select([ours, alarm.fileno()], writers, [], timeout_s)
        return ours in readable or self._buffer.hungry

    def read(self) -> list[Delivery]:
        """Take what has come and return the messages, oldest first.

        Raises
        ------
        OSError, BrokerRefusedError
            When the connection has ended; what it brought in this turn comes again.
        """
        self._received_at, self._arrived_s = self._clock.now(), time.monotonic()
        self._buffer.fill()
        self._take(self._buffer.publishes())
        while self._buffer.grant():
            _check(self._client.loop_read())
            self._demand_open()
            self._take(self._buffer.publishes())
        turn, self._turn = self._turn, []
        return turn

    def write(self) -> None:
        """Send what was laid in, and what keeps the connection alive.

        Raises
        ------
        OSError, BrokerRefusedError
            When the connection has ended.
        """
        if self._client.want_write():
            _check(self._client.loop_write())
        _check(self._client.loop_misc())
        self._buffer.flush()

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Confirm messages received at QoS 1 on this connection; sent with the next `write`."""
        self._buffer.send(pubacks([delivery.mid for delivery in deliveries]))

    def publish(self, messages: Iterable[Publication]) -> None:
        """Send to devices; sent with the next `write`."""
        for message in messages:
            properties = None
            if message.expires_s is not None:
                properties = _properties(PacketTypes.PUBLISH, MessageExpiryInterval=message.expires_s)
            self._client.publish(message.topic, message.payload, message.qos, message.retain, properties)

    def unsubscribe(self) -> None:
        """Ask for no new messages; `unsubscribed` counts the broker's answers, one for each asking."""
        self._client.unsubscribe(list(self._options.topics))

    def close(self, *, forget: bool) -> None:
        """Leave in order; `forget`: the broker need not keep the session."""
        if self._client.socket() is None:
            return
        properties = (
            _properties(PacketTypes.DISCONNECT, SessionExpiryInterval=_FORGET_AT_ONCE) if forget else None
        )
        self._client.disconnect(properties=properties)

    def drop(self) -> None:
        """Leave without a word."""
        connection = self._client.socket()
        if isinstance(connection, BufferedSocket):
            connection.drop()

    def _make_client(self) -> BufferedClient:
        # A fresh client per connection: nothing of an old one (message ids, queues) can leak into the next.
        client = BufferedClient(
            CallbackAPIVersion.VERSION2,
            client_id=self._options.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        client.max_inflight_messages_set(0)
        if self._address.username:
            client.username_pw_set(self._address.username, self._address.password)
        if self._address.tls:
            files = self._address.certificates
            client.tls_set(ca_certs=files.ca, certfile=files.cert, keyfile=files.key)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_unsubscribe = self._on_unsubscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: Client, _user: object, flags: ConnectFlags, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            kind = SignInDeniedError if reason.value in _SIGN_IN_DENIED else BrokerRefusedError
            raise kind(f"the broker refused the connection: {reason}")
        self.session_present = flags.session_present
        if self._topics:
            wanted = SubscribeOptions(qos=1)
            client.subscribe([(topic, wanted) for topic in self._topics])
        else:
            self.up = True

    def _on_subscribe(
        self, _client: Client, _user: object, _mid: int, reasons: list[ReasonCode], _properties: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            raise BrokerRefusedError(f"the broker refused a subscription: {', '.join(map(str, reasons))}")
        self.up = True

    def _on_unsubscribe(
        self, _client: Client, _user: object, _mid: int, reasons: list[ReasonCode], _properties: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            raise BrokerRefusedError(f"the broker keeps a subscription: {', '.join(map(str, reasons))}")
        self.unsubscribed += 1

    def _on_disconnect(
        self, _client: Client, _user: object, flags: DisconnectFlags, reason: ReasonCode, _properties: object
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._parting = f"the broker ended the connection: {reason}"

    def _on_message(self, _client: Client, _user: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        self._turn.append(self._delivery(topic, bytes(message.payload), message.qos, message.mid))

    def _take(self, publishes: list[Publish]) -> None:
        for raw, payload, qos, mid in publishes:
            try:
                topic = raw.decode()
            except UnicodeDecodeError:
                topic = ""  # the screen refuses it with a reason; it must not hold its place in the window
            self._turn.append(self._delivery(topic, payload, qos, mid))

    def _delivery(self, topic: str, payload: bytes, qos: int, mid: int) -> Delivery:
        return Delivery(topic, payload, qos, mid, self.generation, self._received_at, self._arrived_s)

    def _demand_open(self) -> None:
        if self._client.socket() is None:
            raise BrokerRefusedError(self._parting)


def _properties(kind: int, **values: int) -> Properties:
    properties: Properties = Properties(kind)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    for name, value in values.items():
        setattr(properties, name, value)
    return properties


def _check(code: MQTTErrorCode) -> None:
    if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
        raise BrokerRefusedError(f"connection to the broker lost ({code.name})")
