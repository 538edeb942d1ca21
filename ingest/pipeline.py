"""The ingester, wired: read this file to know what happens to a position.

A device publishes a fix. The *live* lane takes what is fresh, the *past* lane what a spool still held and the
events. Each lane gathers a batch, screens it, stores it in one transaction, and only then acknowledges it to
the broker and receipts it to the device. The *downlink* sends every device the route of its vehicle. A
watchdog asks whether messages move, and says so when they do not.
"""

import logging
from dataclasses import dataclass
from threading import Event
from typing import Final

from data.contract import topics
from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from geo.plausible import Area
from ingest.downlink import Downlink
from ingest.errors import BrokerRefusedError, StalledError
from ingest.lane import Lane, LaneOptions
from ingest.metrics import Metrics
from ingest.screen import Screen
from ingest.session import BrokerAddress, SessionOptions
from ingest.settings import IngestSettings
from ingest.sink import Sink

log = logging.getLogger(__name__)

_WATCH_S: Final = 1.0
_STOP_S: Final = 2.0
# The regency with its islands and a margin; a fix outside is kept and flagged.
SERVICE_AREA: Final = Area(west=109.9, south=-7.1, east=111.3, north=-5.5)


@dataclass(frozen=True, slots=True)
class World:
    """What the pipeline stands on."""

    address: BrokerAddress
    database_url: str
    clock: Clock
    calendar: OperatingCalendar


class Pipeline:
    """All parts of one ingester."""

    def __init__(self, world: World, settings: IngestSettings) -> None:
        self.metrics = Metrics()
        self.live = _lane(world, _live_options(settings), self.metrics)
        self.past = _lane(world, _past_options(settings), self.metrics)
        self.downlink = Downlink(
            world.address,
            client_id=f"{settings.client_id}-route",
            database_url=world.database_url,
            clock=world.clock,
            calendar=world.calendar,
        )
        self._settings = settings

    @property
    def lanes(self) -> tuple[Lane, Lane]:
        """Return both lanes."""
        return self.live, self.past

    def start(self) -> None:
        """Start everything; the past first, so that nothing is published before its session exists.

        Raises
        ------
        StoreRefusedError
            When the database refuses the sign-in.
        """
        self.past.demand_store()
        if self._settings.metrics_port is not None:
            self.metrics.serve(self._settings.metrics_port)
        self.past.start()
        self.live.start()
        self.downlink.start()

    def stop(self) -> None:
        """Stop everything in order; what is not acknowledged comes again."""
        parts = (self.live, self.past, self.downlink)
        for part in parts:
            part.halt()
        for part in parts:
            part.stop(_STOP_S)

    def troubles(self) -> list[str]:
        """Return in words why the ingester is not healthy; empty when it is."""
        found = [f"{lane.options.name}: {lane.store_error}" for lane in self.lanes if lane.store_error]
        found += [
            f"{lane.options.name}: {lane.session.last_error or 'not connected to the broker'}"
            for lane in self.lanes
            if not lane.session.online and not lane.store_error
        ]
        found += [
            f"{lane.options.name}: messages have waited for {lane.stalled_s():.0f} s"
            for lane in self.lanes
            if lane.stalled_s() > self._settings.stall_s
        ]
        return found

    def watch(self) -> None:
        """Look once whether messages move.

        Raises
        ------
        StalledError
            When a thread has ended or messages wait for no known reason: only a restart can help.
        BrokerRefusedError
            When the broker refuses the sign-in: only another setting can help.
        """
        if self.past.session.denied:
            raise BrokerRefusedError(f"{self.past.session.last_error}; look at SIANGSA_MQTT_URL")
        dead = [lane.options.name for lane in self.lanes if not lane.alive]
        if dead or not self.downlink.alive:
            raise StalledError(f"a thread of the ingester has ended: {', '.join(dead) or 'downlink'}")
        for lane in self.lanes:
            if lane.stalled_s() > self._settings.give_up_s and lane.store_error is None:
                raise StalledError(f"lane {lane.options.name} does not move, and nothing says why")
        self.metrics.healthy(is_healthy=not self.troubles())


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
            troubles = pipeline.troubles()
            if troubles != told:
                log.warning("not healthy: %s", "; ".join(troubles)) if troubles else log.info("healthy")
                told = troubles
    finally:
        pipeline.stop()


def _live_options(settings: IngestSettings) -> LaneOptions:
    session = SessionOptions(
        client_id=f"{settings.client_id}-live",
        topics=(topics.ALL_FIX,),
        keep_s=0,
        receive_maximum=settings.receive_maximum,
    )
    return LaneOptions("live", session, settings.batch_limits(), lets_go=True)


def _past_options(settings: IngestSettings) -> LaneOptions:
    session = SessionOptions(
        client_id=f"{settings.client_id}-past",
        topics=(topics.ALL_PAST, topics.ALL_EVENT),
        keep_s=settings.session_keep_s,
        receive_maximum=settings.receive_maximum,
    )
    return LaneOptions("past", session, settings.batch_limits())


def _lane(world: World, options: LaneOptions, metrics: Metrics) -> Lane:
    sink = Sink(
        world.database_url,
        f"siangsa-ingest-{options.name}",
        screen=Screen(SERVICE_AREA),
        day_of=world.calendar.day_of,
    )
    return Lane(world.address, options, sink=sink, clock=world.clock, metrics=metrics)
