"""How far places are by road, as GeoJSON."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from api.schemas.common import Point, Told
from api.schemas.reach import (
    ReachedFacility,
    UnreachedFeature,
    UnreachedProperties,
    VillageReachFeature,
    VillageReachProperties,
)
from api.wording import reach_words
from data.store.queries.places import FacilityRow, PointRow, VillageRow
from data.store.queries.reach import PointReachRow, VillageReachRow


def nearest_by_kind(
    ways: Iterable[VillageReachRow], facilities: Mapping[int, FacilityRow]
) -> dict[tuple[str, str], VillageReachRow]:
    """Return by village and kind of facility the way with the shortest drive; closed ones are no goal."""
    best: dict[tuple[str, str], VillageReachRow] = {}
    for way in ways:
        facility = facilities.get(way.facility_id)
        if facility is None or facility.status == "closed" or way.there_s is None:
            continue
        key = (way.village_code, facility.kind)
        if key not in best or way.there_s < (best[key].there_s or 0):
            best[key] = way
    return best


def chosen(
    ways: Sequence[VillageReachRow],
    facilities: Mapping[int, FacilityRow],
    facility_id: int | None,
    kind: str,
) -> list[VillageReachRow]:
    """Return one way for each village: to the facility asked for, else to the nearest one of a kind."""
    if facility_id is not None:
        return [way for way in ways if way.facility_id == facility_id]
    best = nearest_by_kind(ways, facilities)
    picked: dict[str, VillageReachRow] = {}
    for way in ways:
        facility = facilities.get(way.facility_id)
        if facility is not None and facility.kind == kind and facility.status != "closed":
            picked.setdefault(way.village_code, best.get((way.village_code, kind), way))
    return list(picked.values())


def village_features(
    ways: Iterable[VillageReachRow],
    villages: Mapping[str, VillageRow],
    facilities: Mapping[int, FacilityRow],
    nearest: Mapping[tuple[str, str], VillageReachRow],
) -> list[VillageReachFeature]:
    """Return the villages that an account may see with their ways."""
    return [
        _village(way, villages[way.village_code], facilities, nearest)
        for way in ways
        if way.village_code in villages and way.facility_id in facilities
    ]


def reached(
    ways: Sequence[VillageReachRow],
    facilities: Mapping[int, FacilityRow],
    nearest: Mapping[tuple[str, str], VillageReachRow],
) -> list[ReachedFacility]:
    """Return the reach of each facility to which ways are known."""
    minutes: dict[int, list[float]] = {}
    for way in ways:
        found = minutes.setdefault(way.facility_id, [])
        if way.there_s is not None:
            found.append(way.there_s / 60)
    nearest_ids = [way.facility_id for way in nearest.values()]
    return [
        ReachedFacility.model_validate(
            {
                "id": number,
                "name": facilities[number].name,
                "kind": facilities[number].kind,
                "villages": len(found),
                "nearest_of": nearest_ids.count(number),
                "median_min": round(median(found), 1) if found else None,
                "farthest_min": round(max(found), 1) if found else None,
            }
        )
        for number, found in sorted(minutes.items())
        if number in facilities
    ]


def unreached(rows: Iterable[PointReachRow], points: Mapping[int, PointRow]) -> list[UnreachedFeature]:
    """Return the points out of reach that an account may see."""
    return [_unreached(row, points[row.point_id]) for row in rows if row.point_id in points]


def _village(
    way: VillageReachRow,
    village: VillageRow,
    facilities: Mapping[int, FacilityRow],
    nearest: Mapping[tuple[str, str], VillageReachRow],
) -> VillageReachFeature:
    facility = facilities[way.facility_id]
    best = nearest.get((way.village_code, facility.kind))
    properties = {
        "code": village.code,
        "name": village.name,
        "kecamatan": village.kecamatan,
        "facility_id": facility.id,
        "facility": facility.name,
        "there_min": _scaled(way.there_s, 60),
        "there_km": _scaled(way.there_m, 1000),
        "back_min": _scaled(way.back_s, 60),
        "back_km": _scaled(way.back_m, 1000),
        "road_m": round(way.snap_m),
        "reason": way.reason,
        "words": _words(way.reason),
        "nearest_id": best.facility_id if best else None,
        "nearest": facilities[best.facility_id].name if best else None,
    }
    return VillageReachFeature(
        id=village.code,
        geometry=Point(coordinates=(village.lon, village.lat)),
        properties=VillageReachProperties.model_validate(properties),
    )


def _unreached(row: PointReachRow, point: PointRow) -> UnreachedFeature:
    properties = {
        "point_id": point.id,
        "code": point.code,
        "name": point.name,
        "village": point.village,
        "kecamatan": point.kecamatan,
        "road_m": round(row.snap_m),
        "reason": row.reason,
        "words": _words(row.reason),
    }
    return UnreachedFeature(
        id=point.id,
        geometry=Point(coordinates=(point.lon, point.lat)),
        properties=UnreachedProperties.model_validate(properties),
    )


def _scaled(value: int | None, unit: int) -> float | None:
    return None if value is None else round(value / unit, 1)


def _words(reason: str | None) -> Told | None:
    if reason is None:
        return None
    words = reach_words(reason)
    return Told(id=words.id, en=words.en)
