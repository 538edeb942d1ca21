"""How much waste is expected, where, on which day, and why."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Db, Here
from api.schemas.demand import Demand, DemandAsked
from data.store.queries import demand

router = APIRouter(tags=["weeks"])


@router.get("/demand", operation_id="getDemand", summary="Forecast of waste")
def get_demand(asked: Annotated[DemandAsked, Query()], here: Here, db: Db) -> Demand:
    """Return what gathers at each point, or in each village, on each day, with its range and its source.

    A page holds whole places: all days of each. The totals are those of all pages.
    """
    wanted = demand.DemandAsked(
        first=asked.from_,
        last=asked.to,
        by=asked.by,
        village=asked.village,
        kecamatan=asked.kecamatan,
        limit=asked.limit,
        after=asked.after,
        today=here.around.operating_day(),
    )
    return Demand.model_validate(demand.forecast(db, wanted))
