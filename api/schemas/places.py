"""Villages, collection points and facilities."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, Lat, Lon, Point, Utc

PointStatus = Literal["planned", "done", "missed", "late", "not_today", "unplanned"]
PointKind = Literal["stop", "container"]
FacilityKind = Literal["landfill", "tps3r", "recycling_centre", "waste_bank", "pool", "tps"]
VisitSource = Literal["track", "dispatcher", "driver"]
Confidence = Literal["A", "B", "C"]


class VillageProperties(Answer):
    """A village and its waste status."""

    code: str
    name: str
    kecamatan: str
    kind: Literal["desa", "kelurahan"]
    dms: bool = Field(description="Desa Mandiri Sampah")
    dms_confirmed: bool = Field(description="Whether DLH has confirmed it")
    area_km2: float
    population: int = Field(description="An estimate")
    population_confidence: Confidence
    points: int = Field(description="Collection points in the village")


class VillageFeature(Answer):
    """A village at a point inside it."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: VillageProperties


class VillageCollection(Answer):
    """Villages as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[VillageFeature]


class PointProperties(Answer):
    """A collection point and what happens to it on the day asked for."""

    id: int
    code: str
    name: str
    village: str
    kecamatan: str
    sample: bool = Field(description="Made up for the demo ('contoh')")
    kind: PointKind
    status: PointStatus = Field(
        description="unplanned: it waits, and the valid plan neither serves it nor names it as left out"
    )
    vehicle_id: str | None
    eta: Utc | None = Field(description="Expected arrival, moved by the truck's present delay")
    visited_at: Utc | None
    kg_estimate: float = Field(description="Kilograms expected to wait there, an estimate ('±')")


class PointFeature(Answer):
    """A collection point as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Point
    properties: PointProperties


class PointCollection(Answer):
    """Collection points of a day as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    day: date
    features: list[PointFeature]


class Sentence(Answer):
    """The one sentence that answers 'why has it not been emptied?', ready to be copied."""

    id: str
    en: str


class PointVisit(Answer):
    """A truck's real stop at a point."""

    operating_day: date
    vehicle_id: str
    plate: str
    arrived_at: Utc
    left_at: Utc
    source: VisitSource
    confidence: float = Field(ge=0, le=1)


class PointDetail(Answer):
    """Everything about one collection point on one day."""

    day: date
    point: PointFeature
    plate: str | None = Field(description="Plate of the truck that is planned or was here")
    stream: str = Field(description="Kind of waste collected here")
    kg_source: str = Field(description="Where the estimate comes from")
    kg_confidence: Confidence
    last_emptied_on: date | None = Field(
        description="Last operating day before this one on which it was emptied"
    )
    sentence: Sentence
    reason_code: str = Field(
        description="The status when planned; else why not: not_due, no_plan, not_in_plan,"
        " no_vehicle_allowed, too_large, unreachable, far_from_road, not_connected, closed_road,"
        " landfill_closed, window_closed, shift_too_short, cheaper_left_out, not_enough_capacity"
    )
    last_visits: list[PointVisit] = Field(description="Newest first, at most ten")


class FacilityProperties(Answer):
    """A landfill, pool or treatment place."""

    id: int
    code: str
    name: str
    kind: FacilityKind
    status: Literal["open", "auxiliary", "closed"]
    estimated: bool = Field(description="The place is not confirmed by the office")
    confidence: Confidence
    note: str | None


class FacilityFeature(Answer):
    """A facility as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Point
    properties: FacilityProperties


class FacilityCollection(Answer):
    """Facilities as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[FacilityFeature]


class FacilityPlace(Asked):
    """Where a facility truly lies."""

    lon: Lon
    lat: Lat
    confirmed: bool = Field(default=True, description="The office vouches for the place; false: an estimate")
    force: bool = Field(default=False, description="Also when no road is within 500 m")
