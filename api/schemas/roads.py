"""The roads in use, what is in force on them, and ways along them."""

from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, LineString, LonLat, Point, Told, Utc

RoadsWarningCode = Literal[
    "no_roads",
    "synthetic_roads",
    "not_connected",
    "profiles_missing",
    "condition_missing",
    "condition_outdated",
    "condition_failed",
    "closures_without_road",
]
Language = Literal["id", "en"]
NotReachable = Literal["far_from_road", "not_connected", "island", "closed", "swapped"]


class RoadsNetwork(Answer):
    """The snapshot in use; figures that its importer did not measure are None."""

    kind: Literal["osm", "synthetic", "file"]
    source: str
    attribution: str
    checksum: str
    built_at: Utc
    activated_at: Utc
    data_date: str | None = Field(
        description="At what date or time the map was like this, if the source says"
    )
    bounds: tuple[float, float, float, float] | None = Field(description="west, south, east, north")
    km: float
    km_by_class: dict[str, float]
    nodes: int | None
    ways: int | None
    junctions: int | None
    restrictions: int | None
    parts: int | None = Field(description="Parts that are not connected with one another")
    parts_km: list[float] = Field(description="Kilometres of the largest parts, longest first")
    connected_share: float | None = Field(description="Share (0 to 1) of road length in the largest part")
    maxspeed_share: float | None = Field(description="Share (0 to 1) of road length with a mapped limit")
    profiles: list[str]


class RoadConditionInfo(Answer):
    """What is in force now for a vehicle class."""

    class_code: str
    digest: str = Field(description="Of the closures and speeds in force; base: none")
    closures: list[int]
    without_road: list[int] = Field(description="Closures that close no road of the network")
    closed_segments: int
    speed_set: str | None
    speed_band: str | None
    since: Utc
    built_at: Utc = Field(description="Real time")
    build_s: float
    error: str | None = Field(description="Why the newest change could not be built; the former holds on")
    current: bool = Field(description="It was built on the network in use")


class RoadsWarning(Answer):
    """Something about the roads that a person must know."""

    code: RoadsWarningCode
    words: Told


class RoadsStatus(Answer):
    """The roads in use, what is in force on them, and what must be known of them."""

    network: RoadsNetwork | None
    conditions: list[RoadConditionInfo]
    warnings: list[RoadsWarning]


class RoadPieceProperties(Answer):
    """A piece of road between two junctions."""

    osm_id: int
    road_class: str
    name: str | None
    length_m: float
    distance_m: float = Field(description="From the place asked about")


class RoadPiece(Answer):
    """A piece of road, ready to be closed: its geometry is what `createClosure` takes."""

    type: Literal["Feature"] = "Feature"
    geometry: LineString
    properties: RoadPieceProperties


class RouteStep(Answer):
    """One instruction of a way."""

    text: str
    name: str | None = Field(description="Name of the road that follows")
    distance_m: float
    duration_s: float
    at: LonLat = Field(description="Where it is to be done")


class RoadRouteProperties(Answer):
    """A way from place to place with the roads as they are now."""

    class_code: str
    digest: str = Field(description="The condition it was computed with")
    minutes: float
    km: float
    from_road_m: float = Field(description="Metres from the first place to the road")
    to_road_m: float
    language: Language
    steps: list[RouteStep]


class RoadRoute(Answer):
    """A way along the roads as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    geometry: LineString
    properties: RoadRouteProperties


class NearestRoadProperties(Answer):
    """Whether a class can get to a place, and why not."""

    class_code: str
    digest: str
    distance_m: float
    far: bool = Field(description="More than 500 m: the place or the network is doubtful")
    reachable: bool = Field(description="Vehicles of the class come there, and away again, as roads are now")
    reason: NotReachable | None


class NearestRoad(Answer):
    """The nearest place on a road as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    geometry: Point
    properties: NearestRoadProperties
