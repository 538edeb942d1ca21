"""Devices and in which vehicle each sits."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import Db, DeviceId, Here, Who
from api.errors import NotFoundError, RefusedError
from api.openapi import gives
from api.policy import Caller
from api.races import races_told
from api.reach import demand_device, demand_vehicle
from api.schemas.devices import Assignment, AssignmentAsked, Device, DeviceAsked, DeviceMade, NewSpeaker
from api.surroundings import Surroundings
from api.views.devices import speaker
from data.store.queries import audit, device_health, devices, fleet, quarantine

router = APIRouter(tags=["devices"])
BACKDATED = timedelta(days=31)


@router.get("/devices", operation_id="listDevices", summary="Trackers and phones")
def list_devices(here: Here, db: Db, who: Who) -> list[Device]:
    """Return the devices, the vehicle in which each sits now, and how each fares."""
    around = here.around
    rows = device_health.devices(db, now=around.clock.now(), calendar=around.calendar, scope=who.scope)
    return [Device.model_validate(row) for row in rows]


@router.get("/devices/new", operation_id="listNewDevices", summary="Speakers that wait to be known")
def list_new_devices(db: Db, limit: Annotated[int, Query(ge=1, le=500)] = 200) -> list[NewSpeaker]:
    """Return who sends without being a device of ours ('Perangkat baru'), the newest heard first."""
    return [speaker(row) for row in quarantine.unlisted(db, limit=limit)]


@router.get("/devices/{device_id}", operation_id="getDevice", summary="One device", responses=gives(404))
def get_device(device_id: DeviceId, here: Here, db: Db, who: Who) -> Device:
    """Return a device and how it fares."""
    return _device(db, here.around, who, device_id)


@router.post(
    "/devices",
    operation_id="createDevice",
    summary="Make a device",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def create_device(asked: DeviceAsked, here: Here, db: Db, who: Who) -> DeviceMade:
    """Make a device, put it into a vehicle if asked, and have what waits of it in quarantine read again."""
    around = here.around
    now, seat = around.clock.now(), None
    if asked.vehicle_id is not None:
        demand_vehicle(db, around, who, asked.vehicle_id)
        since = _since(asked.valid_from, now) if asked.valid_from else None
        seat = devices.Seat(asked.vehicle_id, since, around.calendar)
    new = devices.NewDevice(**asked.model_dump(exclude={"vehicle_id", "valid_from"}))
    with races_told():
        made = devices.enlist(db, new, seat, now=now)
        after = asked.model_dump(mode="json", exclude={"id"}, exclude_none=True)
        change = audit.Change("create", "device", asked.id, None, {**after, "waiting": made.waiting})
        audit.record(db, who.username, around.real(), change)
        db.commit()
    return DeviceMade(device=_device(db, around, who, asked.id), secret=made.secret, waiting=made.waiting)


@router.get(
    "/devices/{device_id}/assignments",
    operation_id="listAssignments",
    summary="Where a device sat",
    responses=gives(404),
)
def list_assignments(device_id: DeviceId, here: Here, db: Db, who: Who) -> list[Assignment]:
    """Return in which vehicles a device sat, newest first."""
    demand_device(db, here.around, who, device_id)
    return [Assignment.model_validate(row) for row in fleet.assignments(db, device_id)]


@router.post(
    "/devices/{device_id}/assignments",
    operation_id="assignDevice",
    summary="Put a device into a vehicle",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def assign_device(device_id: DeviceId, asked: AssignmentAsked, here: Here, db: Db, who: Who) -> Assignment:
    """End the device's present assignment and begin another; the days touched are derived again."""
    around = here.around
    now = around.clock.now()
    since = _since(asked.valid_from, now) if asked.valid_from else now
    demand_device(db, around, who, device_id)
    demand_vehicle(db, around, who, asked.vehicle_id)
    with races_told():
        bound = devices.assign(
            db, device_id, asked.vehicle_id, since=since, now=now, calendar=around.calendar
        )
        before = {"vehicle_id": bound.ended.vehicle_id} if bound.ended else None
        after = {"vehicle_id": bound.fresh.vehicle_id, "valid_from": bound.fresh.valid_from.isoformat()}
        change = audit.Change("assign", "device", device_id, before, after)
        audit.record(db, who.username, around.real(), change)
        db.commit()
    return Assignment.model_validate(bound.fresh)


def _since(since: datetime, now: datetime) -> datetime:
    """Return from when the device sits in the vehicle.

    Raises
    ------
    RefusedError
        The moment lies in the future or more than 31 days back.
    """
    if not now - BACKDATED <= since <= now:
        raise RefusedError(
            "time-out-of-range", f"valid_from {since.isoformat()} is not within the last 31 days"
        )
    return since.astimezone(UTC)


def _device(db: Db, around: Surroundings, who: Caller, device_id: str) -> Device:
    """Return a device within the account's scope and how it fares.

    Raises
    ------
    NotFoundError
        There is none of that name, or not for this account.
    """
    rows = device_health.devices(
        db, now=around.clock.now(), calendar=around.calendar, scope=who.scope, device_id=device_id
    )
    if not rows:
        raise NotFoundError(f"there is no device {device_id!r}")
    return Device.model_validate(rows[0])
