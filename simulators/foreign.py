"""Devices that know no receipts: phones with OwnTracks, and trackers behind a Traccar server.

They number nothing. What they have told the broker, and what it acknowledged, stands in their own ledger, so
that others can prove that nothing acknowledged was lost. A fix's number is hidden in its time: fix n of a
device lies n seconds after `begins_s`, which is in the past, as with a phone that was out of reach.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec
from msgspec import Struct

from simulators.errors import FleetFileError
from simulators.fleet import Orders
from simulators.ledger import replace_file
from simulators.press import TURN_S
from simulators.uplink import Line, PlainUplink, hang_up
from simulators.walk import Walk

log = logging.getLogger(__name__)

LEDGER_EVERY_S = 2.0
KNOTS_PER_KMH = 1 / 1.852
WAITING_MAX = 200
"""Messages of one line without acknowledgement: then births wait, as a phone's store is finite too."""

type Body = Callable[[str, int, datetime, Walk], dict[str, object]]


class ForeignLine(Struct, frozen=True, kw_only=True):
    """One connection: a phone (one device of its own name) or a gateway (many, by their external ids)."""

    dialect: str
    account: str
    password: str
    devices: list[str]


class _ForeignFile(Struct, frozen=True):
    lines: list[ForeignLine]


@dataclass(frozen=True, kw_only=True)
class ForeignPlan:
    """Who speaks; `rate_per_s` fixes a second and device; `begins_s` Unix second of each device's fix 0."""

    lines: tuple[ForeignLine, ...]
    ledger: Path
    host: str
    port: int
    rate_per_s: float
    begins_s: int
    drain_s: float = 60.0


@dataclass(slots=True)
class _Book:
    """What a device has said and what the broker took, by number."""

    born: int = 0
    refused: int = 0
    acknowledged: set[int] = field(default_factory=set)


def read_lines(path: Path) -> tuple[ForeignLine, ...]:
    """Read ``{"lines": [{dialect, account, password, devices}, …]}``.

    Raises
    ------
    FleetFileError
        The file is missing, is no such JSON or names an unknown dialect.
    """
    try:
        lines = msgspec.json.decode(path.read_bytes(), type=_ForeignFile).lines
    except OSError as error:
        raise FleetFileError(f"Cannot read the fleet file {path}: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FleetFileError(f"The fleet file {path} is not understood: {error}.") from error
    for line in lines:
        if line.dialect not in BODIES:
            raise FleetFileError(f"The fleet file {path} names an unknown dialect: {line.dialect!r}.")
    return tuple(lines)


def owntracks(_device: str, number: int, moment: datetime, walk: Walk) -> dict[str, object]:
    """Return a location as the OwnTracks app writes it: whole seconds, no zero speed."""
    lon, lat = walk.place(number)
    return {
        "_type": "location",
        "tst": int(moment.timestamp()),
        "lat": lat,
        "lon": lon,
        "acc": 8,
        "vel": 18 + number % 20,
        "batt": 80,
        "tid": "hp",
        "t": "u",
    }


def traccar(device: str, number: int, moment: datetime, walk: Walk) -> dict[str, object]:
    """Return a position as Traccar's MQTT forwarder writes it: knots, ISO times, the device's uniqueId."""
    lon, lat = walk.place(number)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
    position = {
        "id": number,
        "protocol": "gt06",
        "serverTime": stamp,
        "deviceTime": stamp,
        "fixTime": stamp,
        "valid": True,
        "latitude": lat,
        "longitude": lon,
        "altitude": 12.0,
        "speed": (18 + number % 20) * KNOTS_PER_KMH,
        "course": float(number % 360),
        "accuracy": 0.0,
        "attributes": {"ignition": True, "sat": 9, "motion": True},
    }
    return {"position": position, "device": {"id": 1, "name": device, "uniqueId": device}}


BODIES: dict[str, Body] = {"owntracks": owntracks, "traccar": traccar}


class Speaker:
    """One connection and the devices that speak over it."""

    def __init__(self, line: ForeignLine, plan: ForeignPlan) -> None:
        self._line = line
        self._plan = plan
        self._body = BODIES[line.dialect]
        self._walks = {name: Walk(110.67, -6.59, seed) for seed, name in enumerate(line.devices)}
        self._under_way: dict[int, tuple[str, int]] = {}
        self._answers: SimpleQueue[tuple[int, bool]] = SimpleQueue()
        self.books = {name: _Book() for name in line.devices}
        self.uplink = PlainUplink(
            Line(plan.host, plan.port, line.account, line.password), lambda *answer: self._answers.put(answer)
        )

    @property
    def dialect(self) -> str:
        """What is spoken here."""
        return self._line.dialect

    @property
    def idle(self) -> bool:
        """Whether the broker has answered to everything."""
        return not self._under_way

    def advance(self, passed_s: float) -> None:
        """Say what is due after so many seconds, as far as the broker keeps up."""
        due = int(passed_s * self._plan.rate_per_s)
        for device, book in self.books.items():
            while book.born < due and len(self._under_way) < WAITING_MAX:
                book.born += 1
                self._say(device, book.born)

    def listen(self) -> None:
        """Take down what the broker has acknowledged."""
        while True:
            try:
                number, taken = self._answers.get_nowait()
            except Empty:
                return
            device, fix = self._under_way.pop(number)
            if taken:
                self.books[device].acknowledged.add(fix)
            else:
                self.books[device].refused += 1

    def message(self, device: str, number: int) -> tuple[str, bytes]:
        """Return topic and payload of a device's fix; the same for the same number."""
        moment = datetime.fromtimestamp(self._plan.begins_s + number, UTC)
        payload = json.dumps(self._body(device, number, moment, self._walks[device])).encode()
        topic = f"owntracks/{device}/hp" if self._line.dialect == "owntracks" else "positions"
        return topic, payload

    def _say(self, device: str, number: int) -> None:
        self._under_way[self.uplink.publish(*self.message(device, number))] = (device, number)


def run_foreign(plan: ForeignPlan, orders: Orders, *, mono: Callable[[], float] = time.monotonic) -> None:
    """Speak until an order comes, then wait for the last acknowledgements; leaves a ledger."""
    speakers = [Speaker(line, plan) for line in plan.lines]
    for speaker in speakers:
        speaker.uplink.switch(on=True)
    try:
        _live(speakers, plan, orders, mono)
        ends = mono() + plan.drain_s
        while not (orders.stop.is_set() or mono() > ends or all(speaker.idle for speaker in speakers)):
            orders.stop.wait(TURN_S / 2)
            _listen(speakers)
    finally:
        _listen(speakers)
        _write(speakers, plan, finished=True)
        hang_up([speaker.uplink for speaker in speakers])


def _live(speakers: Sequence[Speaker], plan: ForeignPlan, orders: Orders, mono: Callable[[], float]) -> None:
    began, written = mono(), float("-inf")
    while not (orders.stop.is_set() or orders.drain.is_set()):
        now = mono()
        _listen(speakers)
        for speaker in speakers:
            speaker.advance(now - began)
        if now - written >= LEDGER_EVERY_S:
            written = now
            _write(speakers, plan, finished=False)
        orders.wake.wait(TURN_S)


def _listen(speakers: Iterable[Speaker]) -> None:
    for speaker in speakers:
        speaker.listen()


def _write(speakers: Iterable[Speaker], plan: ForeignPlan, *, finished: bool) -> None:
    devices = {
        name: {
            "dialect": speaker.dialect,
            "born": book.born,
            "refused": book.refused,
            "acknowledged": _ranges(book.acknowledged),
        }
        for speaker in speakers
        for name, book in speaker.books.items()
    }
    replace_file(plan.ledger, {"finished": finished, "begins_s": plan.begins_s, "devices": devices})


def _ranges(numbers: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges
