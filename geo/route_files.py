"""Routes in files, by suffix: ``.geojson``, ``.json`` (a line per leg), ``.gpx`` (track, turns), ``.txt``."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from geo.errors import PointsFileError
from geo.points import PointTable
from geo.roads.asking.route import Leg, Route
from geo.roads.asking.steps import Step
from geo.roads.asking.steps_words import Language, far, tell

GPX: Final = "http://www.topografix.com/GPX/1/1"
MINUTE_S: Final = 60.0
ENDS: Final[Mapping[Language, str]] = {"id": "dari {} ke {}", "en": "from {} to {}"}


def write_route(path: Path, places: PointTable, route: Route, *, language: Language = "id") -> None:
    """Write a route in the form of the file's suffix.

    Parameters
    ----------
    path
        A file; replaced when it exists.
    places
        What was driven through.
    route
        With its steps.
    language
        Of the steps, where the form has room for one.

    Raises
    ------
    PointsFileError
        When the suffix is unknown, or the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise PointsFileError(f"a route is written as {', '.join(WRITERS)}, not as {path.name!r}")
    try:
        path.write_text(writer(places, route, language), encoding="utf-8")
    except OSError as error:
        raise PointsFileError(f"cannot write {path}: {error.strerror}") from error


def as_text(places: PointTable, route: Route, language: Language) -> str:
    """Return a route for reading: a heading per leg, a line per step.

    Parameters
    ----------
    places, route, language
        As in :func:`write_route`.
    """
    lines = []
    for number, leg in enumerate(route.legs):
        ends = ENDS[language].format(places.codes[number], places.codes[number + 1])
        minutes = leg.duration_s / MINUTE_S
        lines.append(f"{number + 1}. {ends}: {far(leg.distance_m, language)}, {minutes:.0f} min")
        lines.extend(f"   {tell(step, language)}" for step in leg.steps)
    return "".join(f"{line}\n" for line in lines)


def as_geojson(places: PointTable, route: Route) -> dict[str, Any]:
    """Return a route as a GeoJSON FeatureCollection: one line per leg, its steps among its properties.

    Parameters
    ----------
    places, route
        As in :func:`write_route`.
    """
    features = [_feature(places, number, leg) for number, leg in enumerate(route.legs)]
    return {"type": "FeatureCollection", "features": features}


def _feature(places: PointTable, number: int, leg: Leg) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": leg.line.round(6).tolist()},
        "properties": {
            "leg": number + 1,
            "from": places.codes[number],
            "to": places.codes[number + 1],
            "distance_m": round(leg.distance_m),
            "duration_s": round(leg.duration_s),
            "steps": [_step(step) for step in leg.steps],
        },
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": list(step.place),
        "distance_m": round(step.distance_m),
        "duration_s": round(step.duration_s),
        "name": step.name,
        "id": tell(step, "id"),
        "en": tell(step, "en"),
    }


def _geojson_text(places: PointTable, route: Route, _: Language) -> str:
    return json.dumps(as_geojson(places, route), ensure_ascii=False) + "\n"


def _gpx_text(_: PointTable, route: Route, language: Language) -> str:
    """Return a track of the line and a route of the turns; one without the other is of no use on a device."""
    root = ET.Element("gpx", {"xmlns": GPX, "version": "1.1", "creator": "siangsa"})
    turns = ET.SubElement(root, "rte")
    for step in _steps(route):
        point = ET.SubElement(turns, "rtept", _at(*step.place))
        ET.SubElement(point, "desc").text = tell(step, language)
    track = ET.SubElement(root, "trk")
    for leg in route.legs:
        piece = ET.SubElement(track, "trkseg")
        for lon, lat in leg.line.tolist():
            ET.SubElement(piece, "trkpt", _at(lon, lat))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _steps(route: Route) -> Iterator[Step]:
    for leg in route.legs:
        yield from leg.steps


def _at(lon: float, lat: float) -> dict[str, str]:
    return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}


type Writer = Callable[[PointTable, Route, Language], str]
WRITERS: Final[Mapping[str, Writer]] = {
    ".geojson": _geojson_text,
    ".json": _geojson_text,
    ".gpx": _gpx_text,
    ".txt": as_text,
}
