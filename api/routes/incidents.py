"""When the day goes wrong: trucks that break down, points that cannot wait, facilities that shut."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from api.deps import Day, Db, Here, RowId, VehicleId, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.plannable import demand_ahead
from api.reach import demand_vehicle
from api.schemas.incidents import (
    FacilityClosure,
    FacilityClosureAsked,
    Outage,
    OutageAsked,
    UrgentAsked,
    UrgentPoint,
)
from api.views import incidents as views
from data.store.queries import audit, facility_closures, incidents_view, outages, places, urgent

router = APIRouter(tags=["incidents"])
OutageId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/outages", operation_id="listOutages", summary="Trucks out of service")
def list_outages(day: Day, here: Here, db: Db, who: Who) -> list[Outage]:
    """Return the outages of the operating day and all that are open, the newest first."""
    rows = incidents_view.outages(db, who.scope, day, here.around.calendar.bounds(day))
    return [views.outage(row) for row in rows]


@router.post(
    "/vehicles/{vehicle_id}/outages",
    operation_id="recordOutage",
    summary="Take a truck out of service",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def record_outage(vehicle_id: VehicleId, asked: OutageAsked, here: Here, db: Db, who: Who) -> Outage:
    """Take a truck out of service from now on; what it still had to do waits for a re-plan."""
    demand_vehicle(db, here.around, who, vehicle_id)
    number = outages.record(
        db,
        vehicle_id,
        reason=asked.reason,
        load=asked.load,
        by=who.username,
        at=here.around.clock.now(),
    )
    kept = {"vehicle_id": vehicle_id, "reason": asked.reason, "load": asked.load}
    _note(db, here, who, audit.Change("record", "outage", str(number), None, kept))
    return _outage(db, vehicle_id, number)


@router.post(
    "/vehicles/{vehicle_id}/outages/{outage_id}/end",
    operation_id="endOutage",
    summary="Put a truck back into service",
    responses=gives(404, 409),
)
def end_outage(vehicle_id: VehicleId, outage_id: OutageId, here: Here, db: Db, who: Who) -> Outage:
    """Put a truck back into service; a re-plan may then send it out again."""
    demand_vehicle(db, here.around, who, vehicle_id)
    _outage(db, vehicle_id, outage_id)
    now = here.around.clock.now()
    outages.end(db, outage_id, by=who.username, at=now)
    _note(db, here, who, _ended("end", "outage", outage_id, "ended_at", now.isoformat()))
    return _outage(db, vehicle_id, outage_id)


@router.get("/urgent-points", operation_id="listUrgentPoints", summary="Points that cannot wait")
def list_urgent_points(day: Day, db: Db, who: Who) -> list[UrgentPoint]:
    """Return the urgent points of the operating day, withdrawn ones included; the newest first."""
    return [UrgentPoint.model_validate(row) for row in incidents_view.urgent_points(db, who.scope, day)]


@router.post(
    "/urgent-points",
    operation_id="requestUrgentPoint",
    summary="Have a point emptied that cannot wait",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def request_urgent_point(asked: UrgentAsked, here: Here, db: Db, who: Who) -> UrgentPoint:
    """Have a point emptied on a day, whatever was planned; a re-plan finds the truck."""
    day = asked.operating_day
    demand_ahead(here.around, day)
    if not places.points(db, who.scope, day, point_id=asked.point_id):
        raise NotFoundError(f"there is no point {asked.point_id}")
    number = urgent.request(
        db,
        operating_day=day,
        point_id=asked.point_id,
        kg=asked.kg,
        reason=asked.reason,
        by=who.username,
        at=here.around.clock.now(),
    )
    kept = asked.model_dump(mode="json")
    _note(db, here, who, audit.Change("request", "urgent_point", str(number), None, kept))
    return _urgent(db, who, number)


@router.post(
    "/urgent-points/{urgent_id}/withdraw",
    operation_id="withdrawUrgentPoint",
    summary="It can wait after all",
    responses=gives(404, 409),
)
def withdraw_urgent_point(urgent_id: RowId, here: Here, db: Db, who: Who) -> UrgentPoint:
    """Take an urgent point back; it stays on record."""
    _urgent(db, who, urgent_id)
    now = here.around.clock.now()
    urgent.withdraw(db, urgent_id, by=who.username, at=now)
    _note(db, here, who, _ended("withdraw", "urgent_point", urgent_id, "withdrawn_at", now.isoformat()))
    return _urgent(db, who, urgent_id)


@router.get("/facilities/closures", operation_id="listFacilityClosures", summary="Facilities that are shut")
def list_facility_closures(here: Here, db: Db) -> list[FacilityClosure]:
    """Return which facilities are or were shut, the latest begun first."""
    now = here.around.clock.now()
    return [views.shut(row, now) for row in incidents_view.facility_closures(db)]


@router.post(
    "/facilities/{facility_id}/closures",
    operation_id="closeFacility",
    summary="Shut a facility",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def close_facility(
    facility_id: RowId, asked: FacilityClosureAsked, here: Here, db: Db, who: Who
) -> FacilityClosure:
    """Shut a facility from now on: no plan that is made from then on sends a truck there."""
    now = here.around.clock.now()
    number = facility_closures.close(
        db, facility_id, until=asked.until, reason=asked.reason, by=who.username, at=now
    )
    kept = {"facility_id": facility_id, **asked.model_dump(mode="json")}
    _note(db, here, who, audit.Change("record", "facility_closure", str(number), None, kept))
    return _shut(db, here, number)


@router.post(
    "/facilities/closures/{closure_id}/lift",
    operation_id="liftFacilityClosure",
    summary="Open a facility again",
    responses=gives(404, 409),
)
def lift_facility_closure(closure_id: RowId, here: Here, db: Db, who: Who) -> FacilityClosure:
    """Open a facility again now; the closure stays on record."""
    _shut(db, here, closure_id)
    now = here.around.clock.now()
    facility_closures.lift(db, closure_id, by=who.username, at=now)
    _note(db, here, who, _ended("lift", "facility_closure", closure_id, "lifted_at", now.isoformat()))
    return _shut(db, here, closure_id)


def _outage(db: Db, vehicle_id: str, outage_id: int) -> Outage:
    row = incidents_view.outage(db, outage_id)
    if row is None or row.vehicle_id != vehicle_id:
        raise NotFoundError(f"there is no outage {outage_id} of {vehicle_id!r}")
    return views.outage(row)


def _urgent(db: Db, who: Who, urgent_id: int) -> UrgentPoint:
    row = incidents_view.urgent_point(db, urgent_id, who.scope)
    if row is None:
        raise NotFoundError(f"there is no urgent point {urgent_id}")
    return UrgentPoint.model_validate(row)


def _shut(db: Db, here: Here, closure_id: int) -> FacilityClosure:
    row = incidents_view.facility_closure(db, closure_id)
    if row is None:
        raise NotFoundError(f"there is no closure {closure_id} of a facility")
    return views.shut(row, here.around.clock.now())


def _ended(action: str, entity: str, number: int, field: str, moment: str) -> audit.Change:
    return audit.Change(action, entity, str(number), {field: None}, {field: moment})


def _note(db: Db, here: Here, who: Who, change: audit.Change) -> None:
    """Write a change down and commit it; whatever was read of the day is read again."""
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    here.situations.forget()
