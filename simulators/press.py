"""The press: many devices that do not drive but number, spool and send, as fast as asked, until told to stop.

They use the spool, the delivery and the line of the simulated trucks, so what the press proves about losing
nothing holds for those too. What is born follows the clock, not the loop: a press that was frozen or killed
makes up for it.
"""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from msgspec.structs import replace

from data.contract.clock import Clock
from data.contract.codec import decode_receipt
from data.contract.fix import Rejection
from data.contract.messages import EventKind, EventMessage, WireFix
from simulators.delivery import Delivery, reason_parked
from simulators.device import Heard
from simulators.errors import SpoolError
from simulators.fleet import Orders
from simulators.fleet_file import DeviceEntry
from simulators.ledger import write_ledger
from simulators.noise import Mischief, Weather
from simulators.spool import Spool
from simulators.uplink import Line, Uplink, hang_up
from simulators.walk import Walk

log = logging.getLogger(__name__)

TURN_S = 0.1
LEDGER_EVERY_S = 5.0
EVENT_EVERY = 50
"""One event for so many fixes."""


@dataclass(frozen=True, kw_only=True)
class PressPlan:
    """Who presses where; `rate_per_s` fixes a second and device, all waits in real seconds."""

    entries: tuple[DeviceEntry, ...]
    spools: Path
    ledger: Path
    host: str
    port: int
    rate_per_s: float
    receipt_wait_s: float = 2.0
    drain_s: float = 60.0
    mischief: Mischief = field(default_factory=lambda: Mischief(late=0.1, double=0.02))


class PressDevice:
    """One device: births by the clock, everything through its spool."""

    def __init__(self, entry: DeviceEntry, plan: PressPlan, spool: Spool, uplink: Uplink) -> None:
        self.name = entry.device
        self._rate_per_s = plan.rate_per_s
        self._walk = Walk(entry.lon, entry.lat, entry.seed)
        self._spool = spool
        self._uplink = uplink
        self._weather = Weather(plan.mischief, entry.seed)
        self._delivery = Delivery(entry.device, spool, uplink.publish, wait_s=plan.receipt_wait_s)
        self._number = spool.counts().fixes_born
        self._begins_s = self._now_s = 0.0
        self._fresh: list[WireFix] = []

    @property
    def idle(self) -> bool:
        """Whether everything born is settled or parked."""
        return self._delivery.idle

    def start(self, now_s: float) -> None:
        """Dial in; the next fix is due now, whatever was born before a restart."""
        self._begins_s = now_s - self._number / self._rate_per_s
        self._now_s = now_s
        self._uplink.switch(on=True)

    def advance(self, now_s: float) -> None:
        """Give birth to everything that is due up to a Unix second."""
        self._now_s = now_s
        while (due_s := self._begins_s + self._number / self._rate_per_s) <= now_s:
            self._number += 1
            self._bear(self._number, due_s)

    def hear(self, kind: Heard, payload: bytes) -> None:
        """Take what the line brought."""
        if kind == "connected":
            self._delivery.connected()
        elif kind == "receipt":
            receipt = decode_receipt(payload)
            if isinstance(receipt, Rejection):
                log.warning("%s: unreadable receipt: %s", self.name, receipt.detail)
            else:
                self._delivery.settle(receipt)

    def commit(self) -> None:
        """Make everything born durable; must come before `transmit`."""
        self._spool.commit()

    def transmit(self, mono: float) -> None:
        """Send what was just born, some of it doubled, some only with the backlog."""
        fresh, self._fresh = self._fresh, []
        if fresh and self._weather.late():
            self._delivery.hold(fresh, mono)
        elif fresh:
            self._delivery.fresh(fresh, mono)
            if self._weather.double():
                self._delivery.fresh(fresh, mono)
        for item in self._delivery.pump(mono):
            self._bear_event("parked", reason_parked(item))

    def hurry(self) -> None:
        """Wait less for receipts: births are over."""
        self._delivery.hurry()

    def _bear(self, number: int, moment_s: float) -> None:
        fix = self._spool.bear(lambda seq: self._walk.fix(number, seq, moment_s))
        if isinstance(fix, WireFix):
            self._fresh.append(fix)
        if number % EVENT_EVERY == 0:
            self._bear_event("skipped", "press", moment_s)

    def _bear_event(self, event: EventKind, reason: str, moment_s: float | None = None) -> None:
        lon, lat = self._walk.place(self._number)
        told = EventMessage(
            v=1,
            device=self.name,
            boot=self._spool.boot,
            seq=1,
            tst=round(self._now_s if moment_s is None else moment_s, 3),
            event=event,
            reason=reason,
            lon=lon,
            lat=lat,
        )
        self._spool.bear(lambda seq: replace(told, seq=seq))


class Press:
    """The devices of a process and their one loop; lines hand over through one queue."""

    def __init__(self, plan: PressPlan, clock: Clock, stack: ExitStack) -> None:
        self._plan = plan
        self._clock = clock
        self._inbox: SimpleQueue[tuple[int, Heard, bytes]] = SimpleQueue()
        try:
            plan.spools.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SpoolError(f"The folder for spools {plan.spools} cannot be made: {error}.") from error
        self._spools = [stack.enter_context(Spool(plan.spools / f"{e.device}.sqlite")) for e in plan.entries]
        self.uplinks = [self._uplink(index, entry) for index, entry in enumerate(plan.entries)]
        self._devices = [
            PressDevice(entry, plan, spool, uplink)
            for entry, spool, uplink in zip(plan.entries, self._spools, self.uplinks, strict=True)
        ]
        self._drained_at: float | None = None

    def run(self, orders: Orders, mono: Callable[[], float]) -> None:
        """Give birth until an order comes, then drain; a stop order cuts both short."""
        for device in self._devices:
            device.start(self._now_s())
        self._live(orders, mono)
        if not orders.stop.is_set():
            self._drain(orders, mono)

    def write_ledger(self, *, finished: bool) -> None:
        """Write what was born so far and what the spools still hold."""
        counts = {
            device.name: (spool.boot, spool.counts())
            for device, spool in zip(self._devices, self._spools, strict=True)
        }
        write_ledger(self._plan.ledger, counts, finished=finished, drained_at=self._drained_at)

    def _live(self, orders: Orders, mono: Callable[[], float]) -> None:
        written = float("-inf")
        while not (orders.stop.is_set() or orders.drain.is_set()):
            began = mono()
            now_s = self._now_s()
            for device in self._devices:
                device.advance(now_s)
            self._turn(began)
            if began - written >= LEDGER_EVERY_S:
                written = began
                self.write_ledger(finished=False)
            orders.wake.wait(max(0.0, TURN_S - (mono() - began)))

    def _drain(self, orders: Orders, mono: Callable[[], float]) -> None:
        ends = mono() + self._plan.drain_s
        for device in self._devices:
            device.hurry()
        while mono() < ends and not orders.stop.is_set():
            self._turn(mono())
            if all(device.idle for device in self._devices):
                self._drained_at = time.time()
                return
            # not on `wake`: that is set since the order came
            orders.stop.wait(TURN_S / 2)
        log.warning("the spools were not empty after %.0f s; they keep what is left", self._plan.drain_s)

    def _turn(self, mono: float) -> None:
        self._hear()
        for device in self._devices:
            device.commit()
            device.transmit(mono)

    def _hear(self) -> None:
        while True:
            try:
                index, kind, payload = self._inbox.get_nowait()
            except Empty:
                return
            self._devices[index].hear(kind, payload)

    def _now_s(self) -> float:
        return self._clock.now().timestamp()

    def _uplink(self, index: int, entry: DeviceEntry) -> Uplink:
        line = Line(self._plan.host, self._plan.port, entry.device, entry.password)
        return Uplink(line, lambda kind, payload: self._inbox.put((index, kind, payload)))


def run_press(
    plan: PressPlan, clock: Clock, orders: Orders, *, mono: Callable[[], float] = time.monotonic
) -> None:
    """Run all devices until an order; leaves spools and ledger in order.

    Raises
    ------
    SpoolError
        A spool cannot be opened or written.
    """
    with ExitStack() as stack:
        press = Press(plan, clock, stack)
        try:
            press.run(orders, mono)
        finally:
            # before hanging up: whoever waits for the ledger need not wait for the lines
            press.write_ledger(finished=True)
            hang_up(press.uplinks)
