"""Plans, routes and the jobs that make them."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import Answer, Asked, LineString, Point, Utc
from api.schemas.live import StopKind

PlanStatus = Literal["draft", "published", "archived"]
PlanOrigin = Literal["solver", "hand", "import"]
JobStatus = Literal["waiting", "running", "done", "failed"]
JobKind = Literal["day", "replan"]


class PlanAsked(Asked):
    """Ask for a plan of one operating day."""

    operating_day: date
    publish: bool = Field(default=False, description="Publish at once if the judge finds it feasible")
    time_limit_s: float | None = Field(default=None, ge=1, le=600, description="Seconds the solver may take")
    seed: int = Field(default=1, ge=0, le=2**31 - 1)


class PlanAccepted(Answer):
    """The job that makes the plan."""

    job_id: int
    plan_id: int | None
    status_url: str


class Job(Answer):
    """A job of the queue."""

    id: int
    kind: JobKind = Field(description="day: a whole day; replan: what is left of one")
    cause: dict[str, Any] | None = Field(description="Why a re-plan was asked for")
    operating_day: date
    publish: bool
    requested_by: str
    requested_at: Utc
    status: JobStatus
    error: str | None = Field(description="One sentence, when it failed")
    plan_id: int | None = Field(description="The plan that this job made, once it is there")


class PlanSummary(Answer):
    """A plan in one row."""

    id: int
    operating_day: date = Field(description="First day of the plan")
    days: int
    version: int
    parent_id: int | None = Field(description="The plan that this one was made from, of a re-plan")
    week_id: int | None = Field(description="The week that this day was published from; null: of none")
    status: PlanStatus
    origin: PlanOrigin
    engine: str
    feasible: bool
    cost_idr: int
    solve_s: float
    seed: int
    created_at: Utc
    requested_by: str
    published_at: Utc | None
    published_by: str | None
    vehicles: int
    stops: int
    trips: int
    unserved: int


class ReasonText(Answer):
    """A coded reason in words."""

    id: str
    en: str


class Unserved(Answer):
    """A point that the plan leaves out, and why."""

    point_id: int
    code: str
    name: str
    village: str
    reason_code: str
    reason: ReasonText
    remedy: ReasonText | None = Field(description="What would make it servable; null where nobody knows")
    figures: dict[str, Any] = Field(description="The figures behind the reason")


class PlanClosure(Answer):
    """A closure that a plan goes around."""

    id: int
    reason: str


class PlanDetail(PlanSummary):
    """A plan with its judgement."""

    judge: dict[str, Any] = Field(description="The independent judge's findings")
    measures: dict[str, Any] = Field(
        description="km, hours, kilograms, cost and what the plan was compared with"
    )
    closures: list[PlanClosure] = Field(description="Closures of its day that it was made with")
    left_out: list[Unserved]


class RouteProperties(Answer):
    """A vehicle's route, or one of its stops when `role` is stop."""

    role: Literal["route", "stop"]
    route_id: int
    vehicle_id: str
    plate: str
    plan_id: int
    day: date
    n: int | None = Field(description="Number of the stop in the route")
    trip: int | None
    kind: StopKind | None
    place: str | None
    name: str | None
    arrival: Utc | None
    kg_estimate: float | None
    distance_m: float | None
    duration_s: float | None
    acknowledged: bool
    frozen: bool = Field(
        description="The stop was done or on its way when the plan was made; of a route: all of it"
    )
    closures: list[int] = Field(
        description="Closures that the route, or the leg to this stop, runs into while it is to be driven"
    )


class RouteFeature(Answer):
    """A route line or a stop."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: LineString | Point = Field(discriminator="type")
    properties: RouteProperties


class RouteCollection(Answer):
    """Routes and their stops as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[RouteFeature]
