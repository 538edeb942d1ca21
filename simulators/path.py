"""A stretch of road and a drive along it: where the truck is after so many seconds."""

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.position import haversine_m

type Line = NDArray[np.float64]

ACCELERATION_MS2 = 0.9
"""A laden truck pulls away and brakes gently, in metres per second squared."""

TOP_SPEED_MS = 72 / 3.6
"""No truck goes faster than this, however ambitious its plan."""


@dataclass(frozen=True, slots=True)
class Path:
    """A polyline, lon/lat degrees, with the metres from its start to each vertex."""

    lons: tuple[float, ...]
    lats: tuple[float, ...]
    metres: tuple[float, ...]

    @classmethod
    def along(cls, line: Line) -> "Path":
        """Make the path along `line`, (n, 2) lon/lat degrees, n at least 1."""
        steps = haversine_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        metres = np.concatenate([[0.0], np.cumsum(steps)])
        return cls(tuple(line[:, 0].tolist()), tuple(line[:, 1].tolist()), tuple(metres.tolist()))

    @property
    def length_m(self) -> float:
        """Whole length, metres."""
        return self.metres[-1]

    def at(self, metres: float) -> tuple[float, float, float]:
        """Return lon, lat and course (degrees from north) so many metres from the start."""
        after = min(max(bisect_right(self.metres, metres), 1), len(self.metres) - 1)
        if after < 1:
            return self.lons[0], self.lats[0], 0.0
        before = after - 1
        step = self.metres[after] - self.metres[before]
        share = min(max((metres - self.metres[before]) / step, 0.0), 1.0) if step > 0 else 1.0
        east = self.lons[after] - self.lons[before]
        north = self.lats[after] - self.lats[before]
        course = math.degrees(math.atan2(east * math.cos(math.radians(self.lats[before])), north)) % 360
        return self.lons[before] + share * east, self.lats[before] + share * north, course


@dataclass(frozen=True, slots=True)
class Motion:
    """Pull away, hold a speed, brake: a drive over `length_m` that ends at rest."""

    length_m: float
    cruise_ms: float
    duration_s: float

    @classmethod
    def over(cls, length_m: float, wanted_s: float) -> "Motion":
        """Drive `length_m` in `wanted_s` seconds, or in the least time that a truck needs."""
        if length_m <= 0:
            return cls(0.0, 0.0, 0.0)
        fastest = min(TOP_SPEED_MS, math.sqrt(ACCELERATION_MS2 * length_m))
        pull = ACCELERATION_MS2 * wanted_s
        slack = pull * pull - 4 * ACCELERATION_MS2 * length_m
        cruise = min((pull - math.sqrt(slack)) / 2, fastest) if slack > 0 else fastest
        return cls(length_m, cruise, length_m / cruise + cruise / ACCELERATION_MS2)

    def at(self, elapsed_s: float) -> tuple[float, float]:
        """Return metres driven and speed in m/s after `elapsed_s` seconds."""
        if elapsed_s <= 0 or self.cruise_ms <= 0:
            return 0.0, 0.0
        left_s = self.duration_s - elapsed_s
        if left_s <= 0:
            return self.length_m, 0.0
        ramp_s = self.cruise_ms / ACCELERATION_MS2
        if elapsed_s < ramp_s:
            return ACCELERATION_MS2 * elapsed_s**2 / 2, ACCELERATION_MS2 * elapsed_s
        if left_s < ramp_s:
            return self.length_m - ACCELERATION_MS2 * left_s**2 / 2, ACCELERATION_MS2 * left_s
        return self.cruise_ms * (elapsed_s - ramp_s / 2), self.cruise_ms
