"""Work on weeks: refused before it is made where it could not succeed, written down, put into the queue.

What a worker is told (`week_job.asked`): `first_day`, `days`, `name`, `kecamatan`, `start_from`,
`most_moved`, `time_limit_s` and `seed`; of a what-if also `without_vehicles`, `closed_facilities` and
`holidays`; of a part also `area` (`name`, `kecamatan`, `vehicles`).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from api.errors import ConflictError, NotFoundError, RefusedError
from api.plannable import demand_fleet_and_roads
from api.policy import Caller
from api.schemas.week_jobs import WeekAsked, WeekJobAccepted, WhatIfAsked
from api.week_desk import demand_week
from api.wording import day_words
from api.world import World
from data.store.models import WeekPlan
from data.store.queries import audit, weeks_view
from data.store.queries.weeks import jobs

_KNOWN_ID: Final = {"kecamatan": "kecamatan", "vehicles": "kendaraan", "facilities": "tempat"}
AHEAD_DAYS: Final = 62
"""The weeks of the fasting month and of Lebaran are planned long before."""


def ask_for_week(db: Session, here: World, who: Caller, asked: WeekAsked) -> WeekJobAccepted:
    """Ask for a plan of a week, or for a better one; commits.

    Raises
    ------
    RefusedError
        It is over or too far ahead, or names what does not exist.
    NotFoundError
        The week that it should begin with does not exist.
    ConflictError
        There is nothing to serve, no truck, or no road network.
    """
    _demand_days(here, asked.first_day, asked.days)
    areas = [area.model_dump(mode="json") for area in asked.areas]
    named = {*asked.kecamatan, *(name for area in asked.areas for name in area.kecamatan)}
    _demand_known("kecamatan", weeks_view.unknown_kecamatan(db, named))
    vehicles = {vehicle for area in asked.areas for vehicle in area.vehicles}
    _demand_known("vehicles", weeks_view.unknown_vehicles(db, vehicles))
    if asked.start_from is not None:
        _demand_parent(db, asked.start_from)
    demand_fleet_and_roads(db, max(asked.first_day, here.around.operating_day()))
    wish = jobs.WeekAsked(
        "plan" if asked.start_from is None else "improve",
        who.username,
        here.around.clock.now(),
        asked.model_dump(mode="json", exclude={"areas"}),
    )
    return _accepted(db, here, wish, areas)


def ask_what_if(db: Session, here: World, who: Caller, asked: tuple[int, WhatIfAsked]) -> WeekJobAccepted:
    """Ask what a week would be without some vehicles, facilities or days; commits.

    Raises
    ------
    RefusedError
        It names what does not exist, or a day outside the week.
    NotFoundError
        There is no such week.
    ConflictError
        There is nothing to serve, no truck, or no road network.
    """
    week_id, missing = asked
    week = demand_week(db, week_id, with_board=False)
    _demand_known("vehicles", weeks_view.unknown_vehicles(db, missing.without_vehicles))
    _demand_known("facilities", weeks_view.unknown_facilities(db, missing.closed_facilities))
    _demand_within(week, missing.holidays)
    demand_fleet_and_roads(db, here.around.operating_day())
    wish = jobs.WeekAsked(
        "what_if",
        who.username,
        here.around.clock.now(),
        {
            "first_day": week.first_day.isoformat(),
            "days": week.days,
            "name": "",
            "kecamatan": list(week.kecamatan),
            "start_from": week.id,
            **missing.model_dump(mode="json"),
        },
    )
    return _accepted(db, here, wish, ())


def stop(db: Session, here: World, who: Caller, job_id: int) -> None:
    """Let work end with the best it has; commits.

    Raises
    ------
    ConflictError
        It has ended already.
    """
    row = weeks_view.job(db, job_id)
    if row is not None and row.status in jobs.ENDED:
        raise ConflictError("job-ended", f"job {job_id} has ended already", "pekerjaan ini sudah selesai")
    jobs.wish_stop(db, job_id, here.around.clock.now())
    change = audit.Change("week.stop", "week_job", str(job_id), None, {"stop_wished": True})
    audit.record(db, who.username, here.around.real(), change)
    db.commit()


def written_down(db: Session, here: World, wish: jobs.WeekAsked, job_id: int) -> WeekJobAccepted:
    """Write down who asked for work, and return what follows it; commits."""
    about = {"job": job_id, **wish.asked, **({} if wish.week_id is None else {"week_id": wish.week_id})}
    change = audit.Change(f"week.request_{wish.kind}", "week_job", str(job_id), None, about)
    audit.record(db, wish.requested_by, here.around.real(), change)
    db.commit()
    return WeekJobAccepted(job_id=job_id, status_url=f"/api/v1/weeks/jobs/{job_id}")


def _accepted(
    db: Session, here: World, wish: jobs.WeekAsked, areas: Collection[Mapping[str, Any]]
) -> WeekJobAccepted:
    url = here.settings.database_url.get_secret_value()
    if areas:
        job_id = jobs.request_group(here.sessions, url, wish, [dict(area) for area in areas])
    else:
        job_id = jobs.request(here.sessions, url, wish)
    return written_down(db, here, wish, job_id)


def _demand_days(here: World, first: date, days: int) -> None:
    today = here.around.operating_day()
    earliest, latest = today - timedelta(days=days - 1), today + timedelta(days=AHEAD_DAYS)
    if not earliest <= first <= latest:
        raise RefusedError(
            "day-out-of-range",
            f"a week that ends on {today} or later and begins at most {AHEAD_DAYS} days ahead, not {first}",
            f"minggu harus berakhir paling awal hari ini dan mulai paling lama {AHEAD_DAYS} hari lagi",
        )


def _demand_within(week: WeekPlan, days: Collection[date]) -> None:
    last = week.first_day + timedelta(days=week.days - 1)
    outside = sorted(day for day in days if not week.first_day <= day <= last)
    if outside:
        raise RefusedError(
            "day-out-of-range",
            f"days from {week.first_day} to {last}, not {outside[0]}",
            f"{day_words(outside[0]).id} tidak ada dalam minggu ini",
        )


def _demand_known(what: str, unknown: set[str]) -> None:
    if unknown:
        names = ", ".join(sorted(unknown)[:10])
        raise RefusedError(
            f"unknown-{what}", f"there are no {what} {names}", f"tidak ada {_KNOWN_ID[what]} {names}"
        )


def _demand_parent(db: Session, week_id: int) -> None:
    if weeks_view.head(db, week_id) is None:
        raise NotFoundError(f"there is no week {week_id}")
