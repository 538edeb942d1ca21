"""A route for devices and maps: GPX 1.1 with waypoints and a track, GeoJSON with halts and legs."""

import json
from datetime import UTC, datetime, tzinfo
from typing import Any
from xml.sax.saxutils import escape

from api.exports.content import without_control
from api.handout import words
from data.store.queries.handouts import RouteSheet, SheetHalt


def gpx(sheet: RouteSheet, zone: tzinfo) -> str:
    """Return a route as GPX: each halt a waypoint, the way a track of a segment for each leg."""
    title = f"{sheet.plate} {words.day_id(sheet.day)}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="Siangsa" xmlns="http://www.topografix.com/GPX/1/1">',
        f"<metadata><name>{_xml(title)}</name><desc>{_xml(_about(sheet))}</desc></metadata>",
        *(_waypoint(halt, zone) for halt in sheet.halts),
        f"<trk><name>{_xml(title)}</name>",
        *(_segment(halt) for halt in sheet.halts if len(halt.leg) > 1),
        "</trk>",
        "</gpx>",
    ]
    return "\n".join(parts) + "\n"


def geojson(sheet: RouteSheet, zone: tzinfo) -> str:
    """Return a route as GeoJSON: for each halt the leg that leads to it, and the place itself."""
    features = []
    for halt in sheet.halts:
        told = _properties(halt, zone)
        if len(halt.leg) > 1:
            features.append(_feature({"type": "LineString", "coordinates": halt.leg}, told | {"role": "leg"}))
        place = {"type": "Point", "coordinates": [halt.lon, halt.lat]}
        features.append(_feature(place, told | {"role": "halt"}))
    document = {
        "type": "FeatureCollection",
        "name": f"{sheet.vehicle_id}-{sheet.day}",
        "description": _about(sheet),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False)


def _about(sheet: RouteSheet) -> str:
    told = [f"{sheet.collects} titik, {sheet.trips} rit, {words.km(sheet.distance_m)}"]
    told += [words.SAMPLE.lower()] if sheet.made_up else []
    told += [words.SYNTHETIC.lower()] if sheet.roads_kind == "synthetic" else [sheet.attribution]
    return "; ".join(told)


def _waypoint(halt: SheetHalt, zone: tzinfo) -> str:
    name = _xml(f"{halt.number} {halt.name}")
    told = f"{words.clock(halt.arrives_at, zone)} {halt.code} {words.about_kg(abs(halt.kg))}"
    at = _utc(halt.arrives_at)
    place = f'<wpt lat="{halt.lat:.6f}" lon="{halt.lon:.6f}">'
    return f"{place}<time>{at}</time><name>{name}</name><desc>{_xml(told)}</desc></wpt>"


def _segment(halt: SheetHalt) -> str:
    corners = "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lon, lat in halt.leg)
    return f"<trkseg>{corners}</trkseg>"


def _properties(halt: SheetHalt, zone: tzinfo) -> dict[str, Any]:
    return {
        "number": halt.number,
        "kind": halt.kind,
        "trip": halt.trip,
        "code": halt.code,
        "name": halt.name,
        "village": halt.village,
        "kecamatan": halt.kecamatan,
        "arrives_at": halt.arrives_at.astimezone(zone).isoformat(timespec="seconds"),
        "leaves_at": halt.leaves_at.astimezone(zone).isoformat(timespec="seconds"),
        "kg_estimate": halt.kg,
        "load_kg": halt.load_kg,
        "sample": halt.sample,
    }


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(text: str) -> str:
    return escape(without_control(text))
