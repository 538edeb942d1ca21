"""Vehicles and what they did."""

from fastapi import APIRouter

from api import readings
from api.deps import Day, Db, Here, VehicleId, Who
from api.matched import driven
from api.openapi import gives
from api.reach import demand_vehicle
from api.schemas.fleet import Vehicle, VehicleClass
from api.schemas.live import Track, VehicleDay
from api.views.track import track_feature
from api.views.vehicle_day import vehicle_day
from data.store.queries import fleet, live

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
    return Vehicle.model_validate(demand_vehicle(db, here.around, who, vehicle_id))


@router.get(
    "/vehicles/{vehicle_id}/track", operation_id="getTrack", summary="Driven track", responses=gives(404, 503)
)
def get_track(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> Track:
    """Return the driven track of an operating day, thinned to a limit, as a GeoJSON line.

    Who looks is written down first; outside the shift the office may have it withheld.
    """
    around = here.around
    demand_vehicle(db, around, who, vehicle_id, day)
    here.looks.note(db, who.username, vehicle_id, day, at=around.real())
    withheld = around.off_shift.withheld_from(who)
    bounds = around.off_shift.window(day) if withheld else around.calendar.bounds(day)
    total, fixes = live.track(db, vehicle_id, bounds, here.settings.track_points)
    return track_feature(vehicle_id, day, total, fixes, withheld)


@router.get(
    "/vehicles/{vehicle_id}/day",
    operation_id="getVehicleDay",
    summary="Plan and actual",
    responses=gives(404, 503),
)
def get_vehicle_day(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> VehicleDay:
    """Return the planned stops of a vehicle beside its visits, rit and load.

    Who looks is written down first; outside the shift the office may have its position withheld.
    """
    around = here.around
    vehicle = demand_vehicle(db, around, who, vehicle_id, day)
    here.looks.note(db, who.username, vehicle_id, day, at=around.real())
    withheld = around.off_shift.withheld_from(who)
    situation = here.situations.of(db, day)
    found = readings.positions(db, around, here.situations) if day == around.operating_day() else []
    position = next((each for _, each in found if each.vehicle_id == vehicle_id), None)
    if withheld and position and not around.off_shift.in_shift(position.fix_time):
        position = None
    return vehicle_day(
        vehicle,
        situation,
        around.day_clock(day),
        position=position,
        driven=None if withheld else driven(db, around, vehicle_id, day),
        withheld=withheld,
    )
