"""Plans: ask, look, publish; routes for the map; jobs."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, status

from api.deps import PLAN_AHEAD_DAYS, Day, Db, Here, RowId, Who
from api.errors import ConflictError, NotFoundError, RefusedError
from api.openapi import gives
from api.schemas.plans import Job, PlanAccepted, PlanAsked, PlanDetail, PlanSummary, RouteCollection
from api.surroundings import Surroundings
from api.views import plans as views
from data.store.queries import audit, places, plans_view, publishing, system
from data.store.queries.plan_jobs import PlanWish
from data.store.queries.plan_jobs import request_plan as request_plan_job
from data.store.queries.plans_view import PlanRow

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
    _demand_plannable(db, here.around, asked.operating_day)
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
    row = _plan(db, plan_id)
    return views.detail(row, plans_view.unserved(db, plan_id, who.scope, row.plan.first_day))


@router.get(
    "/plans/{plan_id}/routes", operation_id="getPlanRoutes", summary="Routes of a plan", responses=gives(404)
)
def get_plan_routes(plan_id: RowId, db: Db, who: Who) -> RouteCollection:
    """Return the plan's routes and stops as GeoJSON."""
    row = _plan(db, plan_id)
    return views.routes(plans_view.routes_of_plan(db, plan_id, who.scope, row.plan.first_day))


@router.post(
    "/plans/{plan_id}/publish",
    operation_id="publishPlan",
    summary="Publish a plan",
    responses=gives(404, 409),
)
def publish_plan(plan_id: RowId, here: Here, db: Db, who: Who) -> PlanSummary:
    """Make a feasible draft the valid plan of its day; from then on it never changes."""
    around = here.around
    row = _plan(db, plan_id)
    last_day = row.plan.first_day + timedelta(days=row.plan.days - 1)
    if last_day < around.operating_day():
        raise ConflictError("day-over", f"plan {plan_id} is for {row.plan.first_day}, which is over")
    before = {"status": row.plan.status}
    publishing.publish_plan(db, plan_id, by=who.username, at=around.clock.now())
    change = audit.Change("publish", "plan", str(plan_id), before, {"status": "published"})
    audit.record(db, who.username, around.real(), change)
    db.commit()
    here.situations.forget()
    return views.summary(_plan(db, plan_id))


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


def _plan(db: Db, plan_id: int) -> PlanRow:
    row = plans_view.plan(db, plan_id)
    if row is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    return row


def _demand_plannable(db: Db, around: Surroundings, day: date) -> None:
    """Refuse a request that could not succeed.

    Raises
    ------
    RefusedError
        The day is over or more than 14 days ahead.
    ConflictError
        There is nothing to serve, no truck, or no road network.
    """
    today = around.operating_day()
    if not today <= day <= today + timedelta(days=PLAN_AHEAD_DAYS):
        raise RefusedError(
            "day-out-of-range", f"a day from {today} to {PLAN_AHEAD_DAYS} days later, not {day}"
        )
    if places.count_points(db, day)[0] == 0:
        raise ConflictError("no-points", f"no collection point is in use on {day}: import points first")
    if system.plannable_vehicles(db, day) == 0:
        raise ConflictError("no-vehicles", f"no vehicle can be planned on {day}")
    if system.current_roads(db) is None:
        raise ConflictError("no-roads", "no road network is in use: build one first")
