"""The ingester, wired: read this file to know what happens to a position.

A device publishes a fix. The *live* lane takes what is fresh, the *past* lane what a spool still held and the
events, the *foreign* lane what phones and bought trackers say (`lanes`). Each lane gathers a batch, screens
it, stores it in one transaction, and only then acknowledges it to the broker and receipts it to the device.
Past and foreign belong to numbered *slots*, of which several ingesters hold a fair share each (`slots`). What
was refused, and is asked for again, is read again (`reprocess`). The *downlink* sends every device the route
of its vehicle. A watchdog asks whether messages move, and says so when they do not.
"""

import logging
import os
import secrets
import socket
from dataclasses import dataclass
from threading import Event
from typing import Final, Protocol

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from ingest.broker_watch import BrokerWatch
from ingest.downlink import Downlink
from ingest.errors import BrokerRefusedError, StalledError
from ingest.health import Health
from ingest.health_server import HealthServer
from ingest.lane import Lane
from ingest.lanes import SERVICE_AREA, Lanes
from ingest.metrics import Metrics
from ingest.mqtt.session import BrokerAddress
from ingest.reprocess import Reprocess
from ingest.screen import Screen
from ingest.settings import IngestSettings
from ingest.slots import Slots

log = logging.getLogger(__name__)

_WATCH_S: Final = 1.0
_STOP_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class World:
    """What the pipeline stands on."""

    address: BrokerAddress
    database_url: str
    clock: Clock
    calendar: OperatingCalendar


class Part(Protocol):
    """What runs beside the others; `halt` asks it to stop, `stop` waits until it has."""

    @property
    def alive(self) -> bool:
        """True while all its threads run."""
        ...

    def start(self) -> None:
        """Begin."""
        ...

    def halt(self) -> None:
        """Ask it to stop."""
        ...

    def stop(self, timeout_s: float) -> None:
        """Wait until it has stopped, about `timeout_s` seconds at most."""
        ...


class Pipeline:
    """All parts of one ingester."""

    def __init__(self, world: World, settings: IngestSettings) -> None:
        self.metrics = Metrics()
        who = _who()
        lanes = Lanes(
            world.address,
            world.database_url,
            clock=world.clock,
            day_of=world.calendar.day_of,
            settings=settings,
            metrics=self.metrics,
        )
        self.live = lanes.live(who)
        self.slots = Slots(world.database_url, lanes.of_slot, grace_s=settings.slot_grace_s)
        self.downlink = Downlink(
            world.address,
            client_id=f"{settings.client_id}-route-{who}",
            database_url=world.database_url,
            clock=world.clock,
            calendar=world.calendar,
        )
        self.reprocess = Reprocess(
            world.database_url,
            screen=Screen(SERVICE_AREA),
            clock=world.clock,
            day_of=world.calendar.day_of,
        )
        self.broker_watch = BrokerWatch(
            world.address,
            client_id=f"{settings.client_id}-watch-{who}",
            clock=world.clock,
            metrics=self.metrics,
        )
        self.health = Health(self, self.metrics)
        self.server: HealthServer | None = None
        self._settings = settings

    @property
    def parts(self) -> dict[str, Part]:
        """Return all parts by name; the slots first, so that nothing comes in before their sessions exist."""
        return {
            "slots": self.slots,
            "live": self.live,
            "reprocess": self.reprocess,
            "downlink": self.downlink,
            "broker watch": self.broker_watch,
        }

    @property
    def slot_numbers(self) -> tuple[int, ...]:
        """Return the slots that this ingester holds now."""
        return self.slots.numbers

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Return the live lane and those of every slot that this ingester holds now."""
        return self.live, *self.slots.lanes

    @property
    def past(self) -> Lane:
        """Return the past lane of the first slot that this ingester holds.

        Raises
        ------
        LookupError
            When it holds none.
        """
        return self._first("past")

    @property
    def foreign(self) -> Lane:
        """Return the foreign lane.

        Raises
        ------
        LookupError
            When another ingester holds it.
        """
        return self._first("foreign")

    def start(self) -> None:
        """Start everything.

        Raises
        ------
        StoreRefusedError
            When the database refuses the sign-in.
        """
        self.live.demand_store()
        if self._settings.metrics_port is not None:
            self.server = HealthServer(self.health, self._settings.metrics_host, self._settings.metrics_port)
            self.server.start()
        for part in self.parts.values():
            part.start()

    def stop(self) -> None:
        """Stop everything in order; what is not acknowledged comes again."""
        for part in self.parts.values():
            part.halt()
        for part in self.parts.values():
            part.stop(_STOP_S)
        if self.server is not None:
            self.server.stop()

    def troubles(self) -> list[str]:
        """Return in words why the ingester is not healthy; empty when it is."""
        found = [trouble for lane in self.lanes for trouble in lane.troubles(self._settings.stall_s)]
        ended = [name for name, part in self.parts.items() if part is not self.live and not part.alive]
        found += [f"{name}: its thread has ended" for name in ended]
        return found + self.slots.troubles()

    def alarms(self) -> list[str]:
        """Return in words what a person should look at although messages move."""
        return self.broker_watch.alarms()

    def watch(self) -> None:
        """Look once whether messages move.

        Raises
        ------
        StalledError
            When a thread has ended or messages wait for no known reason: only a restart can help.
        BrokerRefusedError
            When the broker refuses the sign-in: only another setting can help.
        """
        if self.live.session.denied:
            raise BrokerRefusedError(f"{self.live.session.last_error}; look at SIANGSA_MQTT_URL")
        lanes = self.lanes
        dead = {lane.options.name for lane in lanes if not lane.alive}
        dead |= {name for name, part in self.parts.items() if not part.alive}
        if dead:
            raise StalledError(f"a thread of the ingester has ended: {', '.join(sorted(dead))}")
        for lane in lanes:
            if lane.stalled_s() > self._settings.give_up_s and lane.store_error is None:
                raise StalledError(f"lane {lane.options.name} does not move, and nothing says why")
        self.health.beat()

    def _first(self, name: str) -> Lane:
        for lane in self.slots.lanes:
            if lane.options.name == name:
                return lane
        raise LookupError(f"this ingester holds no slot with a lane {name!r}")


def run(world: World, settings: IngestSettings, stop: Event) -> None:
    """Run one ingester until `stop` is set.

    Raises
    ------
    StalledError, BrokerRefusedError, StoreRefusedError
        When the watchdog finds that only a restart or another setting can help.
    """
    pipeline = Pipeline(world, settings)
    pipeline.start()
    told: list[str] = []
    try:
        while not stop.wait(_WATCH_S):
            pipeline.watch()
            troubles = pipeline.troubles() + pipeline.alarms()
            if troubles != told:
                tell = log.warning if troubles else log.info
                tell("not healthy: %s" if troubles else "healthy%s", "; ".join(troubles))
                told = troubles
    finally:
        pipeline.stop()


def _who() -> str:
    """Return a name at the broker that no other ingester has, and that tells where this one runs."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
