"""Plans of weeks: the list, one with its board, what is compared and published."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, Problem, Utc
from api.schemas.plans import PlanOrigin, PlanStatus
from api.schemas.weeks_board import (
    WeekCell,
    WeekDay,
    WeekFacility,
    WeekMeasures,
    WeekPoint,
    WeekVehicle,
    WeekViolation,
    WeekWishes,
)

WeekStatus = PlanStatus
WeekName = Annotated[str, Field(max_length=80, description="What the office calls it; empty: by its days")]
EditKind = Literal[
    "move", "assign", "pin", "exclude", "frequency", "move_village", "undo", "redo", "wishes", "timetable"
]


class WeekBase(Answer):
    """What is told of a week wherever it is named."""

    id: int
    name: str
    first_day: date
    number: int = Field(description="Counts the plans of weeks that begin on that day")
    status: WeekStatus
    origin: PlanOrigin = Field(description="solver; hand: a copy; import: the office's own timetable")
    engine: str
    feasible: bool = Field(description="No rule that must hold is broken")
    parent_id: int | None = Field(description="The week that it was made from")
    kecamatan: list[str] = Field(description="Districts that it is about; empty: all")
    measures: WeekMeasures
    requested_by: str
    created_at: Utc
    changed_by: str
    changed_at: Utc
    published_at: Utc | None
    published_by: str | None
    version: int = Field(description="To be sent back as `If-Match` with an edit")


class WeekSummary(WeekBase):
    """A plan of a week in one row."""

    days: int = Field(ge=1, le=14)
    violations: int = Field(description="Broken rules that must hold")


class WeekEdit(Answer):
    """A change of the week by hand."""

    number: int
    at: Utc
    account: str
    kind: str
    text_id: str = Field(description="What was done, in Bahasa Indonesia")
    text_en: str
    undone: bool


class WeekDetail(WeekBase):
    """A plan of a week with its board: what every vehicle does on every day, and all rules that it breaks."""

    days: list[WeekDay]
    vehicles: list[WeekVehicle]
    facilities: list[WeekFacility] = Field(description="Pools and places to tip that the board names")
    cells: list[WeekCell]
    points: list[WeekPoint]
    violations: list[WeekViolation]
    wishes: WeekWishes
    edits: list[WeekEdit] = Field(description="Newest first, at most the last 200")
    can_undo: bool
    can_redo: bool


class WeekDifference(Answer):
    """What an edit changed."""

    km: float
    litres: float
    hours: float
    cost_idr: int
    new_violations: list[WeekViolation]
    gone_violations: list[WeekViolation]


class WeekEdited(Answer):
    """What is different after an edit: cells and points that changed, all broken rules, all days."""

    version: int = Field(description="Of the week now")
    days: list[WeekDay]
    cells: list[WeekCell] = Field(description="Only those that changed, each in full")
    points: list[WeekPoint] = Field(description="Only those that changed, each in full")
    violations: list[WeekViolation] = Field(description="All of the week")
    measures: WeekMeasures
    difference: WeekDifference
    feasible: bool
    wishes: WeekWishes
    edits: list[WeekEdit]
    can_undo: bool
    can_redo: bool


class WeekCopyAsked(Asked):
    """Copy a week into a draft of its own."""

    name: WeekName | None = Field(default=None, description="Default: the name of the copied one")


class ComparedDay(Answer):
    """One day of one of two weeks."""

    day: date
    kg: float
    km: float
    hours: float
    trips: int
    vehicles: int
    points: int


class ComparedDays(Answer):
    """The same day in both weeks; of weeks that begin on different days, the same place in each."""

    day: date = Field(description="In the left week, else in the right one")
    left: ComparedDay | None
    right: ComparedDay | None


class MeasuresDifference(Answer):
    """Right minus left."""

    km: float
    hours: float
    overtime_hours: float
    kg: float
    trips: int
    litres: float
    cost_idr: int
    balance_share: float
    visits: int
    unserved: int
    vehicle_days: int
    violations: int = Field(description="Broken rules that must hold")


class MovedPoint(Answer):
    """A point that the two weeks serve differently."""

    code: str
    name: str
    village: str
    other_days: bool = Field(description="Other days; False: only other vehicles")
    left_days: list[date]
    right_days: list[date]
    left_vehicles: list[str] = Field(description="Vehicle of each day, in the order of the days")
    right_vehicles: list[str]


class WeekComparison(Answer):
    """Two weeks side by side."""

    left_week: WeekSummary
    right_week: WeekSummary
    left: WeekMeasures
    right: WeekMeasures
    difference: MeasuresDifference
    days: list[ComparedDays]
    moved: list[MovedPoint] = Field(description="Points on other days first, then those with other vehicles")


class WeekRefusal(Problem):
    """Why nothing was done to a week: somebody was faster (412), or it is not in a state for it (409)."""

    current_version: int | None = Field(default=None, description="Of the week now, when somebody was faster")
    violations: list[WeekViolation] | None = Field(
        default=None, description="Rules that must hold and are broken, when it cannot be published"
    )


class WeeksEvent(Answer):
    """Stream event `weeks`: a week was made, changed, published or archived."""

    id: int | None = Field(description="null: any may have changed")
    version: int | None
    status: WeekStatus | None
    changed_by: str | None
