"""Reads road files of every accepted form: OSM XML, PBF (both through osmium), saved Overpass answers."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from geo.errors import NetworkFileError
from geo.roads.bounds import Bounds
from geo.roads.network import (
    CLASSES,
    NODE_KEYS,
    WAY_KEYS,
    Node,
    Restriction,
    RoadNetwork,
    Way,
    assemble,
    pick,
)

JSON_ENDINGS = (".json", ".json.gz")
OSMIUM_ENDINGS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf", ".xml", ".xml.gz")

type Element = dict[str, Any]
type Elements = tuple[list[Node], list[Way], list[Restriction]]


def read_network(path: Path, *, bounds: Bounds | None = None) -> RoadNetwork:
    """Read the truck roads of a file.

    Parameters
    ----------
    path
        ``.osm``, ``.osm.gz``, ``.osm.bz2``, ``.osm.pbf``, or a saved Overpass answer ``.json[.gz]``.
    bounds
        Keep only roads that touch this box.

    Raises
    ------
    NetworkFileError
        When the file is missing, empty, damaged, of another kind or without roads; the text names the file.
    """
    try:
        _check_present(path)
        return assemble(*_read_elements(path), bounds=bounds)
    except NetworkFileError as error:
        raise NetworkFileError(f"cannot use {path}: {error}") from error


def _check_present(path: Path) -> None:
    if not path.is_file():
        raise NetworkFileError("there is no such file")
    if path.stat().st_size == 0:
        raise NetworkFileError("the file is empty")


def _read_elements(path: Path) -> Elements:
    name = path.name.lower()
    if name.endswith(JSON_ENDINGS):
        return overpass_elements(_load_json(path))
    if name.endswith(OSMIUM_ENDINGS):
        return _osmium_elements(path)
    known = ", ".join((*OSMIUM_ENDINGS, *JSON_ENDINGS))
    raise NetworkFileError(f"its ending tells no road file; known are {known}")


def _load_json(path: Path) -> object:
    try:
        opener = gzip.open if path.name.lower().endswith(".gz") else open
        with opener(path, "rb") as source:
            return json.load(source)
    except (OSError, EOFError, zlib.error) as error:
        raise NetworkFileError(f"it is damaged or cut off ({error})") from error
    except ValueError as error:
        raise NetworkFileError(f"it is no complete JSON ({error})") from error


def overpass_elements(answer: object) -> Elements:
    """Return the elements of an Overpass answer, or of a list of answers.

    Parameters
    ----------
    answer
        Parsed JSON.

    Raises
    ------
    NetworkFileError
        When it has another shape, or Overpass itself remarked that the answer is incomplete.
    """
    answers = answer if isinstance(answer, list) else [answer]
    elements = list(chain.from_iterable(_elements_of(part) for part in answers))
    try:
        nodes = [_json_node(e) for e in elements if e["type"] == "node"]
        ways = [_json_way(e) for e in elements if e["type"] == "way"]
        rules = [
            _json_restriction(e) for e in elements if e["type"] == "relation" and _is_restriction(_tags_of(e))
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NetworkFileError(f"an element in it is no OpenStreetMap element ({error!r})") from error
    return nodes, ways, rules


def _elements_of(answer: object) -> Iterable[Element]:
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list):
        raise NetworkFileError("it is JSON, but no Overpass answer (no list of elements)")
    remark = str(answer.get("remark", "")) if isinstance(answer, dict) else ""
    if "error" in remark:
        raise NetworkFileError(f"Overpass broke off its answer: {remark}")
    return elements


def _tags_of(element: Element) -> dict[str, str]:
    return dict(element.get("tags", {}))


def _json_node(element: Element) -> Node:
    tags = pick(_tags_of(element).items(), NODE_KEYS)
    return Node(int(element["id"]), float(element["lon"]), float(element["lat"]), tags)


def _json_way(element: Element) -> Way:
    return Way(
        int(element["id"]), tuple(map(int, element["nodes"])), pick(_tags_of(element).items(), WAY_KEYS)
    )


def _json_restriction(element: Element) -> Restriction:
    members = tuple((str(m["type"]), int(m["ref"]), str(m["role"])) for m in element["members"])
    return Restriction(int(element["id"]), members, _tags_of(element))


def _is_restriction(tags: dict[str, str]) -> bool:
    return tags.get("type", "").startswith("restriction")


def _osmium_elements(path: Path) -> Elements:
    import osmium

    try:
        ways = list(_osmium_ways(path))
        nodes = list(_osmium_nodes(path, {ref for way in ways for ref in way.refs}))
        return nodes, ways, list(_osmium_restrictions(path))
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise NetworkFileError(f"it is damaged, cut off or no OpenStreetMap file ({error})") from error


def _osmium_ways(path: Path) -> Iterator[Way]:
    import osmium

    wanted = osmium.filter.TagFilter(*(("highway", name) for name in CLASSES))
    for way in _scan(path, osmium.osm.WAY, wanted):
        yield Way(way.id, tuple(node.ref for node in way.nodes), pick(_pairs(way), WAY_KEYS))


def _osmium_nodes(path: Path, ids: set[int]) -> Iterator[Node]:
    import osmium

    for node in _scan(path, osmium.osm.NODE, osmium.filter.IdFilter(ids)):
        yield Node(node.id, node.lon, node.lat, pick(_pairs(node), NODE_KEYS))


def _osmium_restrictions(path: Path) -> Iterator[Restriction]:
    import osmium

    kinds = {"n": "node", "w": "way", "r": "relation"}
    for relation in _scan(path, osmium.osm.RELATION, osmium.filter.KeyFilter("restriction")):
        members = tuple((kinds[member.type], member.ref, member.role) for member in relation.members)
        yield Restriction(relation.id, members, dict(_pairs(relation)))


def _scan(path: Path, kind: Any, wanted: Any) -> Iterable[Any]:  # noqa: ANN401 - osmium's types are unions of all kinds
    """Read the elements of one kind; the filter works in C++, so what is not wanted costs little."""
    import osmium

    return osmium.FileProcessor(path, kind).with_filter(wanted)


def _pairs(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    return ((tag.k, tag.v) for tag in element.tags)
