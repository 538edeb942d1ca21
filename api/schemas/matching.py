"""A vehicle's day put onto the roads."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, LineString, Utc
from api.schemas.live import Withheld
from api.schemas.plans import JobStatus

PieceKind = Literal["road", "off_road", "gap"]


class MatchPieceProperties(Answer):
    """A stretch of the day, in driving order."""

    n: int
    kind: PieceKind = Field(
        description="road: along the network; off_road: landfill, yard, land without roads; gap: no data"
    )
    facility_id: int | None = Field(description="The facility in which an off-road piece lies")
    facility: str | None
    from_time: Utc
    to_time: Utc
    km: float = Field(description="Of a gap: an estimate ('±'), the shortest way")
    confidence: float | None = Field(description="0 to 1; None where nothing was matched")


class MatchPieceFeature(Answer):
    """A stretch of the day; a gap over which no way is known has no geometry."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: LineString | None
    properties: MatchPieceProperties


class MatchedDay(Answer):
    """A vehicle's operating day along the roads as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    vehicle_id: str
    day: date
    profile: str
    roads_checksum: str
    matched_at: Utc
    fixes: int
    unmatched: int = Field(description="Fixes that fit no road")
    last_fix_time: Utc | None
    km: float = Field(description="Driven and seen, on roads and off them")
    km_off_road: float
    km_estimated: float = Field(description="Shortest ways over gaps, an estimate ('±')")
    confidence: float | None = Field(description="Mean over the road pieces by length, 0 to 1")
    stale: bool = Field(description="Newer fixes or other roads are there: ask for it again")
    withheld: Withheld | None = Field(description="off_shift: pieces outside the shift are left out")
    features: list[MatchPieceFeature]


class MatchAccepted(Answer):
    """The job that puts the day onto the roads."""

    job_id: int
    status_url: str


class RoadJob(Answer):
    """A job of the roads' queue."""

    id: int
    status: JobStatus
    vehicle_id: str | None
    day: date | None
