"""Bench of the week planner: a made-up week of the regency, its baseline, a week later, at full size."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from routing.bench.jepara_week import Shape, jepara_week
from routing.bench.memory import PeakMemory
from routing.week.baseline import solve_baseline
from routing.week.calm import kept_as
from routing.week.days import visits_of
from routing.week.judge import moved_points
from routing.week.patterns import Rhythm, allowed, dry, nearest
from routing.week.problem import Timetable, WeekPoint, WeekProblem
from routing.week.progress import Progress
from routing.week.solve import SolvedWeek, WeekEffort, solve_week

SHORT_S = 60.0
LONG_S = 600.0
WHOLE = Shape(whole=True, more_points=1, fleet_times=4)
"""All villages of the mainland; 19 trucks could not carry their waste, so there are four of each."""


def run(*, short: bool) -> dict[str, Any]:
    """Plan a week of the regency, the next one, and one of all its villages.

    Parameters
    ----------
    short
        60 s for each instead of 600 s.

    Returns
    -------
    Judged figures: km against the baseline's in the same time, days' tonnes, points that move when nothing
    else has changed, seconds until there is a feasible week.
    """
    limit_s = SHORT_S if short else LONG_S
    effort = WeekEffort(time_limit_s=limit_s)
    problem = jepara_week()
    with PeakMemory() as memory:
        week, first_s = _solve(problem, effort)
        later = next_week(problem, week.timetable)
        following, _ = _solve(later, effort, week.timetable)
        whole, whole_first_s = _solve(jepara_week(WHOLE), replace(effort, time_limit_s=limit_s / 2))
    baseline = solve_baseline(problem, effort)
    moved = len(moved_points(later, following.judgement.visits))
    return {
        "what": "made-up weeks over the real villages, judged; same frequencies, engines and time",
        "time_limit_s": limit_s,
        "points": len(problem.points),
        "first_feasible_s": first_s,
        "week": figures(week),
        "baseline": figures(baseline),
        "km_saved_pct": round(100 * (1 - _km(week) / _km(baseline)), 1),
        "next_week": {**figures(following), "moved_pct": round(100 * moved / len(later.points), 1)},
        "all_villages": {
            **figures(whole),
            "points": len(jepara_week(WHOLE).points),
            "first_feasible_s": whole_first_s,
        },
        "peak_mb": round(memory.mb),
    }


def figures(week: SolvedWeek) -> dict[str, Any]:
    """Return what a week amounts to; the spread is between its heaviest and its lightest day."""
    verdict = week.judgement
    kg = verdict.delivered_kg
    return {
        "feasible": verdict.feasible,
        "engine": week.engine,
        "km": round(_km(week)),
        "cost_idr": verdict.cost.driving,
        "left_out": sum(v.rule == "left_out" for v in verdict.violations),
        "tonnes_spread_pct": round(100 * (max(kg) - min(kg)) * len(kg) / max(1, sum(kg)), 1),
        "wall_s": round(week.wall_s, 1),
    }


def next_week(problem: WeekProblem, timetable: Timetable) -> WeekProblem:
    """Return the week after, when a timetable was driven and nothing else has changed."""
    kept, days = kept_as(problem, timetable), len(problem.days)
    visits = visits_of(timetable)
    return replace(kept, points=tuple(_later(p, visits.get(p.code, 0), days) for p in kept.points))


def _later(point: WeekPoint, mask: int, days: int) -> WeekPoint:
    last = mask.bit_length() - 1 if mask else point.last_day
    before_kg = sum(point.gathers_kg[last + 1 :]) if mask else point.before_kg + sum(point.gathers_kg)
    rhythm = Rhythm((1 << days) - 1, days, point.times, point.least_gap, point.most_gap, last - days)
    masks: Sequence[int] = allowed(rhythm) or nearest(rhythm)
    return replace(
        point,
        last_day=rhythm.last_day,
        before_kg=before_kg,
        patterns=dry(masks, point.gathers_kg, before_kg, point.most_kg),
    )


def _solve(
    problem: WeekProblem, effort: WeekEffort, start: Timetable | None = None
) -> tuple[SolvedWeek, float]:
    """Return the week and after how many seconds there was a first feasible one."""
    begun, first = time.monotonic(), []

    def tell(_: Progress) -> None:
        first.append(round(time.monotonic() - begun, 1))

    return solve_week(problem, effort, start=start, progress=tell), first[0]


def _km(week: SolvedWeek) -> float:
    return sum(day.distance_m for day in week.judgement.days) / 1000
