"""A road network as OpenStreetMap has it (nodes, ways, turn restrictions), cut down to drivable roads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.errors import NetworkFileError
from geo.position import haversine_m
from geo.roads.bounds import Bounds

CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "living_street",
    "service", "road", "track", "pedestrian", "path", "footway",
)  # fmt: skip
"""Values of ``highway`` that are kept, widest first; which vehicle may use which is for its profile to say.

``residential`` and ``living_street`` are the village roads and alleys (*gang*) of Java; ``service`` holds the
ways to markets, landfills and yards; ``road`` is a road nobody classified yet; ``track`` leads to fields and
to many a collection point. All of them are kept, because a small vehicle may use what a dump truck must not.
"""

ON_PERMIT = frozenset({"pedestrian", "path", "footway"})
"""Closed to motors unless a tag of :data:`MOTOR_KEYS` opens them (OpenStreetMap's default access).

A *gang* that only two- and three-wheelers pass is mapped as ``path`` or ``footway`` with ``motorcycle=yes``;
a three-wheeler of 1.3 m collects there. Without such a tag the way may be a stair, and is left out. The
others on foot or two wheels (``steps``, ``cycleway``, ``bridleway``, ``corridor``) carry no cargo on Java and
are left out, as are roads not in use (``construction``, ``proposed``, ``abandoned``) and ferries.
"""

MOTOR_KEYS = ("motorcycle", "motor_vehicle", "motorcar", "vehicle")
MOTOR_OPEN = frozenset({"yes", "designated", "permissive", "destination", "delivery", "private", "official"})

WAY_KEYS = frozenset({
    "highway", "name", "ref", "oneway", "oneway:motor_vehicle", "oneway:motorcar", "oneway:motorcycle",
    "junction", "maxspeed", "maxspeed:hgv", "maxspeed:forward", "maxspeed:backward", "maxspeed:practical",
    "surface", "smoothness", "tracktype", "hgv", "goods", "motorcar", "motorcycle", "motor_vehicle",
    "vehicle", "access", "access:conditional", "hgv:conditional", "motor_vehicle:conditional", "motorroad",
    "toll", "area", "impassable", "narrow", "ford", "flood_prone", "incline", "traffic_calming",
    "bridge", "tunnel", "covered", "layer", "lanes", "lanes:forward", "lanes:backward", "lane_markings",
    "width", "est_width", "width:carriageway", "maxheight", "maxwidth", "maxwidth:physical", "maxlength",
    "maxweight", "maxweight:hgv", "maxweightrating", "maxweightrating:hgv", "maxaxleload", "service",
})  # fmt: skip
"""Tags of ways that may matter to some vehicle; the others only make files longer."""

NODE_KEYS = frozenset({
    "barrier", "bollard", "highway", "railway", "ford", "traffic_calming", "direction",
    "traffic_signals:direction", "locked", "maxheight", "maxwidth", "maxwidth:physical", "maxweight",
    "maxlength", "maxaxleload", "width",
    "hgv", "goods", "motorcar", "motorcycle", "motor_vehicle", "vehicle", "access",
})  # fmt: skip
"""Tags of nodes that may stop or slow some vehicle."""

MAX_MISSING_SHARE = 0.2
"""A cut-out lacks the nodes beyond its edge; a file that lacks more than this share is damaged."""

MAX_PLACES = 2_000_000
"""Nodes on roads up to which a network is taken (some 1 GB of memory); a town on Java has 25,000."""

GLOBE_LON, GLOBE_LAT = 180.0, 90.0

ONEWAY_FORWARD = frozenset({"yes", "1", "true"})
ONEWAY_BACKWARD = frozenset({"-1", "reverse"})
ROUND = frozenset({"roundabout", "circular"})

type Tags = Mapping[str, str]


class Place(Protocol):
    """A box or an area."""

    def inside(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each of (n,) places in degrees whether it lies inside or on the edge."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place on a road; ``tags`` only where a vehicle must care (barriers, signals)."""

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
    """Drivable roads with exactly the nodes they use, each sorted by id; built by :func:`assemble`.

    ``data_date`` is the ISO date on which the roads were as they are here; None when the file does not tell.
    """

    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    restrictions: tuple[Restriction, ...]
    data_date: str | None = None

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
    bounds: Place | None = None,
    data_date: str | None = None,
) -> RoadNetwork:
    """Keep the roads that some vehicle may use, the nodes on them and the restrictions between them.

    Parameters
    ----------
    nodes, ways, restrictions
        Elements in any order; a repeated id counts once.
    bounds
        Keep only roads with at least one node in this box or area, and keep these whole; None keeps all.
    data_date
        ISO date of the data.

    Raises
    ------
    NetworkFileError
        When no drivable road remains, too many nodes of the roads are missing, or lie off the globe.
    """
    place = {node.id: node for node in nodes}
    drivable = {way.id: way for way in ways if is_road(way.tags)}
    if not drivable:
        raise NetworkFileError("there is no road for vehicles in it")
    _check_globe(place.values())
    _check_complete(place, drivable.values())
    near = None if bounds is None else _inside(place.values(), bounds)
    kept = tuple(_whole_ways(place, drivable, near))
    if not kept:
        raise NetworkFileError(_nothing_there(place.values(), bounds))
    used = sorted({ref for way in kept for ref in way.refs})
    if len(used) > MAX_PLACES:
        raise NetworkFileError(too_large())
    return RoadNetwork(
        nodes=tuple(place[ref] for ref in used),
        ways=kept,
        restrictions=_between(restrictions, {way.id for way in kept}, set(used)),
        data_date=data_date,
    )


def is_road(tags: Tags) -> bool:
    """Tell whether some vehicle of the agency may use a way with these tags.

    Parameters
    ----------
    tags
        All tags of the way, or those of :data:`WAY_KEYS`.
    """
    highway = tags.get("highway")
    if highway in ON_PERMIT:
        return any(tags.get(key) in MOTOR_OPEN for key in MOTOR_KEYS)
    return highway in CLASSES


def too_large() -> str:
    """Return what to say of a file with more roads than fit in memory."""
    way_out = "take a smaller area with --clip, --bbox or --polygon"
    return f"its roads have more than {MAX_PLACES:,} places; {way_out}"


def pick(tags: Iterable[tuple[str, str]], keys: frozenset[str]) -> dict[str, str]:
    """Keep the tags that matter to a vehicle, in the order of their keys."""
    return dict(sorted((key, value) for key, value in tags if key in keys))


def _check_globe(nodes: Iterable[Node]) -> None:
    """Refuse places that are on no map; a longitude of Java in the column of latitudes is the usual cause."""
    lost = [node for node in nodes if not (abs(node.lat) <= GLOBE_LAT and abs(node.lon) <= GLOBE_LON)]
    if lost:
        at = f"place {lost[0].id} lies at longitude {lost[0].lon:g}, latitude {lost[0].lat:g}"
        swapped = all(abs(node.lon) <= GLOBE_LAT for node in lost)
        raise NetworkFileError(
            f"{at}{'; are the two swapped?' if swapped else ', which is nowhere on earth'}"
        )


def _inside(nodes: Iterable[Node], bounds: Place, *, swapped: bool = False) -> set[int]:
    """Return the ids of the nodes in an area, or of those that would be with their coordinates swapped."""
    rows = list(nodes)
    places = np.array([(node.lon, node.lat) for node in rows], dtype=np.float64).reshape(-1, 2)
    lon, lat = places.T[::-1] if swapped else places.T
    return {rows[row].id for row in np.flatnonzero(bounds.inside(lon, lat))}


def _nothing_there(nodes: Iterable[Node], bounds: Place | None) -> str:
    if bounds is None:
        return "each of its roads has fewer than two known places"
    hint = "; they would with longitude and latitude swapped" if _inside(nodes, bounds, swapped=True) else ""
    return f"none of its roads lies in the wanted area{hint}"


def _check_complete(place: Mapping[int, Node], ways: Iterable[Way]) -> None:
    refs = [ref for way in ways for ref in way.refs]
    missing = sum(ref not in place for ref in refs)
    if missing > MAX_MISSING_SHARE * len(refs):
        raise NetworkFileError(
            f"{missing} of {len(refs)} places on its roads are missing, so it is incomplete"
        )


def _whole_ways(place: Mapping[int, Node], ways: Mapping[int, Way], near: set[int] | None) -> Iterable[Way]:
    """Yield the ways in reach without their missing and doubled nodes, by id."""
    for way in sorted(ways.values(), key=lambda way: way.id):
        known = [ref for ref in way.refs if ref in place]
        refs = tuple(ref for i, ref in enumerate(known) if i == 0 or ref != known[i - 1])
        if len(refs) > 1 and (near is None or not near.isdisjoint(refs)):
            yield Way(way.id, refs, way.tags)


def _between(restrictions: Iterable[Restriction], ways: set[int], nodes: set[int]) -> tuple[Restriction, ...]:
    known = {"way": ways, "node": nodes}
    whole = {
        rule.id: rule
        for rule in restrictions
        if all(ref in known.get(kind, ()) for kind, ref, _ in rule.members)
    }
    return tuple(sorted(whole.values(), key=lambda rule: rule.id))
