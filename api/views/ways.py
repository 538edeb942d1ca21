"""Ways along the roads."""

from collections.abc import Mapping
from typing import Any

from api.errors import RefusedError
from api.road_desk import Roads
from api.schemas.common import LineString, Point
from api.schemas.roads import (
    Language,
    NearestRoad,
    NearestRoadProperties,
    RoadRoute,
    RoadRouteProperties,
    RouteStep,
)


def place(text: str) -> tuple[float, float]:
    """Return lon and lat of `lon,lat`.

    Raises
    ------
    RefusedError
        It is no place on the globe.
    """
    lon, lat = (float(part) for part in text.split(","))
    if abs(lon) > 180 or abs(lat) > 90:
        raise RefusedError("no-place", f"{text} is no place on the globe: longitude first")
    return lon, lat


def nearest(roads: Roads, found: Mapping[str, Any]) -> NearestRoad:
    """Return where a place stands on the roads."""
    standing = found["standing"]
    properties = {
        "class_code": roads.class_code,
        "digest": roads.digest,
        "distance_m": round(found["distance_m"], 1),
        "far": found["far"],
        "reachable": standing == "ok",
        "reason": None if standing == "ok" else standing,
    }
    return NearestRoad(
        geometry=Point(coordinates=(found["lon"], found["lat"])),
        properties=NearestRoadProperties.model_validate(properties),
    )


def route(roads: Roads, found: Mapping[str, Any], language: Language) -> RoadRoute:
    """Return a way with its steps in a language."""
    return RoadRoute(
        geometry=LineString.model_validate({"coordinates": found["line"]}),
        properties=RoadRouteProperties(
            class_code=roads.class_code,
            digest=roads.digest,
            minutes=round(found["duration_s"] / 60, 1),
            km=round(found["distance_m"] / 1000, 2),
            from_road_m=round(found["ends_m"][0], 1),
            to_road_m=round(found["ends_m"][1], 1),
            language=language,
            steps=[_step(step, language) for step in found["steps"]],
        ),
    )


def _step(step: Mapping[str, Any], language: Language) -> RouteStep:
    return RouteStep(
        text=step["words"][language],
        name=step["name"] or None,
        distance_m=round(step["distance_m"], 1),
        duration_s=round(step["duration_s"], 1),
        at=step["place"],
    )
