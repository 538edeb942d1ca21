"""Reads OSM XML and PBF (through osmium), in passes that keep only what the wanted area needs.

A national extract has hundreds of millions of nodes, a regency's roads some hundred thousand. So the file is
read several times and no pass keeps more than arrays of ids: the nodes inside the area, then the roads that
touch one of them, then the places of these roads. Sets of ids are sorted arrays: osmium's own (``IdTracker``,
``IdFilter``) are bitmaps in pieces of 4 MB, and ids that are spread over 13 billion touch 400 such pieces.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import batched, chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import NetworkFileError
from geo.roads.area import Area
from geo.roads.bounds import Bounds
from geo.roads.network import (
    CLASSES,
    MAX_PLACES,
    NODE_KEYS,
    WAY_KEYS,
    Node,
    Restriction,
    Way,
    is_road,
    pick,
    too_large,
)
from geo.roads.reading.elements import Elements, iso_date, newest
from geo.roads.reading.formats import Format, Kind
from geo.roads.reading.pbf import NotPlainError, Places, dense_places

NO_PLACE: Final = 2_147_483_647
"""Coordinate of a node without one (deleted in a file with history)."""

PER_DEGREE: Final = 1e7
NODES_AT_ONCE: Final = 65_536
WAYS_AT_ONCE: Final = 10_000
NODES_TOLD: Final = 20_000_000
BATCHES_TOLD: Final = 20
"""How often a long pass tells where it is: each some ten seconds."""

MAX_INSIDE: Final = 50_000_000
"""Nodes of all kinds in the wanted area, 8 bytes each; more is no regency."""

FIRST_YEAR: Final = 2005
"""OpenStreetMap's data begin here; earlier stamps mean that an element has none."""

type Ids = NDArray[np.int64]
type Told = Callable[[str], None]


def read_osm(path: Path, form: Format, area: Area | Bounds | None, told: Told) -> Elements:
    """Read the roads of an OSM XML or PBF file.

    Parameters
    ----------
    path
        The file.
    form
        What it is.
    area
        Keep only roads that touch this area, and keep these whole; None keeps all.
    told
        Told of each pass over the file.

    Raises
    ------
    NetworkFileError
        When it is damaged, holds too much, or lies elsewhere than it declares.
    """
    import osmium

    try:
        return _read(_File(path, form), area, told)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise NetworkFileError(f"it is damaged, cut off or no OpenStreetMap file ({error})") from error


class _File:
    """A file that can be read again and again."""

    def __init__(self, path: Path, form: Format) -> None:
        self.path, self.form = path, form

    def scan(self, kind: Any, *filters: Any) -> Iterable[Any]:  # noqa: ANN401 - osmium's types are unions of all kinds
        """Read the elements of one kind; filters work in C++, so what is not wanted costs little."""
        import osmium

        processor = osmium.FileProcessor(self._opened(), kind)
        for wanted in filters:
            processor = processor.with_filter(wanted)
        return processor

    def header(self) -> Any:  # noqa: ANN401 - as above
        """Return what the file says about itself."""
        import osmium

        return osmium.io.Reader(self._opened(), osmium.osm.NOTHING).header()

    def places(self) -> Iterator[Places]:
        """Yield ids and coordinates of all nodes, in pieces."""
        if self.form.kind is Kind.PBF:
            try:
                yield from dense_places(self.path)
            except NotPlainError:
                # Nothing was handed out yet, or only what comes again: the callers count a node once.
                yield from self._places_one_by_one()
        else:
            yield from self._places_one_by_one()

    def _places_one_by_one(self) -> Iterator[Places]:
        import osmium

        nodes = ((n.id, n.location.x, n.location.y) for n in self.scan(osmium.osm.NODE))
        for part in batched(nodes, NODES_AT_ONCE):
            yield Places(*np.array(part, dtype=np.int64).T)

    def _opened(self) -> Any:  # noqa: ANN401 - as above
        import osmium

        kind = "pbf" if self.form.kind is Kind.PBF else f"osm{self.form.packing}"
        return osmium.io.File(str(self.path), kind)


def _read(file: _File, area: Area | Bounds | None, told: Told) -> Elements:
    inside = None
    if area is not None:
        told("looking for places in the wanted area")
        inside = _inside(file, area, told)
        if len(inside) == 0:
            raise NetworkFileError("none of its places lies in the wanted area")
    told("reading the roads")
    ways, stamps = _ways(file, inside, told)
    wanted = _ids(chain.from_iterable(way.refs for way in ways))
    told("reading the places of the roads")
    nodes = _nodes(file, wanted)
    _check_declared(file.header(), nodes)
    return Elements(nodes, ways, list(_restrictions(file)), _date(file, stamps))


def _inside(file: _File, area: Area | Bounds, told: Told) -> Ids:
    """Return the sorted ids of all nodes in an area."""
    found: list[Ids] = []
    count = seen = 0
    for places in file.places():
        if seen // NODES_TOLD < (seen := seen + len(places.id)) // NODES_TOLD:
            told(f"looking for places in the wanted area: {seen:,} seen, {count:,} inside")
        within = area.inside(places.lon_e7 / PER_DEGREE, places.lat_e7 / PER_DEGREE)
        found.append(places.id[within])
        count += len(found[-1])
        if count > MAX_INSIDE:
            raise NetworkFileError(
                f"more than {MAX_INSIDE:,} places lie in the wanted area; take a smaller one"
            )
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _ways(file: _File, inside: Ids | None, told: Told) -> tuple[list[Way], list[str]]:
    """Return the roads that touch the known nodes, and when each batch of them was last edited."""
    import osmium

    kept: list[Way] = []
    stamps: list[str] = []
    count = 0
    wanted = osmium.filter.TagFilter(*(("highway", name) for name in CLASSES))
    roads = (pair for way in file.scan(osmium.osm.WAY, wanted) if (pair := _way(way)) is not None)
    for number, batch in enumerate(batched(roads, WAYS_AT_ONCE), start=1):
        if number % BATCHES_TOLD == 0:
            told(f"reading the roads: {number * WAYS_AT_ONCE:,} seen, {len(kept):,} kept")
        near = [pair for pair, touches in zip(batch, _touching(batch, inside), strict=True) if touches]
        kept.extend(way for way, _ in near)
        stamps.append(max((stamp for _, stamp in near), default=""))
        count += sum(len(way.refs) for way, _ in near)
        # A place counts on each road through it, hence the slack; the exact count comes later.
        if count > 2 * MAX_PLACES:
            raise NetworkFileError(too_large())
    return kept, stamps


def _touching(batch: tuple[tuple[Way, str], ...], inside: Ids | None) -> list[bool]:
    if inside is None:
        return [True] * len(batch)
    refs = np.fromiter(chain.from_iterable(way.refs for way, _ in batch), dtype=np.int64)
    owner = np.repeat(np.arange(len(batch)), [len(way.refs) for way, _ in batch])
    hits = np.bincount(owner[_among(refs, inside)], minlength=len(batch))
    return [bool(hit) for hit in hits]


def _way(way: Any) -> tuple[Way, str] | None:  # noqa: ANN401 - as above
    """Return a road and the date of its last edit (empty when unknown); None when it is for no vehicle."""
    tags = pick(_pairs(way), WAY_KEYS)
    if not is_road(tags):
        return None
    stamp = way.timestamp
    edited = stamp.date().isoformat() if stamp.year >= FIRST_YEAR else ""
    return Way(way.id, tuple(node.ref for node in way.nodes), tags), edited


def _nodes(file: _File, wanted: Ids) -> list[Node]:
    """Return the wanted nodes with their coordinates, and the tags of those that have any."""
    tags = _node_tags(file, wanted)
    none: dict[str, str] = {}
    nodes: list[Node] = []
    for places in file.places():
        known = _among(places.id, wanted) & (places.lon_e7 != NO_PLACE)
        rows = zip(*(column[known].tolist() for column in places), strict=True)
        nodes.extend(Node(i, x / PER_DEGREE, y / PER_DEGREE, tags.get(i, none)) for i, x, y in rows)
    return nodes


def _node_tags(file: _File, wanted: Ids) -> dict[int, dict[str, str]]:
    import osmium

    kept: dict[int, dict[str, str]] = {}
    scanned = file.scan(osmium.osm.NODE, osmium.filter.KeyFilter(*NODE_KEYS))
    for batch in batched(((node.id, pick(_pairs(node), NODE_KEYS)) for node in scanned), NODES_AT_ONCE):
        known = _among(np.array([key for key, _ in batch], dtype=np.int64), wanted)
        kept.update(pair for pair, is_known in zip(batch, known, strict=True) if is_known)
    return kept


def _restrictions(file: _File) -> Iterator[Restriction]:
    import osmium

    kinds = {"n": "node", "w": "way", "r": "relation"}
    for relation in file.scan(osmium.osm.RELATION, osmium.filter.TagFilter(("type", "restriction"))):
        members = tuple((kinds[member.type], member.ref, member.role) for member in relation.members)
        yield Restriction(relation.id, members, dict(_pairs(relation)))


def _check_declared(header: Any, nodes: list[Node]) -> None:  # noqa: ANN401 - as above
    """Refuse roads that all lie outside the box that the file itself declares."""
    box = header.box()
    if not box.valid() or not nodes:
        return
    low, high = box.bottom_left, box.top_right
    if not any(low.lon <= node.lon <= high.lon and low.lat <= node.lat <= high.lat for node in nodes):
        swapped = any(low.lon <= node.lat <= high.lon and low.lat <= node.lon <= high.lat for node in nodes)
        hint = "; longitude and latitude are swapped" if swapped else ""
        raise NetworkFileError(f"all its roads lie outside the box that it declares{hint}")


def _date(file: _File, stamps: list[str]) -> str | None:
    """Return when the data was like this: what the file declares, else its newest road."""
    header = file.header()
    declared = iso_date(header.get("osmosis_replication_timestamp") or None)
    if declared is None and file.form.kind is Kind.XML:
        found = re.search(rb'(?:osm_base|<osm\b[^>]*\btimestamp)="([^"]+)"', file.form.head)
        declared = iso_date(found.group(1).decode("ascii", "replace")) if found else None
    return declared or newest(stamp or None for stamp in stamps)


def _ids(ids: Iterable[int]) -> Ids:
    return np.unique(np.fromiter(ids, dtype=np.int64))


def _among(ids: Ids, known: Ids) -> NDArray[np.bool_]:
    """Tell for each id whether it is in a sorted array."""
    if len(known) == 0:
        return np.zeros(len(ids), dtype=bool)
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return np.asarray(known[at] == ids, dtype=bool)


def _pairs(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    return ((tag.k, tag.v) for tag in element.tags)
