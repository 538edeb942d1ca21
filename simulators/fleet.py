"""All simulated devices in one process: one loop in stack time, one connection per device.

Read top-down: `run_fleet` makes the devices, then each turn hears what the lines brought, lets births happen,
commits every spool that changed, and only then sends. Lines have threads of their own and hand over through
one queue; everything else happens here.
"""

import heapq
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event

from data.contract.clock import Clock
from simulators.delivery import Delivery
from simulators.device import Device, Heard, Parts
from simulators.errors import SpoolError
from simulators.fleet_file import DeviceEntry
from simulators.ledger import write_ledger
from simulators.noise import GpsNoise, Mischief, Weather
from simulators.spool import Spool
from simulators.uplink import Line, Uplink, hang_up
from simulators.vehicle import Vehicle

log = logging.getLogger(__name__)

TURN_MIN_S = 0.1
"""Real seconds between two turns at least: at a high rate a turn gathers several births into one commit."""

TURN_MAX_S = 0.5
LEDGER_EVERY_S = 5.0

type Inbox = SimpleQueue[tuple[int, Heard, bytes]]


@dataclass(frozen=True, kw_only=True)
class FleetPlan:
    """Where a fleet lives and how it is treated.

    `births_until_s` is a stack time after which nothing is born; `drain_s` and `receipt_wait_s` are real
    seconds.
    """

    entries: tuple[DeviceEntry, ...]
    spools: Path
    ledger: Path
    host: str
    port: int
    receipt_wait_s: float = 4.0
    drain_s: float = 30.0
    births_until_s: float = float("inf")
    mischief: Mischief = field(default_factory=Mischief)


@dataclass(frozen=True)
class Orders:
    """What signals ask for: `drain` stops births and empties the spools, `stop` ends at once."""

    drain: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)
    wake: Event = field(default_factory=Event)

    def ask_drain(self) -> None:
        """Stop births, empty the spools, then end."""
        self.drain.set()
        self.wake.set()

    def ask_stop(self) -> None:
        """End at once; the spools keep what is not settled."""
        self.stop.set()
        self.wake.set()


def run_fleet(
    plan: FleetPlan, clock: Clock, orders: Orders, *, mono: Callable[[], float] = time.monotonic
) -> None:
    """Run all devices until an order or the end of births; leaves spools and ledger in order.

    Raises
    ------
    SpoolError
        A spool cannot be opened or written.
    """
    with ExitStack() as stack:
        fleet = Fleet(plan, clock, stack)
        try:
            fleet.run(orders, mono)
        finally:
            hang_up(fleet.uplinks)
            fleet.write_ledger(finished=True)


class Fleet:
    """The devices of a process and their one loop."""

    def __init__(self, plan: FleetPlan, clock: Clock, stack: ExitStack) -> None:
        self._plan = plan
        self._clock = clock
        self._inbox: Inbox = SimpleQueue()
        self._make_folder()
        begins_s = clock.now().timestamp()
        self._spools = [
            stack.enter_context(Spool(plan.spools / f"{entry.device}.sqlite")) for entry in plan.entries
        ]
        self.uplinks = [self._uplink(index, entry) for index, entry in enumerate(plan.entries)]
        self._devices = [self._device(index, begins_s) for index in range(len(plan.entries))]
        self._due: list[tuple[float, int]] = []
        self._booked = [float("nan")] * len(plan.entries)

    def run(self, orders: Orders, mono: Callable[[], float]) -> None:
        """Live until births end, then drain; a stop order cuts both short."""
        now_s = self._now_s()
        for index, device in enumerate(self._devices):
            device.start(now_s)
            self._book(index)
        log.info(
            "%d devices in %s, broker %s:%d",
            len(self._devices),
            self._plan.spools,
            self._plan.host,
            self._plan.port,
        )
        self._live(orders, mono)
        if not orders.stop.is_set():
            self._drain(orders, mono)

    def write_ledger(self, *, finished: bool) -> None:
        """Write what was born so far."""
        counts = {
            device.name: (spool.boot, spool.counts())
            for device, spool in zip(self._devices, self._spools, strict=True)
        }
        born = sum(device.fixes_born for device in self._devices)
        write_ledger(self._plan.ledger, counts, fixes_born_this_run=born, finished=finished)

    def _live(self, orders: Orders, mono: Callable[[], float]) -> None:
        written = float("-inf")
        while not (orders.stop.is_set() or orders.drain.is_set()):
            now_s = self._now_s()
            if now_s >= self._plan.births_until_s:
                self._advance(self._plan.births_until_s)
                return
            # births before routes: an event at this moment comes after the fixes before it
            self._advance(now_s)
            self._hear(now_s)
            self._send(self._devices, mono())
            if mono() - written >= LEDGER_EVERY_S:
                written = mono()
                self.write_ledger(finished=False)
            self._rest(orders)

    def _drain(self, orders: Orders, mono: Callable[[], float]) -> None:
        """Wait for receipts of everything; routes that arrive now are driven by nobody."""
        ends = mono() + self._plan.drain_s
        for device in self._devices:
            device.finish()
        while mono() < ends and not orders.stop.is_set():
            self._hear(self._now_s(), births=False)
            self._send(self._devices, mono())
            if all(device.idle for device in self._devices):
                return
            # not on `wake`: that stays set since the order came
            orders.stop.wait(TURN_MIN_S)
        if not orders.stop.is_set():
            log.warning("the spools were not empty after %.0f s; they keep what is left", self._plan.drain_s)

    def _hear(self, now_s: float, *, births: bool = True) -> None:
        while True:
            try:
                index, kind, payload = self._inbox.get_nowait()
            except Empty:
                return
            if births or kind != "route":
                self._devices[index].hear(kind, payload, now_s)
                self._book(index)

    def _advance(self, now_s: float) -> None:
        while self._due and self._due[0][0] <= now_s:
            due_s, index = heapq.heappop(self._due)
            if due_s == self._booked[index]:
                self._devices[index].advance(now_s)
                self._book(index)

    def _book(self, index: int) -> None:
        """Put a device's next birth into the queue; an older entry of it becomes void."""
        due_s = self._devices[index].due_s
        if due_s != self._booked[index]:
            self._booked[index] = due_s
            heapq.heappush(self._due, (due_s, index))

    def _send(self, devices: Sequence[Device], mono: float) -> None:
        for device in devices:
            device.commit()
            device.transmit(mono)

    def _rest(self, orders: Orders) -> None:
        ahead_s = max(0.0, self._due[0][0] - self._now_s())
        orders.wake.wait(min(max(self._clock.real_seconds(ahead_s), TURN_MIN_S), TURN_MAX_S))

    def _now_s(self) -> float:
        return self._clock.now().timestamp()

    def _make_folder(self) -> None:
        try:
            self._plan.spools.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SpoolError(f"The folder for spools {self._plan.spools} cannot be made: {error}.") from error

    def _uplink(self, index: int, entry: DeviceEntry) -> Uplink:
        line = Line(self._plan.host, self._plan.port, entry.device, entry.password)
        return Uplink(line, lambda kind, payload: self._inbox.put((index, kind, payload)))

    def _device(self, index: int, begins_s: float) -> Device:
        entry, spool, uplink = self._plan.entries[index], self._spools[index], self.uplinks[index]
        mischief = self._plan.mischief
        parts = Parts(
            name=entry.device,
            vehicle=Vehicle(entry.lon, entry.lat, skip_share=mischief.skip, seed=entry.seed),
            noise=GpsNoise(entry.seed),
            weather=Weather(mischief, entry.seed),
            spool=spool,
            uplink=uplink,
            # spread over ten seconds, so that the fleet does not report in one burst
            offset_s=(entry.seed * 7919 % 10_000) / 1000,
            delivery=Delivery(entry.device, spool, uplink.publish, wait_s=self._plan.receipt_wait_s),
        )
        return Device(parts, begins_s)
