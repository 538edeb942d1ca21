"""How fast is a matrix? OSRM against networkx on the same made-up country, in the same run."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.position import offset
from geo.roads.engine import RoadEngine
from geo.roads.network import Node, RoadNetwork, Way, assemble
from geo.roads.snapshot import build_snapshot
from geo.roads.xml import write_xml

if TYPE_CHECKING:
    from networkx import DiGraph

BLOCK_M = 150.0
CORNER = (110.60, -6.70)
STREETS = 10
"""Streets of a village in each direction."""

BETWEEN_M = 900.0
"""Open country between two villages."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the country is and how many places are asked about."""

    villages: int
    points: int


FULL = Size(villages=10, points=200)
SHORT = Size(villages=4, points=60)


def run(*, short: bool) -> dict[str, Any]:
    """Measure one matrix by OSRM and by networkx.

    Parameters
    ----------
    short
        A small country for a quick look instead of 10,000 junctions and 200 points.

    Returns
    -------
    ``name``; ``figures`` (our seconds and the sizes); ``peers`` (networkx: its seconds, ``ratio`` = its time
    over ours, ``detour_median`` = metres of our fastest way over the shortest, at least about 1).
    """
    size = SHORT if short else FULL
    network = make_country(size.villages, seed=1)
    chosen = np.random.default_rng(2).choice(len(network.nodes), size.points, replace=False)
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder:
        write_xml(network, Path(folder) / "country.osm")
        build_s, snapshot = _timed(
            lambda: build_snapshot(
                Path(folder) / "country.osm", Path(folder), kind="synthetic", source="bench"
            )
        )
        open_s, engine = _timed(lambda: RoadEngine.open(snapshot))
        matrix_s, matrix = _timed(lambda: engine.matrix(network.lonlat[chosen]))
    graph = as_graph(network)
    peer_s, shortest = _timed(lambda: shortest_m(graph, [int(row) for row in chosen]))
    ways = shortest > 0
    return {
        "name": "roads",
        "figures": {
            "junctions": len(network.nodes),
            "points": size.points,
            "snapshot_s": round(build_s, 3),
            "open_s": round(open_s, 4),
            "matrix_s": round(matrix_s, 4),
        },
        "peers": {
            "networkx": {
                "matrix_s": round(peer_s, 4),
                "ratio": round(peer_s / matrix_s, 1),
                "detour_median": round(float(np.median(matrix.distance_m[ways] / shortest[ways])), 3),
            }
        },
    }


def make_country(villages: int, *, seed: int) -> RoadNetwork:
    """Make a square of villages of crooked streets, joined by main roads through their middles.

    One endless grid would be no country road network: it has no bottlenecks, on which OSRM's speed rests.

    Parameters
    ----------
    villages
        Villages in each direction.
    seed
        The same seed gives the same country.
    """
    side = villages * STREETS
    shift = np.random.default_rng(seed).uniform(-0.2, 0.2, (side, side, 2)) * BLOCK_M
    ids = np.arange(side * side).reshape(side, side) + 1
    nodes = [Node(int(ids[r, c]), *_corner(r, c, shift[r, c]), {}) for r in range(side) for c in range(side)]
    lines = [
        line for number in range(side) for grid in (ids, ids.T) for line in _streets(grid[number], number)
    ]
    return assemble(nodes, [Way(i, refs, {"highway": kind}) for i, (refs, kind) in enumerate(lines, 1)])


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


def as_graph(network: RoadNetwork) -> "DiGraph[int]":
    """Return the network as a networkx graph: rows of nodes, ``length_m`` on the edges.

    Parameters
    ----------
    network
        The network to convert.
    """
    from networkx import DiGraph

    graph: DiGraph[int] = DiGraph()
    pieces = network.segments
    directions = [way.direction for way in network.ways]
    for start, end, way, metres in zip(pieces.start, pieces.end, pieces.way, pieces.length_m, strict=True):
        if directions[way] >= 0:
            graph.add_edge(int(start), int(end), length_m=float(metres))
        if directions[way] <= 0:
            graph.add_edge(int(end), int(start), length_m=float(metres))
    return graph


def shortest_m(graph: "DiGraph[int]", rows: list[int]) -> NDArray[np.float64]:
    """Return (n, n) metres of the shortest ways between nodes, as networkx finds them one source at a time.

    Parameters
    ----------
    graph
        Made by :func:`as_graph`.
    rows
        The n nodes.
    """
    from networkx import single_source_dijkstra_path_length

    answers = (single_source_dijkstra_path_length(graph, row, weight="length_m") for row in rows)
    return np.array([[reached.get(row, np.nan) for row in rows] for reached in answers])


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result
