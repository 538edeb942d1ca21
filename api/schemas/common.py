"""Types that every topic shares: UTC times, GeoJSON geometry, problems."""

from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, field_validator


def _in_utc(moment: datetime) -> datetime:
    """Return `moment` as UTC, so that it is written with a Z whatever zone the database answers in."""
    return moment.astimezone(UTC)


Utc = Annotated[datetime, AfterValidator(_in_utc)]
"""An aware moment, written as ISO 8601 with a Z."""

LocalClock = Annotated[
    time,
    # the format `time` of JSON Schema is RFC 3339's, which demands a zone
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}),
]
"""A local time of day, as 06:30 or 06:30:00."""

Lon = Annotated[float, Field(ge=-180, le=180, description="Degrees east, WGS 84")]
Lat = Annotated[float, Field(ge=-90, le=90, description="Degrees north, WGS 84")]
LonLat = tuple[float, float]
Place = tuple[Lon, Lat]
"""A place that is asked about, (lon, lat)."""


class Answer(BaseModel):
    """Base of everything the api sends."""

    model_config = ConfigDict(
        frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True
    )


class Asked(BaseModel):
    """Base of everything the api accepts: unknown fields are refused rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _no_nul(cls, value: object) -> object:
        """Refuse a NUL character, also within a list: the database cannot keep it."""
        if _has_nul(value):
            raise ValueError("a NUL character is not allowed")
        return value


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple | set | frozenset) and any(map(_has_nul, value))


class FieldFault(Answer):
    """One field of a request that broke a rule."""

    # only records of the office are told in both languages
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    field: str = Field(description="Where: body.operating_day, query.day …; of a record the field alone")
    rule: str = Field(description="Which rule was broken, as a code")
    message: str
    message_id: str | None = Field(default=None, description="For the office's people, in Bahasa Indonesia")
    message_en: str | None = None


class Problem(Answer):
    """An error as RFC 9457 says it; `type` is a stable code behind `urn:siangsa:`."""

    # only an answer about fields has `errors`, only one about a record has the other members
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="Id of this occurrence, also in the server's log")
    errors: list[FieldFault] | None = None
    message_id: str | None = Field(default=None, description="The same for the office's people")
    message_en: str | None = None
    current: dict[str, Any] | None = Field(default=None, description="The record as it is now")
    changed_by: str | None = Field(default=None, description="Who changed it; null: an import or a command")
    changed_at: Utc | None = None


class Point(Answer):
    """A GeoJSON point."""

    type: Literal["Point"] = "Point"
    coordinates: LonLat


class LineString(Answer):
    """A GeoJSON line; empty when nothing is known."""

    type: Literal["LineString"] = "LineString"
    coordinates: list[LonLat]


class Polygon(Answer):
    """A GeoJSON polygon: its outer ring, then its holes."""

    type: Literal["Polygon"] = "Polygon"
    coordinates: list[list[LonLat]]


class MultiLineString(Answer):
    """Several GeoJSON lines."""

    type: Literal["MultiLineString"] = "MultiLineString"
    coordinates: list[list[LonLat]]


class MultiPolygon(Answer):
    """Several GeoJSON polygons."""

    type: Literal["MultiPolygon"] = "MultiPolygon"
    coordinates: list[list[list[LonLat]]]


class Told(Answer):
    """The same said in Bahasa Indonesia and in English."""

    id: str
    en: str
