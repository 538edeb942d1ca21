"""Records of places: collection points, facilities, which villages are Desa Mandiri Sampah."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, Lat, LocalClock, Lon
from api.schemas.places import Confidence, FacilityKind, PointKind
from api.schemas.records_common import (
    LEFT_OUT,
    Code,
    LocalTime,
    Name,
    Note,
    Page,
    Source,
    Weekdays,
)

Stream = Literal["residue", "organic", "recyclable"]
FacilityState = Literal["open", "auxiliary", "closed"]
VillageCode = Annotated[str, Field(min_length=1, max_length=32)]
Amount = Annotated[
    float, Field(ge=0, le=100_000, allow_inf_nan=False, description="Kilograms that gather in a day")
]
Cubic = Annotated[float, Field(gt=0, le=40, allow_inf_nan=False, description="Cubic metres of the container")]
ServiceS = Annotated[int, Field(ge=0, le=7_200, description="Seconds that one emptying takes")]
TimesPerWeek = Annotated[int, Field(ge=1, le=14)]
GapDays = Annotated[int, Field(ge=1, le=31, description="Days from one emptying to the next")]
TpsId = Annotated[int, Field(ge=1, le=2**31 - 1, description="Facility of kind tps: a hand-over place")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
People = Annotated[int, Field(ge=0, le=10_000_000)]
Classes = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64)]],
    Field(max_length=50, description="Vehicle classes that can get there; empty: all"),
]
UnloadS = Annotated[int, Field(ge=0, le=14_400, description="Seconds that one unloading takes")]
RadiusM = Annotated[
    float, Field(ge=10, le=2_000, description="Metres within which a truck counts as being there")
]
Tonnes = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Streams = Annotated[list[Stream], Field(max_length=3, description="Kinds of waste that it takes")]


class PointRecord(Answer):
    """A collection point as the office keeps it."""

    id: int
    code: str
    name: str
    village_code: str
    village: str
    kecamatan: str
    lon: float
    lat: float
    kind: PointKind
    stream: Stream
    amount_kg_day: float
    amount_source: str
    confidence: Confidence
    container_m3: float | None
    service_s: int
    window_from: LocalClock | None = Field(description="Local time; null: the whole day")
    window_to: LocalClock | None
    times_per_week: int | None
    weekdays: list[int] = Field(description="0 is Monday; empty: every day")
    least_gap_days: int | None = Field(description="Least days from one emptying to the next")
    most_gap_days: int | None = Field(description="Most days from one emptying to the next")
    tps_id: int | None = Field(description="Hand-over place to which a village vehicle takes what waits here")
    empties_tps_id: int | None = Field(description="Hand-over place that trucks empty here")
    allowed_classes: list[str] = Field(description="Empty: every vehicle class can get there")
    note: str | None
    sample: bool = Field(description="Made up for the demo ('contoh')")
    valid_from: date
    valid_to: date | None = Field(description="First day on which it is not in use any more")
    version: int


class PointRecords(Page):
    """Collection points, by code."""

    items: list[PointRecord]


class PointNew(Asked):
    """A new collection point."""

    code: Code
    name: Name
    village_code: VillageCode
    lon: Lon
    lat: Lat
    kind: PointKind = "stop"
    stream: Stream = "residue"
    amount_kg_day: Amount
    amount_source: Source
    confidence: Confidence = "C"
    container_m3: Cubic | None = None
    service_s: ServiceS = 300
    window_from: LocalTime | None = None
    window_to: LocalTime | None = None
    times_per_week: TimesPerWeek | None = None
    weekdays: Weekdays = Field(default_factory=list)
    least_gap_days: GapDays | None = None
    most_gap_days: GapDays | None = None
    tps_id: TpsId | None = None
    empties_tps_id: TpsId | None = None
    allowed_classes: Classes = Field(default_factory=list)
    note: Note | None = None
    sample: bool = False
    valid_from: date | None = Field(default=None, description="Default: today")


class PointChange(Asked):
    """What to change of a collection point; fields that are left out stay as they are."""

    code: Code = LEFT_OUT
    name: Name = LEFT_OUT
    village_code: VillageCode = LEFT_OUT
    lon: Lon = LEFT_OUT
    lat: Lat = LEFT_OUT
    kind: PointKind = LEFT_OUT
    stream: Stream = LEFT_OUT
    amount_kg_day: Amount = LEFT_OUT
    amount_source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT
    container_m3: Cubic | None = None
    service_s: ServiceS = LEFT_OUT
    window_from: LocalTime | None = None
    window_to: LocalTime | None = None
    times_per_week: TimesPerWeek | None = None
    weekdays: Weekdays = LEFT_OUT
    least_gap_days: GapDays | None = None
    most_gap_days: GapDays | None = None
    tps_id: TpsId | None = None
    empties_tps_id: TpsId | None = None
    allowed_classes: Classes = LEFT_OUT
    note: Note | None = None
    sample: bool = LEFT_OUT


class FacilityRecord(Answer):
    """A landfill, pool or treatment place as the office keeps it."""

    id: int
    code: str
    name: str
    kind: FacilityKind
    lon: float
    lat: float
    status: FacilityState
    accepts_residue: bool
    accepts_organic: bool
    accepts_recyclable: bool
    opens: LocalClock | None = Field(description="Local time; null: the whole day")
    closes: LocalClock | None
    unload_s: int
    visit_radius_m: float
    capacity_t_day: float | None
    received_t_year: float | None
    estimated: bool = Field(description="The place is not confirmed by the office")
    note: str | None
    source: str
    confidence: Confidence
    valid_from: date
    valid_to: date | None = Field(description="First day on which it is not in use any more")
    version: int


class FacilityRecords(Page):
    """Facilities, by code."""

    items: list[FacilityRecord]


class FacilityNew(Asked):
    """A new facility."""

    code: Code
    name: Name
    kind: FacilityKind
    lon: Lon
    lat: Lat
    status: FacilityState = "open"
    accepts_residue: bool = False
    accepts_organic: bool = False
    accepts_recyclable: bool = False
    opens: LocalTime | None = None
    closes: LocalTime | None = None
    unload_s: UnloadS = 600
    visit_radius_m: RadiusM = 150.0
    capacity_t_day: Tonnes | None = None
    received_t_year: Tonnes | None = None
    estimated: bool = False
    note: Note | None = None
    source: Source
    confidence: Confidence = "C"
    valid_from: date | None = Field(default=None, description="Default: today")


class FacilityChange(Asked):
    """What to change of a facility; fields that are left out stay as they are."""

    code: Code = LEFT_OUT
    name: Name = LEFT_OUT
    kind: FacilityKind = LEFT_OUT
    lon: Lon = LEFT_OUT
    lat: Lat = LEFT_OUT
    status: FacilityState = LEFT_OUT
    accepts_residue: bool = LEFT_OUT
    accepts_organic: bool = LEFT_OUT
    accepts_recyclable: bool = LEFT_OUT
    opens: LocalTime | None = None
    closes: LocalTime | None = None
    unload_s: UnloadS = LEFT_OUT
    visit_radius_m: RadiusM = LEFT_OUT
    capacity_t_day: Tonnes | None = None
    received_t_year: Tonnes | None = None
    estimated: bool = LEFT_OUT
    note: Note | None = None
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT


class DmsRecord(Answer):
    """From when to when a village counts as Desa Mandiri Sampah."""

    id: int
    village_code: str
    village: str
    kecamatan: str
    confirmed: bool = Field(description="DLH has confirmed it")
    source: str
    valid_from: date
    valid_to: date | None = Field(description="First day on which it does not count any more")
    version: int


class DmsRecords(Page):
    """Ticks of villages, in the order in which they were made."""

    items: list[DmsRecord]


class DmsNew(Asked):
    """Let a village count as Desa Mandiri Sampah."""

    village_code: VillageCode
    confirmed: bool = False
    source: Source
    valid_from: date | None = Field(default=None, description="Default: today")


class DmsChange(Asked):
    """What to change of a village's tick; fields that are left out stay as they are."""

    confirmed: bool = LEFT_OUT
    source: Source = LEFT_OUT


class VillageRecord(Answer):
    """A village with the figures by which its waste is reckoned."""

    code: str
    name: str
    kecamatan: str
    kind: Literal["desa", "kelurahan"]
    island: bool = Field(description="No road leads there")
    population_estimate: int
    share_served: float = Field(description="Share of its people whose waste is collected")
    source: str
    confidence: Confidence
    version: int


class VillageRecords(Page):
    """Villages, by code."""

    items: list[VillageRecord]


class VillageChange(Asked):
    """What to change of a village; fields that are left out stay as they are."""

    population_estimate: People = LEFT_OUT
    share_served: Share = LEFT_OUT
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT
