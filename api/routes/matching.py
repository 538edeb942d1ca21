"""A vehicle's day put onto the roads."""

from fastapi import APIRouter, status

from api import matched
from api.deps import Db, Here, PathDay, VehicleId, Who
from api.errors import ConflictError, MissingError
from api.openapi import gives
from api.reach import demand_vehicle
from api.schemas.matching import MatchAccepted, MatchedDay
from api.views import matching as views
from data.store.queries import audit, roads_view, system

router = APIRouter(tags=["matching"])


@router.get(
    "/vehicles/{vehicle_id}/days/{day}/match",
    operation_id="getMatch",
    summary="Day along the roads",
    responses=gives(404, 503),
)
def get_match(vehicle_id: VehicleId, day: PathDay, here: Here, db: Db, who: Who) -> MatchedDay:
    """Return where a vehicle drove, along the roads, with what is sure and what is not, as GeoJSON.

    Who looks is written down first; outside the shift the office may have it withheld.
    """
    around = here.around
    demand_vehicle(db, around, who, vehicle_id, day)
    here.looks.note(db, who.username, vehicle_id, day, at=around.real())
    match = roads_view.track_match(db, vehicle_id, day)
    if match is None:
        raise MissingError("never-matched", f"{day} of {vehicle_id} was never put onto the roads")
    withheld = around.off_shift.withheld_from(who)
    pieces = roads_view.match_pieces(db, vehicle_id, day, around.off_shift.window(day) if withheld else None)
    return views.day(match, pieces, stale=matched.is_stale(db, around, match), withheld=withheld)


@router.post(
    "/vehicles/{vehicle_id}/days/{day}/match",
    operation_id="requestMatch",
    summary="Put a day onto the roads",
    status_code=status.HTTP_202_ACCEPTED,
    responses=gives(404, 409),
)
def request_match(vehicle_id: VehicleId, day: PathDay, here: Here, db: Db, who: Who) -> MatchAccepted:
    """Ask for a vehicle's day along the roads; a day that is asked for already is not asked for twice."""
    around = here.around
    demand_vehicle(db, around, who, vehicle_id, day)
    if day > around.operating_day():
        raise ConflictError("day-to-come", f"{day} has not begun")
    if system.current_roads(db) is None:
        raise ConflictError("no-roads", "no road network is in use: build one first")
    job_id = matched.request(db, here.settings.database_url.get_secret_value(), vehicle_id, day)
    change = audit.Change("request_match", "vehicle", vehicle_id, None, {"day": str(day), "job": job_id})
    audit.record(db, who.username, around.real(), change)
    db.commit()
    return MatchAccepted(job_id=job_id, status_url=f"/api/v1/roads/jobs/{job_id}")
