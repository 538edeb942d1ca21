"""What a network is like: kilometres by class, junctions, and how much of it hangs together for a truck."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from geo.roads.network import RoadNetwork
from geo.units import km_from_m


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
    return int(np.count_nonzero((degree != 2) & (degree > 0)))


def connected_share(network: RoadNetwork) -> float:
    """Return the share (0..1) of road length in the largest part of which every place reaches every other.

    One-way streets count with their direction, so a place that one can only leave is outside.

    Parameters
    ----------
    network
        The network to measure.
    """
    label = _strong_components(network)
    start, end = label[network.segments.start], label[network.segments.end]
    inside = start == end
    metres = np.bincount(start[inside], weights=network.segments.length_m[inside], minlength=1)
    return float(metres.max() / max(network.segments.length_m.sum(), 1e-9))


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
