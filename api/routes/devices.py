"""Devices and in which vehicle each sits."""

from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter, status

from api.deps import Db, DeviceId, Here, Who
from api.errors import NotFoundError, RefusedError
from api.openapi import gives
from api.policy import Caller
from api.schemas.devices import Assignment, AssignmentAsked, Device, DeviceAsked, DeviceMade, NewSpeaker
from api.surroundings import Surroundings
from data.store.queries import audit, fleet

router = APIRouter(tags=["devices"])
BACKDATED = timedelta(days=31)


@router.get("/devices", operation_id="listDevices", summary="Trackers and phones")
def list_devices(here: Here, db: Db, who: Who) -> list[Device]:
    """Return the devices and the vehicle in which each sits now."""
    around = here.around
    rows = fleet.devices(db, who.scope, day=around.operating_day(), now=around.clock.now())
    return [
        Device(
            id=row.id,
            kind=row.kind,
            simulated=row.simulated,
            dialect="own",
            external_id=None,
            gateway=None,
            model=None,
            note=None,
            vehicle_id=row.vehicle_id,
            credential="none",
            last_received_at=row.last_seen_at,
            last_fix_at=row.last_seen_at,
            battery_pct=None,
            clock_skew_s=None,
            refused_share=None,
            copied_identity=False,
            state="ok",
        )
        for row in rows
    ]


@router.get("/devices/new", operation_id="listNewDevices", summary="Speakers that wait to be known")
def list_new_devices() -> list[NewSpeaker]:
    """Return who sends without being a device of ours ('Perangkat baru'), the newest first."""
    return []


@router.post(
    "/devices",
    operation_id="createDevice",
    summary="Make a device",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def create_device(asked: DeviceAsked) -> DeviceMade:
    """Make a device, put it into a vehicle if asked, and have what waits of it in quarantine read again."""
    raise RefusedError("not-possible", f"device {asked.id!r} cannot be made")


@router.get(
    "/devices/{device_id}/assignments",
    operation_id="listAssignments",
    summary="Where a device sat",
    responses=gives(404),
)
def list_assignments(device_id: DeviceId, here: Here, db: Db, who: Who) -> list[Assignment]:
    """Return in which vehicles a device sat, newest first."""
    _demand_device(db, here.around, who, device_id)
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
    since = _since(asked, around.clock.now())
    _demand_device(db, around, who, device_id)
    _demand_vehicle(db, around, who, asked.vehicle_id)
    ended, fresh = fleet.assign(db, device_id, asked.vehicle_id, since)
    vehicles = {asked.vehicle_id} | ({ended.vehicle_id} if ended else set())
    days = _days(around, since)
    fleet.mark_dirty(db, [(vehicle, day) for vehicle in vehicles for day in days], around.clock.now())
    before = {"vehicle_id": ended.vehicle_id} if ended else None
    after = {"vehicle_id": fresh.vehicle_id, "valid_from": fresh.valid_from.isoformat()}
    change = audit.Change("assign", "device", device_id, before, after)
    audit.record(db, who.username, around.real(), change)
    db.commit()
    return Assignment.model_validate(fresh)


def _since(asked: AssignmentAsked, now: datetime) -> datetime:
    """Return from when the device sits in the vehicle.

    Raises
    ------
    RefusedError
        The moment lies in the future or more than 31 days back.
    """
    since = asked.valid_from or now
    if not now - BACKDATED <= since <= now:
        raise RefusedError(
            "time-out-of-range", f"valid_from {since.isoformat()} is not within the last 31 days"
        )
    return since.astimezone(UTC)


def _days(around: Surroundings, since: datetime) -> list[date]:
    first, last = around.calendar.day_of(since), around.operating_day()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _demand_device(db: Db, around: Surroundings, who: Caller, device_id: str) -> None:
    rows = fleet.devices(
        db, who.scope, day=around.operating_day(), now=around.clock.now(), device_id=device_id
    )
    if not rows:
        raise NotFoundError(f"there is no device {device_id!r}")


def _demand_vehicle(db: Db, around: Surroundings, who: Caller, vehicle_id: str) -> None:
    rows = fleet.vehicles(
        db, who.scope, day=around.operating_day(), now=around.clock.now(), vehicle_id=vehicle_id
    )
    if not rows:
        raise NotFoundError(f"there is no vehicle {vehicle_id!r}")
