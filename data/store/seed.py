"""Fills the store with the reference data; may run at every start."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data import reference
from data.store import models

REFERENCE_SINCE = date(2024, 1, 1)
"""From when the reference rows count as valid: before any day that is looked at."""

_VISIT_RADIUS_M = {"landfill": 200.0, "pool": 100.0}
_OTHER_RADIUS_M = 60.0
# a closed facility needs a first day before its last; none is known
_ASSUMED_LIFE = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class SeedReport:
    """How many rows of each kind were new."""

    villages: int
    dms: int
    facilities: int
    vehicle_classes: int
    vehicles: int
    parameters: int
    work_breaks: int


def seed_reference(session: Session, *, since: date = REFERENCE_SINCE) -> SeedReport:
    """Add what is missing of the reference data; commits nothing.

    Villages that nobody changed follow the reference at every run. All else belongs to the office:
    a changed figure, a closed facility or a withdrawn DMS village is never set back.

    Parameters
    ----------
    since
        First day on which facilities, vehicles and DMS status count.
    """
    return SeedReport(
        villages=_seed_villages(session),
        dms=_seed_dms(session, since),
        facilities=_seed_facilities(session, since),
        vehicle_classes=_seed_classes(session),
        vehicles=_seed_vehicles(session, since),
        parameters=_seed_parameters(session),
        work_breaks=_seed_breaks(session),
    )


def point(lon: float, lat: float) -> WKTElement:
    """Return a geometry of the store from WGS84 degrees."""
    return WKTElement(f"POINT({lon!r} {lat!r})", srid=4326)


def _add_missing(session: Session, model: type[models.Base], key: str, rows: list[dict[str, Any]]) -> int:
    statement = insert(model).values(rows).on_conflict_do_nothing(index_elements=[key])
    return len(session.execute(statement.returning(getattr(model, key))).all())


def _seed_villages(session: Session) -> int:
    known = set(session.scalars(select(models.Village.code)))
    rows = [_village(village) for village in reference.villages()]
    statement = insert(models.Village).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    # a village that somebody has changed is the office's, as all else is
    untouched = models.Village.version == 1
    session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed, where=untouched))
    return sum(row["code"] not in known for row in rows)


def _village(village: reference.Village) -> dict[str, Any]:
    return {
        "code": village.code,
        "kecamatan": village.kecamatan,
        "name": village.name,
        "kind": village.kind,
        "geom": point(village.lon, village.lat),
        "area_km2": village.area_km2,
        "population_estimate": village.population_estimate,
        "island": reference.is_island(village),
        "source": village.population_source,
        "confidence": village.population_confidence,
    }


def _seed_dms(session: Session, since: date) -> int:
    # a village that was ever DMS here, also one withdrawn since, is the office's decision
    known = set(session.scalars(select(models.DmsStatus.village_code)))
    missing = [entry for entry in reference.dms_villages() if entry.village_code not in known]
    session.add_all(
        models.DmsStatus(
            village_code=entry.village_code, valid_from=since, confirmed=entry.confirmed, source=entry.source
        )
        for entry in missing
    )
    session.flush()
    return len(missing)


def _seed_facilities(session: Session, since: date) -> int:
    unload_s = int(reference.parameter("unload_service_s").value)
    rows = [_facility(facility, since, unload_s) for facility in reference.facilities()]
    return _add_missing(session, models.Facility, "code", rows)


def _facility(facility: reference.Facility, since: date, unload_s: int) -> dict[str, Any]:
    opened = facility.closed_on - _ASSUMED_LIFE if facility.closed_on else since
    return {
        "code": facility.code,
        "name": facility.name,
        "kind": facility.kind,
        "geom": point(facility.lon, facility.lat),
        "status": facility.status,
        "accepts_residue": facility.accepts_residue,
        "opens": facility.opens,
        "closes": facility.closes,
        "unload_s": unload_s,
        "visit_radius_m": _VISIT_RADIUS_M.get(facility.kind, _OTHER_RADIUS_M),
        "capacity_t_day": facility.design_t_per_day,
        "received_t_year": facility.received_t_per_year,
        "estimated": facility.confidence == "C",
        "note": facility.note,
        "source": facility.source,
        "confidence": facility.confidence,
        "valid_from": opened,
        "valid_to": facility.closed_on,
    }


def _seed_classes(session: Session) -> int:
    rows = [
        {
            "code": entry.code,
            "name_id": entry.name,
            "name_en": entry.name_en,
            "work": entry.work,
            "capacity_kg": entry.capacity_kg,
            "capacity_m3": entry.volume_m3,
            "road_profile": entry.profile,
            "fixed_idr": entry.cost_per_day_idr,
            "per_km_idr": entry.cost_per_km_idr,
            "per_hour_idr": entry.cost_per_hour_idr,
            "litres_per_100km": entry.litres_per_100km,
            "overtime_per_hour_idr": entry.overtime_per_hour_idr,
            "source": entry.source,
            "confidence": entry.confidence,
        }
        for entry in reference.vehicle_classes()
    ]
    return _add_missing(session, models.VehicleClass, "code", rows)


def _seed_vehicles(session: Session, since: date) -> int:
    pool_id = session.scalars(select(models.Facility.id).where(models.Facility.code == "pool")).one()
    rows = [
        {
            "id": vehicle.id,
            "plate": vehicle.plate,
            "class_code": vehicle.class_code,
            "pool_id": pool_id,
            "planned": vehicle.planned,
            "sample": vehicle.plate_sample,
            "valid_from": since,
        }
        for vehicle in reference.vehicles()
    ]
    return _add_missing(session, models.Vehicle, "id", rows)


def _seed_parameters(session: Session) -> int:
    rows = [
        {
            "key": entry.key,
            "value": entry.value,
            "unit": entry.unit,
            "label": entry.name,
            "source": entry.source,
            "confidence": entry.confidence,
        }
        for entry in reference.parameters()
    ]
    return _add_missing(session, models.Parameter, "key", rows)


def _seed_breaks(session: Session) -> int:
    rows = [
        {
            "code": entry.code,
            "name_id": entry.name,
            "name_en": entry.name_en,
            "weekdays": list(entry.weekdays),
            "begins_from": entry.begins_from,
            "begins_to": entry.begins_to,
            "duration_s": entry.duration_s,
            "source": entry.source,
            "confidence": entry.confidence,
        }
        for entry in reference.work_breaks()
    ]
    return _add_missing(session, models.WorkBreak, "code", rows)
