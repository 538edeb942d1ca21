"""A road network as OpenStreetMap has it (nodes, ways, turn restrictions), cut down to truck roads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.errors import NetworkFileError
from geo.position import haversine_m
from geo.roads.bounds import Bounds

CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "living_street",
    "service", "road", "track",
)  # fmt: skip
"""Values of ``highway`` that the truck profile knows, widest first."""

WAY_KEYS = frozenset({
    "highway", "name", "ref", "oneway", "junction", "maxspeed", "maxspeed:hgv", "surface", "smoothness",
    "tracktype", "hgv", "goods", "motorcar", "motor_vehicle", "vehicle", "access", "area", "impassable",
    "bridge", "tunnel", "layer", "lanes", "width", "maxheight", "maxwidth", "maxlength", "maxweight",
    "service",
})  # fmt: skip
NODE_KEYS = frozenset({
    "barrier", "bollard", "highway", "railway", "maxheight",
    "hgv", "goods", "motorcar", "motor_vehicle", "vehicle", "access",
})  # fmt: skip

MAX_MISSING_SHARE = 0.2
"""A cut-out lacks the nodes beyond its edge; a file that lacks more than this share is damaged."""

ONEWAY_FORWARD = frozenset({"yes", "1", "true"})
ONEWAY_BACKWARD = frozenset({"-1", "reverse"})
ROUND = frozenset({"roundabout", "circular"})

type Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A place on a road; ``tags`` only where a truck must care (barriers, signals)."""

    id: int
    lon: float
    lat: float
    tags: Tags


@dataclass(frozen=True, slots=True)
class Way:
    """A road: at least two nodes, in drawing order."""

    id: int
    refs: tuple[int, ...]
    tags: Tags

    @property
    def highway(self) -> str:
        """Class of the road."""
        return self.tags["highway"]

    @property
    def direction(self) -> int:
        """1 when open only in drawing order, -1 only against it, 0 both ways."""
        oneway = self.tags.get("oneway", "")
        if oneway in ONEWAY_BACKWARD:
            return -1
        implied = not oneway and (self.tags.get("junction") in ROUND or self.highway == "motorway")
        return 1 if oneway in ONEWAY_FORWARD or implied else 0


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn restriction: members as (type, id, role)."""

    id: int
    members: tuple[tuple[str, int, str], ...]
    tags: Tags


@dataclass(frozen=True)
class RoadNetwork:
    """Drivable roads with exactly the nodes they use, each sorted by id; built by :func:`assemble`."""

    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    restrictions: tuple[Restriction, ...]

    @cached_property
    def lonlat(self) -> NDArray[np.float64]:
        """(n, 2) degrees of the nodes."""
        return np.array([(node.lon, node.lat) for node in self.nodes], dtype=np.float64)

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Row of each node in :attr:`lonlat`, by its id."""
        return {node.id: row for row, node in enumerate(self.nodes)}

    @cached_property
    def segments(self) -> "Segments":
        """All pairs of neighbouring nodes, way by way."""
        rows = [np.array([self.row_of[ref] for ref in way.refs], dtype=np.int64) for way in self.ways]
        start = np.concatenate([part[:-1] for part in rows])
        end = np.concatenate([part[1:] for part in rows])
        way = np.repeat(np.arange(len(rows)), [len(part) - 1 for part in rows])
        lon, lat = self.lonlat.T
        return Segments(start, end, way, haversine_m(lon[start], lat[start], lon[end], lat[end]))

    @property
    def bounds(self) -> Bounds:
        """The box around all nodes, a hair wider, so that a straight road has a box too."""
        (west, south), (east, north) = self.lonlat.min(axis=0) - 1e-6, self.lonlat.max(axis=0) + 1e-6
        return Bounds(float(west), float(south), float(east), float(north))


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces of road between neighbouring nodes, as (m,) arrays: node rows, way row, metres."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    way: NDArray[np.int64]
    length_m: NDArray[np.float64]


def assemble(
    nodes: Iterable[Node],
    ways: Iterable[Way],
    restrictions: Iterable[Restriction] = (),
    *,
    bounds: Bounds | None = None,
) -> RoadNetwork:
    """Keep the roads that trucks may use, the nodes on them and the restrictions between them.

    Parameters
    ----------
    nodes, ways, restrictions
        Elements in any order; a repeated id counts once.
    bounds
        Keep only roads with at least one node in this box; None keeps all.

    Raises
    ------
    NetworkFileError
        When no drivable road remains, or too many nodes of the roads are missing.
    """
    place = {node.id: node for node in nodes}
    drivable = {way.id: way for way in ways if way.tags.get("highway") in CLASSES}
    if not drivable:
        raise NetworkFileError("there is no road for trucks in it")
    _check_complete(place, drivable.values())
    kept = tuple(_whole_ways(place, drivable, bounds))
    if not kept:
        raise NetworkFileError("none of its roads lies in the wanted area")
    used = sorted({ref for way in kept for ref in way.refs})
    return RoadNetwork(
        nodes=tuple(place[ref] for ref in used),
        ways=kept,
        restrictions=_between(restrictions, {way.id for way in kept}, set(used)),
    )


def pick(tags: Iterable[tuple[str, str]], keys: frozenset[str]) -> dict[str, str]:
    """Keep the tags that matter to a truck, in the order of their keys."""
    return dict(sorted((key, value) for key, value in tags if key in keys))


def _check_complete(place: Mapping[int, Node], ways: Iterable[Way]) -> None:
    refs = [ref for way in ways for ref in way.refs]
    missing = sum(ref not in place for ref in refs)
    if missing > MAX_MISSING_SHARE * len(refs):
        raise NetworkFileError(
            f"{missing} of {len(refs)} places on its roads are missing, so it is incomplete"
        )


def _whole_ways(place: Mapping[int, Node], ways: Mapping[int, Way], bounds: Bounds | None) -> Iterable[Way]:
    """Yield the ways in reach without their missing and doubled nodes, by id."""
    for way in sorted(ways.values(), key=lambda way: way.id):
        known = [ref for ref in way.refs if ref in place]
        refs = tuple(ref for i, ref in enumerate(known) if i == 0 or ref != known[i - 1])
        inside = bounds is None or any(bounds.contains(place[ref].lon, place[ref].lat) for ref in refs)
        if len(refs) > 1 and inside:
            yield Way(way.id, refs, way.tags)


def _between(restrictions: Iterable[Restriction], ways: set[int], nodes: set[int]) -> tuple[Restriction, ...]:
    known = {"way": ways, "node": nodes}
    whole = {
        rule.id: rule
        for rule in restrictions
        if all(ref in known.get(kind, ()) for kind, ref, _ in rule.members)
    }
    return tuple(sorted(whole.values(), key=lambda rule: rule.id))
