"""Publishing a week: each of its days that lies ahead becomes an ordinary plan, with times and ways."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.store.errors import StoreError
from data.store.models import WeekPlan
from data.store.queries import planning
from data.store.queries.planning import NewPlan
from data.store.queries.publishing import publish_plan
from data.store.queries.weeks import jobs
from data.store.queries.weeks.plans import problem_content
from data.store.queries.weeks.publishing import Atlas, atlas, keep_in, mark_published, week_to_publish
from data.store.roads.snapshots import CurrentRoads
from routing.checking import Checked, check
from routing.day import DayClock
from routing.draft import Drafter, Maker, Names
from routing.errors import PublishError, RoutingError
from routing.model.problem import Problem
from routing.planner import Office, current_roads
from routing.posts import Surroundings, note_failure, worker_name
from routing.solve import Solved
from routing.ways import Line, Ways, drives_of
from routing.week.days import day_problem
from routing.week.problem import Timetable, WeekProblem
from routing.week.problem_json import timetable_from_json, week_from_bytes

log = logging.getLogger(__name__)

EXPLAIN_WITHIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it: the plan of each day, and the days that had begun already."""

    plans: dict[date, int]
    begun: tuple[date, ...]


def publish_week(office: Office, week_id: int, *, by: str, job: int | None = None) -> Published:
    """Make a feasible draft valid: one plan for each day that has not begun; all of them or none.

    On a day ahead on which the week sends nobody, nobody goes out, whatever was valid before.

    Ways and times are those of the roads as they are closed on each day, as far as is known now.

    Parameters
    ----------
    job
        Request that this answers; it is marked as done in the same transaction.

    Raises
    ------
    PublishError
        When it may not be published, or a day cannot be driven as planned any more; one sentence says why.
    """
    try:
        with office.sessions() as session:
            week = week_to_publish(session, week_id)
            press = _press(session, office, week)
            begun = tuple(d.date for d in press.problem.days if not press.is_ahead(d.date))
            drafts = list(press.drafts(session, by))
            version = week.version
        with office.sessions.begin() as session:
            week = week_to_publish(session, week_id)
            if week.version != version:
                raise PublishError(f"week plan {week_id} was changed meanwhile: look at it and publish again")
            plans = _store(session, office, week, (drafts, press.idle, by))
            if job is not None and not jobs.end(session, job, week_id, office.clock.now()):
                raise PublishError(f"request {job} has been answered already")
            return Published(plans, begun)
    except StoreError as error:
        raise PublishError(str(error)) from error


def answer_publishing(around: Surroundings, asked: dict[str, Any], _: threading.Event) -> None:
    """Publish the week that a job names and write down what became of it; it is over in seconds."""
    office, job = around.office, int(asked["job"])
    with office.sessions.begin() as session:
        row = jobs.begin(session, job, worker_name(), office.clock.now())
    if row is None or row.week_id is None:
        return
    try:
        published = publish_week(office, row.week_id, by=row.requested_by, job=job)
        log.info("week plan %d published: plans %s", row.week_id, list(published.plans.values()))
    except RoutingError as error:
        note_failure(office, job, str(error))
    except OperationalError:
        log.warning("week request %d: the database went away, it will be tried again", job)
        raise
    except Exception as error:
        note_failure(office, job, f"the week could not be published ({type(error).__name__}, see the log)")
        raise


def _store(
    session: Session, office: Office, week: WeekPlan, given: tuple[list[NewPlan], frozenset[date], str]
) -> dict[date, int]:
    drafts, idle, by = given
    if not drafts:
        raise PublishError(f"week plan {week.id} sends no truck on a day that lies ahead")
    now, plans = office.clock.now(), {}
    for draft in drafts:
        plans[draft.day] = planning.store_plan(session, draft)
        publish_plan(session, plans[draft.day], by=by, at=now)
    for day in sorted(idle):
        keep_in(session, day)
    mark_published(session, week, by=by, at=now)
    return plans


def _press(session: Session, office: Office, week: WeekPlan) -> "_Press":
    problem = week_from_bytes(problem_content(session, week.problem_digest))
    return _Press(
        office,
        problem,
        timetable_from_json(problem, week.timetable),
        atlas(session),
        current_roads(session),
        planning.fuel_of(session),
        week,
    )


@dataclass(frozen=True)
class _Press:
    """Prints the days of a week as plans."""

    office: Office
    problem: WeekProblem
    timetable: Timetable
    atlas: Atlas
    roads: CurrentRoads
    fuel: dict[str, float]
    week: WeekPlan

    def is_ahead(self, day: date) -> bool:
        return self.office.calendar.shift(day)[0] > self.office.clock.now()

    @property
    def idle(self) -> frozenset[date]:
        """Days ahead on which nobody goes out."""
        return frozenset(
            day.date
            for index, day in enumerate(self.problem.days)
            if not self.timetable.get(index) and self.is_ahead(day.date)
        )

    def drafts(self, session: Session, by: str) -> Iterator[NewPlan]:
        for index, day in enumerate(self.problem.days):
            if self.timetable.get(index) and self.is_ahead(day.date):
                yield self._draft(session, index, by)

    def _draft(self, session: Session, index: int, by: str) -> NewPlan:
        day = self.problem.days[index].date
        problem, ways = self._on_roads(session, index)
        checked = check(problem, self.timetable[index], explain_within_s=EXPLAIN_WITHIN_S)
        if not checked.judgement.feasible:
            raise PublishError(_why(day, checked, len(ways.closures)))
        clock = DayClock(self.office.calendar, day)
        plan = replace(checked.plan, engine=self.week.engine)
        drafter = Drafter(day, self._names(), clock, problem, ways, self.fuel)
        maker = Maker(by, self.office.clock.now(), self.week.seed, self.roads.checksum)
        draft = drafter.draft(Solved(plan, checked.judgement, 0.0, ()), maker)
        return replace(draft, origin=self.week.origin, week_id=self.week.id)

    def _on_roads(self, session: Session, index: int) -> tuple[Problem, Ways]:
        """Return the day's problem on the roads of that day."""
        problem = day_problem(self.problem, index, self.timetable)
        profiles = {v.class_code: self.atlas.vehicles[v.id].road_profile for v in problem.vehicles}
        calendar = self.office.calendar
        span = calendar.shift(self.problem.days[index].date)
        drives, names = drives_of(session, profiles, span, calendar.zone)
        ways = Ways(self.roads.folder, self._places, drives)
        vehicles = tuple(replace(v, profile=names[v.class_code]) for v in problem.vehicles)
        return replace(problem, vehicles=vehicles, matrices=ways.matrices()), ways

    @cached_property
    def _places(self) -> Line:
        """Return degrees lon, lat of every row of the matrices: the whole week's, as it was planned with."""
        places = np.zeros((next(iter(self.problem.matrices.values())).duration_s.shape[0], 2))
        pools = {number: (lon, lat) for number, lon, lat in self.atlas.facilities.values()}
        for day in self.problem.days:
            for vehicle in day.vehicles:
                places[vehicle.start] = places[vehicle.end] = pools[self.atlas.vehicles[vehicle.id].pool_id]
            for facility in day.facilities:
                places[facility.location] = self.atlas.facilities[facility.code][1:]
        for point in self.problem.points:
            places[point.stop.location] = self.atlas.points[point.code][1:]
        return places

    def _names(self) -> Names:
        return Names(
            {code: place[0] for code, place in self.atlas.points.items()},
            {code: place[0] for code, place in self.atlas.facilities.items()},
            {vehicle: fleet.pool_id for vehicle, fleet in self.atlas.vehicles.items()},
        )


def _why(day: date, checked: Checked, closures: int) -> str:
    first = checked.judgement.violations[0]
    place = f" at {first.place}" if first.place else ""
    roads = f", with {closures} road closures in force" if closures else ""
    count = len(checked.judgement.violations)
    return (
        f"{day} cannot be driven as planned{roads}: {first.rule} of {first.vehicle}{place} ({count} faults)"
    )
