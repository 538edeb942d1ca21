"""Vehicles and what they did."""

from datetime import date

from fastapi import APIRouter

from api import readings
from api.deps import Day, Db, Here, VehicleId, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.policy import Caller
from api.schemas.fleet import Vehicle, VehicleClass
from api.schemas.live import Track, VehicleDay
from api.surroundings import Surroundings
from api.views.track import track_feature
from api.views.vehicle_day import vehicle_day
from data.store.queries import fleet, live
from data.store.queries.fleet import VehicleRow

router = APIRouter(tags=["fleet"])


@router.get("/vehicle-classes", operation_id="listVehicleClasses", summary="Kinds of trucks")
def list_vehicle_classes(db: Db) -> list[VehicleClass]:
    """Return the vehicle classes with their capacities."""
    return [VehicleClass.model_validate(row) for row in fleet.classes(db)]


@router.get("/vehicles", operation_id="listVehicles", summary="Vehicles")
def list_vehicles(here: Here, db: Db, who: Who) -> list[Vehicle]:
    """Return the fleet, village vehicles (not planned yet) included."""
    around = here.around
    rows = fleet.vehicles(db, who.scope, day=around.operating_day(), now=around.clock.now())
    return [Vehicle.model_validate(row) for row in rows]


@router.get("/vehicles/{vehicle_id}", operation_id="getVehicle", summary="One vehicle", responses=gives(404))
def get_vehicle(vehicle_id: VehicleId, here: Here, db: Db, who: Who) -> Vehicle:
    """Return a vehicle and the device that sits in it now."""
    around = here.around
    return Vehicle.model_validate(_vehicle(db, around, who, vehicle_id, around.operating_day()))


@router.get(
    "/vehicles/{vehicle_id}/track", operation_id="getTrack", summary="Driven track", responses=gives(404)
)
def get_track(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> Track:
    """Return the driven track of an operating day, thinned to a limit, as a GeoJSON line."""
    _vehicle(db, here.around, who, vehicle_id, day)
    bounds = here.around.calendar.bounds(day)
    total, fixes = live.track(db, vehicle_id, bounds, here.settings.track_points)
    return track_feature(vehicle_id, day, total, fixes)


@router.get(
    "/vehicles/{vehicle_id}/day",
    operation_id="getVehicleDay",
    summary="Plan and actual",
    responses=gives(404),
)
def get_vehicle_day(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> VehicleDay:
    """Return the planned stops of a vehicle beside its visits, rit and load."""
    around = here.around
    vehicle = _vehicle(db, around, who, vehicle_id, day)
    situation = here.situations.of(db, day)
    found = readings.positions(db, around, here.situations) if day == around.operating_day() else []
    position = next((each for _, each in found if each.vehicle_id == vehicle_id), None)
    return vehicle_day(vehicle, situation, situation.progress(vehicle_id, around.day_clock(day)), position)


def _vehicle(db: Db, around: Surroundings, who: Caller, vehicle_id: str, day: date) -> VehicleRow:
    """Return a vehicle within the account's scope.

    Raises
    ------
    NotFoundError
        There is none of that name, or not for this account.
    """
    rows = fleet.vehicles(db, who.scope, day=day, now=around.clock.now(), vehicle_id=vehicle_id)
    if not rows:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
    return rows[0]
