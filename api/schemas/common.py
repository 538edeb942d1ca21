"""Types that every topic shares: UTC times, GeoJSON geometry, problems."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator


def _in_utc(moment: datetime) -> datetime:
    """Return `moment` as UTC, so that it is written with a Z whatever zone the database answers in."""
    return moment.astimezone(UTC)


Utc = Annotated[datetime, AfterValidator(_in_utc)]
"""An aware moment, written as ISO 8601 with a Z."""

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
        """Refuse a NUL character: the database cannot keep it."""
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("a NUL character is not allowed")
        return value


class FieldFault(Answer):
    """One field of a request that broke a rule."""

    field: str = Field(description="Where: body.operating_day, query.day …")
    rule: str = Field(description="Which rule was broken, as a code")
    message: str


class Problem(Answer):
    """An error as RFC 9457 says it; `type` is a stable code behind `urn:siangsa:`."""

    # only an answer about fields has `errors`
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="Id of this occurrence, also in the server's log")
    errors: list[FieldFault] | None = None


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
