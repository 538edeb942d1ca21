"""What a network is like: kilometres by class, junctions, and how much of it hangs together for a truck."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import RoadNetwork
from geo.units import km_from_m

THROUGH = 2
"""Pieces of road that meet at a node in the middle of a road."""

SHORTEST_M = 1e-9
"""Keeps a share finite when all roads have no length."""


def km_by_class(network: RoadNetwork) -> dict[str, float]:
    """Return kilometres of road by class, the longest first; a dual carriageway counts twice.

    Parameters
    ----------
    network
        The network to measure.
    """
    length: dict[str, float] = defaultdict(float)
    metres = np.bincount(network.segments.way, weights=network.segments.length_m, minlength=len(network.ways))
    for way, along in zip(network.ways, metres, strict=True):
        length[way.highway] += float(along)
    return {
        name: round(km_from_m(along), 3) for name, along in sorted(length.items(), key=lambda item: -item[1])
    }


def junction_count(network: RoadNetwork) -> int:
    """Return the number of places where roads meet or end.

    Parameters
    ----------
    network
        The network to measure.
    """
    degree = np.bincount(np.concatenate([network.segments.start, network.segments.end]))
    return int(np.count_nonzero((degree != THROUGH) & (degree > 0)))


def edge_count(network: RoadNetwork) -> int:
    """Return the number of pieces of road between two junctions; a ring without a junction counts none.

    Parameters
    ----------
    network
        The network to measure.
    """
    degree = np.bincount(np.concatenate([network.segments.start, network.segments.end]))
    return int(degree[degree != THROUGH].sum()) // 2


def maxspeed_share(network: RoadNetwork) -> float:
    """Return the share (0..1) of road length that has a ``maxspeed``.

    Parameters
    ----------
    network
        The network to measure.
    """
    told = np.array(["maxspeed" in way.tags for way in network.ways])[network.segments.way]
    metres = network.segments.length_m
    return float(metres[told].sum() / max(metres.sum(), SHORTEST_M))


def part_lengths_m(network: RoadNetwork) -> NDArray[np.float64]:
    """Return metres of road in each part of which every place reaches every other, the longest first.

    One-way streets count with their direction, so a road that one can only leave belongs to no part.

    Parameters
    ----------
    network
        The network to measure.
    """
    label = _strong_components(network)
    start, end = label[network.segments.start], label[network.segments.end]
    inside = start == end
    metres = np.bincount(start[inside], weights=network.segments.length_m[inside], minlength=1)
    return np.sort(metres[metres > 0])[::-1]


def connected_share(network: RoadNetwork) -> float:
    """Return the share (0..1) of road length in the largest of the :func:`part_lengths_m`.

    Parameters
    ----------
    network
        The network to measure.
    """
    largest_m = part_lengths_m(network)[:1].sum()
    return float(largest_m / max(network.segments.length_m.sum(), SHORTEST_M))


def _strong_components(network: RoadNetwork) -> NDArray[np.int32]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    segments = network.segments
    direction = np.array([way.direction for way in network.ways])[segments.way]
    forward, backward = direction >= 0, direction <= 0
    source = np.concatenate([segments.start[forward], segments.end[backward]])
    target = np.concatenate([segments.end[forward], segments.start[backward]])
    size = len(network.nodes)
    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(size, size))
    _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    return np.asarray(label, dtype=np.int32)
