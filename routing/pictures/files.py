"""Plans as files for other programs: GeoJSON of all routes, one GPX for each truck's phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from data.store.queries.plan_sheet import Halt, LeftOut, PlanSheets, Sheet

_GPX = "http://www.topografix.com/GPX/1/1"


def to_geojson(plan: PlanSheets) -> dict[str, Any]:
    """Return a FeatureCollection (RFC 7946): a line per truck and trip, a point per halt and left-out point.

    Times are UTC; `kg` are estimates as long as nobody has weighed.
    """
    features = [each for sheet in plan.sheets for each in _of_truck(sheet)]
    features += [_feature("left_out", (p.lon, p.lat), _left_out(p)) for p in plan.left_out]
    about = {"plan": plan.plan_id, "operating_day": plan.day.isoformat(), "version": plan.version}
    return {"type": "FeatureCollection", "siangsa": about, "features": features}


def to_gpx(plan: PlanSheets, sheet: Sheet) -> str:
    """Return one truck's day as GPX 1.1: its halts as waypoints of a route, its way as a track by trips."""
    ET.register_namespace("", _GPX)
    root = ET.Element(f"{{{_GPX}}}gpx", version="1.1", creator="Siangsa")
    name = f"{sheet.plate} {plan.day.isoformat()}"
    about = _below(root, "metadata")
    _below(about, "name").text = name
    route = _below(root, "rte")
    _below(route, "name").text = name
    for halt in sheet.halts:
        _add_halt(route, halt)
    track = _below(root, "trk")
    _below(track, "name").text = name
    for _, line in _trips(sheet):
        segment = _below(track, "trkseg")
        for lon, lat in line:
            _below(segment, "trkpt", lat=f"{lat:.6f}", lon=f"{lon:.6f}")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _of_truck(sheet: Sheet) -> Iterator[dict[str, Any]]:
    truck = {"vehicle": sheet.vehicle_id, "plate": sheet.plate}
    for trip, line in _trips(sheet):
        yield {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": line},
            "properties": {"role": "trip", "trip": trip, **truck},
        }
    for halt in sheet.halts:
        yield _feature(halt.kind, (halt.lon, halt.lat), _halt(halt) | truck)


def _trips(sheet: Sheet) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """Yield each trip's number and way; the way home belongs to the last."""
    lines: dict[int, list[tuple[float, float]]] = {}
    for halt in sheet.halts:
        line = lines.setdefault(halt.trip, [])
        line.extend(place for place in halt.leg if not line or place != line[-1])
    yield from ((trip, line) for trip, line in lines.items() if len(line) > 1)


def _feature(role: str, place: tuple[float, float], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": {"role": role, **properties},
    }


def _halt(halt: Halt) -> dict[str, Any]:
    return {
        "number": halt.number,
        "trip": halt.trip,
        "code": halt.code,
        "name": halt.name,
        "arrives_at": _utc(halt.arrives_at),
        "leaves_at": _utc(halt.leaves_at),
        "kg_estimate": halt.kg,
        "load_kg_estimate": halt.load_kg,
    }


def _left_out(point: LeftOut) -> dict[str, Any]:
    return {"code": point.code, "name": point.name, "reason": point.reason, "figures": point.detail}


def _add_halt(route: ET.Element, halt: Halt) -> None:
    place = _below(route, "rtept", lat=f"{halt.lat:.6f}", lon=f"{halt.lon:.6f}")
    _below(place, "time").text = _utc(halt.arrives_at)
    _below(place, "name").text = f"{halt.number} {halt.name}"
    _below(place, "desc").text = f"{halt.code}, rit {halt.trip}, ± {abs(halt.kg)} kg"


def _below(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_GPX}}}{tag}", attributes)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
