"""The roads in use and what must be known of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.schemas.common import LineString, Told
from api.schemas.roads import (
    RoadConditionInfo,
    RoadPiece,
    RoadPieceProperties,
    RoadsNetwork,
    RoadsStatus,
    RoadsWarning,
    RoadsWarningCode,
)
from data.store.models import RoadSnapshot
from data.store.queries.conditions import ConditionRow
from data.store.queries.road_pieces import RoadPiece as PieceRow

_CONNECTED: Final = 0.98
_WARNINGS: Final[Mapping[RoadsWarningCode, Told]] = {
    "no_roads": Told(id="Belum ada jaringan jalan.", en="There is no road network yet."),
    "synthetic_roads": Told(
        id="Jalan sintetis: bukan jalan yang sebenarnya.", en="Synthetic roads: these are not the real roads."
    ),
    "not_connected": Told(
        id="Sebagian jaringan jalan tidak tersambung.", en="Parts of the road network are not connected."
    ),
    "profiles_missing": Told(
        id="Jaringan ini tidak dibuat untuk semua jenis kendaraan: impor ulang.",
        en="This network was not built for every vehicle class: import it again.",
    ),
    "condition_missing": Told(
        id="Penutupan jalan belum dimasukkan ke jaringan untuk semua jenis kendaraan.",
        en="Closures are not built into the network for every vehicle class yet.",
    ),
    "condition_outdated": Told(
        id="Penutupan jalan masih memakai jaringan sebelumnya.",
        en="Closures are still built into the former network.",
    ),
    "condition_failed": Told(
        id="Perubahan terakhir tidak bisa dimasukkan; keadaan sebelumnya masih dipakai.",
        en="The newest change could not be built in; the former state holds on.",
    ),
    "closures_without_road": Told(
        id="Ada penutupan yang tidak mengenai jalan mana pun.", en="Some closures touch no road."
    ),
}


def status(
    snapshot: RoadSnapshot | None,
    conditions: Sequence[ConditionRow],
    profiles: Mapping[str, str],
    speed_sets: Mapping[int, str],
) -> RoadsStatus:
    """Return the roads in use.

    Parameters
    ----------
    profiles
        Road profile of each vehicle class.
    speed_sets
        Names of the speed sets.
    """
    told = [_condition(row, snapshot, speed_sets) for row in conditions]
    codes = _codes(snapshot, told, profiles)
    return RoadsStatus(
        network=None if snapshot is None else _network(snapshot),
        conditions=told,
        warnings=[RoadsWarning(code=code, words=_WARNINGS[code]) for code in codes],
    )


def piece(row: PieceRow) -> RoadPiece:
    """Return a piece of road."""
    return RoadPiece(
        geometry=LineString.model_validate(row.geometry),
        properties=RoadPieceProperties(
            osm_id=row.osm_way,
            road_class=row.road_class,
            name=row.name,
            length_m=row.length_m,
            distance_m=row.distance_m,
        ),
    )


def _network(snapshot: RoadSnapshot) -> RoadsNetwork:
    info = snapshot.info
    by_class: dict[str, float] = info.get("km_by_class") or {}
    plain = ("kind", "source", "attribution", "checksum", "built_at", "activated_at")
    told = ("data_date", "nodes", "ways", "junctions", "restrictions", "connected_share", "maxspeed_share")
    return RoadsNetwork.model_validate(
        {name: getattr(snapshot, name) for name in plain}
        | {name: info.get(name) for name in told}
        | {
            "bounds": _bounds(info.get("bounds")),
            "km": round(sum(by_class.values()), 1),
            "km_by_class": by_class,
            "parts": info.get("part_count"),
            "parts_km": info.get("parts") or [],
            "profiles": info.get("profiles") or [],
        }
    )


def _bounds(box: Mapping[str, Any] | None) -> tuple[float, float, float, float] | None:
    return None if box is None else (box["west"], box["south"], box["east"], box["north"])


def _condition(
    row: ConditionRow, snapshot: RoadSnapshot | None, speed_sets: Mapping[int, str]
) -> RoadConditionInfo:
    return RoadConditionInfo(
        class_code=row.class_code,
        digest=row.digest,
        closures=list(row.closures),
        without_road=list(row.without_road),
        closed_segments=row.closed_segments,
        speed_set=None if row.speed_set_id is None else speed_sets.get(row.speed_set_id),
        speed_band=row.speed_band,
        since=row.since,
        built_at=row.built_at,
        build_s=row.build_s,
        error=row.error,
        current=snapshot is not None and row.roads_checksum == snapshot.checksum,
    )


def _codes(
    snapshot: RoadSnapshot | None, conditions: Sequence[RoadConditionInfo], profiles: Mapping[str, str]
) -> list[RoadsWarningCode]:
    if snapshot is None:
        return ["no_roads"]
    info = snapshot.info
    share = info.get("connected_share")
    holds: dict[RoadsWarningCode, bool] = {
        "synthetic_roads": snapshot.kind == "synthetic",
        "not_connected": share is not None and share < _CONNECTED,
        "profiles_missing": not set(profiles.values()) <= set(info.get("profiles") or profiles.values()),
        "condition_missing": profiles.keys() != {each.class_code for each in conditions},
        "condition_outdated": any(not each.current for each in conditions),
        "condition_failed": any(each.error for each in conditions),
        "closures_without_road": any(each.without_road for each in conditions),
    }
    return [code for code, is_so in holds.items() if is_so]
