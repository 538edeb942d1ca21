"""One simulated device: a truck's truth, a receiver's errors, a spool and a line."""

import logging
import math
from dataclasses import dataclass
from typing import Literal

from data.contract.codec import decode_receipt, decode_route
from data.contract.fix import Rejection
from data.contract.messages import EventKind, EventMessage, RouteMessage, WireFix
from simulators.delivery import Delivery, reason_parked
from simulators.drive import Happening
from simulators.noise import GpsNoise, Weather
from simulators.spool import Spool
from simulators.uplink import Uplink
from simulators.vehicle import Vehicle

log = logging.getLogger(__name__)

type Heard = Literal["connected", "receipt", "route"]

MOVING_INTERVAL_S = 10.0
PARKED_INTERVAL_S = 30.0
VEHICLE_KEY = "vehicle"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a device is made of; `offset_s` shifts its beat against the other devices', seconds."""

    name: str
    vehicle: Vehicle
    noise: GpsNoise
    weather: Weather
    spool: Spool
    uplink: Uplink
    delivery: Delivery
    offset_s: float


class Device:
    """Turns passing time into fixes and events; stack times are Unix seconds, `mono` real monotonic ones."""

    def __init__(self, parts: Parts, begins_s: float) -> None:
        self._parts = parts
        self._fresh: list[WireFix] = []
        saved = parts.spool.recall(VEHICLE_KEY)
        if saved is not None:
            parts.vehicle.restore(saved)
        self._born_s = self._now_s = begins_s
        self._offset_s = parts.offset_s
        self._radio_on = True
        self.fixes_born = 0

    @property
    def name(self) -> str:
        """Device id."""
        return self._parts.name

    @property
    def due_s(self) -> float:
        """Stack time of the next birth."""
        return min(self._born_s, self._parts.vehicle.next_s)

    @property
    def idle(self) -> bool:
        """Whether everything born is settled or parked."""
        return self._parts.delivery.idle

    def start(self, now_s: float) -> None:
        """Report the boot and dial in."""
        self._bear_event("boot", now_s)
        self._parts.uplink.switch(on=True)

    def advance(self, now_s: float) -> None:
        """Give birth to everything that is due up to a stack time, in order; nothing lies after it."""
        self._now_s = now_s
        while self.due_s <= now_s:
            moment_s = self.due_s
            if moment_s >= self._parts.vehicle.next_s:
                self._report(moment_s)
            if moment_s >= self._born_s:
                self._bear_fix(moment_s)
        self._switch_radio(now_s)

    def hear(self, kind: Heard, payload: bytes, now_s: float) -> None:
        """Take what the line brought."""
        if kind == "connected":
            self._parts.delivery.connected()
        elif kind == "receipt":
            receipt = decode_receipt(payload)
            if isinstance(receipt, Rejection):
                log.warning("%s: unreadable receipt: %s", self.name, receipt.detail)
                return
            self._parts.delivery.settle(receipt)
        else:
            self._take_route(payload, now_s)

    def commit(self) -> None:
        """Make everything born durable; must come before `transmit`."""
        self._parts.spool.commit()

    def transmit(self, mono: float) -> None:
        """Send what was just born, unless bad luck keeps it back for the backlog."""
        fresh, self._fresh = self._fresh, []
        if fresh and self._parts.weather.late():
            self._parts.delivery.hold(fresh, mono)
        elif fresh:
            self._parts.delivery.fresh(fresh, mono)
            if self._parts.weather.double():
                self._parts.delivery.fresh(fresh, mono)
        for item in self._parts.delivery.pump(mono):
            self._bear_event("parked", self._now_s, reason=reason_parked(item))

    def finish(self) -> None:
        """Put the device where there is network, for good: the day is over and the spool must drain."""
        self._radio_on = True
        self._parts.delivery.hurry()
        self._parts.uplink.switch(on=True)

    def _take_route(self, payload: bytes, now_s: float) -> None:
        vehicle = self._parts.vehicle
        if not payload:
            vehicle.clear(now_s)
            self._keep_vehicle()
            return
        route = decode_route(payload)
        if isinstance(route, Rejection):
            log.warning("%s: unreadable route: %s", self.name, route.detail)
            return
        try:
            taken = vehicle.accept(route, now_s)
        except ValueError as error:
            log.warning("%s: route %d cannot be driven: %s", self.name, route.plan, error)
            return
        if taken:
            self._bear_event("route_ack", now_s, route=route)
            self._keep_vehicle()
            self._born_s = min(self._born_s, self._beat_after(now_s, MOVING_INTERVAL_S))

    def _report(self, until_s: float) -> None:
        for happening in self._parts.vehicle.happen(until_s):
            route = self._parts.vehicle.route
            self._bear_event(happening.event, happening.at_s, route=route, happening=happening)
        self._keep_vehicle()

    def _keep_vehicle(self) -> None:
        self._parts.spool.remember(VEHICLE_KEY, self._parts.vehicle.save())

    def _bear_fix(self, moment_s: float) -> None:
        truth = self._parts.vehicle.at(moment_s)
        fix = self._parts.spool.bear(lambda seq: self._parts.noise.observe(truth, moment_s, seq))
        if isinstance(fix, WireFix):
            self._fresh.append(fix)
        self.fixes_born += 1
        ahead = self._parts.vehicle.at(moment_s + PARKED_INTERVAL_S)
        parked = truth.kind == ahead.kind == "parked"
        self._born_s = self._beat_after(moment_s, PARKED_INTERVAL_S if parked else MOVING_INTERVAL_S)

    def _beat_after(self, moment_s: float, interval_s: float) -> float:
        """Return the next time of the device's own beat, so that a restart does not shift its fixes."""
        return (math.floor((moment_s - self._offset_s) / interval_s) + 1) * interval_s + self._offset_s

    def _bear_event(
        self,
        event: EventKind,
        moment_s: float,
        *,
        route: RouteMessage | None = None,
        happening: Happening | None = None,
        reason: str | None = None,
    ) -> None:
        truth = self._parts.vehicle.at(moment_s)
        self._parts.spool.bear(
            lambda seq: EventMessage(
                v=1,
                device=self.name,
                boot=self._parts.spool.boot,
                seq=seq,
                tst=round(moment_s, 3),
                event=event,
                plan=route.plan if route else None,
                stop=happening.stop if happening else None,
                place=happening.place if happening else None,
                reason=happening.reason if happening else reason,
                kg=happening.kg if happening else None,
                lat=round(truth.lat, 6),
                lon=round(truth.lon, 6),
            )
        )

    def _switch_radio(self, now_s: float) -> None:
        on = not self._parts.weather.dead(now_s)
        if on != self._radio_on:
            self._radio_on = on
            self._parts.uplink.switch(on=on)
