"""What all records of the office share: pages, what is asked for, closing, history."""

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.schemas.common import Answer, Asked, LocalClock, Utc

LEFT_OUT: Any = Field(default_factory=lambda: None)
"""Default of a field that a change may leave out but never set to null."""

Name = Annotated[str, Field(min_length=1, max_length=120)]
Code = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$", description="The office's own")
]
Slug = Annotated[str, Field(min_length=2, max_length=32, pattern=r"^[a-z0-9-]+$")]
Note = Annotated[str, Field(max_length=1_000)]
Source = Annotated[str, Field(min_length=1, max_length=300, description="Where the figure comes from")]
Why = Annotated[str, Field(min_length=1, max_length=300)]
Rupiah = Annotated[int, Field(ge=0, le=1_000_000_000)]
RecordState = Literal["open", "closed", "all"]


def _whole_minutes(value: time) -> time:
    """Refuse a local time with a zone: the office's hours are WIB."""
    if value.tzinfo is not None:
        raise ValueError("a local time has no zone")
    return value.replace(microsecond=0)


def _each_once(days: list[int]) -> list[int]:
    return sorted(set(days))


LocalTime = Annotated[LocalClock, AfterValidator(_whole_minutes), Field(description="Local time (WIB)")]
Weekdays = Annotated[
    list[Annotated[int, Field(ge=0, le=6)]],
    AfterValidator(_each_once),
    Field(max_length=7, description="0 is Monday; empty: every day"),
]


class RecordsAsked(Asked):
    """Which records are wanted."""

    q: str | None = Field(default=None, max_length=100, description="Part of a name, code or place")
    state: RecordState = "open"
    limit: int = Field(default=100, ge=1, le=1_000)
    after: str | None = Field(default=None, max_length=64, description="`next` of the page before")


class PlacesAsked(RecordsAsked):
    """Which records of places are wanted."""

    village: str | None = Field(default=None, max_length=32, description="Code of a village")
    sample: bool | None = Field(default=None, description="Only samples ('contoh'), or only what is none")


class Page(Answer):
    """A page of records; `next` leads to the one after it."""

    next: str | None = Field(description="To be sent as `after`; null: this was the last page")


class RecordClosing(Asked):
    """Close a record; it stays on file."""

    day: date | None = Field(default=None, description="First day on which it is not in use; default: today")
    reason: Why


class RecordChange(Answer):
    """One change of a record: only the fields that changed, and its code."""

    at: Utc
    account: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class RecordHistory(Answer):
    """What was changed of a record, newest first."""

    items: list[RecordChange]
