"""Connecting a device: its secret, a phone that joins, the first fix, and its end."""

from dataclasses import asdict

from fastapi import APIRouter, status

from api.deps import Db, DeviceId, Here, Who
from api.errors import ConflictError
from api.openapi import gives
from api.races import races_told
from api.reach import demand_device
from api.schemas.devices import Arrivals, JoinKit, NewCredential
from api.views.joining import demand_device_url, join_kit
from data.store.queries import audit, credentials, device_health, devices
from data.store.queries.credentials import Owner

router = APIRouter(tags=["devices"])


@router.post(
    "/devices/{device_id}/credential",
    operation_id="issueCredential",
    summary="Give a device a new secret",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def issue_credential(device_id: DeviceId, here: Here, db: Db, who: Who) -> NewCredential:
    """Make a secret, shown this once; the former one is worthless from now on."""
    now = here.around.clock.now()
    device = devices.demand(db, device_id)
    if device.gateway_id is not None:
        raise ConflictError("gateway-speaks", f"{device.gateway_id!r} speaks for {device_id!r}")
    with races_told():
        secret = credentials.issue(db, Owner("device", device_id), now)
        _write_down(db, here, who, "credential.issue", device_id)
        db.commit()
    return NewCredential(device_id=device_id, secret=secret, issued_at=now)


@router.delete(
    "/devices/{device_id}/credential",
    operation_id="revokeCredential",
    summary="Revoke a device's secret",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404),
)
def revoke_credential(device_id: DeviceId, here: Here, db: Db, who: Who) -> None:
    """Cut a device off; the broker ends its connection within seconds."""
    devices.demand(db, device_id)
    credentials.revoke(db, Owner("device", device_id), here.around.clock.now())
    _write_down(db, here, who, "credential.revoke", device_id)
    db.commit()


@router.post(
    "/devices/{device_id}/close",
    operation_id="closeDevice",
    summary="Close a device",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404, 409),
)
def close_device(device_id: DeviceId, here: Here, db: Db, who: Who) -> None:
    """Take a device out of use: no secret, no vehicle, nothing of it is taken in; its history stays."""
    now = here.around.clock.now()
    devices.close(db, device_id, now, now=now, calendar=here.around.calendar)
    _write_down(db, here, who, "close", device_id)
    db.commit()


@router.post(
    "/devices/{device_id}/join",
    operation_id="joinDevice",
    summary="What a phone needs to join",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def join_device(device_id: DeviceId, here: Here, db: Db, who: Who) -> JoinKit:
    """Make a secret and return what the phone's app is to be told, as link and picture, shown this once."""
    device_url = demand_device_url(here.settings)
    device = devices.demand(db, device_id)
    if device.dialect not in devices.PHONE_DIALECTS:
        raise ConflictError("not-a-phone", f"device {device_id!r} speaks {device.dialect}, which no app does")
    with races_told():
        secret = credentials.issue(db, Owner("device", device_id), here.around.clock.now())
        _write_down(db, here, who, "credential.issue", device_id)
        db.commit()
    return join_kit(device, secret, device_url)


@router.get(
    "/devices/{device_id}/arrivals",
    operation_id="getArrivals",
    summary="Did its first fix arrive",
    responses=gives(404),
)
def get_arrivals(device_id: DeviceId, here: Here, db: Db, who: Who) -> Arrivals:
    """Return what has arrived of a device and why something was refused."""
    demand_device(db, here.around, who, device_id)
    found = asdict(device_health.arrivals(db, device_id))
    return Arrivals.model_validate({**found, "device_id": device_id, "now": here.around.clock.now()})


def _write_down(db: Db, here: Here, who: Who, action: str, device_id: str) -> None:
    """Write down who did it; a secret is never part of it."""
    audit.record(db, who.username, here.around.real(), audit.Change(action, "device", device_id))
