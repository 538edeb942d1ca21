"""Records of the fleet and its people: vehicles, their classes, crews, planned outages."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer, Asked, Utc
from api.schemas.fleet import Kir, Work
from api.schemas.places import Confidence
from api.schemas.records_common import LEFT_OUT, Code, Name, Note, Page, Rupiah, Slug, Source, Why

Duty = Literal["driver", "loader"]
Plate = Annotated[str, Field(min_length=1, max_length=20)]
ClassCode = Annotated[str, Field(min_length=1, max_length=64)]
PoolId = Annotated[int, Field(ge=1, le=2**31 - 1, description="Facility from which it starts")]
Phone = Annotated[str, Field(min_length=5, max_length=25, pattern=r"^\+?[0-9][0-9 ()-]*$")]
Kg = Annotated[int, Field(ge=1, le=100_000)]
M3 = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
OvertimeS = Annotated[int, Field(ge=0, le=43_200)]
Territory = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=60)]],
    Field(max_length=40, description="Kecamatan in which its crew is at home; empty: everywhere"),
]
Trips = Annotated[int, Field(ge=0, le=50, description="Most unloadings a day; 0: no limit")]
Litres = Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)]


class OutageRecord(Answer):
    """A time in which a vehicle is out of service."""

    id: int
    from_at: Utc
    until_at: Utc | None = Field(description="Null: until somebody ends it")
    reason: str
    planned: bool = Field(description="Known beforehand (KIR, service); false: it broke down")


class CrewBrief(Answer):
    """Who belongs to a vehicle now."""

    id: int
    code: str
    name: str
    duty: Duty


class VehicleRecord(Answer):
    """A vehicle as the office keeps it."""

    id: str
    plate: str
    class_code: str
    class_name_id: str
    class_name_en: str
    pool_id: int
    pool: str
    planned: bool = Field(description="The planner may give it routes")
    sample: bool
    kir_until: date | None = Field(description="Last day of its roadworthiness test")
    kir: Kir = Field(description="soon: it expires within 30 days")
    territory: list[str] = Field(description="Kecamatan in which its crew is at home; empty: everywhere")
    note: str | None
    broken_since: Utc | None
    outages: list[OutageRecord] = Field(description="In force or ahead, by their begin")
    crew: list[CrewBrief] = Field(description="Who belongs to it today; drivers first")
    valid_from: date
    valid_to: date | None = Field(description="First day on which it is not in use any more")
    version: int


class VehicleRecords(Page):
    """Vehicles, by id."""

    items: list[VehicleRecord]


class VehicleNew(Asked):
    """A new vehicle."""

    id: Slug | None = Field(default=None, description="Default: made of the plate")
    plate: Plate
    class_code: ClassCode
    pool_id: PoolId
    planned: bool = True
    sample: bool = False
    kir_until: date | None = None
    territory: Territory = Field(default_factory=list)
    note: Note | None = None
    valid_from: date | None = Field(default=None, description="Default: today")


class VehicleRecordChange(Asked):
    """What to change of a vehicle; fields that are left out stay as they are."""

    plate: Plate = LEFT_OUT
    class_code: ClassCode = LEFT_OUT
    pool_id: PoolId = LEFT_OUT
    planned: bool = LEFT_OUT
    sample: bool = LEFT_OUT
    kir_until: date | None = None
    territory: Territory = LEFT_OUT
    note: Note | None = None


class PlannedOutageNew(Asked):
    """A time, known beforehand, in which a vehicle cannot work: no shift that it touches has it."""

    from_at: AwareDatetime
    until_at: AwareDatetime
    reason: Why


class VehicleClassRecord(Answer):
    """What vehicles of a kind can carry and cost; money in whole rupiah."""

    code: str
    name_id: str
    name_en: str
    work: Work
    capacity_kg: int
    capacity_m3: float
    road_profile: str
    fixed_idr: int
    per_km_idr: int
    per_hour_idr: int
    overtime_per_hour_idr: int
    overtime_s: int
    max_trips: int
    litres_per_100km: float | None
    source: str
    confidence: Confidence
    version: int


class VehicleClassRecords(Page):
    """Vehicle classes, by code."""

    items: list[VehicleClassRecord]


class VehicleClassChange(Asked):
    """What to change of a vehicle class; fields that are left out stay as they are."""

    name_id: Name = LEFT_OUT
    name_en: Name = LEFT_OUT
    capacity_kg: Kg = LEFT_OUT
    capacity_m3: M3 = LEFT_OUT
    fixed_idr: Rupiah = LEFT_OUT
    per_km_idr: Rupiah = LEFT_OUT
    per_hour_idr: Rupiah = LEFT_OUT
    overtime_per_hour_idr: Rupiah = LEFT_OUT
    overtime_s: OvertimeS = LEFT_OUT
    max_trips: Trips = LEFT_OUT
    litres_per_100km: Litres | None = None
    source: Source = LEFT_OUT
    confidence: Confidence = LEFT_OUT


class AbsenceRecord(Answer):
    """Days, both included, on which somebody does not work."""

    id: int
    from_day: date
    to_day: date
    reason: str


class CrewRecord(Answer):
    """A person who works on the trucks."""

    id: int
    code: str
    name: str
    phone: str | None
    duty: Duty
    note: str | None
    vehicle_id: str | None = Field(description="Where he belongs today")
    absences: list[AbsenceRecord] = Field(description="Present and coming ones, by their begin")
    valid_from: date
    valid_to: date | None = Field(description="First day on which he does not work here any more")
    version: int


class CrewRecords(Page):
    """Crew members, by code."""

    items: list[CrewRecord]


class CrewNew(Asked):
    """A new crew member."""

    code: Code
    name: Name
    phone: Phone | None = None
    duty: Duty = "driver"
    note: Note | None = None
    valid_from: date | None = Field(default=None, description="Default: today")


class CrewChange(Asked):
    """What to change of a crew member; fields that are left out stay as they are."""

    code: Code = LEFT_OUT
    name: Name = LEFT_OUT
    phone: Phone | None = None
    duty: Duty = LEFT_OUT
    note: Note | None = None


class CrewAssigned(Asked):
    """To which vehicle a crew member belongs from a day on; null: to none."""

    vehicle_id: Annotated[str, Field(min_length=1, max_length=32)] | None
    from_: date | None = Field(default=None, alias="from", description="Default: today")


class AbsenceNew(Asked):
    """Days, both included, on which somebody will not work."""

    from_day: date
    to_day: date
    reason: Why
