"""Made-up rounds of the villages' own vehicles: a hand-over place, points around it, a pickup or tossa.

Only made when somebody asks for them: no list says which village has a vehicle. In each of the largest DMS
villages the first sample stop becomes a hand-over place (TPS) that trucks empty, and a village vehicle takes
the waste of the other stops there. All of it is called "contoh".
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.store.errors import ConflictError
from data.store.models import CollectionPoint, Facility, Vehicle, VehicleClass, Village
from data.store.queries.samples import SAMPLE_PREFIX
from data.store.seed_figures import load_figures

TIMES_PER_WEEK: Final = 6
"""How often a village vehicle goes round: it has no other work, and room for little."""

_RADIUS_M: Final = 60.0
_UNLOAD_S: Final = 300
_SOURCE: Final = "contoh (keliling desa)"
_LEAST_STOPS: Final = 2


def make_village_rounds(session: Session, day: date) -> int:
    """Make a round for each village vehicle that is in use on `day` and has none; commits nothing.

    Returns
    -------
    How many villages have one, those of earlier runs included: a repeat changes nothing.

    Raises
    ------
    ConflictError
        There are no sample points, so that nobody would hand anything over.
    """
    stops = _stops_by_village(session, day)
    if not stops:
        raise ConflictError("there are no sample points: siangsa db seed --demo makes them")
    vehicles = session.scalars(_vehicles(day)).all()
    villages = sorted(session.scalars(select(Village).where(Village.code.in_(stops))), key=_by_people)
    for vehicle, village in zip(vehicles, villages, strict=False):
        _make_round(session, vehicle, village, stops[village.code], day)
    session.flush()
    return min(len(vehicles), len(villages))


def _stops_by_village(session: Session, day: date) -> dict[str, list[CollectionPoint]]:
    """Return the made-up stops of each village that has two at least, by code."""
    entry = CollectionPoint
    query = (
        select(entry)
        .where(entry.sample, entry.kind == "stop", entry.valid_from <= day)
        .where(or_(entry.valid_to.is_(None), entry.valid_to > day))
        .order_by(entry.code)
    )
    found: dict[str, list[CollectionPoint]] = {}
    for stop in session.scalars(query):
        found.setdefault(stop.village_code, []).append(stop)
    return {code: stops for code, stops in found.items() if len(stops) >= _LEAST_STOPS}


def _vehicles(day: date) -> Select[Vehicle]:
    return (
        select(Vehicle)
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .where(VehicleClass.work == "village", Vehicle.sample, Vehicle.valid_from <= day)
        .where(or_(Vehicle.valid_to.is_(None), Vehicle.valid_to > day))
        .order_by(VehicleClass.capacity_kg.desc(), Vehicle.id)
    )


def _by_people(village: Village) -> tuple[int, str]:
    return -village.population_estimate, village.code


def _make_round(
    session: Session, vehicle: Vehicle, village: Village, stops: Sequence[CollectionPoint], day: date
) -> None:
    first, *others = stops
    tps_id = _hand_over_place(session, village, first, day)
    entry, figures = CollectionPoint, load_figures(session)
    session.execute(update(entry).where(entry.id == first.id).values(empties_tps_id=tps_id))
    for stop in others:
        # a small load each day takes less time than what has waited for days
        service_s = figures.service_s(stop.kind, stop.amount_kg_day / 2)
        brought = {"tps_id": tps_id, "times_per_week": TIMES_PER_WEEK, "service_s": service_s}
        session.execute(update(entry).where(entry.id == stop.id).values(brought))
    session.execute(
        update(Vehicle)
        .where(Vehicle.id == vehicle.id)
        .values(planned=True, pool_id=tps_id, territory=[village.kecamatan])
    )


def _hand_over_place(session: Session, village: Village, stop: CollectionPoint, day: date) -> int:
    row: dict[str, Any] = {
        "code": f"{SAMPLE_PREFIX}TPS-{village.code[6:8]}{village.code[9:]}",
        "name": f"TPS contoh {village.name}",
        "kind": "tps",
        "geom": stop.geom,
        "status": "open",
        "accepts_residue": True,
        "unload_s": _UNLOAD_S,
        "visit_radius_m": _RADIUS_M,
        "estimated": True,
        "source": _SOURCE,
        "confidence": "C",
        "valid_from": min(day, stop.valid_from),
    }
    statement = insert(Facility).values(row)
    again = statement.on_conflict_do_update(index_elements=["code"], set_={"valid_to": None})
    return session.execute(again.returning(Facility.id)).scalar_one()
