"""A week as the planner's board draws it: days, vehicles, cells, points, broken rules, measures."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from api.schemas.common import Answer, Utc
from api.schemas.places import Confidence

CellState = Literal["works", "free", "away"]
WeekStopKind = Literal["collect", "unload", "end"]
Share = Annotated[float, Field(description="A share: 0.15 is 15 %")]


def _named(value: Any) -> Any:  # noqa: ANN401 - whatever was stored
    """Return an empty text for nothing."""
    return "" if value is None else value


Code = Annotated[str, BeforeValidator(_named), Field(description="Empty: the rule is about none")]


class WeekMeasures(Answer):
    """What a week comes to, over all its days."""

    km: float
    hours: float = Field(description="Hours of work of all crews, from leaving the pool to being back")
    overtime_hours: float = Field(description="Of these, hours after the end of the shift")
    kg: float = Field(description="Kilograms collected, an estimate ('±')")
    trips: int = Field(description="Rit: how often something is unloaded")
    litres: float = Field(description="Litres of fuel, by the classes' figures")
    cost_idr: int = Field(description="Whole rupiah, by the classes' figures")
    balance_share: Share = Field(
        description="How far the heaviest or lightest working day lies from the mean tonnes, as a share"
    )
    points: int = Field(description="Points that are emptied at least once")
    visits: int
    moved_points: int = Field(description="Points emptied on other days than last week")
    moved_share: Share = Field(description="The same as a share of those that last week had too")
    unserved: int = Field(description="Points that the week should empty and does not")
    vehicle_days: int = Field(description="Vehicles that go out, summed over the days")


class WeekDay(Answer):
    """One day of a week."""

    day: date
    weekday: int = Field(ge=0, le=6, description="0 is Monday")
    holiday: str = Field(description="Its name; empty on a day like others")
    collects: bool = Field(description="Trucks may go out")
    kg: float
    km: float
    hours: float
    trips: int
    vehicles: int
    points: int
    feasible: bool = Field(description="No rule that must hold is broken on it")
    plan_id: int | None = Field(
        default=None, description="The day plan that this day was published as; null: none is valid"
    )


class WeekStop(Answer):
    """A halt of a vehicle between leaving its pool and being back."""

    kind: WeekStopKind
    code: str = Field(description="Code of the point, else of the facility")
    arrives_at: Utc
    leaves_at: Utc
    kg: float = Field(description="Taken here; negative: tipped")
    load_kg: float = Field(description="Aboard when it leaves")
    trip: int


class WeekCell(Answer):
    """What a vehicle does on a day."""

    day: date
    vehicle: str
    state: CellState = Field(
        description="works: it goes out; free: it could; away: it cannot, and `away` says why"
    )
    away: str | None = Field(
        default=None, description="outage, kir, crew or holiday; empty: not known; null: it is not away"
    )
    kg: float
    litres: float = Field(description="What it collects takes up in the vehicle, not fuel")
    trips: int
    km: float
    hours: float
    shift_hours: float = Field(description="Hours that its shift has")
    fill_share: Share = Field(description="The fullest trip against what the vehicle holds")
    over: bool = Field(description="Loaded or at work beyond what is allowed")
    leaves_at: Utc | None = None
    returns_at: Utc | None = None
    stops: list[WeekStop]


class WeekPin(Answer):
    """What a person fixed of a point."""

    day: date | None = Field(description="null: any day")
    vehicle: Code = Field(description="Empty: any vehicle")


class WeekPointPlan(Answer):
    """What the week does with a point."""

    code: str
    days: list[date] = Field(description="On which it is emptied")
    vehicles: dict[str, str] = Field(description="Day (ISO) -> vehicle that comes")
    times: int = Field(description="How often it shall be emptied in the week")
    least_gap: int = Field(description="Days between two emptyings, at least")
    most_gap: int = Field(description="Days between two emptyings, at most")
    kg: float = Field(description="Forecast of what gathers over the days of the week")
    low_kg: float = Field(description="Lower end of the forecast's range")
    high_kg: float = Field(description="Upper end of the forecast's range")
    moved: bool = Field(description="On other days than last week")
    excluded: bool = Field(description="This week leaves it out, as somebody wished")
    pinned: list[WeekPin]
    waiting_kg: dict[str, float] = Field(default={}, description="Day (ISO) -> what is taken along then")
    unserved: str | None = Field(
        default=None, description="Why nobody comes, as a code; null where somebody does, or nobody should"
    )
    unserved_id: str | None = Field(default=None, description="The same in words, in Bahasa Indonesia")
    unserved_en: str | None = None


class WeekPoint(WeekPointPlan):
    """A point of the week with its name, its place and where its figure comes from."""

    name: str
    village_code: str
    village: str
    kecamatan: str
    lon: float
    lat: float
    stream: str
    kind: str
    source: str
    confidence: Confidence
    sample: bool = Field(description="Made up, shown as 'contoh'")


class WeekFacility(Answer):
    """A place where vehicles of the week start or tip."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float


class WeekViolation(Answer):
    """A rule that the week breaks, in words."""

    rule: str = Field(description="Which rule, as a code")
    day: date | None = Field(description="null: it is about the whole week")
    vehicle: Code
    point: Code
    facility: Code
    amount: float = Field(description="By how much, in the unit that the message names")
    hard: bool = Field(description="The week cannot be published with it")
    message_id: str
    message_en: str


class WeekDriver(Answer):
    """Who drives."""

    name: str
    phone: str | None = Field(description="null: not known, or not for this account")


class Relief(WeekDriver):
    """Who drives on a day instead of the usual driver."""

    day: date


class WeekVehicle(Answer):
    """A vehicle of the week."""

    id: str
    plate: str
    class_code: str
    class_name: str = Field(description="In Bahasa Indonesia")
    class_name_en: str
    work: str = Field(description="stationary, hauled or village")
    capacity_kg: int
    pool: str = Field(description="Code of the facility where it starts and ends")
    driver: WeekDriver | None = Field(description="On the first day on which somebody drives; null: nobody")
    relief: list[Relief] = Field(description="Days on which somebody else drives")
    territory: list[str] = Field(description="Kecamatan in which its crew is at home; empty: everywhere")


class WishedPin(WeekPin):
    """A point that is fixed to a day, a vehicle, or both."""

    point: str


class WeekWishes(Answer):
    """What people fixed in the week, and what a what-if takes away."""

    pins: list[WishedPin] = Field(default=[])
    excluded: list[str] = Field(default=[], description="Points that the week leaves out")
    times: dict[str, int] = Field(
        default={}, description="Point -> how often, instead of the records' figure"
    )
    without_vehicles: list[str] = Field(default=[])
    closed_facilities: list[str] = Field(default=[])
    holidays: list[date] = Field(default=[])
