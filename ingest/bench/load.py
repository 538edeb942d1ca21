"""What the bench sends: fixes of twenty made-up devices, queued at once or paced."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any, Final, Self

from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from data.contract import codec, topics
from data.contract.clock import RealClock, real_now
from data.contract.messages import FixMessage, ReceiptMessage, WireFix
from data.store.queries import ingest_batch
from ingest.errors import BrokerRefusedError, IngestError
from ingest.mqtt.session import BrokerAddress, Hooks, Publication, Session, SessionOptions
from ingest.mqtt.window import Delivery

PUBLISHER_VARIABLE: Final = "SIANGSA_INGEST_BENCH_MQTT_URL"
DEVICES: Final = tuple(f"bench-{number:02d}" for number in range(1, 21))
KEEP_S: Final = 900
_PATIENCE_S: Final = 240.0
_IN_FLIGHT: Final = 2_000
_TICK_S: Final = 0.01
_RETRY_S: Final = 0.2
_MS: Final = 0.001
_NOT_AUTHORIZED: Final = 0x87


class BenchError(IngestError):
    """The measurement cannot be made."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bench works.

    Parameters
    ----------
    broker
        The broker as the ingester.
    publisher
        The broker as somebody who may speak for the made-up devices and hear their receipts.
    database_url
        A migrated database that may be filled.
    """

    broker: BrokerAddress
    publisher: BrokerAddress
    database_url: str

    def register_devices(self) -> None:
        """Make the devices known to the store."""
        with ingest_batch.connect(self.database_url, "siangsa-bench") as connection:
            ingest_batch.ensure_devices(connection, DEVICES, datetime(2025, 1, 1, tzinfo=UTC))


@dataclass(slots=True)
class Maker:
    """Makes fixes: each device counts its own without gaps, as a real one does.

    Parameters
    ----------
    backlog_from_s
        Unix seconds of the newest past fix; every further one is a millisecond older.
    """

    backlog_from_s: float = field(default_factory=lambda: real_now().timestamp() - 1)
    boot: int = field(default_factory=time.time_ns)
    sequences: Counter[str] = field(default_factory=Counter)
    made: int = 0

    def past(self, device: str, fixes: int) -> bytes:
        """Return a message with `fixes` past fixes."""
        return self._message(device, [self._fix(device, None) for _ in range(fixes)])

    def live(self, device: str, at_s: float) -> tuple[bytes, int]:
        """Return a message with one fix of the moment `at_s` (Unix seconds), and its sequence number."""
        fix = self._fix(device, at_s)
        return self._message(device, [fix]), fix.seq

    def _message(self, device: str, fixes: list[WireFix]) -> bytes:
        return codec.encode(FixMessage(v=1, device=device, boot=self.boot, fixes=fixes))

    def _fix(self, device: str, at_s: float | None) -> WireFix:
        self.sequences[device] += 1
        self.made += 1
        return WireFix(
            seq=self.sequences[device],
            tst=round(self.backlog_from_s - self.made * _MS if at_s is None else at_s, 3),
            lat=-6.6 + (self.made % 1000) * 1e-5,
            lon=110.7,
            vel=24.0,
            cog=90.0,
        )


def fill_queue(place: Place, maker: Maker, messages: int, fixes_each: int) -> None:
    """Publish past fixes for whoever has a session at the broker.

    Raises
    ------
    BenchError
        When the broker lets the account publish nothing.
    """
    client, refused = plain_client("siangsa-bench-publisher"), Event()
    client.on_publish = lambda _c, _u, _mid, reason, _p: _note_refusal(reason, refused)
    connect_plain(client, place.publisher, clean_start=True)
    pending: list[MQTTMessageInfo] = []
    for number in range(messages):
        device = DEVICES[number % len(DEVICES)]
        pending.append(client.publish(topics.past(device), maker.past(device, fixes_each), qos=1))
        if len(pending) >= _IN_FLIGHT:
            _finish(pending)
    _finish(pending)
    leave_plain(client)
    if refused.is_set():
        raise BenchError(f"the broker lets this account publish no fixes; set {PUBLISHER_VARIABLE}")


class Pulse:
    """Live fixes at a steady pace, and how long each took from its publication to its receipt.

    A receipt is sent after the commit, so the delay is never told shorter than it was. A fix that has no
    receipt yet counts with its age.

    Parameters
    ----------
    place, maker
        Where, and of what.
    per_s
        Fixes a second, one fix a message.
    """

    def __init__(self, place: Place, maker: Maker, per_s: float) -> None:
        self._maker = maker
        self._per_s = per_s
        self._sent_s: dict[tuple[str, int], float] = {}
        self._delays_s: list[float] = []
        self._session = Session(
            place.publisher,
            SessionOptions("siangsa-bench-pulse", (topics.receipt("+"),)),
            clock=RealClock(),
            hooks=Hooks(on_deliveries=self._hear),
        )

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        BenchError
            When the broker does not let us in.
        """
        self._session.start()
        if not self._session.wait_online(10):
            raise BenchError(f"the bench's own device does not come up: {self._session.last_error}")
        return self

    def __exit__(self, *_: object) -> None:
        self._session.stop()

    def run(self, until: Callable[[], object]) -> None:
        """Send until `until` answers something true; it is asked at every tick."""
        began_s, sent = time.monotonic(), 0
        while not until():
            due = int((time.monotonic() - began_s) * self._per_s)
            self._send(due - sent)
            sent = max(sent, due)
            time.sleep(_TICK_S)

    def first_receipt(self) -> None:
        """Send one fix again and again until an ingester answers.

        Raises
        ------
        BenchError
            When none does.
        """
        while not self._delays_s:
            self._send(1)
            time.sleep(_RETRY_S)
        await_true(lambda: not self._sent_s, "all receipts")
        self.forget()

    def forget(self) -> None:
        """Begin to measure anew."""
        self._delays_s.clear()

    def delays_ms(self) -> list[float]:
        """Return all delays in milliseconds, the shortest first; what waits still counts with its age."""
        now_s = time.monotonic()
        waiting = [now_s - sent_s for sent_s in list(self._sent_s.values())]
        return sorted(seconds * 1000 for seconds in self._delays_s + waiting)

    def await_receipts(self, patience_s: float = 10.0) -> None:
        """Wait until everything has its receipt, but not for ever."""
        ends_s = time.monotonic() + patience_s
        while self._sent_s and time.monotonic() < ends_s:
            time.sleep(_TICK_S)

    def _send(self, fixes: int) -> None:
        messages = []
        for number in range(max(0, fixes)):
            device = DEVICES[(self._maker.made + number) % len(DEVICES)]
            payload, seq = self._maker.live(device, real_now().timestamp())
            self._sent_s[device, seq] = time.monotonic()
            messages.append(Publication(topics.fix(device), payload, qos=1))
        self._session.publish(messages)

    def _hear(self, deliveries: list[Delivery]) -> None:
        now_s = time.monotonic()
        for delivery in deliveries:
            address, receipt = topics.parse(delivery.topic), codec.decode_receipt(delivery.payload)
            if address and isinstance(receipt, ReceiptMessage) and receipt.boot == self._maker.boot:
                self._note(address[0], receipt, now_s)

    def _note(self, device: str, receipt: ReceiptMessage, now_s: float) -> None:
        for first, last in receipt.settled:
            for seq in range(first, last + 1):
                sent_s = self._sent_s.pop((device, seq), None)
                if sent_s is not None:
                    self._delays_s.append(now_s - sent_s)


def percentile(ordered: list[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of `ordered` lies; 0 when there is none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def plain_client(name: str) -> Client:
    """Return a paho client as its documentation shows it, with a window that does not hold it up."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(0)
    return client


def connect_plain(client: Client, address: BrokerAddress, *, clean_start: bool) -> None:
    """Connect and let paho's own thread work.

    Raises
    ------
    BrokerRefusedError
        When the broker does not answer.
    """
    if address.username:
        client.username_pw_set(address.username, address.password)
    properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.SessionExpiryInterval = KEEP_S
    properties.ReceiveMaximum = 20_000
    try:
        client.connect(address.host, address.port, 30, clean_start=clean_start, properties=properties)
    except OSError as error:
        raise BrokerRefusedError(f"the broker does not answer: {error}") from error
    client.loop_start()


def leave_plain(client: Client) -> None:
    """Disconnect; the broker keeps the session."""
    client.disconnect()
    client.loop_stop()


def await_true(condition: Callable[[], object], what: str, *, every_s: float = 0.005) -> None:
    """Wait for `condition`.

    Raises
    ------
    BenchError
        When it takes minutes.
    """
    ends_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > ends_s:
            raise BenchError(f"{what} did not come within {_PATIENCE_S:.0f} s")
        time.sleep(every_s)


def _note_refusal(reason: ReasonCode, refused: Event) -> None:
    if reason.value == _NOT_AUTHORIZED:
        refused.set()


def _finish(pending: list[MQTTMessageInfo]) -> None:
    for info in pending:
        info.wait_for_publish(_PATIENCE_S)
    pending.clear()
