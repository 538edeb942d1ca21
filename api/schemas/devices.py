"""Devices, what they speak, how they fare, and how one joins."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer, Asked, Point, Utc

Dialect = Literal["own", "owntracks", "traccar", "traccar_client", "teltonika"]
DeviceState = Literal["ok", "silent", "never", "clock", "copied", "battery"]
CredentialState = Literal["none", "valid", "revoked"]
ExternalId = Annotated[str, Field(min_length=1, max_length=128)]
NewDeviceId = Annotated[str, Field(pattern=r"^[a-z0-9-]{3,32}$")]


class Device(Answer):
    """A tracker or phone, and how it fares."""

    id: str
    kind: str
    simulated: bool
    dialect: Dialect
    external_id: str | None = Field(description="What it calls itself (IMEI, uniqueId) where not by `id`")
    gateway: str | None = Field(description="The server that may speak for it")
    model: str | None
    note: str | None
    vehicle_id: str | None = Field(description="The vehicle it sits in now")
    credential: CredentialState
    last_received_at: Utc | None = Field(description="When we last heard from it, in stack time")
    last_fix_at: Utc | None = Field(description="The time of its newest plausible fix")
    battery_pct: float | None
    clock_skew_s: float | None = Field(description="Seconds its clock is ahead of ours; negative: behind")
    refused_share: float | None = Field(description="Share of what it sent that was refused, 0 to 1")
    parked: int = Field(description="Messages that it says it gave up in the last 7 days")
    copied_identity: bool = Field(description="Two devices seem to speak under this identity")
    state: DeviceState = Field(description="The gravest thing that is the matter with it, or ok")


class NewSpeaker(Answer):
    """Somebody who sends and is no device of ours yet ('Perangkat baru'); its messages wait in quarantine."""

    dialect: Dialect
    external_id: str
    gateway: str | None
    first_seen_at: Utc
    last_seen_at: Utc
    messages: int
    last_position: Point | None


class DeviceAsked(Asked):
    """A device to be known, perhaps in a vehicle at once; what waits of it in quarantine is read again."""

    id: NewDeviceId
    dialect: Dialect
    external_id: ExternalId | None = Field(default=None, description="Default: it calls itself by `id`")
    gateway: NewDeviceId | None = None
    model: str | None = Field(default=None, min_length=1, max_length=64)
    note: str | None = Field(default=None, min_length=1, max_length=300)
    vehicle_id: str | None = Field(default=None, min_length=1, max_length=32)
    valid_from: AwareDatetime | None = Field(
        default=None, description="Since when it sits there; default: since it was first heard, or now"
    )


class DeviceMade(Answer):
    """A device just made; the secret is shown this once and kept nowhere."""

    device: Device
    secret: str | None = Field(description="None where a gateway speaks for it under its own account")
    waiting: int = Field(description="Quarantined messages of it that are being read again")


class NewCredential(Answer):
    """A secret just made, shown this once and kept nowhere; the former one is worthless."""

    device_id: str
    secret: str
    issued_at: Utc


class OwnTracksSetup(Answer):
    """How OwnTracks is set up: by a link opened on the phone, its picture for the camera, or by hand."""

    link: str
    qr_svg: str = Field(description="The link as an SVG picture")
    config: dict[str, str | int | bool] = Field(description="The same as OwnTracks' own file")


class TraccarClientSetup(Answer):
    """How Traccar Client is set up: by a picture scanned inside the app, a link, or by hand."""

    url: str = Field(description="Server address to type in; the secret is part of it")
    link: str = Field(description="Opens the app and sets it up; not every version knows it")
    qr_svg: str = Field(description="An SVG picture to be scanned inside the app (9 or later)")


class BatteryHelp(Answer):
    """What keeps a brand's phone from stopping the app; one line per step."""

    brand: str
    steps_id: list[str]
    steps_en: list[str]


class JoinKit(Answer):
    """What a phone needs to join; the secret in it is shown this once and kept nowhere."""

    device_id: str
    secret: str
    device_url: str
    warning: Literal["loopback_url", "not_https"] | None = Field(
        description="loopback_url: no phone can reach this address; not_https: the secret travels in clear"
    )
    owntracks: OwnTracksSetup | None = Field(description="None when it speaks another dialect")
    traccar_client: TraccarClientSetup | None = Field(description="None when it speaks another dialect")
    battery_help: list[BatteryHelp]


class Arrivals(Answer):
    """Whether something has arrived of a device; asked again and again while a phone joins."""

    device_id: str
    now: Utc = Field(description="Stack time, to tell ages by")
    first_fix_at: Utc | None
    last_fix_at: Utc | None
    last_received_at: Utc | None
    fixes: int = Field(description="Fixes and events stored")
    refused: int = Field(description="Messages refused and still open")
    last_reasons: list[str] = Field(description="Why the newest of them was refused")


class Gateway(Answer):
    """A server that speaks for many trackers under an account of its own."""

    id: str
    dialect: Dialect
    topic: str
    devices: int = Field(description="Open devices that it may speak for")
    credential: CredentialState
    valid_from: Utc


class Assignment(Answer):
    """A device in a vehicle over a span of time."""

    id: int
    device_id: str
    vehicle_id: str
    valid_from: Utc
    valid_to: Utc | None


class AssignmentAsked(Asked):
    """Move a device to a vehicle; the earlier assignment ends at the same moment."""

    vehicle_id: str = Field(min_length=1, max_length=32)
    valid_from: AwareDatetime | None = Field(default=None, description="Default: now on the stack clock")
