"""From a day of the store to a checked plan in the store. Read this file to know the room."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock
from data.store.errors import StoreError
from data.store.queries import facility_closures, outages, planning
from data.store.queries.plan_jobs import answer_of, end_job
from data.store.queries.publishing import publish_plan
from data.store.roads.snapshots import CurrentRoads, demand_snapshot
from routing.day import DayClock, DayRows, Rules, check_rows, make_problem, untaken
from routing.demand import Densities
from routing.draft import Drafter, Maker, Names
from routing.errors import DayError, PublishError, RoadsError
from routing.judging.reasons import explain_roads
from routing.model.problem import Problem
from routing.solve import Effort, Solved, solve
from routing.ways import Drive, Ways, drives_of


@dataclass(frozen=True, slots=True)
class Office:
    """What the planner stands on: the store, the stack clock, the agency's hours."""

    sessions: sessionmaker[Session]
    clock: Clock
    calendar: OperatingCalendar


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Parameters
    ----------
    job
        Request that this answers; it is marked as done in the plan's own transaction.
    """

    day: date
    publish: bool = False
    requested_by: str = "cli"
    effort: Effort = field(default_factory=Effort)
    job: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The stored plan."""

    plan_id: int
    published: bool
    solved: Solved


def plan_day(office: Office, wish: Wish) -> Planned:
    """Plan one operating day and store the plan as a draft; publish it if asked and feasible.

    Raises
    ------
    DayError
        When the day cannot be planned; one sentence says what is missing.
    PublishError
        When it was to be published but is not feasible or empty; the draft is kept.
    """
    with office.sessions() as session:
        roads = current_roads(session)
        rows = load_rows(session, office.calendar, wish.day)
        rules = _rules(session, office, wish.effort)
        fuel = planning.fuel_of(session)
        drives, rows = drives_on(session, office, wish.day, rows)
    check_rows(rows, wish.day)
    ways = Ways(roads.folder, rows.places, drives)
    problem = problem_of(rows, ways, wish.day, rules)
    solved = solve(problem, wish.effort)
    solved = replace(solved, plan=explain_roads(problem, solved.plan, ways))
    clock, left_out = DayClock(office.calendar, wish.day), untaken(rows, problem)
    drafter = Drafter(wish.day, Names.of(rows), clock, problem, ways, fuel, left_out)
    maker = Maker(wish.requested_by, office.clock.now(), wish.effort.seed, roads.checksum)
    plan = drafter.draft(solved, maker)
    with office.sessions.begin() as session:
        answered = None if wish.job is None else answer_of(session, wish.job)
        if answered is not None:
            return Planned(answered, wish.publish, solved)
        number = planning.store_plan(session, plan)
        published = wish.publish and plan.feasible and bool(plan.routes)
        if published:
            publish_plan(session, number, by=wish.requested_by, at=office.clock.now())
        if wish.job is not None and (published or not wish.publish):
            end_job(session, wish.job, number)
    if wish.publish and not published:
        raise PublishError(_why_unpublished(number, plan))
    return Planned(number, published, solved)


def publish(office: Office, plan_id: int, *, by: str) -> bool:
    """Publish a stored draft; False when that plan is published already, which is no fault.

    Raises
    ------
    PublishError
        There is no such plan, it is archived, not feasible or empty.
    """
    try:
        with office.sessions.begin() as session:
            plan = planning.stored_plan(session, plan_id)
            if plan.status == "published":
                return False
            publish_plan(session, plan_id, by=by, at=office.clock.now())
    except StoreError as error:
        raise PublishError(str(error)) from error
    return True


def current_roads(session: Session) -> CurrentRoads:
    """Return the roads in use.

    Raises
    ------
    RoadsError
        When no snapshot is active.
    """
    try:
        return demand_snapshot(session)
    except StoreError as error:
        raise RoadsError(str(error)) from error


def load_rows(session: Session, calendar: OperatingCalendar, day: date) -> DayRows:
    """Return what the store holds for a day, as it is now."""
    shut: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in facility_closures.within(session, calendar.bounds(day)):
        shut[row.facility_id].append((row.from_at, row.until_at))
    return DayRows(
        planning.vehicles_to_plan(session, day, away=outages.away(session, calendar.shift(day))),
        planning.facilities_to_plan(session, day),
        planning.points_to_plan(session, day),
        planning.breaks_of(session, day),
        shut,
    )


def drives_on(session: Session, office: Office, day: date, rows: DayRows) -> tuple[dict[str, Drive], DayRows]:
    """Return how the classes drive on the day, and the rows with each vehicle's drive as its profile."""
    profiles = {v.class_code: v.road_profile for v in rows.vehicles}
    begins, ends = office.calendar.shift(day)
    # in the middle of a shift, what was closed this morning is nobody's concern any more
    now = office.clock.now()
    span = (now if begins < now < ends else begins, ends)
    drives, names = drives_of(session, profiles, span, office.calendar.zone)
    vehicles = [replace(v, road_profile=names[v.class_code]) for v in rows.vehicles]
    return drives, replace(rows, vehicles=vehicles)


def densities_of(session: Session) -> Densities:
    """Return what a cubic metre weighs, as the office has set it."""
    figures = planning.figures(session)
    usual = Densities()
    return replace(
        usual,
        dump_truck=figures.get("density_dump_truck_kg_m3", usual.dump_truck),
        container=figures.get("density_arm_roll_kg_m3", usual.container),
    )


def _rules(session: Session, office: Office, effort: Effort) -> Rules:
    """Gather what is not in the rows; during a shift, trucks can leave when the solver will be done."""
    ready_at = office.clock.now() + timedelta(seconds=effort.time_limit_s * office.clock.rate)
    return Rules(office.calendar, densities=densities_of(session), not_before=ready_at)


def problem_of(rows: DayRows, ways: Ways, day: date, rules: Rules) -> Problem:
    """Return the day's problem; where it cannot be made, closed roads may be why."""
    try:
        return make_problem(rows, ways.matrices(), day, rules)
    except DayError as error:
        shut = len(ways.closures)
        if not shut:
            raise
        raise DayError(f"{error} (with {shut} closure{'s' if shut > 1 else ''} in force)") from error


def _why_unpublished(number: int, plan: planning.NewPlan) -> str:
    if plan.feasible:
        return f"plan {number} sends no vehicle, so it is kept as a draft: see why each point is left out"
    return f"plan {number} breaks {len(plan.judgement['violations'])} rules, so it is kept as a draft"
