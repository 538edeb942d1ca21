"""What a vehicle is doing, from its newest fix and the places it may stand at. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from geo.position import haversine_m

VehicleState = Literal["driving", "serving", "unloading", "standing", "no_signal", "broken"]
PlaceKind = Literal["collect", "unload", "end", "other"]

STANDING_KMH: Final = 5.0
"""Below this a vehicle stands; the same limit as for visits."""
POINT_RADIUS_M: Final = 40.0
"""So near a collection point a standing vehicle serves it; the same radius as for visits."""


@dataclass(frozen=True)
class Place:
    """Somewhere a vehicle may stand for a reason."""

    kind: PlaceKind
    name: str
    lon: float
    lat: float
    radius_m: float = POINT_RADIUS_M


@dataclass(frozen=True)
class Sighting:
    """The newest fix of a vehicle."""

    lon: float
    lat: float
    speed_kmh: float | None
    fix_time: datetime
    broken: bool = False


def state_of(
    seen: Sighting, places: Iterable[Place], now: datetime, no_signal_s: float
) -> tuple[VehicleState, str | None]:
    """Return what the vehicle is doing and, when it stands somewhere known, the place's name.

    Parameters
    ----------
    places
        The places of its route and the facilities; the nearest one within its radius counts.
    now
        Stack time, aware UTC.
    no_signal_s
        Stack seconds without a fix after which its doing is unknown.
    """
    place = None if _moves(seen) else _place_at(seen, places)
    name = place.name if place else None
    if seen.broken:
        return "broken", name
    if (now - seen.fix_time).total_seconds() > no_signal_s:
        return "no_signal", name
    if _moves(seen):
        return "driving", None
    if place and place.kind == "collect":
        return "serving", name
    return ("unloading" if place and place.kind == "unload" else "standing"), name


def _moves(seen: Sighting) -> bool:
    return seen.speed_kmh is not None and seen.speed_kmh >= STANDING_KMH


def _place_at(seen: Sighting, places: Iterable[Place]) -> Place | None:
    near = [
        (distance, place)
        for place in places
        if (distance := haversine_m(seen.lon, seen.lat, place.lon, place.lat)) <= place.radius_m
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None
