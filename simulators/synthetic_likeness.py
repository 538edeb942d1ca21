"""How like real roads a network is: the figures by which synthetic roads are held against real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.position import local_metres
from geo.roads.network import RoadNetwork

CLASSES: Final = (
    "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service",
    "track",
)  # fmt: skip
"""Classes of the table; a motorway or a link road counts in the total alone."""

DETOUR_SAMPLE: Final = 120
DETOUR_FROM_M: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Figures of a road network.

    Parameters
    ----------
    km
        Length in all.
    junctions, dead_ends
        Places with three roads or more, and with one.
    three_way
        Share (0..1) of junctions with three roads.
    block_m, blind_m
        Median metres between junctions, and of the pieces that end blind.
    apart_m
        Median metres from a junction to the next one as the crow flies.
    detour
        Mean of road over straight distance between junctions at least 1 km apart.
    bridges
        Bridges in 100 km.
    one_way, named, speed_limit, surface, width
        Shares of length that are one-way, or have the tag.
    by_class
        Share of length by class.
    """

    km: float
    junctions: int
    dead_ends: int
    three_way: float
    block_m: float
    blind_m: float
    apart_m: float
    detour: float
    bridges: float
    one_way: float
    named: float
    speed_limit: float
    surface: float
    width: float
    by_class: Mapping[str, float] = field(default_factory=dict)

    @property
    def blind_share(self) -> float:
        """Dead ends as a share of all places where roads meet or end."""
        return self.dead_ends / max(1, self.dead_ends + self.junctions)


def likeness(network: RoadNetwork, *, seed: int = 1) -> Likeness:
    """Measure a network.

    Parameters
    ----------
    network
        Real or synthetic.
    seed
        Of the junctions between which detours are measured.
    """
    segments = network.segments
    degree = np.bincount(np.concatenate([segments.start, segments.end]), minlength=len(network.nodes))
    metres = np.bincount(segments.way, weights=segments.length_m, minlength=len(network.ways))
    blocks, blind = _blocks(network, degree)
    flat = local_metres(*network.lonlat.T, *network.lonlat.mean(axis=0))
    junctions = degree >= 3
    return Likeness(
        km=float(metres.sum() / 1000),
        junctions=int(junctions.sum()),
        dead_ends=int((degree == 1).sum()),
        three_way=float((degree == 3).sum() / max(1, junctions.sum())),
        block_m=float(np.median(blocks)),
        blind_m=float(np.median(blind)) if len(blind) else 0.0,
        apart_m=float(np.median(cKDTree(flat[junctions]).query(flat[junctions], k=2)[0][:, 1])),
        detour=_detour(network, flat, junctions, seed),
        bridges=sum("bridge" in way.tags for way in network.ways) / float(metres.sum() / 1e5),
        one_way=_share(metres, [way.direction != 0 for way in network.ways]),
        named=_share(metres, ["name" in way.tags for way in network.ways]),
        speed_limit=_share(metres, ["maxspeed" in way.tags for way in network.ways]),
        surface=_share(metres, ["surface" in way.tags for way in network.ways]),
        width=_share(metres, ["width" in way.tags for way in network.ways]),
        by_class={name: _share(metres, [way.highway == name for way in network.ways]) for name in CLASSES},
    )


def table(columns: Mapping[str, Likeness]) -> str:
    """Return a Markdown table, a network a column.

    Parameters
    ----------
    columns
        Name of each network to its figures.
    """
    names = list(columns)
    rows = [["", *names], ["---", *["---:" for _ in names]]]
    rows += [
        [label, *[cells[i] for cells in map(_cells, columns.values())]] for i, label in enumerate(LABELS)
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def read_likeness(paths: Sequence[Path]) -> dict[str, Likeness]:
    """Measure road files, by the first part of their names.

    Parameters
    ----------
    paths
        Road files in any form that ``siangsa roads import`` takes.
    """
    from geo.roads.reading.reader import read_network

    return {path.name.split(".", 1)[0]: likeness(read_network(path)) for path in paths}


LABELS: Final = (
    "km", "junctions", "dead ends", "dead ends of all ends and junctions", "junctions of three roads",
    "median block, m", "median blind piece, m", "next junction, m", "detour over 1 km", "bridges in 100 km",
    "one-way", "with a name", "with `maxspeed`", "with `surface`", "with `width`",
    *CLASSES,
)  # fmt: skip


def _cells(one: Likeness) -> list[str]:
    counts = [f"{one.km:,.0f}", f"{one.junctions:,}", f"{one.dead_ends:,}"]
    shape = [f"{one.blind_share:.0%}", f"{one.three_way:.0%}"]
    lengths = [f"{value:.0f}" for value in (one.block_m, one.blind_m, one.apart_m)]
    ways = [f"{one.detour:.2f}", f"{one.bridges:.0f}"]
    tags = [one.one_way, one.named, one.speed_limit, one.surface, one.width, *one.by_class.values()]
    return counts + shape + lengths + ways + [f"{share:.1%}" for share in tags]


def _share(metres: NDArray[np.float64], chosen: Sequence[bool]) -> float:
    return float(metres[np.array(chosen, dtype=np.bool_)].sum() / metres.sum())


def _blocks(
    network: RoadNetwork, degree: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return metres of all pieces between places where roads meet or end, and of those that end blind."""
    segments, size = network.segments, len(network.nodes)
    passing = degree == 2
    inner = passing[segments.start] | passing[segments.end]
    # pieces that share a node without a junction are one: join them there and nowhere else
    piece = np.arange(len(segments.start)) + size
    rows, columns = np.tile(piece, 2), np.concatenate([segments.start, segments.end])
    joint = passing[columns] & np.tile(inner, 2)
    both = size + len(piece)
    links = csr_matrix((np.ones(joint.sum()), (rows[joint], columns[joint])), shape=(both, both))
    label = connected_components(links, directed=False)[1][size:]
    metres = np.bincount(label, weights=segments.length_m)
    ends = (degree[segments.start] == 1) | (degree[segments.end] == 1)
    blind = np.bincount(label, weights=ends) > 0
    real = metres > 0
    return metres[real], metres[real & blind]


def _detour(
    network: RoadNetwork, flat: NDArray[np.float64], junctions: NDArray[np.bool_], seed: int
) -> float:
    segments, size = network.segments, len(network.nodes)
    graph = csr_matrix((segments.length_m, (segments.start, segments.end)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    inside = np.flatnonzero(junctions & (label == np.bincount(label).argmax()))
    picked = np.random.default_rng(seed).choice(inside, min(DETOUR_SAMPLE, len(inside)), replace=False)
    road = dijkstra(graph, directed=False, indices=picked)[:, picked]
    straight = np.hypot(*(flat[picked][:, None] - flat[picked][None]).transpose(2, 0, 1))
    far = np.triu(straight > DETOUR_FROM_M, 1)
    return float(np.mean(road[far] / straight[far])) if far.any() else 1.0
