"""Work on weeks that takes its time: asked for, followed, stopped."""

from typing import Annotated

from fastapi import APIRouter, Body, status

from api import week_requests
from api.deps import Db, Here, RowId, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.schemas.week_jobs import (
    WEEK_EXAMPLES,
    WHAT_IF_EXAMPLES,
    WeekAsked,
    WeekJob,
    WeekJobAccepted,
    WhatIfAsked,
)
from api.views.week_jobs import week_job
from data.store.models import WeekJob as JobRow
from data.store.queries import weeks_view

router = APIRouter(tags=["weeks"])
Week = Annotated[WeekAsked, Body(openapi_examples=WEEK_EXAMPLES)]
WhatIf = Annotated[WhatIfAsked, Body(openapi_examples=WHAT_IF_EXAMPLES)]


@router.post(
    "/weeks",
    operation_id="requestWeek",
    summary="Ask for a plan of a week",
    status_code=status.HTTP_202_ACCEPTED,
    responses=gives(404, 409),
)
def request_week(asked: Week, here: Here, db: Db, who: Who) -> WeekJobAccepted:
    """Put the planning of a week into the queue; refused when it could not succeed.

    With `areas`, each is work of its own that any free worker takes; they are joined and judged as one.
    """
    return week_requests.ask_for_week(db, here, who, asked)


@router.post(
    "/weeks/{week_id}/what-if",
    operation_id="requestWhatIf",
    summary="What a week would be without something",
    status_code=status.HTTP_202_ACCEPTED,
    responses=gives(404, 409),
)
def request_what_if(week_id: RowId, asked: WhatIf, here: Here, db: Db, who: Who) -> WeekJobAccepted:
    """Plan the week again without some vehicles, facilities or days; it ends with a draft to compare with."""
    return week_requests.ask_what_if(db, here, who, (week_id, asked))


@router.get("/weeks/jobs", operation_id="listWeekJobs", summary="Work on weeks")
def list_week_jobs(db: Db) -> list[WeekJob]:
    """Return the work that waits or runs, and the last 20 that have ended, the newest first."""
    return [week_job(row) for row in weeks_view.jobs(db)]


@router.get("/weeks/jobs/{job_id}", operation_id="getWeekJob", summary="How far it is", responses=gives(404))
def get_week_job(job_id: RowId, db: Db) -> WeekJob:
    """Return work on a week with the best that it has so far; the stream tells of each step (`week_job`)."""
    return week_job(_demand_job(db, job_id))


@router.post(
    "/weeks/jobs/{job_id}/stop",
    operation_id="stopWeekJob",
    summary="End it with the best it has",
    responses=gives(404, 409),
)
def stop_week_job(job_id: RowId, here: Here, db: Db, who: Who) -> WeekJob:
    """Let work end now: what it has found becomes the plan; what waits still is not begun."""
    _demand_job(db, job_id)
    week_requests.stop(db, here, who, job_id)
    return week_job(_demand_job(db, job_id))


def _demand_job(db: Db, job_id: int) -> JobRow:
    row = weeks_view.job(db, job_id)
    if row is None:
        raise NotFoundError(f"there is no work {job_id} on a week")
    return row
