"""Rivers of a place without a map: they run between the villages from the hills to the sea.

Nobody drives on them. They are there because a road over a river needs a bridge, bridges are few, and so
closing one sends trucks a long way round.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Voronoi
from shapely import LinearRing, LineString, MultiLineString, MultiPoint
from shapely.ops import substring

from simulators.synthetic_plane import Line, Street

RIVERS = 9
"""How many rivers cross a regency of 180 villages."""

VILLAGES_A_RIVER = 20
"""A place with fewer villages has fewer rivers."""

SPRING_RING = 0.25
"""Rivers begin this share of the land's breadth away from its highest point."""

BRIDGE_M = (9.0, 26.0)
"""Shortest and longest bridge."""

type Links = NDArray[np.int64]
"""(n, 2) indices of two linked villages, the smaller first."""


def draw_rivers(points: Line, hills: Line) -> list[Line]:
    """Draw rivers from around the hills to the edge of the land, along the borders between villages.

    Parameters
    ----------
    points
        (n, 2) metres, the villages of the mainland; fewer than 20 have no river.
    hills
        (2,) metres, where the land is highest.

    Returns
    -------
    (n, 2) metres each; one river ends where it meets another.
    """
    count = min(RIVERS, len(points) // VILLAGES_A_RIVER)
    if not count:
        return []
    corners, graph = _borders(points)
    mouths = _mouths(corners, points, hills, count)
    spread = float(np.ptp(points, axis=0).max())
    away = np.hypot(*(corners - hills).T)
    springs = [int(np.argmin(np.abs(away - SPRING_RING * spread) + _off(corners, hills, m))) for m in mouths]
    _, before = dijkstra(graph, directed=False, indices=mouths, return_predecessors=True)
    return [
        _smooth(corners[chain])
        for row, spring in enumerate(springs)
        if len(chain := _chain(before[row], spring)) > 2
    ]


def crosses_river(points: Line, links: Links, rivers: Sequence[Line]) -> NDArray[np.bool_]:
    """Mark the links whose straight line crosses a river.

    Parameters
    ----------
    points
        (n, 2) metres.
    links
        (m, 2) indices into them.
    rivers
        (n, 2) metres each.
    """
    if not rivers:
        return np.zeros(len(links), dtype=np.bool_)
    lines = shapely.linestrings(points[links])
    return np.asarray(shapely.intersects(lines, MultiLineString([river.tolist() for river in rivers])))


def with_bridges(
    street: Street, rivers: Sequence[Line], weights_t: float | None, length_m: float
) -> list[Street]:
    """Cut a street where it crosses rivers, so that each bridge is a way of its own.

    Parameters
    ----------
    street
        Any road.
    rivers
        (n, 2) metres each.
    weights_t
        Tonnes that the bridges bear; None where no sign stands.
    length_m
        Length of each bridge.
    """
    if not rivers:
        return [street]
    line = LineString(street.line)
    met = shapely.intersection(line, MultiLineString([river.tolist() for river in rivers]))
    places = shapely.get_coordinates(met)
    along = np.sort(shapely.line_locate_point(line, shapely.points(places))) if len(places) else np.empty(0)
    return bridged(street, along, weights_t, length_m)


def bridged(
    street: Street, along: NDArray[np.float64], weights_t: float | None, length_m: float
) -> list[Street]:
    """Make a bridge at each of the metres `along` a street; one that does not fit is left out."""
    line = LineString(street.line)
    total, done = float(line.length), 0.0
    tags = dict(street.tags) | {"bridge": "yes", "layer": "1"}
    if weights_t is not None:
        tags["maxweight"] = f"{weights_t:g}"
    parts: list[Street] = []
    for middle in along:
        first, last = middle - length_m / 2, middle + length_m / 2
        if first - done < length_m or total - last < length_m:
            continue
        parts.append(replace(street, line=_part(line, done, first)))
        parts.append(replace(street, line=_part(line, first, last), tags=tuple(sorted(tags.items()))))
        done = last
    return [*parts, replace(street, line=_part(line, done, total))]


def _part(line: LineString, first: float, last: float) -> Line:
    return np.asarray(substring(line, first, last).coords)


def _borders(points: Line) -> tuple[Line, csr_matrix]:
    """Return the corners between villages' lands and the lengths of the borders that join them."""
    cells = Voronoi(points)
    ridges = np.array([pair for pair in cells.ridge_vertices if min(pair) >= 0], dtype=np.int64)
    corners = cells.vertices
    lengths = np.hypot(*(corners[ridges[:, 0]] - corners[ridges[:, 1]]).T)
    size = len(corners)
    return corners, csr_matrix((lengths, (ridges[:, 0], ridges[:, 1])), shape=(size, size))


def _mouths(corners: Line, points: Line, hills: Line, count: int) -> list[int]:
    """Choose corners at the land's edge, all round except where the hills are nearest to it."""
    hull = MultiPoint(points.tolist()).convex_hull
    ring = LinearRing(shapely.get_coordinates(hull))
    lengths = (np.arange(count) + 0.5) / count * float(ring.length)
    wanted = shapely.get_coordinates(shapely.line_interpolate_point(ring, lengths))
    near = np.hypot(*(corners[:, None] - wanted[None]).transpose(2, 0, 1)).argmin(axis=0)
    # not one mouth twice, and no river that would be shorter than a village is wide
    far = np.hypot(*(corners[near] - hills).T) > SPRING_RING * float(np.ptp(points, axis=0).max()) * 1.3
    return list(dict.fromkeys(int(corner) for corner in near[far]))


def _off(corners: Line, hills: Line, mouth: int) -> NDArray[np.float64]:
    """Return metres sideways from the straight line between hills and mouth; behind the hills is far."""
    ahead = (corners[mouth] - hills) / np.hypot(*(corners[mouth] - hills))
    moved = corners - hills
    along = moved @ ahead
    sideways = np.abs(moved @ np.array([-ahead[1], ahead[0]]))
    return np.asarray(sideways + np.where(along < 0, 1e6, 0.0))


def _chain(before: NDArray[np.int32], spring: int) -> list[int]:
    chain = [spring]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return chain


def _smooth(line: Line) -> Line:
    """Round the corners off (Chaikin), ends kept."""
    for _ in range(2):
        quarters = np.stack([0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]], axis=1)
        line = np.vstack([line[:1], quarters.reshape(-1, 2)[1:-1], line[-1:]])
    return line
