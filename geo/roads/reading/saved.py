"""Reads saved answers of Overpass (JSON)."""

import json
import zlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from geo.errors import NetworkFileError
from geo.roads.network import NODE_KEYS, WAY_KEYS, Node, Restriction, Way, pick
from geo.roads.reading.elements import Elements, newest
from geo.roads.reading.formats import Packing, open_unpacked

type Element = dict[str, Any]


def read_overpass(path: Path, packing: Packing) -> Elements:
    """Read a saved answer of Overpass.

    Parameters
    ----------
    path
        A JSON file.
    packing
        How it is packed.

    Raises
    ------
    NetworkFileError
        When it is damaged, cut off, or something else.
    """
    return overpass_elements(_load(path, packing))


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
        nodes = [_node(e) for e in elements if e["type"] == "node"]
        ways = [_way(e) for e in elements if e["type"] == "way"]
        rules = [_rule(e) for e in elements if e["type"] == "relation" and _is_rule(_tags_of(e))]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NetworkFileError(f"an element in it is no OpenStreetMap element ({error!r})") from error
    return Elements(nodes, ways, rules, newest(map(_date_of, answers)))


def _load(path: Path, packing: Packing) -> object:
    try:
        with open_unpacked(path, packing) as source:
            return json.load(source)
    except (OSError, EOFError, zlib.error) as error:
        raise NetworkFileError(f"it is damaged or cut off ({error})") from error
    except (ValueError, RecursionError) as error:
        raise NetworkFileError(f"it is no complete JSON ({error})") from error


def _elements_of(answer: object) -> Iterable[Element]:
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list):
        raise NetworkFileError(f"it is JSON, but no Overpass answer ({_what(answer)})")
    remark = str(answer.get("remark", "")) if isinstance(answer, dict) else ""
    if "error" in remark:
        raise NetworkFileError(f"Overpass broke off its answer: {remark}")
    return elements


def _what(answer: object) -> str:
    if isinstance(answer, dict) and answer.get("type") in {"FeatureCollection", "Feature"}:
        return "it is GeoJSON, which names no junctions"
    return "no list of elements"


def _date_of(answer: object) -> str | None:
    about = answer.get("osm3s") if isinstance(answer, dict) else None
    stamp = about.get("timestamp_osm_base") if isinstance(about, dict) else None
    return stamp if isinstance(stamp, str) else None


def _tags_of(element: Element) -> dict[str, str]:
    return dict(element.get("tags", {}))


def _node(element: Element) -> Node:
    tags = pick(_tags_of(element).items(), NODE_KEYS)
    return Node(int(element["id"]), float(element["lon"]), float(element["lat"]), tags)


def _way(element: Element) -> Way:
    refs = tuple(map(int, element["nodes"]))
    return Way(int(element["id"]), refs, pick(_tags_of(element).items(), WAY_KEYS))


def _rule(element: Element) -> Restriction:
    members = tuple((str(m["type"]), int(m["ref"]), str(m["role"])) for m in element["members"])
    return Restriction(int(element["id"]), members, _tags_of(element))


def _is_rule(tags: dict[str, str]) -> bool:
    return tags.get("type", "").startswith("restriction")
