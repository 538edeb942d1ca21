"""Connecting a device: its secret, a phone that joins, the first fix, and its end."""

from fastapi import APIRouter, status

from api.deps import DeviceId
from api.errors import NotFoundError
from api.openapi import gives
from api.schemas.devices import Arrivals, JoinKit, NewCredential

router = APIRouter(tags=["devices"])


@router.post(
    "/devices/{device_id}/credential",
    operation_id="issueCredential",
    summary="Give a device a new secret",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def issue_credential(device_id: DeviceId) -> NewCredential:
    """Make a secret, shown this once; the former one is worthless from now on."""
    raise NotFoundError(f"there is no device {device_id!r}")


@router.delete(
    "/devices/{device_id}/credential",
    operation_id="revokeCredential",
    summary="Revoke a device's secret",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404),
)
def revoke_credential(device_id: DeviceId) -> None:
    """Cut a device off; the broker ends its connection within seconds."""
    raise NotFoundError(f"there is no device {device_id!r}")


@router.post(
    "/devices/{device_id}/close",
    operation_id="closeDevice",
    summary="Close a device",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=gives(404),
)
def close_device(device_id: DeviceId) -> None:
    """Take a device out of use: no secret, no vehicle, nothing of it is taken in; its history stays."""
    raise NotFoundError(f"there is no device {device_id!r}")


@router.post(
    "/devices/{device_id}/join",
    operation_id="joinDevice",
    summary="What a phone needs to join",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404, 409),
)
def join_device(device_id: DeviceId) -> JoinKit:
    """Make a secret and return what the phone's app is to be told, as link and picture, shown this once."""
    raise NotFoundError(f"there is no device {device_id!r}")


@router.get(
    "/devices/{device_id}/arrivals",
    operation_id="getArrivals",
    summary="Did its first fix arrive",
    responses=gives(404),
)
def get_arrivals(device_id: DeviceId) -> Arrivals:
    """Return what has arrived of a device and why something was refused."""
    raise NotFoundError(f"there is no device {device_id!r}")
