"""Where the trucks are and what the day has brought."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, LineString, Told, Utc
from api.schemas.fleet import Vehicle
from api.schemas.places import VisitSource

VehicleState = Literal["driving", "serving", "unloading", "standing", "no_signal", "broken"]
StopKind = Literal["collect", "unload", "end"]
StopStatus = Literal["done", "next", "planned", "late", "missed"]
Withheld = Literal["off_shift"]
_WITHHELD = Field(
    description="off_shift: what lies outside the shift is not shown to this account; None: all is shown"
)


class NextStop(Answer):
    """The stop that the truck is on its way to."""

    name: str
    eta: Utc
    late_s: int = Field(description="Seconds behind the plan; 0 when in time")


class ClosureAhead(Answer):
    """The next closure on what remains of a vehicle's route: somebody must act."""

    code: Literal["closed_road"] = "closed_road"
    closure_id: int
    reason: str = Field(description="Why the road is closed")
    n: int = Field(description="The stop that the hindered leg leads to")
    stop_name: str
    at: Utc = Field(description="When the plan has the truck there")
    closed_until: Utc | None = Field(description="None: until it is lifted")
    lon: float
    lat: float
    words: Told


class Position(Answer):
    """The newest position of a vehicle with what it is doing."""

    vehicle_id: str
    device_id: str
    plate: str
    class_code: str
    lon: float
    lat: float
    speed_kmh: float | None
    course_deg: float | None
    fix_time: Utc
    received_at: Utc
    state: VehicleState
    place_name: str | None = Field(description="Where it stands, if that is a place we know")
    trip: int | None = Field(description="Trip (rit) of the day it is on, from 1")
    load_kg: float | None = Field(description="Estimate ('±') from the visits since the last unloading")
    load_pct: float | None
    stops_done: int
    stops_total: int
    next_stop: NextStop | None
    closure_ahead: ClosureAhead | None
    plan_id: int | None
    plan_acknowledged: bool


class Positions(Answer):
    """All newest positions; the cursor continues the stream."""

    cursor: int
    items: list[Position]
    withheld: Withheld | None = _WITHHELD


class TrackProperties(Answer):
    """The moments of a track's points."""

    vehicle_id: str
    day: date
    times: list[float] = Field(description="Unix seconds, one per coordinate")
    speeds_kmh: list[float | None]
    total: int = Field(description="Fixes stored for that day")
    thinned: bool = Field(description="True when fixes were left out to keep the answer small")
    distance_m: float
    withheld: Withheld | None = _WITHHELD


class Track(Answer):
    """The driven track of a vehicle and operating day."""

    type: Literal["Feature"] = "Feature"
    geometry: LineString
    properties: TrackProperties


class DayStop(Answer):
    """A planned stop beside what happened."""

    n: int
    trip: int
    kind: StopKind
    place: str = Field(description="p:<code> for a point, f:<code> for a facility")
    point_id: int | None
    name: str
    lon: float
    lat: float
    planned_arrival: Utc
    service_s: int
    eta: Utc | None
    arrived_at: Utc | None
    left_at: Utc | None
    status: StopStatus
    frozen: bool = Field(description="Done or on its way when the day was re-planned")
    kg_estimate: float


class DayVisit(Answer):
    """A real stop at a place, planned or not."""

    place: str
    name: str
    kind: Literal["collect", "unload", "pool"]
    arrived_at: Utc
    left_at: Utc
    source: VisitSource
    confidence: float


class DayRit(Answer):
    """A trip that ended at an unloading."""

    n: int
    facility: str
    started_at: Utc
    unloaded_at: Utc
    points: int
    kg_estimate: float


class DrivenKm(Answer):
    """Kilometres of a day that was put onto the roads."""

    km: float = Field(description="Seen, on roads and off them")
    km_estimated: float = Field(description="Shortest ways where there is no data, an estimate ('±')")
    stale: bool = Field(description="Newer fixes or other roads are there: it has to be asked for again")


class DayRest(Answer):
    """A break of the crew as it is planned."""

    label: str
    begins_at: Utc
    ends_at: Utc


class VehicleDay(Answer):
    """Plan against actual of one vehicle on one operating day."""

    day: date
    vehicle: Vehicle
    plan_id: int | None
    plan_acknowledged: bool
    position: Position | None
    stops: list[DayStop]
    visits: list[DayVisit]
    rit: list[DayRit]
    rests: list[DayRest]
    stops_done: int
    stops_total: int
    rit_planned: int
    load_kg: float | None
    load_pct: float | None
    distance_planned_m: float | None
    driven: DrivenKm | None = Field(description="From the day put onto the roads; None: nobody asked for it")
    closures_ahead: list[ClosureAhead]
    withheld: Withheld | None = _WITHHELD


class Figures(Answer):
    """The day in figures; 'done', 'missed' and rit count visits seen in tracks."""

    day: date
    points_done: int
    points_planned: int
    points_missed: int
    points_late: int
    rit_done: int
    rit_planned: int
    tonnes_estimate: float
    alerts: int
    trucks_moving: int
    trucks_silent: int
    trucks_total: int
    trucks_hindered: int = Field(description="Trucks whose remaining route runs into a closure")


class FactsEvent(Answer):
    """Stream event `facts`: visits or figures of these vehicles changed."""

    day: date
    vehicles: list[str] = Field(description="Empty: any may have changed")


class PlansEvent(Answer):
    """Stream event `plans`: plans of the day changed."""

    day: date
    plan_id: int | None


class RoadsEvent(Answer):
    """Stream event `roads`: closures, conditions, hindrances, matches or the network changed."""

    day: date


class WithheldEvent(Answer):
    """Stream event `withheld`: these vehicles are outside their shift and no longer shown to this account."""

    reason: Withheld
    vehicles: list[str]
