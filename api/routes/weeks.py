"""Plans of weeks: looked at, changed by hand, compared, copied, published, archived."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Query, status

from api import week_publishing
from api.deps import Db, Here, RowId, Who
from api.errors import PlanDeskAwayError
from api.openapi import Responses, gives, gives_as
from api.record_desk import IfMatch, demand_version, version_of
from api.schemas.week_jobs import WeekJobAccepted
from api.schemas.weeks import (
    WeekComparison,
    WeekCopyAsked,
    WeekDetail,
    WeekEdited,
    WeekStatus,
    WeekSummary,
)
from api.schemas.weeks_edits import EXAMPLES, WeekEditAsked
from api.views import week_compare
from api.views import weeks as views
from api.week_desk import (
    SenselessEditError,
    StaleWeekError,
    demand_draft,
    demand_head,
    demand_week,
)
from api.world import World
from data.store.queries import desk, weeks_view
from data.store.queries.desk import Answer, WeekChange

router = APIRouter(tags=["weeks"])
Since = Annotated[date | None, Query(alias="from", description="Only weeks that end on this day or later")]
Until = Annotated[date | None, Query(alias="to", description="Only weeks that begin on this day or earlier")]
Edit = Annotated[WeekEditAsked, Body(openapi_examples=EXAMPLES)]
_REFUSED: Final[Responses] = {**gives(404, 428), **gives_as("WeekRefusal", 409, 412)}


@router.get("/weeks", operation_id="listWeeks", summary="Plans of weeks")
def list_weeks(
    db: Db,
    since: Since = None,
    until: Until = None,
    state: Annotated[WeekStatus | None, Query(alias="status")] = None,
) -> list[WeekSummary]:
    """Return plans of weeks with what they come to, the latest week first, at most 200."""
    return views.summaries(db, weeks_view.weeks(db, since, until, state))


@router.get("/weeks/{week_id}", operation_id="getWeek", summary="One week's board", responses=gives(404))
def get_week(week_id: RowId, db: Db, who: Who) -> WeekDetail:
    """Return a week: what every vehicle does on every day, all points, all broken rules, all edits."""
    return views.detail(db, demand_week(db, week_id), who)


@router.post(
    "/weeks/{week_id}/edits",
    operation_id="editWeek",
    summary="Change a week by hand",
    responses={**_REFUSED, **gives(503)},
)
def edit_week(week_id: RowId, asked: Edit, here: Here, who: Who, read: IfMatch = None) -> WeekEdited:
    """Change a draft, time and judge what it touches, and return what is different now.

    `If-Match` names the version that was read; when somebody was faster, nothing is changed and the
    refusal (412) says who, when, and which version there is now.
    """
    version = demand_version(read)
    with here.sessions() as db:
        demand_draft(db, week_id, version)
    edit = asked.model_dump(mode="json", exclude_none=True)
    answer = _asked_of_desk(here, WeekChange(week_id, version, edit, who.username))
    with here.sessions() as db:
        return views.edited(db, demand_week(db, week_id, with_board=False), answer)


@router.get(
    "/weeks/{week_id}/compare/{other_id}",
    operation_id="compareWeeks",
    summary="Two weeks side by side",
    responses=gives(404),
)
def compare_weeks(week_id: RowId, other_id: RowId, db: Db) -> WeekComparison:
    """Return what the other week (right) does differently from this one (left), and what it costs."""
    return week_compare.comparison(db, demand_week(db, week_id), demand_week(db, other_id))


@router.post(
    "/weeks/{week_id}/copy",
    operation_id="copyWeek",
    summary="Copy a week into a draft",
    status_code=status.HTTP_201_CREATED,
    responses=gives(404),
)
def copy_week(
    week_id: RowId, here: Here, db: Db, who: Who, asked: WeekCopyAsked | None = None
) -> WeekSummary:
    """Make a draft that begins as this week is, to try something in."""
    demand_head(db, week_id)
    return views.summary(db, week_publishing.copy(db, here, who, week_id, asked.name if asked else None))


@router.post(
    "/weeks/{week_id}/publish",
    operation_id="publishWeek",
    summary="Publish a week",
    status_code=status.HTTP_202_ACCEPTED,
    responses={**gives(404), **gives_as("WeekRefusal", 409, 412)},
)
def publish_week(week_id: RowId, here: Here, db: Db, who: Who, read: IfMatch = None) -> WeekJobAccepted:
    """Let each day of the week that has not begun become the valid plan of its day.

    Refused (409) with the broken rules while the week is not feasible. `If-Match` is heeded where it is sent.
    """
    return week_publishing.publish(db, here, who, week_id, version_of(read))


@router.post(
    "/weeks/{week_id}/archive",
    operation_id="archiveWeek",
    summary="Put a week away",
    responses={**gives(404), **gives_as("WeekRefusal", 409, 412)},
)
def archive_week(week_id: RowId, here: Here, db: Db, who: Who, read: IfMatch = None) -> WeekSummary:
    """Put a draft away: it stays on file and cannot be changed. A published one is driven by."""
    return views.summary(db, week_publishing.archive(db, here, who, week_id, version_of(read)))


def _asked_of_desk(here: World, change: WeekChange) -> dict[str, Any]:
    """Return what the planning desk says of a change that it made.

    Raises
    ------
    StaleWeekError
        Somebody else was faster.
    SenselessEditError
        The change makes no sense.
    PlanDeskAwayError
        Nobody answers in time.
    """
    url, wait_s = here.settings.database_url.get_secret_value(), here.settings.desk_wait_s
    job = desk.ask_week_edit(url, change, here.around.real())
    answer = desk.await_answer(here.sessions, job, within_s=wait_s)
    if answer is None:
        raise PlanDeskAwayError(f"the planning desk did not answer within {wait_s:g} s: is it running?")
    _demand_done(here, change.week_id, answer)
    return answer


def _demand_done(here: World, week_id: int, answer: Answer) -> None:
    if "stale" in answer:
        with here.sessions() as db:
            raise StaleWeekError(demand_head(db, week_id))
    if refused := answer.get("refused"):
        with here.sessions() as db:
            demand_draft(db, week_id)
        raise SenselessEditError(refused["code"], refused["message_id"], refused["message_en"])
    if faults := answer.get("faults"):
        told = "; ".join(faults)[:1_000]
        raise SenselessEditError("not-understood", told, told)
