"""Positions in JSON: GeoJSON lines and points, and lists of WKT points."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geo.errors import TraceError
from geo.traces_rows import Row, pick

WKT_POINT: Final = re.compile(r"\s*POINT\s*Z?M?\s*\(\s*(\S+)\s+(\S+)[^)]*\)\s*", re.IGNORECASE)
WKT_KEYS: Final = ("point", "wkt", "geom", "geometry")


def json_rows(path: Path) -> Iterator[Row]:
    """Yield the positions of a JSON file.

    Parameters
    ----------
    path
        GeoJSON, or a list of WKT points or of objects that hold one.

    Raises
    ------
    TraceError
        When it is no JSON, or JSON of another kind.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise TraceError(f"{path} is no complete JSON ({error})") from error
    if isinstance(content, list):
        yield from (_wkt_row(path, number, entry) for number, entry in enumerate(content, 1))
    else:
        for number, feature in enumerate(_features(path, content), 1):
            yield from _feature_rows(path, number, feature)


def _wkt_row(path: Path, number: int, entry: object) -> Row:
    values = {key.lower(): value for key, value in entry.items()} if isinstance(entry, dict) else {}
    text = entry if isinstance(entry, str) else next((values[k] for k in WKT_KEYS if k in values), None)
    found = WKT_POINT.fullmatch(str(text))
    if found is None:
        raise TraceError(f"{path}: entry {number}: must hold a WKT point, not {str(entry)[:60]!r}")
    vehicle = str(pick(values, "vehicle") or "")
    lon, lat = found.group(1), found.group(2)
    return Row(f"entry {number}", vehicle, lon, lat, pick(values, "time"), pick(values, "accuracy"))


def _features(path: Path, content: object) -> list[Any]:
    kind = content.get("type") if isinstance(content, dict) else None
    if (
        isinstance(content, dict)
        and kind == "FeatureCollection"
        and isinstance(content.get("features"), list)
    ):
        return list(content["features"])
    if kind == "Feature":
        return [content]
    if kind in ("LineString", "MultiLineString", "Point", "MultiPoint"):
        return [{"type": "Feature", "geometry": content}]
    raise TraceError(f"{path} is JSON, but neither GeoJSON nor a list of WKT points")


def _feature_rows(path: Path, number: int, feature: object) -> Iterator[Row]:
    given = feature if isinstance(feature, dict) else {}
    geometry = given.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    properties = {str(key).lower(): value for key, value in (given.get("properties") or {}).items()}
    vehicle = str(pick(properties, "vehicle") or given.get("id") or "")
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Point":
        lon, lat = _pair(path, number, coordinates)
        time, accuracy = pick(properties, "time"), pick(properties, "accuracy")
        yield Row(f"feature {number}", vehicle, lon, lat, time, accuracy)
        return
    if kind not in ("LineString", "MultiPoint", "MultiLineString"):
        raise TraceError(f"{path}: feature {number}: must be lines or points, not {kind}")
    lines = coordinates if kind == "MultiLineString" else [coordinates]
    # every line is a track of its own, as a track of GPX is
    yield from _line_rows(path, number, vehicle or f"line {number}", (lines, _times(properties)))


def _times(properties: dict[str, Any]) -> list[Any]:
    """Return the times of a line's positions, as togeojson and others write them; empty without."""
    nested = properties.get("coordinateproperties")
    known = [properties.get("coordtimes"), properties.get("times"), properties.get("timestamps")]
    known.append(nested.get("times") if isinstance(nested, dict) else None)
    found = next((times for times in known if isinstance(times, list)), [])
    return [time for part in found for time in (part if isinstance(part, list) else [part])]


def _line_rows(path: Path, number: int, vehicle: str, line: tuple[Any, list[Any]]) -> Iterator[Row]:
    lines, times = line
    if not isinstance(lines, list) or not all(isinstance(part, list) for part in lines):
        raise TraceError(f"{path}: feature {number}: has no coordinates")
    places = [place for part in lines for place in part]
    if times and len(times) != len(places):
        raise TraceError(f"{path}: feature {number}: has {len(times)} times for {len(places)} positions")
    for order, place in enumerate(places, 1):
        lon, lat = _pair(path, number, place)
        yield Row(
            f"feature {number} position {order}", vehicle, lon, lat, times[order - 1] if times else None
        )


def _pair(path: Path, number: int, place: object) -> tuple[object, object]:
    if not isinstance(place, list) or len(place) < 2:
        raise TraceError(f"{path}: feature {number}: a position must be [lon, lat], not {str(place)[:40]}")
    return place[0], place[1]
