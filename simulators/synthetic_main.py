"""Main roads of a place without a map: which villages are linked, how important each link is, its bends."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from simulators.synthetic_plane import Line, Street, VillagePoint

type Links = NDArray[np.int64]
"""(n, 2) indices of two linked villages, the smaller first."""

SHARE_OF_EXTRA_LINKS = 0.05
"""How many of the shorter-than-needed links exist; chosen for the detours of rural Java (1.3-1.5)."""

LAND_FACTOR = 1.5
"""A point is on land when it is this many village radii from some village, or nearer."""

BEND_EVERY_M = 190.0
CURVINESS = 0.115
"""Sideways swing of a main road as a share of its length."""


@dataclass(frozen=True, slots=True)
class MainRoads:
    """Links between villages with their OSM class and name, row by row."""

    links: Links
    highways: tuple[str, ...]
    names: tuple[str, ...]


def main_streets(
    villages: Sequence[VillagePoint], points: Line, *, town: str, rng: np.random.Generator
) -> list[Street]:
    """Draw the main roads through the village points, winding, classed and named.

    Parameters
    ----------
    villages
        Villages of one land mass.
    points
        (n, 2) metres, one row per village.
    town
        Kecamatan that the most important roads lead to.
    rng
        Source of all chance.
    """
    links = choose_links(villages, points, rng)
    roads = rank(villages, points, links, town)
    return [
        Street(highway, name, wind(points[a], points[b], rng))
        for (a, b), highway, name in zip(roads.links, roads.highways, roads.names, strict=True)
    ]


def choose_links(villages: Sequence[VillagePoint], points: Line, rng: np.random.Generator) -> Links:
    """Choose which villages have a direct road: near neighbours, connected, not across the sea."""
    if len(points) < 4 or villages[0].island:
        return _links_of_few(villages, points)
    candidates = _delaunay_links(points)
    needed = _empty_lune(points, candidates)
    extra = _empty_circle(points, candidates) & ~needed & _on_land(villages, points, candidates)
    lucky = rng.random(len(candidates)) < SHARE_OF_EXTRA_LINKS
    return np.asarray(candidates[needed | (extra & lucky)])


def _links_of_few(villages: Sequence[VillagePoint], points: Line) -> Links:
    """Link all pairs whose lands touch: enough for an island."""
    pairs = [
        (a, b)
        for a in range(len(points))
        for b in range(a + 1, len(points))
        if np.hypot(*(points[a] - points[b])) < 1.25 * (villages[a].radius_m + villages[b].radius_m)
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _delaunay_links(points: Line) -> Links:
    triangles = Delaunay(points).simplices
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0).astype(np.int64)


def _empty_lune(points: Line, links: Links) -> NDArray[np.bool_]:
    """Mark the links of the relative neighbourhood graph; it holds the shortest tree, so it is connected."""
    gaps = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    length = gaps[links[:, 0], links[:, 1]]
    nearest_third = np.maximum(gaps[links[:, 0]], gaps[links[:, 1]]).min(
        axis=1, where=_others(links, len(points)), initial=np.inf
    )
    return np.asarray(nearest_third >= length)


def _others(links: Links, count: int) -> NDArray[np.bool_]:
    mask = np.ones((len(links), count), dtype=np.bool_)
    rows = np.arange(len(links))
    mask[rows, links[:, 0]] = mask[rows, links[:, 1]] = False
    return mask


def _empty_circle(points: Line, links: Links) -> NDArray[np.bool_]:
    """Mark the links of the Gabriel graph: nobody lives in the circle over the link."""
    middle = (points[links[:, 0]] + points[links[:, 1]]) / 2
    radius = np.hypot(*(points[links[:, 0]] - points[links[:, 1]]).T) / 2
    nearest, _ = cKDTree(points).query(middle)
    return np.asarray(nearest >= radius * (1 - 1e-9))


def _on_land(villages: Sequence[VillagePoint], points: Line, links: Links) -> NDArray[np.bool_]:
    reach = LAND_FACTOR * np.array([village.radius_m for village in villages])
    steps = np.linspace(0.1, 0.9, 9)[None, :, None]
    samples = points[links[:, 0]][:, None] * (1 - steps) + points[links[:, 1]][:, None] * steps
    away = np.linalg.norm(samples[:, :, None, :] - points[None, None, :, :], axis=3)
    return np.asarray((away <= reach).any(axis=2).all(axis=1))


def rank(villages: Sequence[VillagePoint], points: Line, links: Links, town: str) -> MainRoads:
    """Class and name each link: primary from town to the kecamatan centres, secondary between centres."""
    centres = _centres(villages, points)
    middle = centres.get(town, next(iter(centres.values())))
    used: dict[tuple[int, int], tuple[str, str]] = {}
    paths = _Paths(points, links)
    order = sorted(centres.items())
    for kecamatan, centre in order:
        for link in paths.between(middle, centre):
            used.setdefault(link, ("primary", f"Jalan Raya {town} - {kecamatan}"))
    for index, (kecamatan, centre) in enumerate(order):
        for other, goal in _nearest_centres(points, order[index + 1 :], centre):
            for link in paths.between(centre, goal):
                used.setdefault(link, ("secondary", f"Jalan {kecamatan} - {other}"))
    rows = [
        used.get((int(a), int(b)), ("tertiary", f"Jalan {villages[a].name} - {villages[b].name}"))
        for a, b in links
    ]
    return MainRoads(links, tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _centres(villages: Sequence[VillagePoint], points: Line) -> dict[str, int]:
    """Kecamatan to its centre: the village of the same name, otherwise the one nearest to the middle."""
    centres: dict[str, int] = {}
    for kecamatan in sorted({village.kecamatan for village in villages}):
        own = [index for index, village in enumerate(villages) if village.kecamatan == kecamatan]
        named = [index for index in own if villages[index].name.split()[0] == kecamatan]
        middle = points[own].mean(axis=0)
        centres[kecamatan] = (
            named[0] if named else min(own, key=lambda index: float(np.hypot(*(points[index] - middle))))
        )
    return centres


def _nearest_centres(
    points: Line, others: Sequence[tuple[str, int]], centre: int, count: int = 2
) -> list[tuple[str, int]]:
    return sorted(others, key=lambda other: float(np.hypot(*(points[other[1]] - points[centre]))))[:count]


class _Paths:
    """Shortest ways over the links."""

    def __init__(self, points: Line, links: Links) -> None:
        lengths = np.hypot(*(points[links[:, 0]] - points[links[:, 1]]).T)
        graph = csr_matrix((lengths, (links[:, 0], links[:, 1])), shape=(len(points), len(points)))
        _, self._before = dijkstra(graph, directed=False, return_predecessors=True)

    def between(self, start: int, goal: int) -> list[tuple[int, int]]:
        """Return the links on the way, smaller village index first; nothing if there is no way."""
        links: list[tuple[int, int]] = []
        while goal != start:
            before = int(self._before[start, goal])
            if before < 0:
                return []
            links.append((min(before, goal), max(before, goal)))
            goal = before
        return links


def wind(start: Line, end: Line, rng: np.random.Generator) -> Line:
    """Draw a winding road from start to end, (n, 2) metres: slow swings fading out at both ends."""
    along = end - start
    length = float(np.hypot(*along))
    steps = max(2, round(length / BEND_EVERY_M))
    share = np.linspace(0, 1, steps + 1)
    swing = sum(
        rng.normal() / wave * np.sin(np.pi * wave * share + rng.uniform(0, 2 * np.pi) * (wave > 1))
        for wave in (1, 2, 3, 5)
    )
    fade = np.minimum(1, 4 * np.minimum(share, 1 - share))
    sideways = np.array([-along[1], along[0]]) / max(length, 1.0)
    offset = CURVINESS * length * fade * np.clip(swing, -1.8, 1.8)
    return np.asarray(start + share[:, None] * along + offset[:, None] * sideways)
