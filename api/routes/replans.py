"""Plans made anew in the middle of a day, with as few changes as it takes."""

from fastapi import APIRouter, status

from api.deps import Db, Here, RowId, Who
from api.errors import ConflictError, MissingError
from api.openapi import gives
from api.plannable import demand_replannable
from api.publish import publish
from api.reach import demand_plan
from api.schemas.plans import PlanAccepted, PlanSummary
from api.schemas.replans import PlanChanges, ReplanAsked
from api.views import plans as views
from data.store.queries import audit, changes, planning
from data.store.queries.plan_jobs import ReplanWish, request_replan

router = APIRouter(tags=["plans"])


@router.post(
    "/replans",
    operation_id="requestReplan",
    summary="Make the rest of a day anew",
    status_code=status.HTTP_202_ACCEPTED,
    responses=gives(409),
)
def ask_for_replan(asked: ReplanAsked, here: Here, db: Db, who: Who) -> PlanAccepted:
    """Put a re-plan into the queue: it ends with a draft that changes as little as needed.

    What is done or on its way stays; nothing is sent to any truck until the draft is published.
    """
    demand_replannable(db, here.around, asked.operating_day)
    cause = asked.cause.model_dump(mode="json", exclude_none=True)
    wish = ReplanWish(
        operating_day=asked.operating_day,
        cause=cause,
        requested_by=who.username,
        requested_at=here.around.clock.now(),
        time_limit_s=asked.time_limit_s,
    )
    job_id = request_replan(here.sessions, here.settings.database_url.get_secret_value(), wish)
    kept = {"job": job_id, "cause": cause}
    change = audit.Change("request_replan", "operating_day", str(asked.operating_day), None, kept)
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    return PlanAccepted(job_id=job_id, plan_id=None, status_url=f"/api/v1/jobs/{job_id}")


@router.get(
    "/plans/{plan_id}/changes",
    operation_id="getPlanChanges",
    summary="What a re-plan changes",
    responses=gives(404),
)
def get_plan_changes(plan_id: RowId, db: Db) -> PlanChanges:
    """Return a re-plan beside the plan it was made from, truck by truck."""
    found = changes.changes_of(db, plan_id)
    if found is None:
        raise MissingError("no-replan", f"plan {plan_id} is no re-plan, or does not exist")
    return PlanChanges.model_validate(found)


@router.post(
    "/replans/{plan_id}/publish",
    operation_id="publishReplan",
    summary="Publish a re-plan",
    responses=gives(404, 409),
)
def publish_replan(plan_id: RowId, here: Here, db: Db, who: Who) -> PlanSummary:
    """Make a re-plan the valid plan of its day; every truck whose route is another one then gets it.

    Whoever runs the day may do this; a plan of a whole day takes a planner (`publishPlan`).
    """
    row = demand_plan(db, plan_id)
    if row.plan.parent_id is None:
        raise ConflictError("no-replan", f"plan {plan_id} is no re-plan")
    is_of_valid = planning.valid_plan(db, row.plan.first_day) == row.plan.parent_id
    if row.plan.status == "draft" and not is_of_valid:
        raise ConflictError(
            "overtaken", f"plan {row.plan.parent_id} is not valid any more: plan the rest anew"
        )
    publish(db, here, who, row.plan)
    return views.summary(demand_plan(db, plan_id))
