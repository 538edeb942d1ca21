"""How much waste is expected, where, on which day, and why."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.deps import LOOK_BACK_DAYS, Db, Here
from api.errors import RefusedError
from api.schemas.demand import Demand, DemandAsked
from data.store.queries import demand

router = APIRouter(tags=["weeks"])
LOOK_AHEAD_DAYS: Final = 800
"""The calendar is kept for this year and the next."""


@router.get("/demand", operation_id="getDemand", summary="Forecast of waste")
def get_demand(asked: Annotated[DemandAsked, Query()], here: Here, db: Db) -> Demand:
    """Return what gathers at each point, or in each village, on each day, with its range and its source.

    A page holds whole places: all days of each. The totals are those of all pages.
    """
    today = here.around.operating_day()
    _demand_known(asked.from_, today)
    wanted = demand.DemandAsked(
        first=asked.from_,
        last=asked.to,
        by=asked.by,
        village=asked.village,
        kecamatan=asked.kecamatan,
        limit=asked.limit,
        after=asked.after,
        today=today,
    )
    return Demand.model_validate(demand.forecast(db, wanted))


def _demand_known(day: date, today: date) -> None:
    first, last = today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=LOOK_AHEAD_DAYS)
    if not first <= day <= last:
        raise RefusedError(
            "day-out-of-range",
            f"a first day from {first} to {last}, not {day}",
            f"hari pertama antara {first} dan {last}",
        )
