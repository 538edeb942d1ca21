"""What becomes of a week: copied, published as days, put away."""

from datetime import timedelta

from sqlalchemy.orm import Session

from api.errors import ConflictError
from api.policy import Caller
from api.schemas.week_jobs import WeekJobAccepted
from api.week_desk import StaleWeekError, demand_draft, demand_feasible, demand_head, demand_week
from api.week_requests import written_down
from api.wording import day_words
from api.world import World
from data.store.models import WeekPlan
from data.store.queries.weeks import jobs, plans


def publish(db: Session, here: World, who: Caller, week_id: int, version: int | None) -> WeekJobAccepted:
    """Ask for the days of a week to become the valid plans; commits.

    Raises
    ------
    NotFeasibleError
        The week breaks rules that must hold.
    ConflictError
        It is no draft, is about some districts only, or its last day has begun.
    """
    head = demand_draft(db, week_id, version)
    demand_feasible(db, head)
    week = demand_week(db, week_id, with_board=False)
    if week.kecamatan:
        raise ConflictError(
            "part-of-a-week",
            f"week {week_id} is about some districts only: the trucks of the others would lose their routes",
            "rencana ini hanya untuk sebagian kecamatan: truk di kecamatan lain akan kehilangan rutenya",
        )
    last = week.first_day + timedelta(days=week.days - 1)
    if here.around.calendar.shift(last)[0] <= here.around.clock.now():
        raise ConflictError(
            "week-over",
            f"the last day of week {week_id}, {last}, has begun",
            f"hari terakhir minggu ini, {day_words(last).id}, sudah berjalan",
        )
    wish = jobs.WeekAsked(
        "publish",
        who.username,
        here.around.clock.now(),
        {"first_day": week.first_day.isoformat(), "days": week.days, "name": week.name},
        week_id,
    )
    url = here.settings.database_url.get_secret_value()
    return written_down(db, here, wish, jobs.request(here.sessions, url, wish))


def archive(db: Session, here: World, who: Caller, week_id: int, version: int | None) -> WeekPlan:
    """Put a week away; commits.

    Raises
    ------
    StaleWeekError
        Somebody else changed it since the version that was read.
    ConflictError
        It is published: its days are driven by it until another week takes their place.
    """
    head = demand_head(db, week_id)
    if version is not None and head.version != version:
        raise StaleWeekError(head)
    if head.status == "published":
        raise ConflictError(
            "published",
            f"week {week_id} is published: publish another one in its place",
            "rencana ini sudah terbit: terbitkan rencana lain sebagai gantinya",
        )
    plans.archive(db, week_id, _hand(here, who))
    db.commit()
    return demand_week(db, week_id, with_board=False)


def copy(db: Session, here: World, who: Caller, week_id: int, name: str | None) -> WeekPlan:
    """Store a draft that is like another week; commits."""
    number = plans.copy(db, week_id, _hand(here, who))
    if name:
        plans.week(db, number).name = name
    db.commit()
    return demand_week(db, number, with_board=False)


def _hand(here: World, who: Caller) -> plans.Hand:
    return plans.Hand(who.username, here.around.clock.now(), here.around.real())
