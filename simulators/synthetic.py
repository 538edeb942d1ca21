"""Roads for a place without a map: a synthetic OpenStreetMap file over real village points.

The streets are invented; only the villages are real. Everything that reads the file reads it as it would
read a real extract, and the file names its generator, so no screen can mistake it for a map.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from simulators.errors import SyntheticRoadsError
from simulators.synthetic_ground import Ground
from simulators.synthetic_local import Land, village_streets
from simulators.synthetic_main import Country, main_streets
from simulators.synthetic_nodes import node_tags
from simulators.synthetic_noding import RoadGraph, Way, node_streets
from simulators.synthetic_plane import Line, Plane, Street, Tags, VillagePoint
from simulators.synthetic_rivers import draw_rivers

GENERATOR = "siangsa-synthetic"
TOWN = "Jepara"

HILLS = (110.883, -6.625)
"""The top of Mount Muria, lon, lat: the rivers of the regency come from its flanks."""

NEIGHBOURS = 16
"""Villages farther off have no border with a village."""

AROUND_RADII, AROUND_M = 1.2, 400.0
"""What streets may meet lies within so many village radii, and so many metres more, of a village's point."""

__all__ = ["GENERATOR", "NetworkCounts", "VillagePoint", "detour_factor", "draw", "write_network"]


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """What was written: OSM nodes and ways, junctions (three roads or more), parts, length and detour."""

    nodes: int
    ways: int
    junctions: int
    dead_ends: int
    parts: int
    km: float
    detour: float


def write_network(villages: Iterable[VillagePoint], path: Path, *, seed: int) -> NetworkCounts:
    """Write a synthetic OSM XML road network over the villages; the same seed gives the same bytes.

    Parameters
    ----------
    villages
        Mainland villages are linked with one another; island ones only where their lands touch.
    path
        File to write; its folder must exist.
    seed
        Seed of all chance.

    Returns
    -------
    NetworkCounts
        Sizes of what was written, and the mean detour factor between mainland villages.

    Raises
    ------
    SyntheticRoadsError
        No villages, or the file cannot be written.
    """
    places = tuple(villages)
    if not places:
        raise SyntheticRoadsError("Synthetic roads need at least one village, but there are none.")
    if not path.parent.is_dir():
        raise SyntheticRoadsError(f"Cannot write the synthetic roads to {path}: there is no such folder.")
    plane = Plane.around([place for place in places if not place.island] or places)
    graph = draw(places, plane, seed=seed)
    try:
        _write_osm(graph, plane, path, seed)
    except OSError as error:
        raise SyntheticRoadsError(f"Cannot write the synthetic roads to {path}: {error.strerror}.") from error
    return _count(graph, places, plane)


def draw(villages: Sequence[VillagePoint], plane: Plane, *, seed: int) -> RoadGraph:
    """Draw rivers, main roads and village streets and join them where they cross."""
    rng = np.random.default_rng(seed)
    points = plane.to_metres(np.array([(village.lon, village.lat) for village in villages]))
    hills = plane.to_metres(np.array([HILLS]))[0]
    inland = np.array([not village.island and not village.site for village in villages])
    rivers = draw_rivers(points[inland], hills)
    streets: list[Street] = []
    for island in (False, True):
        own = [index for index, village in enumerate(villages) if village.island is island]
        if own:
            places = [villages[i] for i in own]
            near = Country(places, points[own], TOWN) if island else None
            streets += main_streets(near or Country(places, points[own], TOWN, rivers, hills), rng)
    around = _Around(streets, rivers)
    _, near = cKDTree(points).query(points, k=min(len(points), NEIGHBOURS + 1))
    near = near.reshape(len(points), -1)
    for index, village in enumerate(villages):
        # a stream of its own per village: what grows in one changes no chance in another
        own_rng = np.random.default_rng([seed, index])
        ground = around.ground(points[index], AROUND_RADII * village.radius_m + AROUND_M)
        land = Land(village, points[index], points[near[index, 1:]], town=village.kecamatan == TOWN)
        streets += village_streets(land, ground, rng=own_rng)
    return node_streets(streets)


class _Around:
    """The main roads and rivers near a village."""

    def __init__(self, streets: Sequence[Street], rivers: Sequence[Line]) -> None:
        self._lines = [(street.line, False, "bridge" not in dict(street.tags)) for street in streets]
        self._lines += [(line, True, False) for line in rivers]
        self._boxes = np.array([[*line.min(axis=0), *line.max(axis=0)] for line, _, _ in self._lines])
        self._boxes = self._boxes.reshape(-1, 4)

    def ground(self, centre: Line, radius_m: float) -> Ground:
        """Give a ground of what comes within about `radius_m` of a place, (2,) metres."""
        ground = Ground()
        away = np.maximum(self._boxes[:, :2] - centre, centre - self._boxes[:, 2:]).max(axis=1, initial=-1e9)
        for row in np.flatnonzero(away <= radius_m):
            line, river, host = self._lines[row]
            ground.add(line, river=river, host=host)
        return ground


def detour_factor(graph: RoadGraph, villages: Sequence[VillagePoint], plane: Plane) -> float:
    """Return the mean of road distance over straight distance between linked mainland villages."""
    points = plane.to_metres(np.array([(v.lon, v.lat) for v in villages if not v.island]).reshape(-1, 2))
    if len(points) < 2:
        return 1.0
    _, nodes = cKDTree(graph.nodes).query(points)
    road = dijkstra(graph.matrix(), directed=False, indices=nodes)[:, nodes]
    straight = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    pairs = np.triu(np.isfinite(road) & (straight > 0), 1)
    return float(np.mean(road[pairs] / straight[pairs])) if pairs.any() else 1.0


def _count(graph: RoadGraph, villages: Sequence[VillagePoint], plane: Plane) -> NetworkCounts:
    degree = np.bincount(graph.segments().ravel(), minlength=len(graph.nodes))
    parts, _ = connected_components(graph.matrix(), directed=False)
    return NetworkCounts(
        nodes=len(graph.nodes),
        ways=len(graph.ways),
        junctions=int((degree >= 3).sum()),
        dead_ends=int((degree == 1).sum()),
        parts=int(parts),
        km=float(graph.lengths_m().sum() / 1000),
        detour=detour_factor(graph, villages, plane),
    )


def _write_osm(graph: RoadGraph, plane: Plane, path: Path, seed: int) -> None:
    degrees = plane.to_degrees(graph.nodes)
    west, south = degrees.min(axis=0)
    east, north = degrees.max(axis=0)
    tags = node_tags(graph, np.random.default_rng([seed, len(graph.nodes)]))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<osm version="0.6" generator="{GENERATOR}">\n')
        file.write(f"  <!-- invented roads over real village points, seed {seed}: not a map -->\n")
        file.write(
            f'  <bounds minlat="{south:.7f}" minlon="{west:.7f}" maxlat="{north:.7f}" maxlon="{east:.7f}"/>\n'
        )
        file.writelines(
            f'  <node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"{_rest(tags, number)}\n'
            for number, (lon, lat) in enumerate(degrees, start=1)
        )
        file.writelines(_way_xml(number, way) for number, way in enumerate(graph.ways, start=1))
        file.write("</osm>\n")


def _rest(tags: Mapping[int, Tags], number: int) -> str:
    own = tags.get(number - 1)
    return f">{_tags_xml(dict(own))}</node>" if own else "/>"


def _way_xml(number: int, way: Way) -> str:
    tags = {"highway": way.highway, "source": GENERATOR} | dict(way.tags)
    tags |= {"name": way.name} if way.name else {}
    inside = "".join(f'<nd ref="{node + 1}"/>' for node in way.nodes) + _tags_xml(tags)
    return f'  <way id="{number}" version="1">{inside}</way>\n'


def _tags_xml(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
