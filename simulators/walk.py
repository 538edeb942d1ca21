"""Where a device of the press stands at its n-th fix: a pure function of seed and number."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.json import encode

from data.contract.messages import WireFix
from geo.position import METRES_PER_DEGREE

RADIUS_M = 400.0
"""The walk stays this near its centre: a device of the press tests pipes, not roads."""

STEP_RAD = 0.002
"""Less than a metre from fix to fix, so that even 50 fixes a second are no implausible speed."""


@dataclass(frozen=True, slots=True)
class Walk:
    """An endless walk around a centre (degrees); the n-th step is the same whenever it is asked for."""

    lon: float
    lat: float
    seed: int

    def place(self, number: int) -> tuple[float, float]:
        """Return (lon, lat) in degrees at step `number`, rounded to six decimals."""
        phase = (self.seed * 2_654_435_761 % 2**32) / 2**32 * math.tau
        angle = phase + number * STEP_RAD
        radius_m = RADIUS_M * (0.75 + 0.25 * math.cos(angle / 7.0))
        east = radius_m * math.cos(angle) / (METRES_PER_DEGREE * math.cos(math.radians(self.lat)))
        north = radius_m * math.sin(angle) / METRES_PER_DEGREE
        return round(self.lon + east, 6), round(self.lat + north, 6)

    def fix(self, number: int, seq: int, moment_s: float) -> WireFix:
        """Return step `number` as the fix `seq` at a Unix second, kept to the millisecond."""
        lon, lat = self.place(number)
        return WireFix(
            seq=seq,
            tst=round(moment_s, 3),
            lat=lat,
            lon=lon,
            vel=round(20.0 + 10.0 * math.sin(number / 50.0), 1),
            cog=float(number % 360),
            acc=5.0,
            batt=float(100 - number // 1000 % 80),
            sat=8 + number % 5,
        )


def digest(fixes: Iterable[WireFix]) -> str:
    """Return a SHA-256 over the wire form of `fixes`, to compare two runs of one seed."""
    book = hashlib.sha256()
    for fix in fixes:
        book.update(encode(fix))
    return book.hexdigest()
