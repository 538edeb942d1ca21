"""The reach of a facility as areas of equal driving time, drawn around the roads that are reached.

An area says: there is a road here from which one drives to the facility within so many minutes. Fields and
water without a road stay white, because nobody drives there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.position import METRES_PER_DEGREE
from geo.roads.reaching.reach import Place, Roads
from geo.roads.segments import RoadSegments

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MINUTES: Final = (15, 30, 45, 60, 90, 120)

CELL_M: Final = 180.0
"""Side of the squares in which one place on a road speaks for all others."""

AT_ONCE: Final = 250
"""Places in one table: a small one is answered in one piece."""

ROUNDING_M: Final = 120.0


@dataclass(frozen=True, slots=True)
class Band:
    """The area from which one drives to a facility in more than ``from_min`` and at most ``to_min`` minutes.

    ``geometry`` is in degrees lon, lat: a polygon or several.
    """

    facility: str
    from_min: int
    to_min: int
    geometry: "BaseGeometry"


def reach_bands(
    facility: Place, roads: Roads, segments: RoadSegments, *, minutes: Sequence[int] = MINUTES
) -> list[Band]:
    """Return the areas of equal driving time to a facility, nearest first; those without a road are left out.

    Parameters
    ----------
    facility
        Where to.
    roads
        The engine that drives.
    segments
        The roads of the same snapshot.
    minutes
        Upper ends of the bands, ascending.

    Raises
    ------
    NoRouteError
        When the facility is no place on the globe.
    """
    import shapely

    plane = _Plane.around(segments.lonlat)
    cells, places = _one_per_cell(plane.metres(_along(segments, plane)))
    needed_min = _minutes_to(facility, roads, plane.degrees(places))
    areas = [_area(cells[needed_min <= high]) for high in minutes]
    found: list[Band] = []
    for low, high, inner, area in zip((0, *minutes), minutes, (None, *areas), areas, strict=False):
        ring = area if inner is None else shapely.difference(area, inner, grid_size=1.0)
        if not ring.is_empty:
            found.append(Band(facility.code, low, high, shapely.transform(ring, plane.degrees)))
    return found


def _minutes_to(facility: Place, roads: Roads, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) minutes of driving from places to a facility, infinite where there is no way."""
    needed = np.full(len(lonlat), np.inf)
    for first in range(0, len(lonlat), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        told = roads.matrix(lonlat[part], [(facility.lon, facility.lat)])
        needed[part] = np.where(told.reachable[:, 0], told.duration_s[:, 0] / 60, np.inf)
    return needed


@dataclass(frozen=True, slots=True)
class _Plane:
    """Metres around the middle of a network."""

    origin: NDArray[np.float64]

    @classmethod
    def around(cls, lonlat: NDArray[np.float64]) -> "_Plane":
        return cls(lonlat.mean(axis=0))

    @property
    def scale(self) -> NDArray[np.float64]:
        return METRES_PER_DEGREE * np.array([np.cos(np.radians(self.origin[1])), 1.0])

    def metres(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((lonlat - self.origin) * self.scale)

    def degrees(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(metres / self.scale + self.origin)


def _along(segments: RoadSegments, plane: _Plane) -> NDArray[np.float64]:
    """Return (n, 2) degrees of places on all roads, no farther apart than a cell is wide."""
    ends = segments.ends
    length_m = np.hypot(*((ends[:, 1] - ends[:, 0]) * plane.scale).T)
    steps = np.ceil(length_m / CELL_M).astype(np.int64).clip(min=1)
    piece = np.repeat(np.arange(len(ends)), steps)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = ((number + 0.5) / steps[piece])[:, None]
    return np.asarray(ends[piece, 0] * (1 - share) + ends[piece, 1] * share)


def _one_per_cell(metres: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower left corners of all cells with a road, and of each the place nearest to its middle."""
    cell = np.floor(metres / CELL_M)
    off = np.abs(metres - (cell + 0.5) * CELL_M).max(axis=1)
    order = np.lexsort((off, cell[:, 1], cell[:, 0]))
    corners, first = np.unique(cell[order], axis=0, return_index=True)
    return corners * CELL_M, metres[order][first]


def _area(corners: NDArray[np.float64]) -> "BaseGeometry":
    import shapely

    low, high = corners, corners + CELL_M
    squares = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    joined = shapely.union_all(squares)
    rounded = shapely.buffer(shapely.buffer(joined, ROUNDING_M, quad_segs=2), -ROUNDING_M / 2, quad_segs=2)
    return shapely.simplify(rounded, ROUNDING_M / 8)
