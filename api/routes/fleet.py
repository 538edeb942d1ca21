"""Vehicles, classes, devices and assignments."""

from fastapi import APIRouter, status

from api.deps import Day, Db, DeviceId, Here, VehicleId, Who
from api.openapi import gives
from api.schemas.fleet import Assignment, AssignmentAsked, Device, Vehicle, VehicleClass
from api.schemas.live import Track, VehicleDay

router = APIRouter(tags=["fleet"])


@router.get("/vehicle-classes", operation_id="listVehicleClasses", summary="Kinds of trucks")
def list_vehicle_classes(db: Db) -> list[VehicleClass]:
    """Return the vehicle classes with their capacities."""
    raise NotImplementedError


@router.get("/vehicles", operation_id="listVehicles", summary="Vehicles")
def list_vehicles(here: Here, db: Db, who: Who) -> list[Vehicle]:
    """Return the fleet, village vehicles (not planned yet) included."""
    raise NotImplementedError


@router.get("/vehicles/{vehicle_id}", operation_id="getVehicle", summary="One vehicle", responses=gives(404))
def get_vehicle(vehicle_id: VehicleId, here: Here, db: Db, who: Who) -> Vehicle:
    """Return a vehicle and the device that sits in it now."""
    raise NotImplementedError


@router.get(
    "/vehicles/{vehicle_id}/track", operation_id="getTrack", summary="Driven track", responses=gives(404)
)
def get_track(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> Track:
    """Return the driven track of an operating day, thinned to a limit, as a GeoJSON line."""
    raise NotImplementedError


@router.get(
    "/vehicles/{vehicle_id}/day",
    operation_id="getVehicleDay",
    summary="Plan and actual",
    responses=gives(404),
)
def get_vehicle_day(vehicle_id: VehicleId, day: Day, here: Here, db: Db, who: Who) -> VehicleDay:
    """Return the planned stops of a vehicle beside its visits, rit and load."""
    raise NotImplementedError


@router.get("/devices", operation_id="listDevices", summary="Trackers and phones")
def list_devices(here: Here, db: Db, who: Who) -> list[Device]:
    """Return the devices and the vehicle in which each sits now."""
    raise NotImplementedError


@router.get(
    "/devices/{device_id}/assignments",
    operation_id="listAssignments",
    summary="Where a device sat",
    responses=gives(404),
)
def list_assignments(device_id: DeviceId, db: Db, who: Who) -> list[Assignment]:
    """Return in which vehicles a device sat, newest first."""
    raise NotImplementedError


@router.post(
    "/devices/{device_id}/assignments",
    operation_id="assignDevice",
    summary="Put a device into a vehicle",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def assign_device(device_id: DeviceId, asked: AssignmentAsked, here: Here, db: Db, who: Who) -> Assignment:
    """End the device's present assignment and begin another; the days touched are derived again."""
    raise NotImplementedError
