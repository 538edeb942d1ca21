"""Records of what changes demand on some days."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, Utc
from api.schemas.places import Confidence
from api.schemas.records_common import LEFT_OUT, Name, Page, Source, Weekdays
from api.schemas.records_places import Stream, VillageCode

Pasaran = Literal["Legi", "Pahing", "Pon", "Wage", "Kliwon"]
PasaranDays = Annotated[list[Pasaran], Field(max_length=5, description="Days of the Javanese market week")]
Factor = Annotated[float, Field(ge=0, le=20, allow_inf_nan=False, description="1 is a day like others")]
VillageCodes = Annotated[list[VillageCode], Field(max_length=300, description="Empty: all villages")]
OnDays = Annotated[
    Weekdays, Field(description="0 is Monday; with these or pasaran given, it holds on such days only")
]


class DemandFactorRecord(Answer):
    """By how much more or less waste gathers on some days."""

    id: int
    name: str
    from_day: date | None = Field(description="First day; null: since ever")
    to_day: date | None = Field(description="Last day, included; null: for ever")
    weekdays: list[int]
    pasaran: list[Pasaran]
    village_codes: list[str] = Field(description="Empty: all villages")
    stream: Stream | None = Field(description="Null: every kind of waste")
    factor: float
    low: float = Field(description="Lower end of the range in which the factor is believed to lie")
    high: float = Field(description="Upper end of that range")
    source: str
    confidence: Confidence
    withdrawn_at: Utc | None
    version: int


class DemandFactorRecords(Page):
    """Factors, in the order in which they were made."""

    items: list[DemandFactorRecord]


class DemandFactorNew(Asked):
    """A new factor."""

    name: Name
    from_day: date | None = None
    to_day: date | None = None
    weekdays: OnDays = Field(default_factory=list)
    pasaran: PasaranDays = Field(default_factory=list)
    village_codes: VillageCodes = Field(default_factory=list)
    stream: Stream | None = None
    factor: Factor
    low: Factor
    high: Factor
    source: Source
    confidence: Confidence = "C"


class DemandFactorChange(Asked):
    """What to change of a factor; fields that are left out stay as they are."""

    name: Name = LEFT_OUT
    from_day: date | None = None
    to_day: date | None = None
    weekdays: OnDays = LEFT_OUT
    pasaran: PasaranDays = LEFT_OUT
    village_codes: VillageCodes = LEFT_OUT
    stream: Stream | None = None
    factor: Factor = LEFT_OUT
    low: Factor = LEFT_OUT
    high: Factor = LEFT_OUT
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT
