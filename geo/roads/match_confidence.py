"""How sure a matched way is: the share of its length that is expected to be right."""

from typing import Final

import numpy as np

from geo.position import haversine_m
from geo.roads.match_kernel import Way
from geo.roads.match_prepare import Spots
from geo.roads.match_types import Floats

BASE: Final = 4.0
AWAY: Final = -0.6
EXCESS: Final = -1.5
SPARSE: Final = -0.8


def confidence(spots: Spots, way: Way) -> float:
    """Return 0..1 for a way, the mean of its legs by length."""
    told = leg_confidence(spots, way)
    total = float(way.metres.sum())
    return float((told * way.metres).sum() / total) if total else float(told.min())


def leg_confidence(spots: Spots, way: Way) -> Floats:
    """Return (k - 1,) 0..1 for each leg."""
    away = (way.away_m / spots.noise_m[way.rows]) ** 2
    lon, lat = spots.lonlat[way.rows].T
    straight = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    noise = np.maximum(spots.noise_m[way.rows[:-1]], spots.noise_m[way.rows[1:]])
    excess = np.maximum(way.metres - straight, 0.0) / (straight + 2 * noise)
    told = BASE + AWAY * np.maximum(away[:-1], away[1:]) + EXCESS * excess + SPARSE * straight / 500.0
    return np.asarray(1.0 / (1.0 + np.exp(-told)))
