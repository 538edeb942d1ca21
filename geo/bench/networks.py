"""Made-up countries to measure on, as OSM files and as graphs for the peers."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.position import offset
from geo.roads.network import Node, RoadNetwork, Way, assemble

BLOCK_M: Final = 150.0
CORNER: Final = (110.60, -6.70)
STREETS: Final = 10
"""Streets of a village in each direction."""

BETWEEN_M: Final = 900.0
"""Open country between two villages."""

KMH: Final = {"secondary": 24.0, "residential": 12.0}
"""Speeds of the plain profile ``plain.lua``, in which turns cost nothing."""


def make_country(villages: int, *, seed: int, bends: int = 0) -> RoadNetwork:
    """Make a square of villages of crooked streets, joined by main roads through their middles.

    One endless grid would be no country road network: it has no bottlenecks, on which OSRM's speed rests.

    Parameters
    ----------
    villages
        Villages in each direction.
    seed
        The same seed gives the same country.
    bends
        Nodes on each piece of road between two crossings, which only give it its shape.
    """
    side = villages * STREETS
    shift = np.random.default_rng(seed).uniform(-0.2, 0.2, (side, side, 2)) * BLOCK_M
    ids = np.arange(side * side).reshape(side, side) + 1
    nodes = [Node(int(ids[r, c]), *_corner(r, c, shift[r, c]), {}) for r in range(side) for c in range(side)]
    lines = [
        line for number in range(side) for grid in (ids, ids.T) for line in _streets(grid[number], number)
    ]
    ways = [Way(i, refs, {"highway": kind}) for i, (refs, kind) in enumerate(lines, 1)]
    return assemble(*(_bent(nodes, ways, bends) if bends else (nodes, ways)))


def _corner(row: int, column: int, shift: NDArray[np.float64]) -> tuple[float, float]:
    """Return lon, lat of a crossing; between two villages lies open country."""
    east = column * BLOCK_M + column // STREETS * BETWEEN_M + float(shift[0])
    north = row * BLOCK_M + row // STREETS * BETWEEN_M + float(shift[1])
    return offset(*CORNER, east, north)


def _streets(line: NDArray[np.int64], number: int) -> list[tuple[tuple[int, ...], str]]:
    """Make one row of crossings a main road through all villages, or a street in each of them."""
    refs = tuple(map(int, line))
    if number % STREETS == STREETS // 2:
        return [(refs, "secondary")]
    return [(refs[i : i + STREETS], "residential") for i in range(0, len(refs), STREETS)]


def _bent(nodes: list[Node], ways: list[Way], bends: int) -> tuple[list[Node], list[Way]]:
    place = {node.id: (node.lon, node.lat) for node in nodes}
    all_nodes, bent = list(nodes), []
    for way in ways:
        refs = [way.refs[0]]
        for start, end in zip(way.refs, way.refs[1:], strict=False):
            (west, south), (east, north) = place[start], place[end]
            for i in range(1, bends + 1):
                part = i / (bends + 1)
                all_nodes.append(
                    Node(len(all_nodes) + 1, west + (east - west) * part, south + (north - south) * part, {})
                )
                refs.append(len(all_nodes))
            refs.append(end)
        bent.append(Way(way.id, tuple(refs), way.tags))
    return all_nodes, bent


@dataclass(frozen=True, slots=True)
class Graph:
    """The junction graph of a country, every piece once in each direction that is open.

    Parameters
    ----------
    start, end
        (m,) rows of nodes.
    duration_s
        (m,) seconds by the plain profile, rounded to tenths as OSRM does.
    length_m
        (m,) metres.
    size
        Number of nodes.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    duration_s: NDArray[np.float64]
    length_m: NDArray[np.float64]
    size: int


def as_graph(network: RoadNetwork) -> Graph:
    """Return a country as a graph with the costs of the plain profile.

    Parameters
    ----------
    network
        A country without bends: all its nodes are junctions.
    """
    pieces = network.segments
    speed = np.array([KMH[way.highway] for way in network.ways])[pieces.way]
    seconds = np.maximum(np.rint(pieces.length_m / (speed / 3.6) * 10), 1) / 10
    return Graph(
        start=np.concatenate([pieces.start, pieces.end]),
        end=np.concatenate([pieces.end, pieces.start]),
        duration_s=np.tile(seconds, 2),
        length_m=np.tile(pieces.length_m, 2),
        size=len(network.nodes),
    )
