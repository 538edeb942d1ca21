"""Plans made by hand, under test."""

from fastapi import APIRouter

from api.deps import Db, RowId
from api.errors import PlanDeskAwayError
from api.openapi import gives
from api.reach import demand_plan
from api.schemas.replans import PlanCheck, PlanCheckAsked

router = APIRouter(tags=["plans"])


@router.post(
    "/plans/{plan_id}/check",
    operation_id="checkPlan",
    summary="Time and judge a plan made by hand",
    responses=gives(404, 503),
)
def check_plan(plan_id: RowId, asked: PlanCheckAsked, db: Db) -> PlanCheck:
    """Return times, loads, cost and broken rules of routes for the day of a plan; nothing is stored."""
    demand_plan(db, plan_id)
    raise PlanDeskAwayError(f"nobody at the planning desk checks {len(asked.routes)} routes yet")
