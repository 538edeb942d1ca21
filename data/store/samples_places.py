"""Finds places on the road network where a village's sample points can stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from geo.errors import NoRouteError
from geo.position import METRES_PER_DEGREE, haversine_m
from geo.roads import Nearest, Route

type Place = tuple[float, float]
type Floats = NDArray[np.float64]

APART_M: Final = 150.0
"""No two sample points are nearer: a stop at one must not look like a visit of the other."""

RADII_M: Final = (700.0, 1_200.0, 1_900.0)
"""Search radii around the village's point, the next only when the one before gave too few places."""

_TRIES: Final = 48
# a road drawn from afar is not where the people of the random place would bring their waste
_LONGEST_SNAP_M: Final = 400.0
# a way that ends elsewhere means that the place is on a lane cut off from the network
_WAY_ENDS_WITHIN_M: Final = 25.0


class Roads(Protocol):
    """What is asked of the road network; `geo.roads.RoadEngine` is one."""

    def nearest(self, points: ArrayLike) -> Nearest:
        """Return the nearest places on a road."""
        ...

    def route(self, points: ArrayLike) -> Route:
        """Return the way through points, or raise NoRouteError."""
        ...


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look.

    Attributes
    ----------
    centre
        The village's point, (lon, lat) in degrees.
    wanted
        How many places.
    hub
        A place that a truck must be able to reach and to come back from: the landfill.
    """

    centre: Place
    wanted: int
    hub: Place


def find_places(search: Search, roads: Roads, rng: Generator, taken: Sequence[Place]) -> list[Place]:
    """Return at most `search.wanted` places on roads, 150 m apart from each other and from `taken`.

    Fewer come back when the network around the village has no more.
    """
    found: list[Place] = []
    for radius_m in RADII_M:
        for place in _candidates(search.centre, radius_m, roads, rng):
            if len(found) == search.wanted:
                return found
            if _is_apart(place, [*taken, *found]) and _is_served(place, search.hub, roads):
                found.append(place)
    return found


def _candidates(centre: Place, radius_m: float, roads: Roads, rng: Generator) -> list[Place]:
    drawn = _around(centre, radius_m, rng)
    nearest = roads.nearest(drawn)
    from_centre = haversine_m(centre[0], centre[1], nearest.points[:, 0], nearest.points[:, 1])
    good = (nearest.distance_m <= _LONGEST_SNAP_M) & (from_centre <= radius_m)
    # six decimals are a decimetre, and what an office's list has
    return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in nearest.points[good]]


def _around(centre: Place, radius_m: float, rng: Generator) -> Floats:
    """Draw places evenly over a disc."""
    distance_m = radius_m * np.sqrt(rng.random(_TRIES))
    angle = 2.0 * math.pi * rng.random(_TRIES)
    lat = centre[1] + distance_m * np.sin(angle) / METRES_PER_DEGREE
    stretch = METRES_PER_DEGREE * math.cos(math.radians(centre[1]))
    return np.column_stack([centre[0] + distance_m * np.cos(angle) / stretch, lat])


def _is_apart(place: Place, others: Sequence[Place]) -> bool:
    if not others:
        return True
    lon, lat = np.array(others).T
    return bool((haversine_m(lon, lat, place[0], place[1]) >= APART_M).all())


def _is_served(place: Place, hub: Place, roads: Roads) -> bool:
    try:
        there, _ = roads.route([hub, place, hub]).legs
    except NoRouteError:
        return False
    end_lon, end_lat = there.line[-1]
    return haversine_m(float(end_lon), float(end_lat), *place) <= _WAY_ENDS_WITHIN_M
