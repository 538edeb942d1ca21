"""How far places are by road."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Point, Told
from api.schemas.places import FacilityKind

ReachReason = Literal["island", "far_from_road", "not_connected", "closed"]


class VillageReachProperties(Answer):
    """A village's way to a facility and back; without a way the reason."""

    code: str
    name: str
    kecamatan: str
    facility_id: int
    facility: str
    there_min: float | None = Field(description="Minutes of driving to the facility")
    there_km: float | None
    back_min: float | None
    back_km: float | None
    road_m: float = Field(description="Metres from the village's point to the nearest road")
    reason: ReachReason | None
    words: Told | None = Field(description="The reason in words")
    nearest_id: int | None = Field(description="The facility of the same kind with the shortest drive")
    nearest: str | None


class VillageReachFeature(Answer):
    """A village at a point inside it."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: VillageReachProperties


class ReachedFacility(Answer):
    """A facility and its reach."""

    id: int
    name: str
    kind: FacilityKind
    villages: int = Field(description="Villages that can reach it")
    nearest_of: int = Field(description="Villages for which it is the nearest of its kind")
    median_min: float | None = Field(description="Half of the villages that can reach it are nearer")
    farthest_min: float | None


class VillageReachCollection(Answer):
    """Villages by minutes to a facility as GeoJSON; without closures."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    computed: bool = Field(description="False: not computed yet for the network in use")
    class_code: str
    facility_id: int | None = Field(description="None: to the nearest open landfill")
    facilities: list[ReachedFacility]
    features: list[VillageReachFeature]


class UnreachedProperties(Answer):
    """A collection point that no vehicle of a class can reach, and why."""

    point_id: int
    code: str
    name: str
    village: str
    kecamatan: str
    road_m: float
    reason: ReachReason
    words: Told


class UnreachedFeature(Answer):
    """A collection point out of reach."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Point
    properties: UnreachedProperties


class UnreachedCollection(Answer):
    """Collection points out of reach as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    computed: bool = Field(description="False: not computed yet for the network in use")
    class_code: str
    features: list[UnreachedFeature]
