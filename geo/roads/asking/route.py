"""A drive through points: its line, its legs and, when asked for, its turns."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.roads.asking.door import Osrm, Points
from geo.roads.asking.steps import Step, steps_of

POLYLINE_SCALE: Final = 1e6


@dataclass(frozen=True, slots=True)
class Leg:
    """The fastest way from one point to the next.

    Parameters
    ----------
    distance_m, duration_s
        Metres and seconds.
    line
        (m, 2) degrees along the road, m >= 2; it begins and ends on the road, not at the asked points.
    steps
        What the driver does, in order; empty when it was not asked for.
    """

    distance_m: float
    duration_s: float
    line: Points
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A drive through points in their order; n points have n - 1 legs."""

    legs: tuple[Leg, ...]

    @property
    def distance_m(self) -> float:
        """Metres in all."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        """Seconds of driving in all, without any stop."""
        return sum(leg.duration_s for leg in self.legs)

    @property
    def line(self) -> Points:
        """(m, 2) degrees of the whole drive; empty without legs."""
        return np.vstack([np.empty((0, 2)), *(leg.line for leg in self.legs)])


def leg_of(told: Osrm) -> Leg:
    """Read one of OSRM's routes between two places.

    Parameters
    ----------
    told
        As :func:`geo.roads.asking.door.drive` returns it.
    """
    (leg,) = told["legs"]
    return Leg(
        distance_m=float(told["distance"]),
        duration_s=float(told["duration"]),
        line=decode_polyline6(str(told["geometry"])),
        steps=steps_of(leg["steps"]),
    )


def decode_polyline6(text: str) -> Points:
    """Return (n, 2) degrees lon, lat of an encoded polyline of precision 6.

    Parameters
    ----------
    text
        As OSRM writes it: pairs of latitude and longitude steps, five bits a character.
    """
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    if not len(codes):
        return np.empty((0, 2))
    last = codes < 0x20
    first = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    place = np.arange(len(codes)) - np.repeat(first, np.diff(np.append(first, len(codes))))
    zigzag = np.add.reduceat((codes & 0x1F) << (5 * place), first)
    steps = np.where(zigzag & 1, ~(zigzag >> 1), zigzag >> 1).reshape(-1, 2)
    return np.ascontiguousarray(np.cumsum(steps, axis=0)[:, ::-1] / POLYLINE_SCALE)
