"""Plans: ask, look, publish; routes for the map; jobs."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from api.deps import Day, Db, Here, RowId, Who
from api.openapi import gives
from api.schemas.plans import Job, PlanAccepted, PlanAsked, PlanDetail, PlanSummary, RouteCollection

router = APIRouter(tags=["plans"])
JobId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/plans",
    operation_id="requestPlan",
    summary="Ask for a day plan",
    status_code=status.HTTP_202_ACCEPTED,
    responses=gives(409),
)
def request_plan(asked: PlanAsked, here: Here, db: Db, who: Who) -> PlanAccepted:
    """Put a planning job into the queue; refused when it could not succeed."""
    raise NotImplementedError


@router.get("/plans", operation_id="listPlans", summary="Plans of a day")
def list_plans(day: Day, db: Db) -> list[PlanSummary]:
    """Return the plans of the operating day, newest version first."""
    raise NotImplementedError


@router.get("/plans/{plan_id}", operation_id="getPlan", summary="One plan judged", responses=gives(404))
def get_plan(plan_id: RowId, db: Db, who: Who) -> PlanDetail:
    """Return a plan with the judge's findings, its measures and what it leaves out, with reasons."""
    raise NotImplementedError


@router.get(
    "/plans/{plan_id}/routes", operation_id="getPlanRoutes", summary="Routes of a plan", responses=gives(404)
)
def get_plan_routes(plan_id: RowId, db: Db, who: Who) -> RouteCollection:
    """Return the plan's routes and stops as GeoJSON."""
    raise NotImplementedError


@router.post(
    "/plans/{plan_id}/publish",
    operation_id="publishPlan",
    summary="Publish a plan",
    responses=gives(404, 409),
)
def publish_plan(plan_id: RowId, here: Here, db: Db, who: Who) -> PlanSummary:
    """Make a feasible draft the valid plan of its day; from then on it never changes."""
    raise NotImplementedError


@router.get("/jobs/{job_id}", operation_id="getJob", summary="State of a job", responses=gives(404))
def get_job(job_id: JobId, db: Db) -> Job:
    """Return whether a job waits, runs, is done or failed."""
    raise NotImplementedError


@router.get("/routes", operation_id="listRoutes", summary="Valid routes of a day")
def list_routes(day: Day, db: Db, who: Who) -> RouteCollection:
    """Return the routes that are valid now for the day, with their stops, as GeoJSON."""
    raise NotImplementedError
