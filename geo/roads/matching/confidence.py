"""How sure a matched way is: the share of its length that is expected to be right.

The weights were fitted to 85,000 legs of simulated drives in two towns of Java (noise of 5 to 20 m in each
axis, a fix every 5 to 60 s), of which 98.7 % was right: of the surest 90 % of the legs 0.4 % was wrong, of
the least sure 1 % a quarter, as told. Such drives keep to mapped roads and to the fastest way, real ones
do not; so two doubts are added by judgement: places much farther from the road than the noise explains (an
unmapped lane beside a mapped one), and long steps.
"""

from typing import Final

import numpy as np

from geo.position import haversine_m
from geo.roads.matching.kernel import Way
from geo.roads.matching.model import Floats
from geo.roads.matching.prepare import Spots

BASE: Final = 6.4
AWAY: Final = -0.18
"""For the squared distance to the road in standard deviations, the larger of both ends."""

EXCESS: Final = -0.98
"""For what the leg exceeds the straight line by, over that line and the noise."""

NOISE: Final = -0.074
"""For each metre of noise."""

CHOICE: Final = -0.3
"""For each other road in the running at the ends, ten at most."""

DROPPED: Final = -1.07
"""For positions between the ends that were dropped."""

FAR_FROM: Final = 6.0
FAR: Final = -0.5
"""By judgement: for each squared standard deviation beyond."""

LONG_FROM_M: Final = 300.0
LONG: Final = -0.005
"""By judgement: for each metre of step beyond."""


def confidence(spots: Spots, way: Way) -> float:
    """Return 0..1 for a way, the mean of its legs by length.

    Parameters
    ----------
    spots
        All spots of the track.
    way
        Through some of them.
    """
    told = leg_confidence(spots, way)
    total = float(way.metres.sum())
    return float((told * way.metres).sum() / total) if total else float(told.min())


def leg_confidence(spots: Spots, way: Way) -> Floats:
    """Return (k - 1,) 0..1 for each leg of a way.

    Parameters
    ----------
    spots
        All spots of the track.
    way
        Through some of them.
    """
    lon, lat = spots.lonlat[way.rows].T
    straight = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    noise = _larger(spots.noise_m[way.rows])
    away = _larger((way.away_m / spots.noise_m[way.rows]) ** 2)
    told = (
        BASE
        + AWAY * away
        + EXCESS * np.maximum(way.metres - straight, 0.0) / (straight + 2 * noise)
        + NOISE * noise
        + CHOICE * np.minimum(way.choices[:-1] + way.choices[1:], 10)
        + DROPPED * (np.diff(way.rows) > 1)
        + FAR * np.maximum(away - FAR_FROM, 0.0)
        + LONG * np.maximum(straight - LONG_FROM_M, 0.0)
    )
    return np.asarray(1.0 / (1.0 + np.exp(-told)))


def _larger(values: Floats) -> Floats:
    """Return (k - 1,) the larger value of both ends of each leg."""
    return np.maximum(values[:-1], values[1:])
