"""Closures of roads, and the trucks whose way they cross."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.common import (
    Answer,
    Asked,
    LineString,
    MultiLineString,
    MultiPolygon,
    Place,
    Point,
    Polygon,
    Told,
    Utc,
)

ClosureKind = Literal["area", "piece"]
ClosureState = Literal["coming", "now", "past", "lifted"]
ClosureFilter = Literal["now", "coming", "past", "all"]
ClassCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Why = Annotated[str, Field(min_length=1, max_length=300)]
MOST_VERTICES = 1_000
_Line = Annotated[list[Place], Field(min_length=2, max_length=MOST_VERTICES)]
_Ring = Annotated[list[Place], Field(min_length=4, max_length=MOST_VERTICES)]


class PolygonAsked(Asked):
    """An area as GeoJSON: everything that touches its inside is closed."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[_Ring], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _few_vertices(self) -> Self:
        """Refuse a drawing that no hand made."""
        if sum(map(len, self.coordinates)) > MOST_VERTICES:
            raise ValueError(f"at most {MOST_VERTICES} vertices")
        return self


class LineAsked(Asked):
    """A piece of road as GeoJSON: the roads that run along it are closed."""

    type: Literal["LineString"]
    coordinates: _Line


class LinesAsked(Asked):
    """Several pieces of road as GeoJSON, closed as one."""

    type: Literal["MultiLineString"]
    coordinates: Annotated[list[_Line], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _few_vertices(self) -> Self:
        """Refuse a drawing that no hand made."""
        if sum(map(len, self.coordinates)) > MOST_VERTICES:
            raise ValueError(f"at most {MOST_VERTICES} vertices")
        return self


class ClosureAsked(Asked):
    """Close an area or a piece of road for a while."""

    geometry: PolygonAsked | LineAsked | LinesAsked = Field(discriminator="type")
    reason: Why
    classes: list[ClassCode] = Field(
        default=[], max_length=20, description="Vehicle classes that it holds for; empty: all"
    )
    valid_from: AwareDatetime | None = Field(default=None, description="Stack time; default: now")
    valid_to: AwareDatetime | None = Field(description="Stack time; null: until it is lifted")


class ClosureChange(Asked):
    """Another end or reason; what is not named stays."""

    valid_to: AwareDatetime | None = Field(
        default=None, description="Stack time; null: until it is lifted; left out: unchanged"
    )
    reason: Why | None = Field(default=None, description="Left out or null: unchanged")


class ClosureProperties(Answer):
    """A closure: what, why, for whom, from when until when, and what it does."""

    id: int
    kind: ClosureKind
    state: ClosureState
    reason: str
    classes: list[str] = Field(description="Vehicle classes that it holds for; empty: all")
    valid_from: Utc
    valid_to: Utc | None = Field(description="None: until it is lifted")
    source: str = Field(description="console, or where it was imported from")
    external_id: str | None = Field(description="Its name in the system it was imported from")
    created_by: str
    created_at: Utc
    lifted_at: Utc | None
    lifted_by: str | None
    touches_road: bool | None = Field(
        description="False: it closes no road of the network in use; None: not asked any more, it is over"
    )
    segments: int | None = Field(
        description="Pieces of the network in use that it closes, between two neighbouring nodes; None: over"
    )
    in_force: bool = Field(description="It is built into the roads of the classes that it holds for")
    routes: int = Field(description="Valid routes that run into it")


class ClosureFeature(Answer):
    """A closure as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Polygon | MultiPolygon | LineString | MultiLineString = Field(discriminator="type")
    properties: ClosureProperties


class ClosureCollection(Answer):
    """Closures as GeoJSON, the latest begun first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    now: Utc
    features: list[ClosureFeature]


class HindranceProperties(Answer):
    """A leg of a valid route that runs into a closure while it is to be driven."""

    code: Literal["closed_road"] = "closed_road"
    route_id: int
    plan_id: int
    vehicle_id: str
    plate: str
    n: int = Field(description="The stop that the leg leads to")
    stop_name: str
    closure_id: int
    reason: str = Field(description="Why the road is closed")
    closed_until: Utc | None
    from_time: Utc = Field(description="When the plan has the truck set out on this leg")
    to_time: Utc = Field(description="When the plan has it arrive")
    ahead: bool = Field(description="The truck has this leg still before it: somebody must act")
    words: Told


class HindranceFeature(Answer):
    """Where a route runs into a closure."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: HindranceProperties


class HindranceCollection(Answer):
    """Where the valid routes of a day run into closures, as GeoJSON; by time."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    day: date
    ahead: int = Field(description="Trucks that have one still before them")
    features: list[HindranceFeature]
