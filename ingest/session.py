"""The only file that speaks MQTT: sessions with a memory, and acknowledgement as an act.

Each session runs one thread of its own, and only that thread touches the client: an acknowledgement or a
publication from elsewhere is laid into an inbox. So nothing can fall between two connections, and an
exception in a callback ends a connection (which the broker then repeats), never the thread.
"""

import logging
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from data.contract.clock import Clock
from ingest.errors import BrokerAddressError, BrokerRefusedError
from ingest.window import Delivery, Window

log = logging.getLogger(__name__)

_TICK_S = 0.5
_READS_PER_TURN = 500
_SIGN_IN_DENIED = (0x85, 0x86, 0x87)  # client id not valid, bad user name or password, not authorized
_BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and who we are there."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        """Read ``mqtt://user:password@host:port`` (or ``mqtts://``).

        Raises
        ------
        BrokerAddressError
            When scheme, host or port make no sense; the message names no password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise BrokerAddressError("the port in SIANGSA_MQTT_URL is not a number") from error
        if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
            raise BrokerAddressError("SIANGSA_MQTT_URL must look like mqtt://user:password@host:port")
        tls = parts.scheme == "mqtts"
        username = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(parts.hostname, port or (8883 if tls else 1883), username, password, tls)


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What one session is to the broker.

    Parameters
    ----------
    client_id
        Name of the session; a second client of this name would throw the first one out.
    topics
        Filters to subscribe at QoS 1; empty for a session that only publishes.
    keep_s
        Seconds for which the broker keeps the session and queues for it while nobody is connected. 0: it
        forgets at once and begins clean.
    receive_maximum
        Most unacknowledged messages the broker may hand over; must exceed a batch.
    keepalive_s
        Silence after which the connection counts as dead.
    """

    client_id: str
    topics: tuple[str, ...] = ()
    keep_s: int = 0
    receive_maximum: int = 20_000
    keepalive_s: int = 10


@dataclass(frozen=True, slots=True)
class Publication:
    """A message to devices; `expires_s` real seconds after which the broker forgets it."""

    topic: str
    payload: bytes
    retain: bool = False
    expires_s: int | None = None
    qos: int = 0


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told what, on the session's own thread; none of them may block."""

    on_delivery: Callable[[Delivery], None] = lambda _: None
    on_online: Callable[[], None] = lambda: None


class Session:
    """One MQTT 5 session: reconnects for ever, hands messages over, acknowledges only what it is told to."""

    def __init__(
        self, address: BrokerAddress, options: SessionOptions, *, clock: Clock, hooks: Hooks | None = None
    ) -> None:
        self.window = Window()
        self._address = address
        self._options = options
        self._clock = clock
        self._hooks = hooks or Hooks()
        self._inbox: deque[Callable[[Client], object]] = deque()
        self._stopping = Event()
        self._allowed = Event()
        self._allowed.set()
        self._online = Event()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._thread = Thread(target=self._run, name=options.client_id, daemon=True)
        self._received = 0
        self.last_error: str | None = None
        self.denied = False

    @property
    def online(self) -> bool:
        """True while the broker has accepted the connection and all subscriptions were asked for."""
        return self._online.is_set()

    @property
    def received(self) -> int:
        """Messages handed over since the start."""
        return self._received

    @property
    def alive(self) -> bool:
        """True while the thread that reads from the broker runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Leave the broker in order; the broker keeps the session for `keep_s`."""
        self._stopping.set()
        self._allowed.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._wake_in.close()
        self._wake_out.close()

    def wait_online(self, timeout_s: float) -> bool:
        """Wait until connected; False when it took longer."""
        return self._online.wait(timeout_s)

    def hold(self) -> None:
        """Stay away from the broker until `resume`; for a session that must not gather old messages."""
        self._allowed.clear()
        self._wake()

    def resume(self) -> None:
        """Come back after `hold`."""
        self._allowed.set()

    def reconnect(self) -> None:
        """Break the connection and make a new one; the broker hands over again what is unacknowledged."""
        self._lay_in(_break_off)

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Tell the broker that `deliveries` are safe; those of an earlier connection are passed over."""
        done = list(deliveries)
        self._lay_in(lambda client: self._acknowledge(client, done))

    def publish(self, publications: Iterable[Publication]) -> None:
        """Send to devices; lost when the connection breaks (receipts and routes are sent again)."""
        messages = list(publications)
        if messages:
            self._lay_in(lambda client: self._publish(client, messages))

    def _lay_in(self, act: Callable[[Client], object]) -> None:
        self._inbox.append(act)
        self._wake()

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"!")
        except OSError:
            return  # enough wake-ups already wait to be read, or the session has been stopped

    def _acknowledge(self, client: Client, deliveries: list[Delivery]) -> None:
        for delivery in self.window.leave(deliveries):
            client.ack(delivery.mid, delivery.qos)

    def _publish(self, client: Client, messages: list[Publication]) -> None:
        for message in messages:
            properties = None
            if message.expires_s is not None:
                properties = _properties(PacketTypes.PUBLISH, MessageExpiryInterval=message.expires_s)
            client.publish(message.topic, message.payload, message.qos, message.retain, properties)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._allowed.wait()
            if self._connect_and_serve():
                failures = 0
            pause_s = _BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)]
            failures += 1
            self._stopping.wait(pause_s)

    def _connect_and_serve(self) -> bool:
        """Serve one connection to its end; True when it had come up."""
        client = self._new_client()
        came_up = False
        try:
            self._connect(client)
            self._serve(client)
        except (OSError, BrokerRefusedError) as error:
            self._note(str(error))
        except Exception:  # a fault of ours must end this connection, not the thread that all fixes pass
            self._note("unexpected fault in the session")
            log.exception("%s: the session had a fault and connects anew", self._options.client_id)
        finally:
            came_up = self._online.is_set()
            self._close(client)
        return came_up

    def _note(self, error: str) -> None:
        if error != self.last_error:
            log.warning("%s: %s", self._options.client_id, error)
        self.last_error = error

    def _new_client(self) -> Client:
        # A fresh client per connection: nothing of an old one (message ids, queues) can leak into the next.
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._options.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        client.max_inflight_messages_set(0)
        if self._address.username:
            client.username_pw_set(self._address.username, self._address.password)
        if self._address.tls:
            client.tls_set()
        generation = self.window.renew()
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = lambda _c, _u, message: self._on_message(generation, message)
        return client

    def _connect(self, client: Client) -> None:
        properties = _properties(
            PacketTypes.CONNECT,
            SessionExpiryInterval=self._options.keep_s,
            ReceiveMaximum=self._options.receive_maximum,
        )
        client.connect(
            self._address.host,
            self._address.port,
            self._options.keepalive_s,
            clean_start=self._options.keep_s == 0,
            properties=properties,
        )

    def _on_connect(
        self, client: Client, _user: object, flags: ConnectFlags, reason: ReasonCode, _properties: object
    ) -> None:
        self.denied = reason.value in _SIGN_IN_DENIED
        if reason.is_failure:
            raise BrokerRefusedError(f"the broker refused the connection: {reason}")
        log.info("%s: connected (session present: %s)", self._options.client_id, flags.session_present)
        if self._options.topics:
            wanted = SubscribeOptions(qos=1)
            client.subscribe([(topic, wanted) for topic in self._options.topics])
        else:
            self._came_up()

    def _on_subscribe(
        self, _client: Client, _user: object, _mid: int, reasons: list[ReasonCode], _properties: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            raise BrokerRefusedError(f"the broker refused a subscription: {', '.join(map(str, reasons))}")
        self._came_up()

    def _came_up(self) -> None:
        self.last_error = None
        self._online.set()
        self._hooks.on_online()

    def _on_message(self, generation: int, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""  # the screen refuses it with a reason; it must not hold its place in the window
        delivery = Delivery(
            topic=topic,
            payload=bytes(message.payload),
            qos=message.qos,
            mid=message.mid,
            generation=generation,
            received_at=self._clock.now(),
            arrived_s=time.monotonic(),
        )
        self.window.enter(delivery)
        self._received += 1
        self._hooks.on_delivery(delivery)

    def _serve(self, client: Client) -> None:
        while not self._stopping.is_set() and self._allowed.is_set():
            connection = client.socket()
            if connection is None:
                raise BrokerRefusedError("the broker closed the connection")
            writers = [connection] if client.want_write() else []
            readable, writable, _ = select.select([connection, self._wake_in], writers, [], _TICK_S)
            if self._wake_in in readable:
                self._wake_in.recv(65_536)
            if connection in readable:
                self._read(client)
            self._empty_inbox(client)
            if writable:
                _check(client.loop_write())
            _check(client.loop_misc())

    def _read(self, client: Client) -> None:
        # One call reads one packet; going on while packets come saves a select() for each of them.
        for _ in range(_READS_PER_TURN):
            before = self._received
            _check(client.loop_read())
            if self._received == before:
                return

    def _empty_inbox(self, client: Client) -> None:
        if not self._online.is_set():
            return
        while self._inbox:
            self._inbox.popleft()(client)

    def _close(self, client: Client) -> None:
        self._online.clear()
        self._leave(client)
        self.window.renew()

    def _leave(self, client: Client) -> None:
        try:
            if self._stopping.is_set() or not self._allowed.is_set():
                self._empty_last_inbox(client)
                client.disconnect()
            else:
                _drop(client)
        except OSError as error:
            log.debug("%s: %s while closing", self._options.client_id, error)
        self._inbox.clear()

    def _empty_last_inbox(self, client: Client) -> None:
        while self._inbox and client.socket() is not None:
            self._inbox.popleft()(client)


def _properties(kind: int, **values: int) -> Properties:
    properties: Properties = Properties(kind)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    for name, value in values.items():
        setattr(properties, name, value)
    return properties


def _check(code: MQTTErrorCode) -> None:
    if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
        raise BrokerRefusedError(f"connection to the broker lost ({code.name})")


def _break_off(_client: Client) -> None:
    raise BrokerRefusedError("connecting anew after a fault")


def _drop(client: Client) -> None:
    connection: Any = client.socket()
    if connection is not None:
        connection.close()
