"""Plans: ask, look, publish; routes for the map; jobs."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from api.deps import Day, Db, Here, RowId, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.plannable import demand_plannable
from api.publish import publish
from api.reach import demand_plan
from api.schemas.plans import Job, PlanAccepted, PlanAsked, PlanDetail, PlanSummary, RouteCollection
from api.views import plans as views
from data.store.queries import audit, plans_view
from data.store.queries.plan_jobs import PlanWish
from data.store.queries.plan_jobs import request_plan as request_plan_job

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
    """Put a planning job into the queue; refused when it could not succeed.

    A day that is being planned already is not planned twice: its job is returned.
    """
    demand_plannable(db, here.around, asked.operating_day)
    wish = PlanWish(
        operating_day=asked.operating_day,
        publish=asked.publish,
        requested_by=who.username,
        requested_at=here.around.clock.now(),
        time_limit_s=asked.time_limit_s,
        seed=asked.seed,
    )
    job_id = request_plan_job(here.sessions, here.settings.database_url.get_secret_value(), wish)
    change = audit.Change("request_plan", "operating_day", str(asked.operating_day), None, {"job": job_id})
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    return PlanAccepted(job_id=job_id, plan_id=None, status_url=f"/api/v1/jobs/{job_id}")


@router.get("/plans", operation_id="listPlans", summary="Plans of a day")
def list_plans(day: Day, db: Db) -> list[PlanSummary]:
    """Return the plans of the operating day, newest version first."""
    return [views.summary(row) for row in plans_view.plans_of(db, day)]


@router.get("/plans/{plan_id}", operation_id="getPlan", summary="One plan judged", responses=gives(404))
def get_plan(plan_id: RowId, db: Db, who: Who) -> PlanDetail:
    """Return a plan with the judge's findings, its measures and what it leaves out, with reasons."""
    row = demand_plan(db, plan_id)
    return views.detail(row, plans_view.unserved(db, plan_id, who.scope, row.plan.first_day))


@router.get(
    "/plans/{plan_id}/routes", operation_id="getPlanRoutes", summary="Routes of a plan", responses=gives(404)
)
def get_plan_routes(plan_id: RowId, db: Db, who: Who) -> RouteCollection:
    """Return the plan's routes and stops as GeoJSON."""
    row = demand_plan(db, plan_id)
    return views.routes(plans_view.routes_of_plan(db, plan_id, who.scope, row.plan.first_day))


@router.post(
    "/plans/{plan_id}/publish",
    operation_id="publishPlan",
    summary="Publish a plan",
    responses=gives(404, 409),
)
def publish_plan(plan_id: RowId, here: Here, db: Db, who: Who) -> PlanSummary:
    """Make a feasible draft the valid plan of its day; from then on it never changes."""
    publish(db, here, who, demand_plan(db, plan_id).plan)
    return views.summary(demand_plan(db, plan_id))


@router.get("/jobs/{job_id}", operation_id="getJob", summary="State of a job", responses=gives(404))
def get_job(job_id: JobId, db: Db) -> Job:
    """Return whether a job waits, runs, is done or failed."""
    job = plans_view.job(db, job_id)
    if job is None:
        raise NotFoundError(f"there is no job {job_id}")
    return Job.model_validate(job)


@router.get("/routes", operation_id="listRoutes", summary="Valid routes of a day")
def list_routes(day: Day, db: Db, who: Who) -> RouteCollection:
    """Return the routes that are valid now for the day, with their stops, as GeoJSON."""
    return views.routes(plans_view.current_routes(db, day, who.scope))
