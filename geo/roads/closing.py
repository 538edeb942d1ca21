"""Which pieces of road a closure closes and a speed holds for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.position import METRES_PER_DEGREE
from geo.roads.conditions import Closed, Condition, PieceSpeed
from geo.roads.segments import RoadSegments

if TYPE_CHECKING:
    from shapely import LineString, STRtree

type Rows = NDArray[np.int64]
type Mask = NDArray[np.bool_]
type Plane = NDArray[np.float64]

ALONG_M: Final = 12.0
"""A road at most this far from a drawn line runs along it: half a road's width and a careful hand."""

ON_LINE_M: Final = 0.5
"""A line that was taken from the roads themselves lies on them as exactly as it was written down."""

ON_LINE_SHARE: Final = 0.95
"""Share of a line's length that must lie on roads exactly for it to mean those roads and none beside them."""

COVERED_SHARE: Final = 0.5
COVERED_M: Final = 30.0
"""A piece counts when the line covers half of it, or this much of it."""

STEEPEST_DEG: Final = 15.0
"""A road at a larger angle crosses the line or leaves it; a careful hand errs by half as much."""

LOOK_M: Final = 5.0
"""The course of a line at a place is measured over this distance before and after it."""


@dataclass(frozen=True)
class RoadChange:
    """What a condition means for a snapshot's pieces of road.

    Parameters
    ----------
    closed
        (k,) rows of pieces that are closed in both directions, ascending.
    speeds
        km/h by pair of node ids, in the direction from the first to the second.
    without_road
        Ids of closures that touch no road, ascending.
    unknown_speeds
        Number of speeds for ways or pieces that are not there.
    """

    closed: Rows
    speeds: dict[tuple[int, int], float]
    without_road: tuple[int, ...]
    unknown_speeds: int


class RoadFinder:
    """Finds pieces of road by place and by way."""

    def __init__(self, segments: RoadSegments) -> None:
        self.segments = segments

    @cached_property
    def _tree(self) -> "STRtree":
        from shapely import STRtree, linestrings

        return STRtree(list(np.asarray(linestrings(self.segments.ends))))

    @cached_property
    def _rows_of_way(self) -> dict[int, slice]:
        """Rows of each way; they stand together, in drawing order."""
        way = self.segments.way
        first = np.flatnonzero(np.diff(way, prepend=way[0] - 1)) if len(way) else np.empty(0, np.int64)
        last = np.append(first[1:], len(way))
        return {int(way[a]): slice(int(a), int(b)) for a, b in zip(first, last, strict=True)}

    def change(self, condition: Condition) -> RoadChange:
        """Return what a condition means here.

        Parameters
        ----------
        condition
            Closures and speeds.
        """
        found = [(one.id, self.closed_by(one)) for one in condition.closed]
        touched = {number for number, rows in found if len(rows)}
        speeds, unknown = self._speeds(condition.speeds)
        return RoadChange(
            closed=np.unique(np.concatenate([np.empty(0, np.int64), *(rows for _, rows in found)])),
            speeds=speeds,
            without_road=tuple(sorted({number for number, _ in found} - touched)),
            unknown_speeds=unknown,
        )

    def closed_by(self, closed: Closed) -> Rows:
        """Return the rows of the pieces that a closure closes.

        Parameters
        ----------
        closed
            An area or a line.
        """
        from shapely import get_parts

        if closed.is_area:
            return self._inside(closed)
        parts = [self._along(part) for part in get_parts(closed.geometry)]
        return np.unique(np.concatenate(parts))

    def _inside(self, closed: Closed) -> Rows:
        """Leave a road open that only touches the edge from outside."""
        from shapely import touches

        rows = self._tree.query(closed.geometry, predicate="intersects")
        return np.sort(rows[~touches(closed.geometry, self._tree.geometries[rows])]).astype(np.int64)

    def _along(self, line: "LineString") -> Rows:
        rows = self._near(line)
        plane = _Plane.around(line)
        drawn, ends = plane.line(line), plane.metres(self.segments.ends[rows])
        on_line = _on_line(drawn, ends)
        length_m = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
        if length_m[on_line].sum() >= ON_LINE_SHARE * drawn.length:
            return rows[on_line]
        return rows[_beside_line(drawn, ends)]

    def _near(self, line: "LineString") -> Rows:
        from shapely import box

        west, south, east, north = line.bounds
        reach = ALONG_M / METRES_PER_DEGREE
        wide = reach / max(np.cos(np.radians(max(abs(south), abs(north)))), reach)
        rows = self._tree.query(box(west - wide, south - reach, east + wide, north + reach))
        return np.sort(rows).astype(np.int64)

    def _speeds(self, speeds: Iterable[PieceSpeed]) -> tuple[dict[tuple[int, int], float], int]:
        """Fill in whole ways first, so that their pieces overrule them; the slower of two equals holds."""
        unknown = 0
        of_way: dict[tuple[int, int], list[float]] = defaultdict(list)
        of_piece: dict[tuple[int, int], list[float]] = defaultdict(list)
        for speed in speeds:
            pairs = list(self._pairs(speed))
            unknown += not pairs
            target = of_way if speed.from_node is None else of_piece
            for pair in pairs:
                target[pair].append(speed.kmh)
        return {pair: min(given) for pair, given in (of_way | of_piece).items()}, unknown

    def _pairs(self, speed: PieceSpeed) -> Iterator[tuple[int, int]]:
        rows = self._rows_of_way.get(speed.way)
        if rows is None:
            return
        pairs = self.segments.pairs[rows]
        nodes = [int(pairs[0, 0]), *map(int, pairs[:, 1])]
        if speed.from_node is None or speed.to_node is None:
            yield from pairwise(nodes)
            yield from pairwise(reversed(nodes))
            return
        yield from _steps_between(nodes, speed.from_node, speed.to_node)


@dataclass(frozen=True, slots=True)
class _Plane:
    """Metres east and north around one place; exact enough for the length of a road."""

    metres_per_degree: Plane

    @classmethod
    def around(cls, line: "LineString") -> "_Plane":
        middle = np.radians((line.bounds[1] + line.bounds[3]) / 2)
        return cls(METRES_PER_DEGREE * np.array([np.cos(middle), 1.0]))

    def metres(self, lonlat: Plane) -> Plane:
        return lonlat * self.metres_per_degree

    def line(self, line: "LineString") -> "LineString":
        from shapely import transform

        return transform(line, self.metres)


def _on_line(drawn: "LineString", ends: Plane) -> Mask:
    """Tell which pieces lie on a line: both their ends and their middle do."""
    from shapely import distance, points

    places = np.stack([ends[:, 0], ends.mean(axis=1), ends[:, 1]], axis=1)
    off_m = np.asarray(distance(points(places), drawn)).reshape(-1, 3)
    return np.asarray(np.all(off_m <= ON_LINE_M, axis=1))


def _beside_line(drawn: "LineString", ends: Plane) -> Mask:
    """Tell which pieces run along a line: near it over a good part of their length, in its direction."""
    from shapely import get_coordinates, intersection, length, linestrings

    # Flat ends, so that the road's next piece beyond the line is not reached.
    pieces = np.asarray(linestrings(ends))
    covered = np.asarray(intersection(pieces, drawn.buffer(ALONG_M, cap_style="flat")))
    covered_m = np.asarray(length(covered))
    enough = (covered_m >= COVERED_SHARE * length(pieces)) | (covered_m >= COVERED_M)
    along = enough & (covered_m > 0)
    if along.any():
        middle = np.array([get_coordinates(part).mean(axis=0) for part in covered[along]])
        course = (ends[:, 1] - ends[:, 0])[along]
        along[along] = _angle_deg(drawn, middle, course) <= STEEPEST_DEG
    return np.asarray(along)


def _angle_deg(drawn: "LineString", places: Plane, course: Plane) -> Plane:
    """Return the angle (0..90) between a line and a course at each place."""
    from shapely import get_coordinates, line_interpolate_point, line_locate_point, points

    at_m = line_locate_point(drawn, points(places))
    before, after = (
        get_coordinates(np.asarray(line_interpolate_point(drawn, np.clip(at_m + step, 0.0, drawn.length))))
        for step in (-LOOK_M, LOOK_M)
    )
    line_course = after - before
    across = np.abs(course[:, 0] * line_course[:, 1] - course[:, 1] * line_course[:, 0])
    return np.degrees(np.arctan2(across, np.abs((course * line_course).sum(axis=1))))


def _steps_between(nodes: list[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of neighbouring nodes from one node to another; none when one is not there."""
    starts = [i for i, node in enumerate(nodes) if node == first]
    ends = [i for i, node in enumerate(nodes) if node == last]
    # A ring passes its first node twice: the shorter way is meant.
    spans = sorted((abs(j - i), i, j) for i in starts for j in ends if i != j)
    if not spans:
        return
    _, i, j = spans[0]
    step = 1 if j > i else -1
    for at in range(i, j, step):
        yield nodes[at], nodes[at + step]
