"""Villages, collection points and facilities."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Point, Utc

PointStatus = Literal["planned", "done", "missed", "late", "not_today"]
PointKind = Literal["stop", "container"]
FacilityKind = Literal["landfill", "tps3r", "tpst", "tps", "pool", "transfer", "bank_sampah", "other"]
VisitSource = Literal["track", "dispatcher", "driver"]
Confidence = Literal["A", "B", "C"]
ReasonCode = Literal[
    "planned",
    "done",
    "late",
    "missed",
    "not_due",
    "no_plan",
    "capacity",
    "time",
    "access",
    "unreachable",
    "no_vehicle",
    "closed",
    "solver",
    "facility_closed",
    "other",
]


class VillageProperties(Answer):
    """A village and its waste status."""

    code: str
    name: str
    kecamatan: str
    kind: Literal["desa", "kelurahan"]
    dms: bool = Field(description="Desa Mandiri Sampah, to be confirmed by DLH")
    area_km2: float | None
    population: int | None
    population_confidence: str | None = Field(description="A, B or C")
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
    status: PointStatus
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
    plate: str | None
    arrived_at: Utc
    left_at: Utc | None
    source: VisitSource
    confidence: float = Field(ge=0, le=1)


class PointDetail(Answer):
    """Everything about one collection point on one day."""

    day: date
    point: PointFeature
    plate: str | None = Field(description="Plate of the truck that is planned or was here")
    stream: str | None = Field(description="Kind of waste collected here")
    interval_days: float | None = Field(description="Days between two pick-ups")
    kg_source: str | None = Field(description="Where the estimate comes from")
    kg_confidence: str | None
    sentence: Sentence
    reason_code: ReasonCode
    last_visits: list[PointVisit] = Field(description="Newest first, at most ten")


class FacilityProperties(Answer):
    """A landfill, pool or treatment place."""

    id: int
    code: str
    name: str
    kind: FacilityKind
    status: str
    confidence: str | None
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
