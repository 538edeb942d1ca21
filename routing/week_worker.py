"""The week planners: any number of them, on any machine that reaches the database and has its roads.

Each takes one job at a time, says how far it is, and ends it when somebody presses stop. A week in areas is
one job for each area; whoever ends the last of them joins them to one week that is judged as a whole.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy.exc import OperationalError

from data.store.errors import StoreError
from data.store.jobs import PLAN_WEEK, WEEK_QUEUE
from data.store.models import WeekJob, WeekPlan
from data.store.queries.weeks import jobs, plans
from routing.engines.remote import Keeper
from routing.errors import RoutingError, StoppedError
from routing.planner import Office
from routing.posts import Duty, Post, Surroundings, note_failure, worker_name
from routing.week.areas import join
from routing.week.problem import Wishes
from routing.week.solve import WeekEffort
from routing.week_planner import JOINED, WeekWish, plan_week

log = logging.getLogger(__name__)

USUAL_LIMIT_S: Final = 600.0
LOOK_EVERY_S: Final = 0.9
"""So often, at most, the database is asked whether somebody wants the work to end."""

type Asked = Mapping[str, Any]


def answer_week(around: Surroundings, asked: dict[str, Any], stop: threading.Event) -> None:
    """Plan the week that a job asks for and write down what became of it.

    A job that was answered before its worker died comes again: then at most its areas wait to be joined.
    """
    office, job = around.office, int(asked["job"])
    with office.sessions.begin() as session:
        row = jobs.begin(session, job, worker_name(), office.clock.now())
    try:
        if row is not None:
            _plan(around, row, stop)
        _join_if_last(around, job)
    except StoppedError:
        _put_back(office, job)
    except (RoutingError, StoreError) as error:
        note_failure(office, job, str(error))
    except OperationalError:
        log.warning("week request %d: the database went away, it will be tried again", job)
        raise
    except Exception as error:
        note_failure(office, job, f"the week could not be planned ({type(error).__name__}, see the log)")
        raise


def _plan(around: Surroundings, row: WeekJob, stop: threading.Event) -> None:
    office = around.office
    wish = wish_of(row, Keeper(around.settings.memory_mb, stop.is_set))
    watch = _Watch(office, row.id, stop)
    planned = plan_week(office, wish, progress=watch.tell, stopped=watch.stopped)
    log.info("week plan %d from %s stored", planned.week_id, wish.first_day)


def _put_back(office: Office, job: int) -> None:
    with office.sessions.begin() as session:
        jobs.requeue(session, job)


class _Watch:
    """Carries news between a job's row and whoever works on it.

    Parameters
    ----------
    stop
        Set when the worker must end: what was found so far is not stored, the job is put back.
    """

    def __init__(self, office: Office, job: int, stop: threading.Event) -> None:
        self._office, self._job, self._stop = office, job, stop
        self._wished = False
        self._looked_s = 0.0

    def tell(self, progress: dict[str, Any]) -> None:
        """Write down how far it is."""
        with self._office.sessions.begin() as session:
            self._wished = jobs.progress(session, self._job, progress)
        self._looked_s = time.monotonic()

    def stopped(self) -> bool:
        """Tell whether somebody wants the best so far.

        Raises
        ------
        StoppedError
            The worker itself must end.
        """
        if self._stop.is_set():
            raise StoppedError("the worker was stopped")
        if not self._wished and time.monotonic() - self._looked_s > LOOK_EVERY_S:
            with self._office.sessions() as session:
                self._wished = jobs.stop_wished(session, self._job)
            self._looked_s = time.monotonic()
        return self._wished


def wish_of(row: WeekJob, keeper: Keeper) -> WeekWish:
    """Return what a job's row asks for; an area's own districts and vehicles go before those of the whole."""
    asked: Asked = row.asked
    area: Asked = asked.get("area") or {}
    first = date.fromisoformat(asked["first_day"])
    return WeekWish(
        first_day=first,
        days=int(asked.get("days", 7)),
        name=str(area.get("name") or asked.get("name") or _what_if(asked)),
        kecamatan=tuple(area.get("kecamatan") or asked.get("kecamatan") or ()),
        vehicles=tuple(area["vehicles"]) if area else None,
        start_from=asked.get("start_from"),
        most_moved=asked.get("most_moved"),
        wishes=_wishes(asked, first),
        timetable=asked.get("timetable"),
        requested_by=row.requested_by,
        effort=_effort(asked, keeper),
        job=row.id,
    )


def _effort(asked: Asked, keeper: Keeper) -> WeekEffort:
    limit_s = float(asked.get("time_limit_s") or USUAL_LIMIT_S)
    return WeekEffort(limit_s, int(asked.get("seed", 1)), keeper=keeper)


def _wishes(asked: Asked, first: date) -> Wishes:
    return Wishes(
        without_vehicles=frozenset(asked.get("without_vehicles", ())),
        closed_facilities=frozenset(asked.get("closed_facilities", ())),
        holidays=frozenset((date.fromisoformat(day) - first).days for day in asked.get("holidays", ())),
    )


def _what_if(asked: Asked) -> str:
    """Return a name that says what is missing, empty when nothing is."""
    parts = [f"tanpa {vehicle}" for vehicle in asked.get("without_vehicles", ())]
    parts += [f"{facility} tutup" for facility in asked.get("closed_facilities", ())]
    parts += [f"libur {day}" for day in asked.get("holidays", ())]
    return f"Bagaimana jika: {', '.join(parts)}"[:200] if parts else ""


def _join_if_last(around: Surroundings, job: int) -> None:
    """Join the areas of a job's group when all of them have ended; two who do so at once make one week."""
    office = around.office
    with office.sessions() as session:
        areas = jobs.siblings_done(session, job)
        if not areas:
            return
        group = areas[0].group_id
        whole = jobs.job(session, group) if group is not None else None
        parts = [plans.week(session, area.week_id) for area in areas if area.week_id is not None]
        # what was read stays readable, and the lock of the group is given back
        session.expunge_all()
    if whole is None or not parts:
        return
    wish = wish_of(whole, Keeper(around.settings.memory_mb))
    joined = replace(wish, timetable=join(part.timetable for part in parts), engine=JOINED)
    planned = plan_week(office, joined)
    log.info("week plan %d joined from %s", planned.week_id, [part.id for part in parts])
    _put_away(office, parts, whole.requested_by)


def _put_away(office: Office, parts: list[WeekPlan], by: str) -> None:
    """Archive the weeks of the areas: they live on in the joined one."""
    hand = plans.Hand(by, office.clock.now(), datetime.now(UTC))
    with office.sessions.begin() as session:
        for part in parts:
            plans.archive(session, part.id, hand)


WEEKS = Post(WEEK_QUEUE, (Duty(PLAN_WEEK, WEEK_QUEUE, answer_week),))
