"""Make junctions where drawn streets cross, so that a router can turn there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from simulators.synthetic_plane import Line, Street, Tags

GRAIN_M = 0.1
"""Points closer than this are one node."""

GLUE_M = 0.5
"""An end this near to another street lies on it."""

type Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """A street as a chain of nodes."""

    highway: str
    name: str
    nodes: tuple[int, ...]
    tags: Tags = ()


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """Nodes, (n, 2) metres, and the ways over them."""

    nodes: Line
    ways: tuple[Way, ...]

    def segments(self) -> NDArray[np.int64]:
        """Return the two node indices of every piece of road, (m, 2), each once, smaller first."""
        pairs = [pair for way in self.ways for pair in zip(way.nodes[:-1], way.nodes[1:], strict=True)]
        return np.unique(np.sort(np.array(pairs, dtype=np.int64), axis=1), axis=0)

    def lengths_m(self) -> NDArray[np.float64]:
        """Return the length of each of `segments`, metres."""
        pairs = self.segments()
        return np.asarray(np.hypot(*(self.nodes[pairs[:, 0]] - self.nodes[pairs[:, 1]]).T))

    def matrix(self) -> csr_matrix:
        """Return the (n, n) sparse lengths in metres, one direction of each piece of road."""
        pairs = self.segments()
        size = len(self.nodes)
        return csr_matrix((self.lengths_m(), (pairs[:, 0], pairs[:, 1])), shape=(size, size))


def node_streets(streets: Sequence[Street]) -> RoadGraph:
    """Cut all streets at their crossings and number the nodes in the order of their first use."""
    lines = [_with_crossings(street.line, cuts) for street, cuts in zip(streets, _cuts(streets), strict=True)]
    numbers: dict[Key, int] = {}
    places: list[Line] = []
    ways: list[Way] = []
    for street, line in zip(streets, lines, strict=True):
        chain: list[int] = []
        for place in line:
            key = (round(float(place[0]) / GRAIN_M), round(float(place[1]) / GRAIN_M))
            if key not in numbers:
                numbers[key] = len(places)
                places.append(place)
            if not chain or chain[-1] != numbers[key]:
                chain.append(numbers[key])
        if len(chain) > 1:
            ways.append(Way(street.highway, street.name, tuple(chain), street.tags))
    return RoadGraph(np.array(places), tuple(ways))


type Cuts = dict[int, list[tuple[float, Line]]]
"""Segment of a street to its crossings: (share of the segment, place)."""


def _cuts(streets: Sequence[Street]) -> list[Cuts]:
    starts = np.vstack([street.line[:-1] for street in streets])
    ends = np.vstack([street.line[1:] for street in streets])
    owner = [(index, piece) for index, street in enumerate(streets) for piece in range(len(street.line) - 1)]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1))))
    cuts: list[Cuts] = [defaultdict(list) for _ in streets]
    tips = np.vstack([street.line[[0, -1]] for street in streets])
    for segment, place in [*_crossings(tree, tips), *_touches(tree, tips)]:
        street, piece = owner[segment]
        share = np.hypot(*(place - starts[segment])) / np.hypot(*(ends[segment] - starts[segment]))
        cuts[street][piece].append((float(share), place))
    return cuts


def _crossings(tree: shapely.STRtree, tips: Line) -> list[tuple[int, Line]]:
    """Return where two pieces cross, once for each; not at an end, which only touches."""
    one, two = tree.query(tree.geometries, predicate="crosses")
    once = one < two
    one, two = one[once], two[once]
    places = shapely.get_coordinates(shapely.intersection(tree.geometries[one], tree.geometries[two]))
    away, _ = cKDTree(tips).query(places) if len(places) else (np.empty(0), None)
    found = [
        (int(i), place) for pair, place in zip(zip(one, two, strict=True), places, strict=True) for i in pair
    ]
    return [entry for entry, far in zip(found, np.repeat(away > GLUE_M, 2), strict=True) if far]


def _touches(tree: shapely.STRtree, tips: Line) -> list[tuple[int, Line]]:
    """Return the pieces on which an end of another street lies, with that end."""
    tip, piece = tree.query(shapely.points(tips), predicate="dwithin", distance=GLUE_M)
    return [(int(segment), tips[end]) for end, segment in zip(tip, piece, strict=True)]


def _with_crossings(line: Line, cuts: Cuts) -> Line:
    places: list[Line] = []
    for piece in range(len(line) - 1):
        places.append(line[piece])
        places += [place for _, place in sorted(cuts.get(piece, []), key=lambda cut: cut[0])]
    places.append(line[-1])
    return np.array(places)
