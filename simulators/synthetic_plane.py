"""A flat local plane in metres for building synthetic roads, and the streets drawn on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Line = NDArray[np.float64]

type Tags = tuple[tuple[str, str], ...]
"""OpenStreetMap keys and values, by key."""

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class VillagePoint:
    """A village as the road maker sees it: an interior point and an area.

    ``island`` villages get roads of their own and are never linked to the mainland. A ``site`` is a
    landfill or a yard: a road leads to its gate, and a few service roads lie inside.
    """

    code: str
    name: str
    kecamatan: str
    lon: float
    lat: float
    area_km2: float
    island: bool = False
    site: bool = False

    @property
    def radius_m(self) -> float:
        """Radius of the disc with the village's area, in metres."""
        return float(np.sqrt(self.area_km2 / np.pi) * 1000)


@dataclass(frozen=True, slots=True)
class Street:
    """One drawn road: OSM class, name ("" = nameless), line, (n, 2) metres east, north, and other tags."""

    highway: str
    name: str
    line: Line
    tags: Tags = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular plane around an origin; true to about 0.1 % over a regency of 60 km."""

    lon0: float
    lat0: float

    @classmethod
    def around(cls, villages: Sequence[VillagePoint]) -> "Plane":
        """Make the plane whose origin is the mean of the villages' points."""
        return cls(
            float(np.mean([village.lon for village in villages])),
            float(np.mean([village.lat for village in villages])),
        )

    def to_metres(self, lonlat: Line) -> Line:
        """Turn (n, 2) lon, lat degrees into (n, 2) metres east, north of the origin."""
        rad = np.radians(lonlat - np.array([self.lon0, self.lat0]))
        return np.asarray(rad * EARTH_RADIUS_M * self._stretch())

    def to_degrees(self, metres: Line) -> Line:
        """Turn (n, 2) metres east, north of the origin into (n, 2) lon, lat degrees."""
        rad = metres / (EARTH_RADIUS_M * self._stretch())
        return np.asarray(np.degrees(rad) + np.array([self.lon0, self.lat0]))

    def _stretch(self) -> Line:
        return np.array([np.cos(np.radians(self.lat0)), 1.0])
