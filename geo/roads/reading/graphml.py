"""Reads GraphML as OSMnx saves it, simplified or not, and makes nodes and ways of it again.

A simplified graph has lost the ids of the nodes between junctions and which node belonged to which way.
These nodes get made-up ids from 15,000,000,000 on (OpenStreetMap's own are near 13,000,000,000, and the
router holds 34 bits). Edges of one OpenStreetMap way with the same tags become one way again; its id is the
first OpenStreetMap id of their list, times 10,000, plus a number. All ids follow from the content, so the
same file gives the same ids. Turn restrictions are not in such a file. Where an edge was joined of roads with
different tags, the narrowest class, the lowest limit and the fewest lanes hold for all of it.
"""

import ast
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse

from geo.errors import NetworkFileError
from geo.roads.network import CLASSES, NODE_KEYS, WAY_KEYS, Node, Way, pick
from geo.roads.reading.elements import Elements, iso_date
from geo.roads.reading.formats import Packing, open_unpacked

FIRST_MADE_UP: Final = 15_000_000_000
EDGES_PER_WAY: Final = 10_000

LOWEST: Final = ("maxspeed", "lanes", "width", "est_width", "maxheight", "maxwidth", "maxlength", "maxweight")
"""Where an edge has several values, the smallest number holds."""

GEOGRAPHIC: Final = ("epsg:4326", "wgs84", "wgs 84", "crs84")

type Point = tuple[float, float]
type Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A piece of road between two nodes, along its points; the ends are points too."""

    source: str
    target: str
    points: tuple[Point, ...]
    row: Row

    @property
    def key(self) -> tuple[str, str, tuple[Point, ...]]:
        """What the edge and its opposite have in common."""
        here, there = (self.source, self.target, self.points), (self.target, self.source, self.points[::-1])
        return min(here, there)


def read_graphml(path: Path, packing: Packing) -> Elements:
    """Read a graph that OSMnx saved.

    Parameters
    ----------
    path
        A GraphML file.
    packing
        How it is packed.

    Raises
    ------
    NetworkFileError
        When it is damaged, cut off, not OSMnx's, or projected.
    """
    graph, nodes, edges = _parse(path, packing)
    _check_degrees(graph)
    try:
        places = {name: (float(row["x"]), float(row["y"])) for name, row in nodes.items()}
        drawn = [_drawn(source, target, row, places) for source, target, row in edges]
    except (KeyError, ValueError) as error:
        raise NetworkFileError(f"it is GraphML, but not as OSMnx saves it ({error!r})") from error
    if drawn and not any("highway" in edge.row for edge in drawn):
        raise NetworkFileError("it is GraphML, but its edges have no highway, as OSMnx's have")
    return _elements(nodes, places, drawn, iso_date(graph.get("created_date")))


def _parse(path: Path, packing: Packing) -> tuple[Row, dict[str, Row], list[tuple[str, str, Row]]]:
    names: Row = {}
    graph: Row = {}
    nodes: dict[str, Row] = {}
    edges: list[tuple[str, str, Row]] = []
    try:
        with open_unpacked(path, packing) as source:
            for _, element in iterparse(source):  # noqa: S314 - the operator's own file; expat stops entity bombs
                tag = element.tag.rpartition("}")[2]
                if tag == "key":
                    names[element.get("id", "")] = element.get("attr.name", "")
                elif tag == "node":
                    nodes[element.get("id", "")] = _row(element, names)
                elif tag == "edge":
                    edges.append((element.get("source", ""), element.get("target", ""), _row(element, names)))
                elif tag == "graph":
                    graph = _row(element, names)
                if tag in {"node", "edge"}:
                    element.clear()
    except (ParseError, OSError, EOFError, zlib.error) as error:
        raise NetworkFileError(f"it is damaged or cut off ({error})") from error
    return graph, nodes, edges


def _row(element: Element, names: Row) -> Row:
    data = (part for part in element if part.tag.endswith("data"))
    return {names.get(part.get("key", ""), ""): part.text or "" for part in data}


def _check_degrees(graph: Row) -> None:
    crs = graph.get("crs", GEOGRAPHIC[0])
    if not any(name in crs.lower() for name in GEOGRAPHIC):
        raise NetworkFileError(
            f"its places are not in degrees but in {crs[:60]!r}; save it before projecting"
        )


def _drawn(source: str, target: str, row: Row, places: Mapping[str, Point]) -> _Edge:
    line = row.get("geometry", "")
    if not line:
        return _Edge(source, target, (places[source], places[target]), row)
    body = re.fullmatch(r"\s*LINESTRING\s*\((.+)\)\s*", line)
    if body is None:
        raise ValueError(f"no line: {line[:40]}")
    points = [tuple(map(float, pair.split()[:2])) for pair in body.group(1).split(",")]
    inner = tuple((lon, lat) for lon, lat in points[1:-1])
    return _Edge(source, target, (places[source], *inner, places[target]), row)


def _elements(
    nodes: Mapping[str, Row], places: Mapping[str, Point], edges: Iterable[_Edge], data_date: str | None
) -> Elements:
    ids = _ids(nodes)
    made = [Node(ids[name], *places[name], pick(_values(row), NODE_KEYS)) for name, row in nodes.items()]
    free = FIRST_MADE_UP + len(nodes)
    roads: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[int, ...]]] = defaultdict(list)
    for edge, both in _pairs(edges):
        inner = range(free, free + len(edge.points) - 2)
        free += len(inner)
        made += [Node(at, *point, {}) for at, point in zip(inner, edge.points[1:-1], strict=True)]
        road = edge.row.get("osmid", ""), tuple(_tags(edge.row, both=both).items())
        roads[road].append((ids[edge.source], *inner, ids[edge.target]))
    return Elements(made, list(_ways(roads)), (), data_date)


def _ways(roads: Mapping[tuple[str, tuple[tuple[str, str], ...]], list[tuple[int, ...]]]) -> Iterator[Way]:
    """Yield the ways; edges of one OpenStreetMap way with the same tags are one way again."""
    used: dict[int, int] = defaultdict(int)
    for (osmid, tags), pieces in roads.items():
        first = _first_osm_id(osmid)
        for refs in _chained(pieces):
            yield Way(first * EDGES_PER_WAY + used[first], refs, dict(tags))
            used[first] += 1


def _chained(pieces: list[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield pieces of road joined end to start, wherever only two of them meet."""
    starts, ends = (Counter(piece[at] for piece in pieces) for at in (0, -1))
    joints = {node for node in starts if starts[node] == ends[node] == 1}
    left = {piece[0]: piece for piece in pieces if piece[0] in joints}
    heads = [piece for piece in pieces if piece[0] not in joints]
    while heads or left:
        # What is left without a head is a ring: any piece may begin it.
        chain = heads.pop(0) if heads else left.pop(next(iter(left)))
        while chain[-1] in left:
            chain += left.pop(chain[-1])[1:]
        yield chain


def _ids(nodes: Mapping[str, Row]) -> dict[str, int]:
    """Keep ids that OpenStreetMap could have given; number the others beyond them."""
    own = {name: int(name) for name in nodes if name.isdecimal() and 0 < int(name) < FIRST_MADE_UP}
    others = sorted(set(nodes) - set(own))
    return own | {name: FIRST_MADE_UP + number for number, name in enumerate(others)}


def _pairs(edges: Iterable[_Edge]) -> Iterator[tuple[_Edge, bool]]:
    """Yield each piece of road once, in an order of its own, and whether it is open both ways."""
    directions: dict[tuple[str, str, tuple[Point, ...]], dict[tuple[str, tuple[Point, ...]], _Edge]]
    directions = defaultdict(dict)
    for edge in edges:
        directions[edge.key][edge.source, edge.points] = edge
    for key in sorted(directions):
        found = [directions[key][course] for course in sorted(directions[key])]
        forward = [edge for edge in found if edge.row.get("reversed") != "True"] or found
        yield forward[0], len(found) > 1


def _tags(row: Row, *, both: bool) -> dict[str, str]:
    tags = pick(_values(row), WAY_KEYS - {"oneway"})
    # OSMnx writes True and False, and two edges for a road that is open both ways.
    if not both and row.get("oneway") in {"True", "yes", "1"}:
        tags["oneway"] = "yes"
    elif tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway":
        tags["oneway"] = "yes" if not both else "no"
    return dict(sorted(tags.items()))


def _values(row: Row) -> Iterator[tuple[str, str]]:
    for key, text in row.items():
        options = _listed(text)
        if key == "highway":
            known = [name for name in options if name in CLASSES]
            yield key, max(known, key=CLASSES.index) if known else options[0]
        elif key in LOWEST:
            yield key, min(options, key=_number)
        else:
            # Of two rules about access the one that is not "yes" binds.
            yield key, next((value for value in options if value != "yes"), options[0])


def _listed(text: str) -> list[str]:
    if text.startswith("["):
        try:
            return [str(value) for value in ast.literal_eval(text)] or [""]
        except (ValueError, SyntaxError):
            return [text]
    return [text]


def _number(text: str) -> float:
    found = re.match(r"\s*(\d+(?:\.\d+)?)", text)
    return float(found.group(1)) if found else float("inf")


def _first_osm_id(osmid: str) -> int:
    numbers = [int(text) for text in _listed(osmid) if text.isdecimal()]
    return numbers[0] if numbers else 0
