"""Vehicles, their classes, devices and who sits in what."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Utc
from api.schemas.incidents import OutageBrief
from api.schemas.places import Confidence

Kir = Literal["valid", "soon", "expired", "unknown"]
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
    has_route: bool = Field(description="It has a valid route today")
    broken_since: Utc | None
    kir_until: date | None = Field(description="Last day of its roadworthiness test")
    kir: Kir = Field(description="soon: it expires within 30 days; expired: it must not drive")
    outage: OutageBrief | None = Field(description="Why it is out of service now; None: it is not")
    device_id: str | None = Field(description="The device that sits in it now")
