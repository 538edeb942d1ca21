"""Timetables of a week with times: every day by the code that times a day, whatever the hands wished."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from routing.errors import HandPlanError
from routing.model.plan import Call, Plan, Route, Sequence, Sequences
from routing.model.problem import Problem
from routing.timing.schedule import retime_plan
from routing.week.days import day_problem
from routing.week.problem import Timetable, WeekProblem

HAND = "hand"


def time_week(
    problem: WeekProblem,
    timetable: Timetable,
    days: Iterable[int] | None = None,
    *,
    engine: str = HAND,
    before: Mapping[int, Plan] | None = None,
) -> Mapping[int, Plan]:
    """Time the days of a timetable as they stand, also where that breaks rules.

    A vehicle that works on no day of the week has its halts without times: the judge says what is wrong.

    Parameters
    ----------
    days
        Only these; every day that is not idle when it is not given.
    before
        Plans timed earlier: a route of which halts and loads are the same is taken from them.

    Returns
    -------
    Plans by index of the day; idle days are absent.

    Raises
    ------
    HandPlanError
        When a point, a facility or a day is unknown; every one is named.
    """
    chosen = sorted(timetable) if days is None else sorted(set(days) & timetable.keys())
    busy = [day for day in chosen if any(timetable[day].values())]
    check_names(problem, timetable)
    known = before or {}
    return {day: _time_day(problem, day, timetable, known.get(day) or Plan(engine, ())) for day in busy}


def check_names(problem: WeekProblem, timetable: Timetable) -> None:
    """Refuse a timetable that names what the week does not know.

    Raises
    ------
    HandPlanError
        With every unknown day, point and facility.
    """
    known = {"collect": {p.code for p in problem.points}}
    known["unload"] = {f.code for day in problem.days for f in day.facilities}
    faults = [f"unknown day {day}" for day in timetable if not 0 <= day < len(problem.days)]
    for day, sequences in timetable.items():
        faults += [
            f"day {day}, vehicle {name!r}: unknown {'place' if kind == 'unload' else 'point'} {code!r}"
            for name, halts in sequences.items()
            for kind, code in halts
            if code not in known[kind]
        ]
    if faults:
        raise HandPlanError(tuple(dict.fromkeys(faults)))


def _time_day(problem: WeekProblem, day: int, timetable: Timetable, before: Plan) -> Plan:
    """Time a day; routes of `before` that are driven as they were are kept."""
    sequences = timetable[day]
    known = {vehicle.id for each in problem.days for vehicle in each.vehicles}
    drawn = {name: halts for name, halts in sequences.items() if halts and name in known}
    lost = {name: halts for name, halts in sequences.items() if halts and name not in known}
    plan = Plan(before.engine, ())
    if drawn:
        made = day_problem(problem, day, {**timetable, day: drawn})
        kept = _kept(made, drawn, before)
        fresh = {name: halts for name, halts in drawn.items() if name not in kept}
        routes = retime_plan(made, fresh, engine=plan.engine).routes
        plan = replace(plan, routes=tuple(sorted((*kept.values(), *routes), key=lambda r: r.vehicle)))
    return replace(plan, routes=(*plan.routes, *_untimed(lost))) if lost else plan


def _kept(problem: Problem, sequences: Sequences, before: Plan) -> dict[str, Route]:
    """Return the routes of a plan that have the same halts and find the same loads.

    Nobody hands over to anybody in the problem of such a day, so no route depends on another.
    """
    stops = {stop.code: (stop.kg, stop.litres) for stop in problem.stops}
    return {r.vehicle: r for r in before.routes if _is_same(r, sequences.get(r.vehicle, ()), stops)}


def _is_same(route: Route, halts: Sequence, stops: Mapping[str, tuple[int, int]]) -> bool:
    if route.sequence != halts or not halts:
        return False
    loads = [(0, 0), *((call.load_kg, call.load_l) for call in route.calls)]
    taken = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(loads))
    return all(
        call.kind == "unload" or amount == stops[call.place]
        for call, amount in zip(route.calls, taken, strict=True)
    )


def _untimed(sequences: Sequences) -> list[Route]:
    """Return routes of vehicles that nobody knows: halts in order, all at second 0."""
    return [
        Route(name, 0, tuple(Call(kind, code, 1, 0, 0, 0, 0, 0, 0, 0) for kind, code in halts), 0, 0, 0)
        for name, halts in sorted(sequences.items())
    ]
