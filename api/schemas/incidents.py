"""What goes wrong on a day: trucks that break down, points that cannot wait, facilities that shut."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer, Asked, Utc

OutageLoad = Literal["none", "listed", "transferred"]
Why = Annotated[str, Field(min_length=1, max_length=300)]
MOST_KG = 100_000


class OutageAsked(Asked):
    """Take a truck out of service from now on."""

    reason: Why
    load: Literal["listed", "transferred"] = Field(
        description="What becomes of what it carries: listed (it stays in the truck and is named as left),"
        " or transferred (its points are collected again by others)"
    )


class OutageBrief(Answer):
    """Why a vehicle is out of service now."""

    id: int
    since: Utc
    reason: str
    load: OutageLoad


class Outage(Answer):
    """A truck out of service, from when until when, and what became of its load."""

    id: int
    vehicle_id: str
    plate: str
    since: Utc
    until: Utc | None = Field(description="None: it is still out of service")
    reason: str
    load: OutageLoad = Field(description="none: it carried nothing, as far as is known")
    load_kg: int | None = Field(description="Estimate ('±') of what it carried; None: not known")
    recorded_by: str
    recorded_at: Utc
    ended_by: str | None
    ended_at: Utc | None
    planned: bool = Field(description="Known beforehand (KIR, service); false: it broke down")


class UrgentAsked(Asked):
    """Have a point emptied on a day on which it was not due, or sooner than planned."""

    operating_day: date
    point_id: int = Field(ge=1, le=2**31 - 1)
    kg: int | None = Field(
        default=None, ge=1, le=MOST_KG, description="Kilograms that wait there; left out: the usual estimate"
    )
    reason: Why


class UrgentPoint(Answer):
    """A point that cannot wait."""

    id: int
    operating_day: date
    point_id: int
    code: str
    name: str
    village: str
    kg: int | None = Field(description="As it was told; None: the usual estimate holds")
    reason: str
    requested_by: str
    requested_at: Utc
    withdrawn_by: str | None
    withdrawn_at: Utc | None


class FacilityClosureAsked(Asked):
    """Shut a facility from now on: no truck is sent there any more."""

    until: AwareDatetime | None = Field(
        default=None, description="Stack time; null or left out: until it is lifted"
    )
    reason: Why


class FacilityClosure(Answer):
    """A facility that takes nothing for a while."""

    id: int
    facility_id: int
    code: str
    name: str
    since: Utc
    until: Utc | None = Field(description="None: until it is lifted")
    reason: str
    in_force: bool = Field(description="It is shut now, in stack time")
    recorded_by: str
    recorded_at: Utc
    lifted_by: str | None
    lifted_at: Utc | None
