"""Plans made anew in the middle of a day, what they change, and plans made by hand under test."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, Utc

ReplanKind = Literal["outage", "urgent", "facility", "road", "other"]
CallKind = Literal["collect", "unload"]
PlaceCode = Annotated[str, Field(min_length=3, max_length=80, pattern=r"^[pf]:.+$")]
TruckId = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[a-z0-9-]+$")]
MOST_CALLS = 400
MOST_TRUCKS = 400


class ReplanCause(Asked):
    """Why a plan has to be made anew."""

    kind: ReplanKind
    id: int | None = Field(
        default=None,
        ge=1,
        le=2**31 - 1,
        description="Of the outage, urgent point or closure; left out: several, or something else",
    )


class ReplanAsked(Asked):
    """Make the rest of a day's valid plan anew, with as few changes as it takes."""

    operating_day: date
    cause: ReplanCause
    time_limit_s: float = Field(default=3, ge=0.5, le=60, description="Seconds the solver may take")


class Share(Answer):
    """What a truck has still to do."""

    stops: int
    trips: int
    km: float
    kg: float = Field(description="Kilograms still to be collected, an estimate ('±')")
    returns_at: Utc


class ChangedStop(Answer):
    """A point that one truck takes over or gives away."""

    code: str
    name: str


class VehicleChange(Answer):
    """What a re-plan means for one truck."""

    vehicle_id: str
    plate: str
    changed: bool = Field(description="Its route is another one: it is sent to the truck when published")
    before: Share | None = Field(description="None: it had nothing left to do")
    after: Share | None = Field(description="None: it has nothing left to do")
    gained: list[ChangedStop]
    lost: list[ChangedStop]


class LeftOut(Answer):
    """A point that the valid plan serves and the re-plan leaves out, with the coded reason."""

    code: str
    name: str
    reason: str
    detail: dict[str, Any]


class LeftLoad(Answer):
    """What stays in a truck that broke down."""

    vehicle_id: str
    plate: str
    kg: float


class PlanChanges(Answer):
    """A re-plan beside the plan it was made from: only what of the day was still to be done."""

    plan_id: int
    parent_id: int
    operating_day: date
    frozen_at: Utc = Field(description="What was done or on its way then is left as it was")
    cost_before: int = Field(description="Rupiah for what was left")
    cost_after: int
    stops_moved: int = Field(description="Points that another truck serves than before")
    vehicles: list[VehicleChange]
    unserved_added: list[LeftOut]
    unserved_removed: list[ChangedStop]
    left_loads: list[LeftLoad]


class PlanCheckAsked(Asked):
    """A plan made by hand: where each truck halts, in order, without times."""

    routes: dict[TruckId, Annotated[list[PlaceCode], Field(max_length=MOST_CALLS)]] = Field(
        max_length=MOST_TRUCKS,
        description="By vehicle: p:<code> for a point, f:<code> for an unloading at a facility",
    )


class CheckedViolation(Answer):
    """A rule that a plan breaks, where, and by how much."""

    rule: str = Field(description="Stable code of the rule")
    vehicle_id: str | None
    place: str | None = Field(description="p:<code> or f:<code>, where it shows")
    amount: float = Field(description="By how much, in the unit of the rule")


class CheckedCall(Answer):
    """A halt with its times."""

    place: str
    kind: CallKind
    arrives_at: Utc
    begins_at: Utc
    leaves_at: Utc
    load_kg: float
    trip: int


class Rest(Answer):
    """A break as it is taken."""

    label: str
    begins_at: Utc
    ends_at: Utc


class CheckedRoute(Answer):
    """A truck's day with its times."""

    vehicle_id: str
    leaves_at: Utc
    returns_at: Utc
    km: float
    kg: float
    calls: list[CheckedCall]
    rests: list[Rest]


class CheckedUnserved(Answer):
    """A point that no truck halts at, with the coded reason."""

    code: str
    reason: str
    detail: dict[str, Any]


class PlanCheck(Answer):
    """A plan made by hand, timed and judged; nothing is stored."""

    feasible: bool
    violations: list[CheckedViolation]
    routes: list[CheckedRoute]
    cost: dict[str, int] = Field(description="Rupiah by part, and their total")
    unserved: list[CheckedUnserved]
