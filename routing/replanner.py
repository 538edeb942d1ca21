"""From a day that went otherwise than planned to a new plan of what is left of it, stored as a draft.

Read `replan_day` from top to bottom. What is done or on its way is frozen, whatever else is planned anew from
where the trucks will be, and the draft is a child of the valid plan: only a person publishes it.
"""

import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from data.store.queries import planning, replanning
from data.store.queries.plan_jobs import answer_of, end_job
from data.store.queries.planning import NewPlan, NewRoute
from routing.day import DayClock, DayRows, Rules, untaken
from routing.draft import judgement_to_json, measures_of, roads_of
from routing.judging.reasons import explain_roads
from routing.model.problem import Problem
from routing.model.problem_json import problem_to_json
from routing.planner import Office, Planned, problem_of
from routing.replanning.calm import calm
from routing.replanning.changes import Books, changes_of
from routing.replanning.found import Found, find
from routing.replanning.kernel import Replanned, Situation, replan
from routing.replanning.progress import Progress
from routing.replanning.redraft import Carried, Redrafter, goes_other_ways
from routing.replanning.standing import Stood, View, latest_home_s, stand, stand_broken, stand_in_yard
from routing.solve import Effort
from routing.ways import Ways

log = logging.getLogger(__name__)

OVERHEAD_S = 2.0
"""Real seconds that reading, drawing and storing take beside the solvers."""

READING_S, LEAST_S = 0.7, 0.5
"""Of them, what reading may take; and how long the solvers work at least."""

LOOKING = timedelta(seconds=60)
"""Stack time that a person has to look at the new plan before trucks have driven on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for: `cause` as the request has it; `job` is the request that this answers."""

    day: date
    cause: Mapping[str, Any] = field(default_factory=lambda: {"kind": "other"})
    requested_by: str = "cli"
    effort: Effort = field(default_factory=lambda: Effort(time_limit_s=3.0))
    job: int | None = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """The day on the map, with every truck where the new plan will find it."""

    found: Found
    now: datetime
    frozen_at: datetime
    clock: DayClock
    ways: Ways
    ats: Mapping[str, Progress]
    stood: Mapping[str, Stood]
    problem: Problem

    @property
    def situation(self) -> Situation:
        standings = {name: each.standing for name, each in self.stood.items()}
        return Situation(self.problem, standings, _tipped(self.ats, self.stood))

    def carried(self, replanned: Replanned) -> list[Carried]:
        new = {route.vehicle: route for route in replanned.plan.routes}
        return [
            Carried(
                self.found.vehicles[name],
                self.ats.get(name),
                stood,
                new.get(name),
                goes_other_ways(self.ways, replanned.problem, stood, new.get(name)),
            )
            for name, stood in sorted(self.stood.items())
        ]


def replan_day(office: Office, ask: Ask) -> Planned:
    """Plan what is left of a day anew and store it as a draft child of the valid plan.

    Raises
    ------
    DayError
        No plan is valid on that day, or nothing is left that could be planned.
    ConflictError
        Another plan became valid meanwhile.
    """
    begun_s, now = time.monotonic(), office.clock.now()
    ready = timedelta(seconds=(ask.effort.time_limit_s + OVERHEAD_S) * office.clock.rate)
    with office.sessions() as session:
        found = find(session, office, ask.day)
    scene = _set_scene(found, office, ask.day, (now, now + ready + LOOKING))
    set_s = time.monotonic()
    replanned = calm(
        replan(scene.situation, _in_time(ask.effort, set_s - begun_s)), scene.situation.standings
    )
    solved_s = time.monotonic()
    told = explain_roads(replanned.problem, replanned.plan, scene.ways)
    replanned = replace(replanned, solved=replace(replanned.solved, plan=told))
    carried = scene.carried(replanned)
    draft = _draft(scene, replanned, _redraw(scene, replanned, carried), ask)
    with office.sessions.begin() as session:
        answered = None if ask.job is None else answer_of(session, ask.job)
        if answered is not None:
            return Planned(answered, published=False, solved=replanned.solved)
        account = _account(session, scene, replanned, carried) | {"cause": dict(ask.cause)}
        number = planning.store_plan(session, replace(draft, changes=account))
        if ask.job is not None:
            end_job(session, ask.job, number)
    log.info(
        "plan %d: the rest of %s in %.1f s: %.1f s to read it, %.1f s to plan it, %.1f s to write it down",
        number,
        ask.day,
        *_spans(begun_s, set_s, solved_s, time.monotonic()),
    )
    return Planned(number, published=False, solved=replanned.solved)


def _in_time(effort: Effort, spent_s: float) -> Effort:
    """Return the effort less what reading took beyond its usual share: a busy machine solves less."""
    over_s = max(0.0, spent_s - READING_S)
    return replace(effort, time_limit_s=max(LEAST_S, effort.time_limit_s - over_s))


def _spans(begun_s: float, set_s: float, solved_s: float, ended_s: float) -> tuple[float, ...]:
    return ended_s - begun_s, set_s - begun_s, solved_s - set_s, ended_s - solved_s


def _set_scene(found: Found, office: Office, day: date, span: tuple[datetime, datetime]) -> _Scene:
    """Put the trucks on the map as they are now, and follow them to the moment of the new plan."""
    now, frozen_at = span
    clock = DayClock(office.calendar, day)
    ats = found.progress(now)
    out = [name for name, at in ats.items() if at.left and not at.home and name in found.in_service]
    starts = np.array([(ats[name].where.lon, ats[name].where.lat) for name in out]).reshape(-1, 2)
    ways = Ways(found.roads.folder, found.rows.places, found.drives, starts)
    # what a morning's plan keeps in reserve for delays is there to be used now
    rules = Rules(office.calendar, densities=found.densities, reserve_s=0)
    problem = problem_of(found.rows, ways, day, rules)
    view = View(
        problem=problem,
        clock=clock,
        frozen_s=clock.second(frozen_at),
        rows=_rows_of(found.rows),
        starts={name: len(found.rows.places) + number for number, name in enumerate(out)},
        densities=found.densities,
    )
    stood = _stand_all(ats, view)
    return _Scene(found, now, frozen_at, clock, ways, ats, stood, _left(problem, found, ats, stood))


def _rows_of(rows: DayRows) -> dict[str, int]:
    places = [f"f:{f.code}" for f in rows.facilities] + [f"p:{p.code}" for p in rows.points]
    return {place: row for row, place in enumerate(places)}


def _stand_all(ats: Mapping[str, Progress], view: View) -> dict[str, Stood]:
    stood = {
        vehicle.id: stand(vehicle, ats[vehicle.id], view)
        if vehicle.id in ats
        else stand_in_yard(vehicle, view)
        for vehicle in view.problem.vehicles
    }
    return stood | {name: stand_broken(at, view) for name, at in ats.items() if name not in stood}


def _left(whole: Problem, found: Found, ats: Mapping[str, Progress], stood: Mapping[str, Stood]) -> Problem:
    """Return the day without what is done or on its way, and with a way home for who is late already."""
    urgent = {p.code for p in found.rows.points if p.urgent}
    behind = {stop.code for at in ats.values() for stop in at.behind} - urgent
    onward = {going.stop.code for each in stood.values() for going in each.onward}
    vehicles = [
        replace(v, latest_s=latest_home_s(v, stood[v.id].standing, whole)) if stood[v.id].standing.out else v
        for v in whole.vehicles
    ]
    stops = [s for s in whole.stops if s.code not in behind | onward]
    return replace(whole, vehicles=tuple(vehicles), stops=tuple(stops))


def _tipped(ats: Mapping[str, Progress], stood: Mapping[str, Stood]) -> dict[str, int]:
    """Return what facilities have got, or will have by then, in kilograms."""
    tipped: Counter[str] = Counter()
    for name, at in ats.items():
        done = [s for s in at.behind if s.number in at.served] + [p.stop for p in stood[name].onward]
        for stop in done:
            if stop.kind == "unload":
                tipped[stop.code] -= stop.kg
    return dict(tipped)


def _redraw(scene: _Scene, replanned: Replanned, carried: list[Carried]) -> list[NewRoute]:
    points = {p.code: p.id for p in scene.found.rows.points}
    facilities = {f.code: f.id for f in scene.found.rows.facilities}
    redrafter = Redrafter(replanned.problem, scene.clock, scene.ways, points, facilities)
    return redrafter.routes(carried)


def _draft(scene: _Scene, replanned: Replanned, routes: Sequence[NewRoute], ask: Ask) -> NewPlan:
    points = {p.code: p.id for p in scene.found.rows.points}
    solved, problem = replanned.solved, replanned.problem
    return NewPlan(
        day=ask.day,
        engine=solved.plan.engine,
        feasible=solved.judgement.feasible,
        cost_idr=sum(route.cost_idr for route in routes),
        seed=ask.effort.seed,
        solve_s=round(solved.wall_s, 3),
        roads_checksum=scene.found.roads.checksum,
        problem=problem_to_json(problem, packed=True),
        judgement=judgement_to_json(solved.judgement),
        measures=measures_of(problem, solved, scene.found.fuel, bounded=False)
        | roads_of(scene.ways)
        | _of_day(routes),
        requested_by=ask.requested_by,
        created_at=scene.now,
        routes=routes,
        unserved=[
            *((points[u.stop], u.code, dict(u.detail)) for u in solved.plan.unserved),
            *untaken(scene.found.rows, problem),
        ],
        parent_id=scene.found.parent,
    )


def _of_day(routes: Sequence[NewRoute]) -> dict[str, Any]:
    """Return the figures of the whole day, what is behind the trucks included."""
    hours_s = [(route.returns_at - route.leaves_at).total_seconds() for route in routes]
    return {
        "km": round(sum(route.distance_m for route in routes) / 1000, 1),
        "hours": round(sum(hours_s) / 3600, 2),
        "kg": sum(route.load_kg for route in routes),
        "trips": sum(route.trips for route in routes),
        "vehicles": len(routes),
        "stops": sum(stop.kind == "collect" for route in routes for stop in route.stops),
    }


def _account(
    session: Session, scene: _Scene, replanned: Replanned, carried: Sequence[Carried]
) -> dict[str, Any]:
    """Return what the new plan makes different."""
    found = scene.found
    codes = {s.code for s in replanned.problem.stops} | found.left_out
    codes |= {stop.code for route in found.routes.values() for stop in route.stops}
    books = Books(
        clock=scene.clock,
        frozen_at=scene.frozen_at,
        names=replanning.names_of(session, sorted(codes)),
        plates=found.plates,
        kg={s.code: s.kg for s in replanned.problem.stops},
        left_out=found.left_out,
        left_loads=found.left_loads,
    )
    return changes_of(carried, replanned.plan, replanned.solved.judgement.cost.driving, books)
