"""How far places are by road from facilities, there and back, and why some cannot be reached.

Pure: an engine and places in, rows out. A place without a way is a row with a reason, never a big number
and never an error: the villages of an island are part of every regency's table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.position import EARTH_RADIUS_M
from geo.roads.engine import Matrix, Nearest

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

    from geo.roads.network import RoadNetwork

type Reason = Literal["island", "far_from_road", "not_connected", "closed"]

REASONS: Final[dict[Reason, str]] = {
    "island": "no road over the water between them",
    "far_from_road": "too far from every road",
    "not_connected": "its roads are not joined for this vehicle",
    "closed": "only by a road that is closed now",
}
"""Why there is no way, in words."""

ISLAND_GAP_M: Final = 1_000.0
"""Roads farther than this from all roads of the facility's part lie across water, nearer ones are cut off."""


@dataclass(frozen=True, slots=True)
class Place:
    """A village, a point or a facility.

    Parameters
    ----------
    code
        What the caller knows it by.
    lon, lat
        Degrees.
    name
        For people.
    island
        Whether it lies on an island; None when nobody says, then the gap between the roads tells.
    """

    code: str
    lon: float
    lat: float
    name: str = ""
    island: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Driving from a place to a facility and back; all four figures, or none and a reason.

    Parameters
    ----------
    place, facility
        Codes.
    there_s, there_m
        Whole seconds and metres from the place to the facility.
    back_s, back_m
        The same from the facility to the place.
    snap_m
        Metres from the place to the nearest road.
    reason
        Why there is no way there or back.
    """

    place: str
    facility: str
    there_s: int | None
    there_m: int | None
    back_s: int | None
    back_m: int | None
    snap_m: float
    reason: Reason | None

    @property
    def round_s(self) -> int | None:
        """Seconds there and back."""
        return None if self.there_s is None or self.back_s is None else self.there_s + self.back_s


class Roads(Protocol):
    """What is asked of the road network; :class:`geo.roads.engine.RoadEngine` is one."""

    max_snap_m: float

    def nearest(self, points: ArrayLike) -> Nearest:
        """Return the nearest places on a road."""
        ...

    def matrix(self, points: ArrayLike) -> Matrix:
        """Return driving between all pairs."""
        ...


class Parts:
    """Which roads hang together at all, for anyone and in any direction; read when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trees: dict[int | None, cKDTree] = {}

    @cached_property
    def _label(self) -> NDArray[np.int32]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        segments, size = self._network.segments, len(self._network.nodes)
        ones = np.ones(len(segments.start), dtype=np.int8)
        joined = coo_array((ones, (segments.start, segments.end)), shape=(size, size))
        return np.asarray(connected_components(joined, directed=False)[1])

    @cached_property
    def _network(self) -> "RoadNetwork":
        from geo.roads.snapshot import load_network

        return load_network(self._folder)

    def joined(self, place: Place, facility: Place) -> bool:
        """Return whether the roads nearest to both belong to one part.

        Parameters
        ----------
        place, facility
            Anywhere on earth.
        """
        return self._part(place) == self._part(facility)

    def gap_m(self, place: Place, facility: Place) -> float:
        """Return metres from a place to the nearest road node that hangs together with the facility.

        Parameters
        ----------
        place, facility
            Anywhere on earth.
        """
        gap, _ = self._tree(self._part(facility)).query(_on_globe(place.lon, place.lat))
        return float(gap)

    def _part(self, place: Place) -> int:
        _, node = self._tree(None).query(_on_globe(place.lon, place.lat))
        return int(self._label[node])

    def _tree(self, part: int | None) -> "cKDTree":
        """Return the nodes of a part, or of all parts."""
        from scipy.spatial import cKDTree

        if part not in self._trees:
            lon, lat = self._network.lonlat.T
            places = _on_globe(lon, lat)
            self._trees[part] = cKDTree(places if part is None else places[self._label == part])
        return self._trees[part]


def reach_table(
    places: Sequence[Place],
    facilities: Sequence[Place],
    roads: Roads,
    parts: Parts,
    *,
    without_closures: Roads | None = None,
) -> list[Reach]:
    """Return a row for each place and facility, facility by facility.

    Parameters
    ----------
    places, facilities
        Either may be empty.
    roads
        The engine that drives.
    parts
        Of the same snapshot; read only when something cannot be reached.
    without_closures
        The engine of the snapshot itself when `roads` has closures: it tells what is only closed.

    Raises
    ------
    NoRouteError
        When a place is no place on the globe.
    """
    everything = [(place.lon, place.lat) for place in (*places, *facilities)]
    if not places or not facilities:
        return []
    driven = roads.matrix(everything)
    open_too = driven if without_closures is None else without_closures.matrix(everything)
    judge = _Judge(roads.nearest(everything).distance_m, roads.max_snap_m, open_too, parts)
    rows: list[Reach] = []
    for column, facility in enumerate(facilities, start=len(places)):
        for row, place in enumerate(places):
            if _both_ways(driven, row, column):
                rows.append(_row(place, facility, driven, (row, column), float(judge.snap_m[row])))
            else:
                reason = judge.why((place, facility), (row, column))
                rows.append(_no_row(place, facility, float(judge.snap_m[row]), reason))
    return rows


def nearest_facility(rows: Iterable[Reach]) -> dict[str, Reach]:
    """Return for each place the row of the facility with the shortest drive there and back.

    Parameters
    ----------
    rows
        Of :func:`reach_table`. A place that reaches none keeps its first row, which says why.
    """
    best: dict[str, Reach] = {}
    for row in rows:
        known = best.get(row.place)
        if known is None or _sooner(row, known):
            best[row.place] = row
    return best


def _sooner(row: Reach, known: Reach) -> bool:
    return row.round_s is not None and (known.round_s is None or row.round_s < known.round_s)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Finds the reason of a missing way; the first that holds, from the place's own to the network's."""

    snap_m: NDArray[np.float64]
    max_snap_m: float
    without_closures: Matrix
    parts: Parts

    def why(self, ends: tuple[Place, Place], pair: tuple[int, int]) -> Reason:
        place, facility = ends
        if _both_ways(self.without_closures, *pair):
            return "closed"
        if place.island is not None and facility.island is not None and place.island != facility.island:
            return "island"
        if (self.snap_m[list(pair)] > self.max_snap_m).any():
            return "far_from_road"
        if self.parts.joined(place, facility):
            return "not_connected"
        return "island" if self.parts.gap_m(place, facility) > ISLAND_GAP_M else "not_connected"


def _both_ways(driven: Matrix, row: int, column: int) -> bool:
    return bool(driven.reachable[row, column] and driven.reachable[column, row])


def _row(place: Place, facility: Place, driven: Matrix, pair: tuple[int, int], snap_m: float) -> Reach:
    back = pair[::-1]
    return Reach(
        place=place.code,
        facility=facility.code,
        there_s=int(driven.duration_s[pair]),
        there_m=int(driven.distance_m[pair]),
        back_s=int(driven.duration_s[back]),
        back_m=int(driven.distance_m[back]),
        snap_m=round(snap_m, 1),
        reason=None,
    )


def _no_row(place: Place, facility: Place, snap_m: float, reason: Reason) -> Reach:
    return Reach(place.code, facility.code, None, None, None, None, round(snap_m, 1), reason)


def _on_globe(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Return (n, 3) metres from the middle of the earth: straight distances there hold everywhere."""
    east, north = np.radians(lon), np.radians(lat)
    axes = [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    return EARTH_RADIUS_M * np.stack(axes, axis=-1)
