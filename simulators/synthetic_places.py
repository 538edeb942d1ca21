"""What the synthetic roads must lead to: every village, the pool, and the landfills outside the villages."""

from data.reference import Facility, Village, facilities, is_island, villages
from simulators.synthetic_plane import VillagePoint

SITE_AREA_KM2 = 0.08
"""TPA Bandengan covers 7.4-7.6 ha; the pool, whose size nobody published, is taken for as large."""

SITES = frozenset({"landfill", "pool"})


def road_places() -> list[VillagePoint]:
    """Return the villages, and pool and open landfills as very small ones: roads come to their gates."""
    places = [_village(village) for village in villages()]
    return places + [
        _site(facility) for facility in facilities() if facility.kind in SITES and facility.status != "closed"
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


def _site(facility: Facility) -> VillagePoint:
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
        SITE_AREA_KM2,
        is_island(near),
        site=True,
    )
