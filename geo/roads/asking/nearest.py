"""Where points stand on the roads: nearest road, how far, and whether a vehicle comes there at all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import NoRouteError
from geo.position import haversine_m
from geo.roads.asking import door
from geo.roads.asking.door import Osrm, Points
from geo.roads.bounds import Bounds

MAX_SNAP_M: Final = 2_000.0
"""A place farther than this from every road is not reachable by road (an island, a wrong coordinate)."""

FAR_M: Final = 500.0
"""A place farther than this from its road is flagged: people carry no waste that far."""

DETOUR_M: Final = 500.0
"""A point by a lane that is cut off from the network stands on the network's road, if that is at most this
much farther: such a lane is mostly a drawing error, and the truck waits at the road."""

MOVED_M: Final = 1.0
"""Two answers that are farther apart than this are two places on the roads (OSRM rounds to 0.1 m)."""

LIMITS: Final = np.array([180.0, 90.0])


class Standing(StrEnum):
    """Why a point can be reached from the main network and left again, or why not."""

    OK = "ok"
    FAR = "far_from_road"
    CLOSED = "closed"
    CUT_OFF = "not_connected"
    ISLAND = "island"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where each point stands on a road.

    Parameters
    ----------
    points
        (n, 2) degrees on the road: where matrices and routes begin and end. A point by a lane that is cut
        off stands on the network, if that is at most ``DETOUR_M`` farther.
    distance_m
        (n,) metres from the asked point to it.
    names
        Names of the nearest roads, empty where a road has none; no entry when nobody asked.
    standings
        Whether a vehicle comes there; no entry when nobody asked.
    """

    points: Points
    distance_m: NDArray[np.float64]
    names: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()

    @property
    def far(self) -> NDArray[np.bool_]:
        """(n,) bool: farther than ``FAR_M`` from its road, to be looked at by a person."""
        return self.distance_m > FAR_M


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of points before any way is asked for.

    Parameters
    ----------
    asked
        (n, 2) degrees.
    near
        (n, 2) degrees on the nearest road of any connected part.
    near_m
        (n,) metres to it.
    names
        Of these roads.
    swapped
        (n,) bool: lies outside the network, and inside it with lon and lat exchanged.
    usable
        (n,) bool: near enough to a road and not swapped.
    """

    asked: Points
    near: Points
    near_m: NDArray[np.float64]
    names: tuple[str, ...]
    swapped: NDArray[np.bool_]
    usable: NDArray[np.bool_]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Numbers of the usable points."""
        return np.flatnonzero(self.usable)

    @property
    def radii_m(self) -> NDArray[np.float64]:
        """(n,) metres within which a point may be put on a road of the network."""
        return self.near_m + DETOUR_M


def checked(points: ArrayLike, bounds: Bounds) -> Points:
    """Return points as (n, 2) floats.

    Parameters
    ----------
    points
        (n, 2) degrees lon, lat.
    bounds
        Of the network, to recognise exchanged coordinates.

    Raises
    ------
    NoRouteError
        When a point is no place on the globe.
    """
    asked = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    wrong = np.flatnonzero(~(np.abs(asked) <= LIMITS).all(axis=1))
    if len(wrong):
        lon, lat = asked[wrong[0]].tolist()
        hint = "; longitude and latitude are exchanged" if bounds.contains(lat, lon) else ""
        raise NoRouteError(f"point {wrong[0]} ({lon}, {lat}) is no lon, lat{hint}")
    # OSRM's own grid: what it cannot tell apart is one place here too
    return np.round(asked, 6) + 0.0


def look(osrm: Osrm, asked: Points, bounds: Bounds, max_snap_m: float) -> Ground:
    """Find the nearest road of each point, whatever connected part it belongs to.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    asked
        Made by :func:`checked`.
    bounds
        Of the network.
    max_snap_m
        Points farther than this from every road are not usable.
    """
    found = [door.nearest(osrm, place)[0] for place in asked]
    near_m = np.array([metres for _, metres, _ in found], dtype=np.float64)
    swapped = ~_inside(bounds, asked) & _inside(bounds, asked[:, ::-1]) & (near_m > max_snap_m)
    return Ground(
        asked=asked,
        near=np.array([place for place, _, _ in found], dtype=np.float64).reshape(-1, 2),
        near_m=near_m,
        names=tuple(name for _, _, name in found),
        swapped=swapped,
        usable=(near_m <= max_snap_m) & ~swapped,
    )


def moved(one: Points, other: Points) -> NDArray[np.bool_]:
    """Return (n,) bool: whether two answers for the same points are two places on the roads.

    Parameters
    ----------
    one, other
        (n, 2) degrees.
    """
    return np.asarray(haversine_m(one[:, 0], one[:, 1], other[:, 0], other[:, 1]) > MOVED_M)


def _inside(bounds: Bounds, points: Points) -> NDArray[np.bool_]:
    low, high = np.array([bounds.west, bounds.south]), np.array([bounds.east, bounds.north])
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))
