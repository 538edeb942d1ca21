"""The planning desk: answers questions about plans at once, also while a plan is being solved.

A process of its own that imports no solver and keeps the problems of recent plans in memory, read and ready,
so that an answer costs only the timing and the judging.
"""

import asyncio
import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import msgspec
import procrastinate
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock, RealClock
from data.store.jobs import CHECK_PLAN, DESK_QUEUE, EDIT_WEEK, worker_app
from data.store.queries.desk import latest_plans, put_answer, stored_problem
from routing.checking import Checked, check
from routing.day import DayClock
from routing.errors import HandPlanError, PlanNotFoundError, RoutingError
from routing.judging.by_hand import rows_of, understand
from routing.judging.judge import Cost, Violation
from routing.model.plan import Call, Route
from routing.model.problem import Problem
from routing.model.problem_json import problem_from_json
from routing.week_desk import Change, WeekDesk

log = logging.getLogger(__name__)

KEPT_PROBLEMS = 6
LOOK_EVERY_S = 2.0
EXPLAIN_WITHIN_S = 0.08
"""A reason for every point left out can take long; people wait for this one."""


class Shelf:
    """Problems of recent plans, read and ready.

    Parameters
    ----------
    sessions
        Where plans are kept.
    size
        How many problems stay in memory; the one not asked for longest goes first.
    """

    def __init__(self, sessions: sessionmaker[Session], size: int = KEPT_PROBLEMS) -> None:
        self._sessions = sessions
        self._size = size
        self._kept: OrderedDict[int, tuple[date, Problem]] = OrderedDict()
        self._unreadable: set[int] = set()
        self._lock = threading.Lock()

    def get(self, plan_id: int) -> tuple[date, Problem]:
        """Return a plan's day and problem; a stored problem never changes.

        Raises
        ------
        PlanNotFoundError
            When there is no such plan.
        """
        with self._lock:
            if plan_id in self._kept:
                self._kept.move_to_end(plan_id)
                return self._kept[plan_id]
        with self._sessions() as session:
            stored = stored_problem(session, plan_id)
        if stored is None:
            raise PlanNotFoundError(f"there is no plan {plan_id}")
        found = stored.day, problem_from_json(msgspec.json.decode(stored.problem))
        with self._lock:
            self._kept[plan_id] = found
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found

    def look_ahead(self) -> None:
        """Read the newest plans before anybody asks for them; one that cannot be read is tried once."""
        with self._sessions() as session:
            newest = latest_plans(session, self._size // 2)
        for plan_id in reversed(newest):
            if plan_id in self._kept or plan_id in self._unreadable:
                continue
            try:
                self.get(plan_id)
            except (RoutingError, msgspec.ValidationError, KeyError) as error:
                self._unreadable.add(plan_id)
                log.warning("plan %d cannot be read ahead: %s", plan_id, error)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk works with; `clock` is the stack's."""

    sessions: sessionmaker[Session]
    calendar: OperatingCalendar
    shelf: Shelf
    clock: Clock = field(default_factory=RealClock)
    weeks: WeekDesk = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weeks", WeekDesk(self.sessions, self.calendar, self.clock))

    def answer(self, plan_id: int, routes: dict[str, list[str]]) -> dict[str, Any]:
        """Time and judge routes made by hand for the day of a stored plan."""
        try:
            day, problem = self.shelf.get(plan_id)
            checked = check(problem, understand(problem, rows_of(routes)), explain_within_s=EXPLAIN_WITHIN_S)
        except HandPlanError as error:
            return {"faults": list(error.faults)}
        except RoutingError as error:
            return {"faults": [str(error)]}
        return to_json(problem, DayClock(self.calendar, day), checked)


def to_json(problem: Problem, clock: DayClock, checked: Checked) -> dict[str, Any]:
    """Return a checked plan with moments in UTC and places marked by their kind."""
    marks = {s.code: f"p:{s.code}" for s in problem.stops} | {
        f.code: f"f:{f.code}" for f in problem.facilities
    }
    return {
        "feasible": checked.judgement.feasible,
        "violations": [_violation(v, marks) for v in checked.judgement.violations],
        "routes": [_route(r, clock, marks) | {"kg": _taken_kg(problem, r)} for r in checked.plan.routes],
        "cost": _cost(checked.judgement.cost),
        "unserved": [
            {"code": u.stop, "reason": u.code, "detail": dict(u.detail)} for u in checked.plan.unserved
        ],
    }


def _violation(violation: Violation, marks: dict[str, str]) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "vehicle_id": violation.vehicle or None,
        "place": marks.get(violation.place, violation.place) or None,
        "amount": violation.amount,
    }


def _route(route: Route, clock: DayClock, marks: dict[str, str]) -> dict[str, Any]:
    return {
        "vehicle_id": route.vehicle,
        "leaves_at": _moment(clock, route.leave_s),
        "returns_at": _moment(clock, route.return_s),
        "km": round(route.distance_m / 1000, 3),
        "calls": [_call(call, clock, marks) for call in route.calls],
        "rests": [
            {"label": r.label, "begins_at": _moment(clock, r.begin_s), "ends_at": _moment(clock, r.end_s)}
            for r in route.rests
        ],
    }


def _taken_kg(problem: Problem, route: Route) -> int:
    """Kilograms collected on a route, without what was aboard before."""
    aboard_kg = next(v.aboard_kg for v in problem.vehicles if v.id == route.vehicle)
    loads = [aboard_kg, *(call.load_kg for call in route.calls)]
    return sum(max(0, after - before) for before, after in pairwise(loads))


def _call(call: Call, clock: DayClock, marks: dict[str, str]) -> dict[str, Any]:
    return {
        "place": marks[call.place],
        "kind": call.kind,
        "arrives_at": _moment(clock, call.arrive_s),
        "begins_at": _moment(clock, call.begin_s),
        "leaves_at": _moment(clock, call.leave_s),
        "load_kg": call.load_kg,
        "trip": call.trip,
    }


def _moment(clock: DayClock, second: int) -> str:
    return clock.moment(second).isoformat()


def _cost(cost: Cost) -> dict[str, int]:
    parts = ("fixed", "distance", "time", "overtime", "left_out", "changes", "driving", "total")
    return {part: getattr(cost, part) for part in parts}


def run_desk(url: str, desk: Desk) -> None:
    """Answer until SIGTERM or SIGINT."""
    asyncio.run(_work(url, desk))


async def _work(url: str, desk: Desk) -> None:
    while True:
        try:
            await _serve(url, desk)
        except (procrastinate.exceptions.ConnectorException, SQLAlchemyError) as error:
            log.warning("the database is away (%s); the desk tries again", str(error).splitlines()[:1])
            await asyncio.sleep(LOOK_EVERY_S)
        else:
            return


async def _serve(url: str, desk: Desk) -> None:
    app = worker_app(url)
    _register(app, desk)
    async with app.open_async():
        side = asyncio.create_task(_look_ahead(desk))
        try:
            await app.run_worker_async(
                queues=[DESK_QUEUE],
                name=DESK_QUEUE,
                concurrency=2,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=0.5,
                delete_jobs="always",
            )
        finally:
            side.cancel()
            await asyncio.gather(side, return_exceptions=True)


def _register(app: procrastinate.App, desk: Desk) -> None:
    @app.task(name=CHECK_PLAN, queue=DESK_QUEUE, pass_context=True)
    async def check_plan(
        context: procrastinate.JobContext, plan_id: int, routes: dict[str, list[str]], asked_at: str
    ) -> None:
        if context.job.id is not None:
            await asyncio.to_thread(_answer, desk, context.job.id, (plan_id, routes, asked_at))

    @app.task(name=EDIT_WEEK, queue=DESK_QUEUE, pass_context=True)
    async def edit_week(context: procrastinate.JobContext, /, **asked: Any) -> None:  # noqa: ANN401  # JSON
        if context.job.id is not None:
            await asyncio.to_thread(_edit, desk, context.job.id, asked)


def _edit(desk: Desk, job: int, asked: dict[str, Any]) -> None:
    """Change a week; the answer is written with the change, in one transaction."""
    asked_at = datetime.fromisoformat(asked["asked_at"])
    change = Change(asked["week_id"], asked["version"], asked["edit"], asked["account"], asked_at)

    def put(session: Session, answer: dict[str, Any]) -> None:
        put_answer(session, job, asked_at, datetime.now(UTC), answer)

    try:
        desk.weeks.answer(change, put)
    except Exception:
        # who asked must not wait for nothing; what it was stays in the log
        log.exception("the edit of job %d could not be made", job)
        with desk.sessions.begin() as session:
            put(session, {"faults": ["the week could not be changed (see the desk's log)"]})


def _answer(desk: Desk, job: int, question: tuple[int, dict[str, list[str]], str]) -> None:
    plan_id, routes, asked_at = question
    try:
        answer = desk.answer(plan_id, routes)
    except Exception:
        # who asked must not wait for nothing; what it was stays in the log
        log.exception("the question of job %d could not be answered", job)
        answer = {"faults": ["the plan could not be checked (see the desk's log)"]}
    with desk.sessions.begin() as session:
        put_answer(session, job, datetime.fromisoformat(asked_at), datetime.now(UTC), answer)


async def _look_ahead(desk: Desk) -> None:
    """Have the newest problems and drafts of weeks ready, always."""
    while True:
        try:
            await asyncio.to_thread(desk.shelf.look_ahead)
            for week_id, why in await asyncio.to_thread(desk.weeks.look_ahead):
                log.warning("week %d cannot be read ahead: %s", week_id, why)
        except SQLAlchemyError as error:
            log.warning("the newest plans cannot be looked up: %s", error)
        await asyncio.sleep(LOOK_EVERY_S)
