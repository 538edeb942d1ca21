"""Drives between points, each with the main network as witness: who comes there and gets away again.

OSRM answers a table in silence: a point by a small cut-off lane is put on the network when the other points
lie there, and stays on its lane when they do not. Here every table holds the *anchor*, a place on the main
network, so that an answer about a point never depends on the other points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from geo.position import haversine_m
from geo.roads.asking import door
from geo.roads.asking.door import Osrm, Points
from geo.roads.asking.nearest import MOVED_M, Ground, Standing, moved
from geo.roads.bounds import Bounds
from geo.roads.closed import ClosedRoads

type Flags = NDArray[np.bool_]

GRID: Final = 5
"""Places in each direction that are asked to find the main network."""

ISLAND_M: Final = 2_000.0
"""A part that is cut off and farther than this from the network is an island, not a gap in the drawing."""

AROUND: Final = 60
"""Pieces of road around a point that is cut off, among which one of the network is looked for."""

ANCHORS: Final = 2
"""The anchor stands twice in each table: OSRM has another search for a single row or column."""


@dataclass(frozen=True, slots=True)
class Driving:
    """Driving from some points to others.

    Parameters
    ----------
    duration_s, distance_m
        (r, c) floats, NaN where there is no way, or a point is not usable.
    leaves
        (r,) bool: from the start the main network is reached.
    enters
        (c,) bool: from the main network the end is reached.
    starts, ends
        (r, 2) and (c, 2) degrees on the road; NaN where a point is not usable.
    """

    duration_s: Points
    distance_m: Points
    leaves: Flags
    enters: Flags
    starts: Points
    ends: Points


@dataclass(frozen=True, slots=True)
class Stand:
    """Where points stand in the end.

    Parameters
    ----------
    place
        (n, 2) degrees on the road that is used; on the nearest road where none can be.
    place_m
        (n,) metres to it.
    standings
        One per point.
    barred
        (n,) bool: there is no driving from or to it, though OSRM knows a road farther off.
    """

    place: Points
    place_m: NDArray[np.float64]
    standings: tuple[Standing, ...]
    barred: Flags

    @classmethod
    def of(cls, ground: Ground, place: Points, standings: Sequence[Standing], barred: Flags) -> Self:
        """Fill in what follows from the ground.

        Parameters
        ----------
        ground
            What was known before.
        place
            (n, 2) degrees, NaN where a point is not usable.
        standings, barred
            As in the class.
        """
        at = np.where(np.isnan(place), ground.near, place)
        direct = ~moved(at, ground.near)
        away = np.asarray(haversine_m(ground.asked[:, 0], ground.asked[:, 1], at[:, 0], at[:, 1]))
        return cls(at, np.where(direct, ground.near_m, away), tuple(standings), barred)


def find_anchor(
    osrm: Osrm, bounds: Bounds, closed: ClosedRoads | None = None, longest_s: float = np.inf
) -> Points:
    """Return (2,) degrees of a place on the main network: the one that most of the area is connected with.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    bounds
        Of the network.
    closed, longest_s
        Closed roads, on which the place does not lie, and how long a drive over one takes.
    """
    lon, lat = np.linspace(bounds.west, bounds.east, GRID), np.linspace(bounds.south, bounds.north, GRID)
    spots = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    every = range(len(spots))
    places = np.unique(door.table(osrm, spots, np.full(len(spots), np.inf), every, every).starts, axis=0)
    if closed is not None and not closed.hold(places).all():
        places = places[~closed.hold(places)]
    if len(places) == 1:
        return np.asarray(places[0])
    every = range(len(places))
    table = door.table(osrm, places, np.full(len(places), np.inf), every, every, longest_s=longest_s)
    found = np.isfinite(table.duration_s)
    return np.asarray(places[int((found & found.T).sum(axis=1).argmax())])


def measure(
    osrm: Osrm,
    ground: Ground,
    anchor: Points,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    *,
    longest_s: float = np.inf,
) -> Driving:
    """Measure driving between points of a ground.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    ground
        The points.
    anchor
        Made by :func:`find_anchor`.
    rows, columns
        Numbers of the starts and of the ends.
    longest_s
        As :func:`geo.roads.asking.door.table`.
    """
    used = ground.rows
    number = np.full(len(ground.usable), -1)
    number[used] = np.arange(len(used))
    witness = np.arange(len(used), len(used) + ANCHORS)
    r, c = rows[ground.usable[rows]], columns[ground.usable[columns]]
    table = door.table(
        osrm,
        np.vstack([ground.asked[used], *[anchor] * ANCHORS]),
        np.concatenate([ground.radii_m[used], np.full(ANCHORS, np.inf)]),
        np.concatenate([number[r], witness]).tolist(),
        np.concatenate([number[c], witness]).tolist(),
        longest_s=longest_s,
    )
    return _spread(table, ground.usable[rows], ground.usable[columns])


def settle(osrm: Osrm, ground: Ground, anchor: Points, place: Points, connected: Flags) -> Stand:
    """Name the standing of points on a network without closures.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    ground
        The points.
    anchor
        Made by :func:`find_anchor`.
    place
        (n, 2) degrees on the road, NaN where a point is not usable.
    connected
        (n,) bool: reached from the main network, and reaching it.
    """
    standings = [Standing.OK] * len(place)
    for row in np.flatnonzero(~ground.usable):
        standings[row] = Standing.SWAPPED if ground.swapped[row] else Standing.FAR
    for row in np.flatnonzero(ground.usable & ~connected):
        near = _network_is_near(osrm, ground.asked[row], anchor)
        standings[row] = Standing.CUT_OFF if near else Standing.ISLAND
    return Stand.of(ground, place, standings, ~ground.usable)


def settle_variant(
    ground: Ground, base: Stand, place: Points, connected: Flags, closed: ClosedRoads
) -> Stand:
    """Name the standing of points while closures are in force.

    Parameters
    ----------
    ground
        The points on the network as it is now.
    base
        Their standing without any closure.
    place, connected
        As in :func:`settle`, as it is now.
    closed
        The roads that are closed.
    """
    at = np.where(np.isnan(place), ground.near, place)
    lost = ~base.barred & (~ground.usable | moved(at, base.place) | closed.hold(at))
    shut = ~base.barred & ~connected & np.array([one is Standing.OK for one in base.standings], dtype=bool)
    standings = [
        Standing.CLOSED if is_closed else told
        for told, is_closed in zip(base.standings, lost | shut, strict=True)
    ]
    # where its own road is closed, the point stays where it was: it has not moved to another road
    return Stand.of(ground, np.where(lost[:, None], base.place, place), standings, base.barred | lost)


def _spread(table: door.Table, rows: Flags, columns: Flags) -> Driving:
    """Put the answers about usable points among all; the last rows and columns are the anchor's."""
    shape, inner = (len(rows), len(columns)), np.ix_(rows, columns)
    duration, distance = np.full(shape, np.nan), np.full(shape, np.nan)
    duration[inner] = table.duration_s[:-ANCHORS, :-ANCHORS]
    distance[inner] = table.distance_m[:-ANCHORS, :-ANCHORS]
    leaves, enters = np.zeros(len(rows), dtype=bool), np.zeros(len(columns), dtype=bool)
    leaves[rows] = np.isfinite(table.duration_s[:-ANCHORS, -1])
    enters[columns] = np.isfinite(table.duration_s[-1, :-ANCHORS])
    starts, ends = np.full((len(rows), 2), np.nan), np.full((len(columns), 2), np.nan)
    starts[rows], ends[columns] = table.starts[:-ANCHORS], table.ends[:-ANCHORS]
    return Driving(duration, distance, leaves, enters, starts, ends)


def _network_is_near(osrm: Osrm, place: Points, anchor: Points) -> bool:
    """Tell whether the main network has a road nearby: then it is a gap in the drawing, not a sea."""
    # OSRM itself looks for a road of the network, as long as the part that is cut off is a small one
    if _reached(osrm, place[None, :], ISLAND_M, anchor):
        return True
    next_roads = door.nearest(osrm, place, AROUND)
    around = np.array([spot for spot, metres, _ in next_roads if metres <= ISLAND_M]).reshape(-1, 2)
    return _reached(osrm, around, MOVED_M, anchor)


def _reached(osrm: Osrm, places: Points, radius_m: float, anchor: Points) -> bool:
    """Tell whether one of some places is reached from the main network."""
    every = np.vstack([places, *[anchor] * ANCHORS])
    radii = np.concatenate([np.full(len(places), radius_m), np.full(ANCHORS, np.inf)])
    witness, ends = [len(places), len(places) + 1], [*range(len(places)), len(places)]
    return bool(np.isfinite(door.table(osrm, every, radii, witness, ends).duration_s[0, :-1]).any())
