"""Plans made by hand, under test."""

from fastapi import APIRouter

from api.deps import Here, RowId
from api.errors import PlanDeskAwayError, RefusedError
from api.openapi import gives
from api.reach import demand_plan
from api.schemas.replans import PlanCheck, PlanCheckAsked
from data.store.queries import desk

router = APIRouter(tags=["plans"])


@router.post(
    "/plans/{plan_id}/check",
    operation_id="checkPlan",
    summary="Time and judge a plan made by hand",
    responses=gives(404, 503),
)
def check_plan(plan_id: RowId, asked: PlanCheckAsked, here: Here) -> PlanCheck:
    """Return times, loads, cost and broken rules of routes for the day of a plan; nothing is stored."""
    with here.sessions() as db:
        demand_plan(db, plan_id)
    url, wait_s = here.settings.database_url.get_secret_value(), here.settings.desk_wait_s
    job = desk.ask_desk(url, plan_id, asked.routes, here.around.real())
    answer = desk.await_answer(here.sessions, job, within_s=wait_s)
    if answer is None:
        raise PlanDeskAwayError(f"the planning desk did not answer within {wait_s:g} s: is it running?")
    if faults := answer.get("faults"):
        raise RefusedError("plan-not-understood", "; ".join(faults)[:1_000])
    return PlanCheck.model_validate(answer)
