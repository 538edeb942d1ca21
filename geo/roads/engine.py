"""Answers of the road network: nearest road, matrices, the way from place to place.

OSRM computes in this process and holds the interpreter's lock meanwhile (about 0.2 s for 300 x 300): call
it in worker processes, never in an event loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import NoRouteError, SnapshotError
from geo.roads.snapshot import SnapshotInfo, osrm_base, read_info

type Points = NDArray[np.float64]

UNREACHABLE: Final = 10_000_000
"""Seconds and metres in a matrix where there is no way: 115 days, and 200 of them still fit int32."""

MAX_SNAP_M: Final = 2_000.0
"""A place farther than this from every road is not reachable by road (an island, a wrong coordinate)."""

POLYLINE_SCALE: Final = 1e6


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest place on a road of each point.

    Parameters
    ----------
    points
        (n, 2) degrees on the road.
    distance_m
        (n,) metres from the asked point to it.
    """

    points: Points
    distance_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Driving between all pairs of points, row = from, column = to.

    Parameters
    ----------
    duration_s
        (n, n) int32 seconds; ``UNREACHABLE`` where there is no way, 0 on the diagonal.
    distance_m
        (n, n) int32 metres of the fastest way; the same.
    reachable
        (n, n) bool.
    """

    duration_s: NDArray[np.int32]
    distance_m: NDArray[np.int32]
    reachable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leg:
    """The fastest way from one point to the next.

    Parameters
    ----------
    distance_m, duration_s
        Metres and seconds.
    line
        (m, 2) degrees along the road, m >= 2; it begins and ends on the road, not at the asked points.
    """

    distance_m: float
    duration_s: float
    line: Points


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


class RoadEngine:
    """Routing on one snapshot with one vehicle profile; made by :meth:`open` in some milliseconds."""

    def __init__(self, osrm: Any, info: SnapshotInfo, *, max_snap_m: float) -> None:  # noqa: ANN401 - OSRM ships no types
        self._osrm = osrm
        self.info = info
        self.max_snap_m = max_snap_m

    @classmethod
    def open(cls, folder: Path, profile: str = "truck", *, max_snap_m: float = MAX_SNAP_M) -> Self:
        """Load a snapshot.

        Parameters
        ----------
        folder
            The folder of the snapshot.
        profile
            Name of the vehicle profile.
        max_snap_m
            Points farther than this from every road are not reachable.

        Raises
        ------
        SnapshotError
            When it is no complete snapshot, or lacks the profile.
        """
        from osrm import OSRM

        info = read_info(folder)
        if profile not in info.profiles:
            raise SnapshotError(f"{folder} has no profile {profile!r}, only {', '.join(info.profiles)}")
        try:
            loaded = OSRM(
                storage_config=str(osrm_base(folder, profile)),
                algorithm="MLD",
                use_shared_memory=False,
                max_locations_distance_table=-1,
                max_locations_viaroute=-1,
            )
        except RuntimeError as error:
            raise SnapshotError(f"{folder} is a damaged snapshot: OSRM cannot load it ({error})") from error
        return cls(loaded, info, max_snap_m=max_snap_m)

    def nearest(self, points: ArrayLike) -> Nearest:
        """Find the nearest place on a road for each point, however far.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat.

        Raises
        ------
        NoRouteError
            When a point is no place on the globe.
        """
        asked = _points(points)
        found = [self._nearest(place) for place in _pairs(asked)]
        return Nearest(
            points=np.array([place for place, _ in found], dtype=np.float64).reshape(-1, 2),
            distance_m=np.array([distance for _, distance in found], dtype=np.float64),
        )

    def matrix(self, points: ArrayLike) -> Matrix:
        """Return seconds and metres of driving between all pairs of points.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat; n may be 0.

        Returns
        -------
        Integers that need not be symmetric and need not obey the triangle inequality to the second.

        Raises
        ------
        NoRouteError
            When a point is no place on the globe.
        """
        asked = _points(points)
        near = self.nearest(asked).distance_m <= self.max_snap_m
        duration, distance = self._table(asked)
        reachable = np.isfinite(duration) & np.isfinite(distance) & near[:, None] & near[None, :]
        np.fill_diagonal(reachable, val=True)
        return Matrix(_whole(duration, reachable), _whole(distance, reachable), reachable)

    def route(self, points: ArrayLike) -> Route:
        """Return the fastest way through points in their order.

        Each leg stands for itself, as in :meth:`matrix`: a truck may turn round at a point.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat; fewer than two give a route without legs.

        Raises
        ------
        NoRouteError
            When a leg has no way, or a point is too far from any road; the text says which.
        """
        asked = _points(points)
        far = np.flatnonzero(self.nearest(asked).distance_m > self.max_snap_m)
        if len(far):
            at = ", ".join(f"{value:.5f}" for value in asked[far[0]])
            raise NoRouteError(f"point {far[0]} ({at}) is farther than {self.max_snap_m:.0f} m from any road")
        places = _pairs(asked)
        return Route(tuple(self._leg(number, places) for number in range(len(places) - 1)))

    def _nearest(self, place: tuple[float, float]) -> tuple[list[float], float]:
        from osrm import NearestParameters

        try:
            answer = self._osrm.Nearest(NearestParameters(coordinates=[place], generate_hints=False))
        except RuntimeError as error:
            raise NoRouteError(f"there is no road near {place[0]:.5f}, {place[1]:.5f} ({error})") from error
        waypoint = answer["waypoints"][0]
        return list(waypoint["location"]), float(waypoint["distance"])

    def _table(self, asked: Points) -> tuple[Points, Points]:
        """Return (n, n) float seconds and metres, NaN where there is no way."""
        from osrm import TableParameters

        if len(asked) < 2:
            return np.zeros((len(asked), len(asked))), np.zeros((len(asked), len(asked)))
        parameters = TableParameters(coordinates=_pairs(asked), annotations=["all"], generate_hints=False)
        try:
            answer = self._osrm.Table(parameters)
        except RuntimeError as error:
            raise NoRouteError(f"OSRM has no matrix for these {len(asked)} points ({error})") from error
        return _floats(answer["durations"]), _floats(answer["distances"])

    def _leg(self, number: int, places: list[tuple[float, float]]) -> Leg:
        from osrm import RouteParameters

        parameters = RouteParameters(
            coordinates=places[number : number + 2],
            overview="full",
            geometries="polyline6",
            generate_hints=False,
        )
        try:
            best = self._osrm.Route(parameters)["routes"][0]
        except RuntimeError as error:
            raise NoRouteError(
                f"there is no way by road from point {number} to point {number + 1}"
            ) from error
        return Leg(float(best["distance"]), float(best["duration"]), decode_polyline6(best["geometry"]))


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


def _points(points: ArrayLike) -> Points:
    asked = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    limits = np.array([180.0, 90.0])
    wrong = np.flatnonzero(~(np.abs(asked) <= limits).all(axis=1))
    if len(wrong):
        raise NoRouteError(f"point {wrong[0]} ({asked[wrong[0], 0]}, {asked[wrong[0], 1]}) is no lon, lat")
    return asked


def _pairs(points: Points) -> list[tuple[float, float]]:
    return [(float(lon), float(lat)) for lon, lat in points]


def _floats(rows: Iterable[Iterable[float | None]]) -> Points:
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=np.float64)


def _whole(values: Points, reachable: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Round to whole units; the diagonal is 0 whatever the table says of a point far from roads."""
    whole = np.where(reachable, np.rint(np.nan_to_num(values)), UNREACHABLE).astype(np.int32)
    np.fill_diagonal(whole, 0)
    return whole
