"""Vehicles, their classes, devices and who sits in what."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer, Asked, Utc
from api.schemas.places import Confidence

Work = Literal["stationary", "hauled", "village"]


class VehicleClass(Answer):
    """A kind of truck with its capacity."""

    code: str
    name_id: str
    name_en: str
    work: Work
    capacity_kg: int
    capacity_m3: float
    source: str
    confidence: Confidence


class Vehicle(Answer):
    """A vehicle of the fleet."""

    id: str
    plate: str
    class_code: str
    class_name_id: str
    class_name_en: str
    work: Work
    capacity_kg: int
    pool: str
    planned: bool = Field(description="False: listed, but not planned yet (village vehicles)")
    sample: bool = Field(description="Its plate is made up")
    broken_since: Utc | None
    device_id: str | None = Field(description="The device that sits in it now")


class Device(Answer):
    """A tracker or phone."""

    id: str
    kind: str
    simulated: bool
    vehicle_id: str | None = Field(description="The vehicle it sits in now")
    last_seen_at: Utc | None


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
