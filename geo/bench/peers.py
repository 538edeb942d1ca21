"""The same matrix by other means: networkx and scipy, on the junctions and with turns."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.bench.networks import Graph

if TYPE_CHECKING:
    from networkx import DiGraph
    from scipy.sparse import csr_array

type Rows = NDArray[np.int64]
type Floats = NDArray[np.float64]

LONGEST_CHAIN: Final = 20
"""Doublings until the longest way of a country is walked: a million pieces."""


def networkx_graph(graph: Graph) -> "DiGraph[int]":
    """Return a graph as networkx wants it: ``duration_s`` on the edges.

    Parameters
    ----------
    graph
        A country.
    """
    from networkx import DiGraph

    made: DiGraph[int] = DiGraph()
    pieces = zip(graph.start.tolist(), graph.end.tolist(), graph.duration_s.tolist(), strict=True)
    made.add_weighted_edges_from(pieces, weight="duration_s")
    return made


def networkx_s(graph: "DiGraph[int]", sources: Rows, ends: Rows) -> Floats:
    """Return (r, c) seconds as networkx finds them, one source at a time.

    Parameters
    ----------
    graph
        Made by :func:`networkx_graph`.
    sources, ends
        Rows of nodes.
    """
    from networkx import single_source_dijkstra_path_length

    found = (single_source_dijkstra_path_length(graph, row, weight="duration_s") for row in sources.tolist())
    return np.array([[reached.get(row, np.nan) for row in ends.tolist()] for reached in found])


def scipy_graph(graph: Graph) -> "csr_array":
    """Return a graph as scipy wants it: seconds in a sparse array.

    Parameters
    ----------
    graph
        A country.
    """
    from scipy.sparse import csr_array

    return csr_array((graph.duration_s, (graph.start, graph.end)), shape=(graph.size, graph.size))


def scipy_matrix(sparse: "csr_array", graph: Graph, sources: Rows, ends: Rows) -> tuple[Floats, Floats]:
    """Return (r, c) seconds and metres of the fastest ways on the junctions: no turn can cost anything.

    Parameters
    ----------
    sparse
        Made by :func:`scipy_graph`.
    graph
        What it was made of.
    sources, ends
        Rows of nodes.
    """
    from scipy.sparse.csgraph import dijkstra

    seconds, before = dijkstra(sparse, indices=sources, return_predecessors=True)
    order = np.argsort(graph.start * graph.size + graph.end)
    names = (graph.start * graph.size + graph.end)[order]
    metres = [_walked(row, graph, names, order)[ends] for row in before.astype(np.int64)]
    return seconds[:, ends], np.array(metres)


def turn_graph(graph: Graph, sources: Rows) -> "csr_array":
    """Return the graph of turns: a node is a piece of road in one direction, an edge the turn to the next.

    A turn costs the seconds of the piece that it leads to, and could cost more: this is what a search with
    turn costs has to walk through. Each source is a further node with an edge to every piece that leaves it.

    Parameters
    ----------
    graph
        A country.
    sources
        Rows of nodes; their nodes come last.
    """
    from scipy.sparse import csr_array

    pieces = len(graph.start)
    by_start = np.argsort(graph.start, kind="stable")
    first = np.searchsorted(graph.start[by_start], np.arange(graph.size + 1))
    at = np.concatenate([graph.end, sources])
    count = first[at + 1] - first[at]
    origin = np.repeat(np.arange(len(at)), count)
    onto = by_start[
        np.repeat(first[at], count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    ]
    # nobody turns round on the road
    back = (origin < pieces) & (graph.end[onto] == graph.start[np.minimum(origin, pieces - 1)])
    size = pieces + len(sources)
    return csr_array((graph.duration_s[onto][~back], (origin[~back], onto[~back])), shape=(size, size))


def scipy_turns_s(turns: "csr_array", graph: Graph, sources: Rows, ends: Rows) -> Floats:
    """Return (r, c) seconds on the graph of turns.

    Parameters
    ----------
    turns
        Made by :func:`turn_graph`.
    graph
        What it was made of.
    sources
        Numbers of the sources among those of :func:`turn_graph`.
    ends
        Rows of nodes.
    """
    from scipy.sparse.csgraph import dijkstra

    pieces = len(graph.start)
    found = dijkstra(turns, indices=pieces + sources)[:, :pieces]
    reached = np.full((len(sources), graph.size), np.inf)
    for row, seconds in enumerate(found):
        np.minimum.at(reached[row], graph.end, seconds)
    return reached[:, ends]


def _walked(before: Rows, graph: Graph, names: Rows, order: Rows) -> Floats:
    """Return metres to all nodes along a tree of fastest ways, by doubling steps."""
    rows = np.arange(graph.size)
    parent = np.where(before >= 0, before, rows)
    piece = order[np.minimum(np.searchsorted(names, parent * graph.size + rows), len(names) - 1)]
    metres = np.where(before >= 0, graph.length_m[piece], 0.0)
    for _ in range(LONGEST_CHAIN):
        further = parent[parent]
        metres = metres + metres[parent]
        if np.array_equal(further, parent):
            break
        parent = further
    return metres
