"""Records of vehicles: what they are, when their KIR ends, when they are away, who belongs to them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL, POSITIONS_CHANNEL
from data.store.engine import ping
from data.store.models import (
    CrewAssignment,
    CrewMember,
    CurrentRoute,
    Facility,
    Vehicle,
    VehicleClass,
    VehicleOutage,
)
from data.store.queries.fleet import kir_state
from data.store.queries.records import rules
from data.store.queries.records.errors import Fault
from data.store.queries.records.kind import Act, Kind, Record, Trial, same
from data.store.queries.records.places import has_route
from data.store.queries.scope import Scope, vehicles_within

_ID_LENGTH: Final = 32
# a village's own vehicle stands where it hands over
_YARDS: Final = ("pool", "tps")


def id_of_plate(plate: str) -> str:
    """Return a vehicle's id made of its plate: `K 9521 C` is `k-9521-c`."""
    return re.sub(r"[^a-z0-9]+", "-", plate.lower()).strip("-")[:_ID_LENGTH]


def _filled(record: Record) -> Record:
    """Return a new vehicle with an id: its plate's, where none is given."""
    return {**record, "id": record["id"] or id_of_plate(record["plate"])}


def _faults(trial: Trial) -> Iterator[Fault]:
    if trial.row is None:
        yield from rules.unused(VEHICLES, trial, "id")
    if trial.changed & {"plate", "valid_to"}:
        yield from _plate_faults(trial)
    values = trial.values
    if trial.changed & {"class_code", "valid_to"} and not _exists(
        trial.session, VehicleClass.code == values["class_code"]
    ):
        yield rules.unknown("class_code", values["class_code"])
    if trial.changed & {"pool_id", "valid_to"} and not _exists(
        trial.session,
        Facility.id == values["pool_id"],
        Facility.kind.in_(_YARDS),
        _open(Facility, trial.act.today),
    ):
        yield Fault("pool_id", "unknown", "bukan pangkalan yang dipakai", "this is no pool in use")
    if trial.changed & {"territory", "valid_to"}:
        yield from rules.known_kecamatan(trial, values["territory"])


def _plate_faults(trial: Trial) -> Iterator[Fault]:
    plate = trial.values["plate"]
    if not id_of_plate(plate):
        yield Fault("plate", "unreadable", "tidak ada huruf atau angka", "it has neither letters nor digits")
        return
    bare = func.upper(func.regexp_replace(Vehicle.plate, r"\s+", "", "g"))
    query = select(Vehicle.id).where(bare == re.sub(r"\s+", "", plate).upper(), Vehicle.valid_to.is_(None))
    if trial.row is not None:
        query = query.where(Vehicle.id != trial.row.id)
    if trial.session.scalar(query.limit(1)) is not None:
        yield rules.taken("plate", plate)


def _may_close(trial: Trial) -> None:
    """Refuse while a valid route sends it out."""
    sent = (
        select(CurrentRoute.operating_day)
        .where(CurrentRoute.vehicle_id == trial.row.id, CurrentRoute.route_id.is_not(None))
        .where(CurrentRoute.operating_day >= max(trial.values["valid_to"], trial.act.today))
        .order_by(CurrentRoute.operating_day)
        .limit(1)
    )
    if (day := trial.session.scalar(sent)) is not None:
        raise has_route(day)


def _after(trial: Trial) -> None:
    if "valid_to" in trial.changed and trial.values["valid_to"] is not None:
        _free_crew(trial.session, trial.row.id, trial.values["valid_to"])
    for channel in (PLANS_CHANNEL, POSITIONS_CHANNEL):
        ping(trial.session, channel)


def _free_crew(session: Session, vehicle_id: str, last: date) -> None:
    """Let nobody belong to a vehicle from the day on which it is closed."""
    theirs = (CrewAssignment.vehicle_id == vehicle_id, CrewAssignment.valid_from <= last)
    still = or_(CrewAssignment.valid_to.is_(None), CrewAssignment.valid_to > last)
    session.execute(update(CrewAssignment).where(*theirs, still).values(valid_to=last))


def _more(session: Session, records: Sequence[Record], act: Act) -> Sequence[Record]:
    """Add KIR, outages and crew."""
    ids = [record["id"] for record in records]
    out, crew = _outages(session, ids, act), _crew(session, ids, act.today)
    return [
        {
            **record,
            "kir": kir_state(record["kir_until"], act.today),
            "outages": out[record["id"]],
            "crew": crew[record["id"]],
        }
        for record in records
    ]


def _outages(session: Session, ids: Sequence[str], act: Act) -> dict[str, list[Record]]:
    query = (
        select(VehicleOutage)
        .where(VehicleOutage.vehicle_id.in_(ids), VehicleOutage.ended_at.is_(None))
        .where(or_(VehicleOutage.until_at.is_(None), VehicleOutage.until_at > act.now))
        .order_by(VehicleOutage.from_at, VehicleOutage.id)
    )
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in session.scalars(query):
        names = ("id", "from_at", "until_at", "reason", "planned")
        found[row.vehicle_id].append({name: getattr(row, name) for name in names})
    return found


def _crew(session: Session, ids: Sequence[str], day: date) -> dict[str, list[Record]]:
    query = (
        select(CrewAssignment.vehicle_id, CrewMember.id, CrewMember.code, CrewMember.name, CrewMember.duty)
        .join(CrewMember, CrewMember.id == CrewAssignment.member_id)
        .where(CrewAssignment.vehicle_id.in_(ids), _open(CrewAssignment, day))
        .order_by(CrewMember.duty, CrewMember.code)
    )
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for vehicle_id, *person in session.execute(query):
        found[vehicle_id].append(dict(zip(("id", "code", "name", "duty"), person, strict=True)))
    return found


def _exists(session: Session, *conditions: ColumnElement[bool]) -> bool:
    return session.scalar(select(1).where(*conditions).limit(1)) is not None


def _open(table: type[Any], day: date) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (table.valid_from <= day) & or_(
        table.valid_to.is_(None), table.valid_to > day
    )
    return condition


def _within(scope: Scope, day: date) -> ColumnElement[bool]:
    return vehicles_within(scope, Vehicle.id, day)


VEHICLES: Final = Kind(
    entity="vehicle",
    model=Vehicle,
    key="id",
    order="id",
    fields=same(
        *("id", "plate", "class_code", "pool_id", "planned", "sample"),
        *("kir_until", "territory", "note", "valid_from"),
    ),
    shown=("valid_to", "broken_since"),
    beside={
        "class_name_id": VehicleClass.name_id,
        "class_name_en": VehicleClass.name_en,
        "pool": Facility.name,
    },
    joins=(
        (VehicleClass, VehicleClass.code == Vehicle.class_code),
        (Facility, Facility.id == Vehicle.pool_id),
    ),
    searched=(Vehicle.id, Vehicle.plate, VehicleClass.name_id, VehicleClass.name_en, Vehicle.note),
    ends="valid_to",
    within=_within,
    fill=_filled,
    faults=_faults,
    may_close=_may_close,
    after=_after,
    more=_more,
)
