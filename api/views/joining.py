"""What a phone needs to join, from the device and its fresh secret."""

from typing import Final

from api.battery_help import BATTERY_HELP
from api.errors import ConflictError
from api.schemas.devices import JoinKit, OwnTracksSetup, TraccarClientSetup
from api.settings import ApiSettings
from data.contract import joining
from data.store.models import Device

OWNTRACKS: Final = "owntracks"


def demand_device_url(settings: ApiSettings) -> str:
    """Return the address under which phones reach us.

    Raises
    ------
    ConflictError
        Nobody has set it, so a phone cannot be told where to send.
    """
    if not settings.device_url:
        raise ConflictError("no-device-url", "set SIANGSA_DEVICE_URL to the address that phones can reach")
    return settings.device_url.rstrip("/")


def join_kit(device: Device, secret: str, device_url: str) -> JoinKit:
    """Return what the phone's app is to be told; only the app whose dialect the device speaks."""
    spoken = device.dialect == OWNTRACKS
    return JoinKit(
        device_id=device.id,
        secret=secret,
        device_url=device_url,
        warning=joining.url_warning(device_url),
        owntracks=_owntracks(device_url, device.id, secret) if spoken else None,
        traccar_client=None if spoken else _traccar(device_url, device.external_id or device.id, secret),
        battery_help=list(BATTERY_HELP),
    )


def _owntracks(device_url: str, name: str, secret: str) -> OwnTracksSetup:
    config = joining.owntracks_config(device_url, name, secret)
    link = joining.owntracks_link(config)
    return OwnTracksSetup(link=link, qr_svg=joining.qr_svg(link), config=config)


def _traccar(device_url: str, name: str, secret: str) -> TraccarClientSetup:
    return TraccarClientSetup(
        url=joining.traccar_client_url(device_url, secret),
        link=joining.traccar_client_link(device_url, name, secret),
        qr_svg=joining.qr_svg(joining.traccar_client_scan(device_url, name, secret)),
    )
