"""Work on weeks that takes its time: what is asked for, how far it is."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from api.schemas.common import Answer, Asked, Utc
from api.schemas.replans import TruckId
from api.schemas.weeks import WeekName

WeekJobKind = Literal["plan", "improve", "what_if", "publish"]
WeekJobStatus = Literal["waiting", "running", "done", "failed", "stopped"]
MOST_AREAS = 40
MOST_VEHICLES = 400
Kecamatan = Annotated[str, Field(min_length=1, max_length=60)]
FacilityCode = Annotated[str, Field(min_length=1, max_length=64)]
TimeLimit = Annotated[float, Field(ge=10, le=3600, description="Seconds that the solver may take")]
MostMoved = Annotated[
    int, Field(ge=0, le=10_000, description="Points that may change their days at most; null: no limit")
]


class AreaAsked(Asked):
    """A part of the week that is planned by itself, by any free worker."""

    name: str = Field(min_length=1, max_length=80)
    kecamatan: list[Kecamatan] = Field(min_length=1, max_length=40)
    vehicles: list[TruckId] = Field(min_length=1, max_length=MOST_VEHICLES)


class WeekAsked(Asked):
    """Ask for a plan of a week: a new one, or a better one than `start_from`."""

    first_day: date
    days: int = Field(default=7, ge=1, le=14)
    name: WeekName = ""
    kecamatan: list[Kecamatan] = Field(default=[], max_length=40, description="Empty: all districts")
    start_from: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="Week whose timetable and wishes it begins with"
    )
    most_moved: MostMoved | None = None
    areas: list[AreaAsked] = Field(
        default=[],
        max_length=MOST_AREAS,
        description="Planned side by side, then joined; empty: all as one",
    )
    time_limit_s: TimeLimit = 600
    seed: int = Field(default=1, ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _areas_apart(self) -> "WeekAsked":
        districts = [name for area in self.areas for name in area.kecamatan]
        vehicles = [vehicle for area in self.areas for vehicle in area.vehicles]
        if len(set(districts)) < len(districts) or len(set(vehicles)) < len(vehicles):
            raise ValueError("a district or vehicle belongs to one area only")
        if self.areas and self.kecamatan:
            raise ValueError("either kecamatan or areas")
        return self


class WhatIfAsked(Asked):
    """Ask what a week would be without some vehicles, facilities or days."""

    without_vehicles: list[TruckId] = Field(default=[], max_length=MOST_VEHICLES)
    closed_facilities: list[FacilityCode] = Field(default=[], max_length=40)
    holidays: list[date] = Field(default=[], max_length=14, description="Days on which no truck goes out")
    most_moved: MostMoved | None = None
    time_limit_s: TimeLimit = 120
    seed: int = Field(default=1, ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _something(self) -> "WhatIfAsked":
        if not (self.without_vehicles or self.closed_facilities or self.holidays):
            raise ValueError("say what would be missing: a vehicle, a facility or a day")
        return self


class WeekJobAccepted(Answer):
    """The job that does it."""

    job_id: int
    status_url: str


class ProgressDay(Answer):
    """One day of the best week so far."""

    day: date
    kg: float
    km: float
    hours: float
    trips: int
    vehicles: int


class WeekProgress(Answer):
    """How far a job is, and the best week it has so far."""

    elapsed_s: float = 0
    time_limit_s: float = 0
    phase: str = ""
    cost_idr: float | None = Field(default=None, description="Of the best week so far")
    gap_share: float | None = Field(
        default=None, description="How far it lies over a lower bound at most, as a share; null: not known"
    )
    km: float | None = None
    unserved: int | None = None
    found: list[tuple[float, float]] = Field(
        default=[], description="Seconds after which a better week was found, and its cost"
    )
    days: list[ProgressDay] = Field(default=[])


class WeekJob(Answer):
    """Work on a week and how far it is."""

    id: int
    kind: WeekJobKind
    status: WeekJobStatus
    stop_wished: bool = Field(description="It ends soon, with the best that it has")
    error: str | None = Field(description="One sentence, when it failed")
    group_id: int | None = Field(description="The job that was shared out into this one, of one area")
    week_id: int | None = Field(description="The week that it made or changed, once it is there")
    name: str = Field(description="Of the week, or of the area")
    first_day: date | None
    days: int | None
    worker: str | None = Field(description="Who does it: the machine and its process")
    requested_by: str
    requested_at: Utc
    started_at: Utc | None
    ended_at: Utc | None
    progress: WeekProgress | None


WEEK_EXAMPLES = {
    "week": {
        "summary": "Plan a week in ten minutes",
        "value": {"first_day": "2026-11-23", "days": 7, "name": "Minggu 48", "time_limit_s": 600},
    },
    "improve": {
        "summary": "A better week that moves ten points at most",
        "value": {"first_day": "2026-11-23", "start_from": 12, "most_moved": 10, "time_limit_s": 300},
    },
    "areas": {
        "summary": "Two areas side by side, then joined",
        "value": {
            "first_day": "2026-11-23",
            "areas": [
                {"name": "utara", "kecamatan": ["Keling", "Donorojo"], "vehicles": ["dt-01", "dt-02"]},
                {"name": "selatan", "kecamatan": ["Kedung", "Pecangaan"], "vehicles": ["dt-03"]},
            ],
        },
    },
}
WHAT_IF_EXAMPLES = {
    "vehicle": {"summary": "One truck less", "value": {"without_vehicles": ["dt-03"]}},
    "landfill": {"summary": "A landfill closed", "value": {"closed_facilities": ["tpa-krasak"]}},
    "holiday": {"summary": "Wednesday is a holiday", "value": {"holidays": ["2026-11-25"]}},
}
