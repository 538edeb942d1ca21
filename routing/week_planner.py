"""From a horizon of the store to a judged week in the store. Read this file to know how a week is made."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from data.store.models import WeekPlan
from data.store.queries import planning
from data.store.queries.weeks import jobs, plans
from data.store.queries.weeks.horizon import HorizonRows
from data.store.queries.weeks.publishing import covering_week
from data.store.queries.weeks.rows import horizon_rows
from routing.day import Rules
from routing.errors import StoppedError, WeekError
from routing.planner import Office, current_roads, densities_of
from routing.ways import Drive, Ways, drives_of
from routing.week.areas import Area, restrict
from routing.week.board import board
from routing.week.calm import kept_as
from routing.week.given import fitted, merged, moved_to, named_points, rarer, remarks
from routing.week.judge import judge_week
from routing.week.make import check_rows, make_week, places_of
from routing.week.problem import Timetable, WeekProblem, Wishes
from routing.week.problem_json import (
    digest_of,
    timetable_from_json,
    timetable_to_json,
    week_from_bytes,
    week_to_bytes,
    wishes_from_json,
    wishes_to_json,
)
from routing.week.progress import Progress
from routing.week.solve import SolvedWeek, WeekEffort, solve_week
from routing.week.timing import time_week
from routing.week.unloadings import with_unloadings

IMPORT, JOINED = "import", "areas"
"""Names of engines: a timetable of people, and one put together from the weeks of areas."""


@dataclass(frozen=True, slots=True)
class WeekWish:
    """What is asked for.

    Parameters
    ----------
    kecamatan, vehicles
        Districts and vehicles that it is about; empty and None: all.
    start_from
        Week to begin from: what is done otherwise counts as a change, and its pins and points left out hold.
    most_moved
        How many points may change their days, against that week or else against last week.
    wishes
        Fixed for this week; days are indices of its horizon.
    timetable
        JSON of a timetable that is only timed and judged, not solved.
    engine
        Where that timetable comes from: `IMPORT` or `JOINED`.
    job
        Request that this answers; it is marked as done in the plan's own transaction.
    """

    first_day: date
    days: int = 7
    name: str = ""
    kecamatan: tuple[str, ...] = ()
    vehicles: tuple[str, ...] | None = None
    start_from: int | None = None
    most_moved: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    timetable: dict[str, Any] | None = None
    engine: str = IMPORT
    requested_by: str = "cli"
    effort: WeekEffort = field(default_factory=WeekEffort)
    job: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """The stored week."""

    week_id: int
    solved: SolvedWeek


@dataclass(frozen=True, slots=True)
class _Parent:
    """The week that another one begins from."""

    problem: WeekProblem
    timetable: Timetable
    wishes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the store and the roads gave."""

    problem: WeekProblem
    roads_checksum: str
    fuel: Mapping[str, float]
    parent: _Parent | None
    start: Timetable | None


def plan_week(
    office: Office,
    wish: WeekWish,
    *,
    progress: Callable[[dict[str, Any]], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> PlannedWeek:
    """Plan a horizon of days and store the week as a draft.

    Parameters
    ----------
    progress
        Told how far it is, as JSON, every few seconds.
    stopped
        Asked at least every second; the best week so far is then stored.

    Raises
    ------
    WeekError, DayError
        When the week cannot be planned; one sentence says what is missing.
    HandPlanError
        When a given timetable names what the week does not know.
    StoppedError
        When another worker has answered the request and its week is gone.
    """
    _check(wish)
    loaded = _load(office, wish)
    problem = loaded.problem
    _check_names(problem, wish.wishes)
    wishes = wish.wishes if loaded.parent is None else _inherited(problem, loaded.parent, wish)
    if wish.timetable is None:
        start = None if loaded.start is None else fitted(problem, loaded.start)
        tell = None if progress is None else _told(progress)
        solved = solve_week(problem, wish.effort, wishes=wishes, start=start, progress=tell, stopped=stopped)
    else:
        timetable = timetable_from_json(problem, wish.timetable)
        if wish.engine == IMPORT:
            wishes = merged(Wishes(times=rarer(problem, timetable)), wishes)
        solved = _as_given(problem, timetable, wishes, wish.engine)
    return PlannedWeek(_store(office, wish, loaded, wishes, solved), solved)


def _check(wish: WeekWish) -> None:
    if not 1 <= wish.days <= 14:
        raise WeekError(f"a week plan is over 1 to 14 days, not {wish.days}")
    if wish.most_moved is not None and wish.most_moved < 0:
        raise WeekError(f"at most {wish.most_moved} points cannot be moved: the number must not be negative")


def _check_names(problem: WeekProblem, wishes: Wishes) -> None:
    """Refuse a what-if about what the week does not have.

    Raises
    ------
    WeekError
        Naming every such thing.
    """
    vehicles = {v.id for day in problem.days for v in day.vehicles} | {
        v for d in problem.days for v in d.away
    }
    facilities = {f.code for day in problem.days for f in day.facilities}
    unknown = [f"vehicle {name}" for name in sorted(wishes.without_vehicles - vehicles)]
    unknown += [f"facility {code}" for code in sorted(wishes.closed_facilities - facilities)]
    unknown += [f"day {day + 1}" for day in sorted(wishes.holidays) if not 0 <= day < len(problem.days)]
    if unknown:
        raise WeekError(f"this week does not have {', '.join(unknown)}")


def _load(office: Office, wish: WeekWish) -> _Loaded:
    """Read the store and measure the ways."""
    today = office.calendar.day_of(office.clock.now())
    with office.sessions() as session:
        roads = current_roads(session)
        rows = horizon_rows(session, office.calendar, wish.first_day, wish.days, today=today)
        check_rows(rows)
        drives, rows = drives_over(session, office, rows)
        fuel, densities = planning.fuel_of(session), densities_of(session)
        parent = None if wish.start_from is None else _parent(session, wish, wish.start_from)
        before = parent or _last_week(session, wish)
    ways = Ways(roads.folder, np.array(places_of(rows), dtype=np.float64), drives)
    ready_at = office.clock.now() + timedelta(seconds=wish.effort.time_limit_s * office.clock.rate)
    rules = Rules(office.calendar, densities=densities, not_before=ready_at)
    problem = make_week(
        rows,
        ways.matrices(),
        rules,
        most_moved=wish.most_moved,
        label=wish.name,
        wanted=named_points(wish.timetable, {} if parent is None else parent.timetable),
    )
    problem = _area(problem, wish)
    if parent is not None:
        problem = kept_as(problem, fitted(problem, parent.timetable))
    return _Loaded(problem, roads.checksum, fuel, parent, None if before is None else before.timetable)


def _last_week(session: Session, wish: WeekWish) -> _Parent | None:
    """Return what is published for the week before: crews know its routes, and it is a good beginning."""
    number = covering_week(session, wish.first_day - timedelta(days=7))
    return None if number is None else _parent(session, wish, number)


def _parent(session: Session, wish: WeekWish, number: int) -> _Parent:
    """Return the week to begin from, its days moved to those of the horizon by whole weeks."""
    row: WeekPlan = plans.week(session, number)
    problem = week_from_bytes(plans.problem_content(session, row.problem_digest))
    timetable = timetable_from_json(problem, row.timetable)
    shifted = moved_to(timetable, row.first_day, row.days, (wish.first_day, wish.days))
    return _Parent(problem, shifted, dict(row.wishes) if row.first_day == wish.first_day else {})


def _inherited(problem: WeekProblem, parent: _Parent, wish: WeekWish) -> Wishes:
    """Return what people fixed in the week before, and what is asked for now."""
    return merged(wishes_from_json(problem, parent.wishes), wish.wishes)


def _area(problem: WeekProblem, wish: WeekWish) -> WeekProblem:
    """Return the week of the districts that are asked for.

    Raises
    ------
    WeekError
        When there is nothing in them.
    """
    if not wish.kecamatan and wish.vehicles is None:
        return problem
    districts = frozenset(wish.kecamatan) or frozenset(p.district for p in problem.points)
    every = {v.id for day in problem.days for v in day.vehicles}
    chosen = frozenset(every if wish.vehicles is None else wish.vehicles)
    part = restrict(problem, Area(wish.name, districts, chosen))
    where = ", ".join(sorted(wish.kecamatan)) or "the chosen area"
    if not part.points:
        raise WeekError(f"no collection point lies in {where}, so there is nothing to plan")
    if not any(day.vehicles for day in part.days):
        raise WeekError(f"none of the vehicles chosen for {where} works in these days")
    return part


def drives_over(session: Session, office: Office, rows: HorizonRows) -> tuple[dict[str, Drive], HorizonRows]:
    """Return how the classes drive over a horizon, and the rows with each vehicle's drive as its profile.

    One matrix serves all days: of conditions that differ from day to day, that of most days is taken.
    """
    calendar = office.calendar
    profiles = {v.class_code: v.road_profile for v in rows.vehicles}
    found: defaultdict[str, list[Drive]] = defaultdict(list)
    for day in rows.days:
        drives, names = drives_of(session, profiles, calendar.shift(day.date), calendar.zone)
        for code, name in names.items():
            found[code].append(drives[name])
    usual = {code: _commonest(each) for code, each in found.items()}
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for code, drive in usual.items():
        digests[profiles[code]].add(drive.condition.digest)
    names = {c: p if len(digests[p]) == 1 else f"{p}/{c}" for c, p in profiles.items()}
    vehicles = tuple(replace(v, road_profile=names[v.class_code]) for v in rows.vehicles)
    return {names[code]: drive for code, drive in usual.items()}, replace(rows, vehicles=vehicles)


def _commonest(drives: list[Drive]) -> Drive:
    digest, _ = Counter(drive.condition.digest for drive in drives).most_common(1)[0]
    return next(drive for drive in drives if drive.condition.digest == digest)


def _told(progress: Callable[[dict[str, Any]], None]) -> Callable[[Progress], None]:
    return lambda now: progress(now.to_json())


def _as_given(problem: WeekProblem, timetable: Timetable, wishes: Wishes, engine: str) -> SolvedWeek:
    """Return a timetable of people, timed and judged; what it says of no unloading is added."""
    timetable = with_unloadings(problem, timetable)
    timed = time_week(problem, timetable, engine=engine)
    verdict = judge_week(problem, timed, wishes)
    return SolvedWeek(timetable, timed, verdict, engine, 0.0, {engine: verdict.cost.total})


def _store(office: Office, wish: WeekWish, loaded: _Loaded, wishes: Wishes, solved: SolvedWeek) -> int:
    """Store the week as a draft, and the request as answered, in one transaction."""
    new = _row(office, wish, loaded, wishes, solved)
    with office.sessions() as session:
        number = plans.store_week(session, new)
        if wish.job is None or jobs.end(session, wish.job, number, office.clock.now()):
            session.commit()
            return number
        # another worker took this one for dead and has answered: its week is the answer
        session.rollback()
        answered = jobs.job(session, wish.job).week_id
    if answered is None:
        raise StoppedError("the request was ended by somebody else")
    return answered


def _row(
    office: Office, wish: WeekWish, loaded: _Loaded, wishes: Wishes, solved: SolvedWeek
) -> plans.NewWeek:
    problem, content = loaded.problem, week_to_bytes(loaded.problem)
    drawn = board(problem, solved.plans, solved.judgement, wishes, calendar=office.calendar, fuel=loaded.fuel)
    drawn["violations"] += remarks(problem, wishes, solved.plans, solved.judgement.visits)
    judged = plans.Judged(
        timetable=timetable_to_json(problem, solved.timetable),
        wishes=wishes_to_json(problem, wishes),
        board=drawn,
        measures=drawn["measures"],
        feasible=solved.judgement.feasible,
        cost_idr=drawn["measures"]["cost_idr"],
    )
    return plans.NewWeek(
        first_day=wish.first_day,
        days=wish.days,
        problem=content,
        digest=digest_of(content),
        judged=judged,
        roads_checksum=loaded.roads_checksum,
        engine=solved.engine,
        requested_by=wish.requested_by,
        created_at=office.clock.now(),
        origin=IMPORT if solved.engine == IMPORT else "solver",
        name=wish.name,
        kecamatan=wish.kecamatan,
        parent_id=wish.start_from,
        seed=wish.effort.seed,
        solve_s=round(solved.wall_s, 3),
    )
