"""What the world does to the truth: GPS noise, dead zones, late and doubled messages. All of it seeded."""

import math
from dataclasses import dataclass

import numpy as np

from data.contract.messages import WireFix
from geo.position import METRES_PER_DEGREE
from simulators.drive import Moment

CORRELATION_S = 60.0
"""GPS errors drift: after a minute two thirds of an error are forgotten."""

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Mischief:
    """How badly a device is treated, as shares between 0 and 1.

    Attributes
    ----------
    skip
        Stops that cannot be served.
    dead_zone
        Hours that contain a dead zone of some minutes.
    late
        Live messages that never leave the device at once and come with the backlog.
    double
        Messages that are sent twice.
    """

    skip: float = 0.015
    dead_zone: float = 0.25
    late: float = 0.01
    double: float = 0.01


class GpsNoise:
    """A receiver of its own quality: errors of 3-8 m that drift instead of jumping."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng([seed, 1])
        self._sigma_m = float(self._rng.uniform(3, 8))
        self._east_m, self._north_m = (float(x) for x in self._rng.normal(0, self._sigma_m, 2))
        self._last_s: float | None = None

    def observe(self, truth: Moment, moment_s: float, seq: int) -> WireFix:
        """Return what the receiver makes of the truth, as the fix number `seq` at a Unix second."""
        east, north, speed, course, alt, sat = self._rng.normal(size=6).tolist()
        self._drift(moment_s, east, north)
        moving = truth.speed_kmh > 3
        return WireFix(
            seq=seq,
            tst=round(moment_s, 3),
            lat=round(truth.lat + self._north_m / METRES_PER_DEGREE, 6),
            lon=round(truth.lon + self._east_m / self._metres_per_degree_east(truth.lat), 6),
            vel=round(max(0.0, truth.speed_kmh + 0.8 * speed) if moving else min(abs(0.4 * speed), 2.5), 1),
            cog=round((truth.course_deg + 4 * course) % 360, 1) % 360 if moving else None,
            acc=round(self._sigma_m * 1.5, 1),
            alt=round(20 + 2 * alt, 1),
            batt=100.0,
            sat=int(min(max(9 + 1.5 * sat, 5), 14)),
        )

    def _drift(self, moment_s: float, east: float, north: float) -> None:
        passed_s = moment_s - self._last_s if self._last_s is not None else 0.0
        keep = math.exp(-max(passed_s, 0.0) / CORRELATION_S)
        fresh = self._sigma_m * math.sqrt(1 - keep * keep)
        limit = 2.2 * self._sigma_m
        self._east_m = min(max(keep * self._east_m + fresh * east, -limit), limit)
        self._north_m = min(max(keep * self._north_m + fresh * north, -limit), limit)
        self._last_s = moment_s

    @staticmethod
    def _metres_per_degree_east(lat: float) -> float:
        return METRES_PER_DEGREE * math.cos(math.radians(lat))


class Weather:
    """Dead zones and unlucky messages of one device."""

    def __init__(self, mischief: Mischief, seed: int) -> None:
        self._mischief = mischief
        self._seed = seed
        self._rng = np.random.default_rng([seed, 2])
        self._hour = -1
        self._zone = (0.0, 0.0)

    def dead(self, moment_s: float) -> bool:
        """Tell whether there is no network at a Unix second; depends on seed and time alone."""
        hour = int(moment_s // HOUR_S)
        if hour != self._hour:
            self._hour, self._zone = hour, self._zone_of(hour)
        return self._zone[0] <= moment_s < self._zone[1]

    def late(self) -> bool:
        """Tell whether the next live message stays behind."""
        return bool(self._rng.random() < self._mischief.late)

    def double(self) -> bool:
        """Tell whether the next message is sent twice."""
        return bool(self._rng.random() < self._mischief.double)

    def _zone_of(self, hour: int) -> tuple[float, float]:
        rng = np.random.default_rng([self._seed, 3, hour])
        begins = hour * HOUR_S + rng.uniform(0, HOUR_S - 480)
        lasts = rng.uniform(120, 480)
        return (begins, begins + lasts) if rng.random() < self._mischief.dead_zone else (0.0, 0.0)
