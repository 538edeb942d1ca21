"""Main roads of a place without a map: which villages are linked, how important each link is, its bends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from simulators.synthetic_plane import Line, Street, VillagePoint
from simulators.synthetic_rivers import BRIDGE_M, Links, bridged, crosses_river, with_bridges
from simulators.synthetic_tags import draw_tags

SHARE_OF_EXTRA_LINKS = 0.22
"""How many of the shorter-than-needed links exist; chosen for the detours of rural Java (1.3-1.5)."""

SHARE_OF_SMALL_BRIDGES = 0.3
"""How many of the lesser links over a river exist, beside those without which a village were cut off."""

RIVER_FACTOR = 2.5
"""A road over a river counts as this much longer when the roads that hold all together are chosen."""

STEEP, FLANK_M = 2.5, 11_000.0
"""On the top of the hills a road counts as so much longer, little at this distance: main roads keep below."""

LAND_FACTOR = 1.5
"""A point is on land when it is this many village radii from some village, or nearer."""

BEND_EVERY_M = 95.0
CURVINESS = 0.115
"""Sideways swing of a main road as a share of its length."""

DUAL_GAP_M = 11.0
"""Between the two carriageways of a main road in town."""

DUAL_LONGEST_M = 1_500.0
LEAST_DUAL_VILLAGES = 8

WELL_USED = 0.6
"""A road of a class counts as this much shorter for later ways, so that ways join into few main roads."""

LESSER = "unclassified"
"""Class of the links that lead to no centre."""

CANAL_EVERY_M = 3_500.0
"""A main road crosses a brook or an irrigation canal about so often."""

CANAL_BRIDGE_M = 8.0

SHARE_OF_RESIDENTIAL = 0.45
"""How many of the lesser links are mapped as residential roads."""

SIGNED_T = (3.5, 5.0, 8.0)
"""Tonnes on the signs of small bridges, where there is a sign."""


@dataclass(frozen=True, slots=True)
class MainRoads:
    """Links between villages with their OSM class and name, row by row.

    ``needed`` marks the links without which some village were cut off.
    """

    links: Links
    highways: tuple[str, ...]
    names: tuple[str, ...]
    needed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One land mass: villages, their points, (n, 2) metres, the main town, rivers and the highest place."""

    villages: Sequence[VillagePoint]
    points: Line
    town: str
    rivers: Sequence[Line] = ()
    hills: Line | None = None

    @property
    def island(self) -> bool:
        """Whether it is no mainland."""
        return self.villages[0].island


def main_streets(country: Country, rng: np.random.Generator) -> list[Street]:
    """Draw the main roads through the village points: winding, classed, named, with bridges over rivers.

    Parameters
    ----------
    country
        Villages of one land mass.
    rng
        Source of all chance.
    """
    roads = rank(country, choose_links(country, rng), rng)
    streets: list[Street] = []
    for (a, b), highway, name, needed in zip(
        roads.links, roads.highways, roads.names, roads.needed, strict=True
    ):
        line = wind(country.points[a], country.points[b], rng)
        street = Street(highway, name, line, draw_tags(highway, rng))
        signed = rng.random() < 0.6 and not name and not needed
        weight_t = float(rng.choice(SIGNED_T)) if signed else None
        for way in _carriageways(street, country, (int(a), int(b))):
            for part in with_bridges(way, country.rivers, weight_t, float(rng.uniform(*BRIDGE_M))):
                streets += _with_canals(part, weight_t, rng)
    return streets


def _with_canals(street: Street, weight_t: float | None, rng: np.random.Generator) -> list[Street]:
    length = float(np.hypot(*np.diff(street.line, axis=0).T).sum())
    along = np.sort(rng.uniform(0, length, rng.poisson(length / CANAL_EVERY_M)))
    return [street] if "bridge" in dict(street.tags) else bridged(street, along, weight_t, CANAL_BRIDGE_M)


def choose_links(country: Country, rng: np.random.Generator) -> Links:
    """Choose which villages have a direct road: near neighbours, connected, not across the sea."""
    villages, points = country.villages, country.points
    if len(points) < 4 or country.island:
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


def rank(country: Country, links: Links, rng: np.random.Generator) -> MainRoads:
    """Class and name each link, and leave out most of the lesser ones over rivers.

    Primary: the arterial road through the main town to the two far ends of the land. Secondary: a ring
    through the kecamatan centres, and from each centre to its neighbours. Tertiary: from each village to
    its centre. Unclassified: what is left.
    """
    points, over = country.points, crosses_river(country.points, links, country.rivers)
    ways = _Paths(points, links, np.where(over, RIVER_FACTOR, 1.0) * _climb(country, links))
    used = _ways_of_centres(country, ways)
    kinds = [used.get((int(a), int(b)), (LESSER, "")) for a, b in links]
    needed = ways.shortest_tree()
    lesser = np.array([highway == LESSER for highway, _ in kinds], dtype=np.bool_)
    small = lesser & (rng.random(len(links)) < SHARE_OF_RESIDENTIAL)
    kept = ~(lesser & over & ~needed) | (rng.random(len(links)) < SHARE_OF_SMALL_BRIDGES)
    rows = np.flatnonzero(kept)
    return MainRoads(
        links[rows],
        tuple("residential" if small[row] else kinds[row][0] for row in rows),
        tuple(kinds[row][1] for row in rows),
        tuple(bool(needed[row]) for row in rows),
    )


def _climb(country: Country, links: Links) -> NDArray[np.float64]:
    """Return how much longer each link counts because it lies on the flanks of the hills."""
    if country.hills is None:
        return np.ones(len(links))
    middle = country.points[links].mean(axis=1)
    away = np.hypot(*(middle - country.hills).T)
    return np.asarray(1 + STEEP * np.exp(-((away / FLANK_M) ** 2)))


type Used = dict[tuple[int, int], tuple[str, str]]
"""Link to its class and name."""


def _ways_of_centres(country: Country, ways: "_Paths") -> Used:
    used: Used = {}
    villages, points = country.villages, country.points
    centres = _centres(villages, points)
    if not country.island:
        middle = centres.get(country.town, next(iter(centres.values())))
        for kecamatan, end in _far_ends(centres, points, middle):
            _note(used, ways, (middle, end), ("primary", f"Jalan Raya {country.town} - {kecamatan}"))
        for (name, start), (other, goal) in _neighbours(centres, points):
            _note(used, ways, (start, goal), ("secondary", f"Jalan {name} - {other}"))
    for index, village in enumerate(villages):
        goal = centres[village.kecamatan]
        _note(used, ways, (index, goal), ("tertiary", f"Jalan {village.kecamatan} - {village.name}"))
    return used


def _note(used: Used, ways: "_Paths", ends: tuple[int, int], kind: tuple[str, str]) -> None:
    """Give the links on the way between two villages a class, unless they have a better one."""
    found = ways.between(*ends)
    for link in found:
        used.setdefault(link, kind)
    ways.prefer(found)


def _far_ends(centres: dict[str, int], points: Line, middle: int) -> list[tuple[str, int]]:
    """Return the farthest centre from the main town, and the one farthest from that."""
    ends: list[tuple[str, int]] = []
    start = middle
    for _ in range(2):
        ends.append(
            max(centres.items(), key=lambda entry: float(np.hypot(*(points[entry[1]] - points[start]))))
        )
        start = ends[-1][1]
    return ends


def _neighbours(centres: dict[str, int], points: Line) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    """Return pairs of centres: the ring around their middle, and each with its two nearest."""
    order = sorted(centres.items())
    around = np.array([points[centre] for _, centre in order])
    east, north = (around - around.mean(axis=0)).T
    ring = [order[index] for index in np.argsort(np.arctan2(north, east), kind="stable")]
    pairs = list(pairwise([*ring, ring[0]])) if len(ring) > 2 else []
    for index, entry in enumerate(order):
        pairs += [(entry, other) for other in _nearest_centres(points, order[index + 1 :], entry[1])]
    return pairs


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
    """Shortest ways over the links; a link that is preferred counts as shorter from then on."""

    def __init__(self, points: Line, links: Links, factor: NDArray[np.float64]) -> None:
        self._size = len(points)
        self._links = links
        self._lengths = np.hypot(*(points[links[:, 0]] - points[links[:, 1]]).T) * factor
        self._rows = {(int(a), int(b)): row for row, (a, b) in enumerate(links)}
        self._shorter = np.ones(len(links))

    def _graph(self) -> csr_matrix:
        ends = (self._links[:, 0], self._links[:, 1])
        return csr_matrix((self._lengths * self._shorter, ends), shape=(self._size, self._size))

    def shortest_tree(self) -> NDArray[np.bool_]:
        """Mark the links of the shortest tree that holds all together; main roads belong to it first."""
        tree = minimum_spanning_tree(self._graph()).tocoo()
        inside = {(min(int(a), int(b)), max(int(a), int(b))) for a, b in zip(tree.row, tree.col, strict=True)}
        return np.array([link in inside for link in self._rows], dtype=np.bool_)

    def prefer(self, links: Sequence[tuple[int, int]]) -> None:
        """Make later ways go along these links rather than beside them."""
        self._shorter[[self._rows[link] for link in links]] = WELL_USED

    def between(self, start: int, goal: int) -> list[tuple[int, int]]:
        """Return the links on the way, smaller village index first; nothing if there is no way."""
        _, before = dijkstra(self._graph(), directed=False, indices=start, return_predecessors=True)
        links: list[tuple[int, int]] = []
        while goal != start:
            previous = int(before[goal])
            if previous < 0:
                return []
            links.append((min(previous, goal), max(previous, goal)))
            goal = previous
        return links


def _carriageways(street: Street, country: Country, ends: tuple[int, int]) -> list[Street]:
    """Give a main road in town two carriageways; people drive on the left."""
    length = float(np.hypot(*np.diff(street.line, axis=0).T).sum())
    in_town = all(country.villages[end].kecamatan == country.town for end in ends)
    busy = street.highway in ("primary", "secondary") and len(country.villages) >= LEAST_DUAL_VILLAGES
    if not (in_town and busy and 6 * DUAL_GAP_M < length < DUAL_LONGEST_M):
        return [street]
    tags = tuple(sorted((dict(street.tags) | {"oneway": "yes"}).items()))
    there, back = (_beside(line, DUAL_GAP_M / 2) for line in (street.line, street.line[::-1]))
    return [replace(street, line=line, tags=tags) for line in (there, back)]


def _beside(line: Line, gap_m: float) -> Line:
    """Move a line to the left but for its ends."""
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    moved = line + gap_m * np.column_stack([-ahead[:, 1], ahead[:, 0]])
    moved[[0, -1]] = line[[0, -1]]
    return np.asarray(moved)


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
