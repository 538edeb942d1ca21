"""What is done to records of the fleet beside changing them: crews on trucks, absences, planned outages."""

from fastapi import APIRouter, status

from api.deps import Db, Here, RowId, VehicleId, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.races import races_told
from api.record_desk import RecordRoute, act_of
from api.schemas.records_fleet import AbsenceNew, CrewAssigned, CrewRecord, PlannedOutageNew, VehicleRecord
from data.store.queries import audit, outages
from data.store.queries.records import fleet, people, reading, rules
from data.store.queries.records.errors import FaultyError
from data.store.queries.records.kind import Act

router = APIRouter(tags=["records"], route_class=RecordRoute)


@router.post(
    "/records/crews/{key}/assign",
    operation_id="assignCrew",
    summary="Records: to which truck somebody belongs",
    responses=gives(404, 409),
)
def assign_crew(key: RowId, asked: CrewAssigned, here: Here, db: Db, who: Who) -> CrewRecord:
    """Let a crew member belong to a vehicle, or to none, from a day on."""
    act = act_of(here.around, who)
    with races_told():
        people.assign(db, key, asked.vehicle_id, asked.from_ or act.today, act)
        db.commit()
    return _crew(db, key, act)


@router.post(
    "/records/crews/{key}/absences",
    operation_id="addAbsence",
    summary="Records: days on which somebody is away",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def add_absence(key: RowId, asked: AbsenceNew, here: Here, db: Db, who: Who) -> CrewRecord:
    """Write down the days, both included, on which somebody will not work."""
    act = act_of(here.around, who)
    people.add_absence(db, key, (asked.from_day, asked.to_day), asked.reason, act)
    db.commit()
    return _crew(db, key, act)


@router.post(
    "/records/crews/{key}/absences/{absence_id}/withdraw",
    operation_id="withdrawAbsence",
    summary="Records: somebody comes after all",
    responses=gives(404, 409),
)
def withdraw_absence(key: RowId, absence_id: RowId, here: Here, db: Db, who: Who) -> CrewRecord:
    """Take an absence back; it stays on file."""
    act = act_of(here.around, who)
    people.withdraw_absence(db, key, absence_id, act)
    db.commit()
    return _crew(db, key, act)


@router.post(
    "/records/vehicles/{key}/outages",
    operation_id="planOutage",
    summary="Records: a truck that will be away",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def plan_outage(key: VehicleId, asked: PlannedOutageNew, here: Here, db: Db, who: Who) -> VehicleRecord:
    """Take a truck out of a time that is known beforehand: no shift that it touches is planned with it."""
    act = act_of(here.around, who)
    span = (asked.from_at, asked.until_at)
    if faults := list(rules.sound_span(span, act.now)):
        raise FaultyError(faults)
    number = outages.plan(db, key, span, reason=asked.reason, by=who.username, at=act.now)
    after = {"outage": number, **asked.model_dump(mode="json")}
    audit.record(db, act.by, act.at, audit.Change("outage", fleet.VEHICLES.entity, key, None, after))
    db.commit()
    here.situations.forget()
    return _vehicle(db, key, act)


@router.post(
    "/records/vehicles/{key}/outages/{outage_id}/withdraw",
    operation_id="withdrawOutage",
    summary="Records: a truck will not be away after all",
    responses=gives(404, 409),
)
def withdraw_outage(key: VehicleId, outage_id: RowId, here: Here, db: Db, who: Who) -> VehicleRecord:
    """Take a planned outage back, or end one before its time; it stays on file."""
    act = act_of(here.around, who)
    if not outages.is_planned(db, key, outage_id):
        raise NotFoundError(f"there is no planned outage {outage_id} of {key!r}")
    outages.end(db, outage_id, by=who.username, at=act.now)
    before = {"outage": outage_id}
    audit.record(db, act.by, act.at, audit.Change("outage.withdraw", fleet.VEHICLES.entity, key, before))
    db.commit()
    here.situations.forget()
    return _vehicle(db, key, act)


def _crew(db: Db, key: int, act: Act) -> CrewRecord:
    return CrewRecord.model_validate(reading.one(db, people.CREWS, key, act))


def _vehicle(db: Db, key: str, act: Act) -> VehicleRecord:
    return VehicleRecord.model_validate(reading.one(db, fleet.VEHICLES, key, act))
