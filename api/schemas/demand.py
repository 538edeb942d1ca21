"""How much waste is expected, where, when, and why."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from api.schemas.common import Answer, Asked
from api.schemas.places import Confidence

DemandBy = Literal["point", "village"]
DemandBasis = Literal["measured", "population"]
MOST_DAYS = 31


class DemandAsked(Asked):
    """Which part of the forecast is wanted."""

    from_: date = Field(alias="from", description="First day")
    to: date = Field(description="Last day, at most 31 days with the first")
    by: DemandBy = "point"
    village: str | None = Field(default=None, max_length=32, description="Code of a village")
    kecamatan: str | None = Field(default=None, max_length=60)
    limit: int = Field(default=200, ge=1, le=1_000, description="Points or villages in one page")
    after: str | None = Field(default=None, max_length=64, description="`next` of the page before")

    @model_validator(mode="after")
    def _span(self) -> "DemandAsked":
        if not 0 <= (self.to - self.from_).days < MOST_DAYS:
            raise ValueError(f"from the first day to the last at most {MOST_DAYS} days")
        return self


class AppliedFactor(Answer):
    """Something that changes how much gathers on a day."""

    name: str
    factor: float


class DemandItem(Answer):
    """What gathers at a point, or in a village, on a day."""

    code: str = Field(description="Of the point, or of the village")
    name: str
    village_code: str
    village: str
    kecamatan: str
    stream: str = Field(description="Kind of waste; a village has one row for each kind and day")
    day: date
    kg: float = Field(description="What comes on this day, kilograms")
    low_kg: float = Field(description="Lower end of the range")
    high_kg: float = Field(description="Upper end of the range")
    waits_kg: float = Field(
        description="What waits in the evening if nobody comes from the first day on, kilograms"
    )
    basis: DemandBasis = Field(
        description="measured: by the office or its list; population: people x rate x share served"
    )
    source: str
    confidence: Confidence = Field(description="The weakest of its sources")
    factors: list[AppliedFactor] = Field(description="Of the calendar, all multiplied")

    @field_validator("factors", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:  # noqa: ANN401 - pairs as the store gives them, else as they are
        """Name the two parts of each pair."""
        return [{"name": each[0], "factor": each[1]} if isinstance(each, tuple) else each for each in value]


class DemandTotal(Answer):
    """What gathers on a day in everything that was asked for, on all pages."""

    day: date
    kg: float
    low_kg: float
    high_kg: float


class Demand(Answer):
    """A page of the forecast; `next` leads to the one after it."""

    items: list[DemandItem]
    totals: list[DemandTotal]
    next: str | None = Field(description="To be sent as `after`; null: this was the last page")
