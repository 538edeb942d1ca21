"""What the synthetic roads must lead to: every village, and the landfills, which lie outside them."""

from data.reference import Facility, Village, facilities, is_island, villages
from simulators.synthetic_plane import VillagePoint

LANDFILL_AREA_KM2 = 0.08
"""TPA Bandengan covers 7.4-7.6 ha."""


def road_places() -> list[VillagePoint]:
    """Return the villages, and each open landfill as a very small village: roads come to its gate."""
    places = [_village(village) for village in villages()]
    return places + [
        _landfill(facility)
        for facility in facilities()
        if facility.kind == "landfill" and facility.status != "closed"
    ]


def _village(village: Village) -> VillagePoint:
    return VillagePoint(
        village.code,
        village.name,
        village.kecamatan,
        village.lon,
        village.lat,
        village.area_km2,
        is_island(village),
    )


def _landfill(facility: Facility) -> VillagePoint:
    near = min(
        villages(),
        key=lambda village: (village.lon - facility.lon) ** 2 + (village.lat - facility.lat) ** 2,
    )
    return VillagePoint(
        facility.code,
        facility.name,
        near.kecamatan,
        facility.lon,
        facility.lat,
        LANDFILL_AREA_KM2,
        is_island(near),
    )
