"""Records of figures and of days: parameters, holidays, breaks."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, LocalClock, Utc
from api.schemas.places import Confidence
from api.schemas.records_common import LEFT_OUT, LocalTime, Name, Page, Source, Weekdays

HolidayKind = Literal["national", "joint_leave", "local"]
Figure = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
BreakCode = Annotated[str, Field(min_length=2, max_length=32, pattern=r"^[a-z0-9_-]+$")]
BreakS = Annotated[int, Field(ge=60, le=14_400, description="Seconds")]


class ParameterRecord(Answer):
    """A figure that the office can change."""

    key: str
    label: str
    value: float
    unit: str
    source: str
    confidence: Confidence
    version: int


class ParameterRecords(Page):
    """Figures, by key."""

    items: list[ParameterRecord]


class ParameterChange(Asked):
    """What to change of a figure; a new value needs a source."""

    value: Figure = LEFT_OUT
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT


class HolidayRecord(Answer):
    """A day that is not like others."""

    day: date
    name: str
    kind: HolidayKind
    collects: bool = Field(description="Trucks go out all the same")
    source: str
    withdrawn_at: Utc | None = Field(description="Taken back: the day is like others after all")
    version: int


class HolidayRecords(Page):
    """Holidays, by day."""

    items: list[HolidayRecord]


class HolidayNew(Asked):
    """A new holiday."""

    day: date
    name: Name
    kind: HolidayKind = "national"
    collects: bool = False
    source: Source


class HolidayChange(Asked):
    """What to change of a holiday; fields that are left out stay as they are."""

    name: Name = LEFT_OUT
    kind: HolidayKind = LEFT_OUT
    collects: bool = LEFT_OUT
    source: Source = LEFT_OUT


class BreakRecord(Answer):
    """A rest that every crew has on some weekdays."""

    code: str
    name_id: str
    name_en: str
    weekdays: list[int] = Field(description="0 is Monday")
    begins_from: LocalClock = Field(description="Local time before which it does not begin")
    begins_to: LocalClock = Field(description="Local time at which it begins at the latest")
    duration_s: int
    source: str
    confidence: Confidence
    valid_to: date | None = Field(description="First day without it")
    version: int


class BreakRecords(Page):
    """Breaks, by code."""

    items: list[BreakRecord]


class BreakNew(Asked):
    """A new break of every crew."""

    code: BreakCode
    name_id: Name
    name_en: Name
    weekdays: Annotated[Weekdays, Field(min_length=1)]
    begins_from: LocalTime
    begins_to: LocalTime
    duration_s: BreakS
    source: Source
    confidence: Confidence = "C"


class BreakChange(Asked):
    """What to change of a break; fields that are left out stay as they are."""

    name_id: Name = LEFT_OUT
    name_en: Name = LEFT_OUT
    weekdays: Annotated[Weekdays, Field(min_length=1)] = LEFT_OUT
    begins_from: LocalTime = LEFT_OUT
    begins_to: LocalTime = LEFT_OUT
    duration_s: BreakS = LEFT_OUT
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT
