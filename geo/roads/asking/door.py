"""The one door to OSRM: its answers as plain arrays.

OSRM computes in this process and holds the interpreter's lock meanwhile. Its objects are neither lists nor
dicts and are slow to walk through, so nothing of them goes further than this file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import NoRouteError, SnapshotError

type Points = NDArray[np.float64]
type Osrm = Any
"""OSRM ships no types: its engine, a question or an answer."""

LARGEST_TABLE: Final = 4_000_000
"""Cells of one question; OSRM's answer takes some 80 bytes a cell before it becomes an array."""


@dataclass(frozen=True, slots=True)
class Table:
    """Driving between places.

    Parameters
    ----------
    duration_s, distance_m
        (r, c) floats, NaN where there is no way.
    starts, ends
        (r, 2) and (c, 2) degrees: where OSRM put the places on a road.
    """

    duration_s: Points
    distance_m: Points
    starts: Points
    ends: Points


def load(base: Path) -> Osrm:
    """Load the files of one profile into memory, some milliseconds.

    Parameters
    ----------
    base
        What their paths begin with.

    Raises
    ------
    SnapshotError
        When they are missing or damaged.
    """
    from osrm import OSRM

    try:
        return OSRM(
            storage_config=str(base),
            algorithm="MLD",
            use_shared_memory=False,
            max_locations_distance_table=-1,
            max_locations_viaroute=-1,
            max_locations_map_matching=-1,
            max_results_nearest=-1,
        )
    except RuntimeError as error:
        raise SnapshotError(f"OSRM cannot load it ({error})") from error


def nearest(osrm: Osrm, place: Points, number: int = 1) -> list[tuple[Points, float, str]]:
    """Return the nearest places on roads of any connected part: degrees, metres, name of the road.

    Parameters
    ----------
    osrm
        Made by :func:`load`.
    place
        (2,) degrees lon, lat.
    number
        How many pieces of road at most; the nearest comes first.

    Raises
    ------
    NoRouteError
        When there is no road at all.
    """
    from osrm import NearestParameters

    question = NearestParameters(coordinates=[(float(place[0]), float(place[1]))], generate_hints=False)
    question.number_of_results = number
    try:
        found = osrm.Nearest(question)["waypoints"]
    except RuntimeError as error:
        raise NoRouteError(f"there is no road near {place[0]:.5f}, {place[1]:.5f} ({error})") from error
    return [(np.array(list(one["location"])), float(one["distance"]), str(one["name"])) for one in found]


def table(
    osrm: Osrm,
    places: Points,
    radii_m: Points,
    rows: Sequence[int],
    columns: Sequence[int],
    *,
    longest_s: float = np.inf,
) -> Table:
    """Measure driving from some places to others.

    Parameters
    ----------
    osrm
        Made by :func:`load`.
    places
        (n, 2) degrees. OSRM puts a place that lies on a small part cut off from the network on the network,
        when that is within its radius.
    radii_m
        (n,) metres around each place; there must be a road in it.
    rows, columns
        Which places are starts and which are ends; at least two of each, as OSRM uses another, slower search
        for one.
    longest_s
        A drive that takes this long leads over a closed road: there is no way.

    Raises
    ------
    NoRouteError
        When OSRM refuses.
    """
    size = len(rows), len(columns)
    duration, distance = np.empty(size), np.empty(size)
    starts, ends = np.empty((size[0], 2)), np.empty((size[1], 2))
    for r, c in _blocks(*size):
        found = _ask_table(osrm, places, radii_m, (rows[r], columns[c]))
        duration[r, c], distance[r, c] = _floats(found["durations"]), _floats(found["distances"])
        starts[r] = [list(one["location"]) for one in found["sources"]]
        ends[c] = [list(one["location"]) for one in found["destinations"]]
    closed = duration >= longest_s
    return Table(np.where(closed, np.nan, duration), np.where(closed, np.nan, distance), starts, ends)


def drive(osrm: Osrm, places: Points, radii_m: Points, *, steps: bool, longest_s: float = np.inf) -> Osrm:
    """Return OSRM's fastest way between two places, as it tells it.

    Parameters
    ----------
    osrm
        Made by :func:`load`.
    places, radii_m
        As in :func:`table`, two of them.
    steps
        Whether the turns are wanted too.
    longest_s
        As in :func:`table`.

    Raises
    ------
    NoRouteError
        When there is no way.
    """
    from osrm import RouteParameters

    question = RouteParameters(
        coordinates=_pairs(places),
        radiuses=_floats_of(radii_m),
        overview="full",
        geometries="polyline6",
        steps=steps,
        generate_hints=False,
    )
    try:
        found = osrm.Route(question)["routes"][0]
    except RuntimeError as error:
        raise NoRouteError(f"there is no way by road ({error})") from error
    if float(found["duration"]) >= longest_s:
        raise NoRouteError("the only way by road is closed")
    return found


def _ask_table(
    osrm: Osrm,
    places: Points,
    radii_m: Points,
    asked: tuple[Sequence[int], Sequence[int]],
) -> Osrm:
    from osrm import TableParameters

    question = TableParameters(
        coordinates=_pairs(places),
        radiuses=_floats_of(radii_m),
        sources=[int(row) for row in asked[0]],
        destinations=[int(column) for column in asked[1]],
        annotations=["all"],
        generate_hints=False,
    )
    try:
        return osrm.Table(question)
    except RuntimeError as error:
        raise NoRouteError(f"OSRM has no matrix for these {len(places)} points ({error})") from error


def _blocks(rows: int, columns: int) -> Iterator[tuple[slice, slice]]:
    """Cut a large table into nearly square parts: the searches of a part grow with its sides only."""
    side = max(int(np.sqrt(LARGEST_TABLE)), 2)
    for top, bottom in _cuts(rows, side):
        for left, right in _cuts(columns, side):
            yield slice(top, bottom), slice(left, right)


def _cuts(length: int, side: int) -> Iterator[tuple[int, int]]:
    edges = np.linspace(0, length, -(-length // side) + 1).astype(int)
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


def _pairs(places: Points) -> list[tuple[float, float]]:
    return [(lon, lat) for lon, lat in places.tolist()]


def _floats_of(radii_m: Points) -> list[float | None]:
    return [None if np.isinf(radius) else radius for radius in radii_m.tolist()]


def _floats(rows: Osrm) -> Points:
    # numpy reads None as NaN here, three times as fast as asking each value
    return np.array([list(row) for row in rows], dtype=np.float64)
