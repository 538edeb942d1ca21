"""The week that anybody would write down: each point on its first allowed days, each day solved well.

What the solver is measured against: the same frequencies, the same engine for the days, the same total time.
"""

import time

from routing.week.apply import apply_wishes
from routing.week.first import first_masks, first_timetable
from routing.week.polish import Settler
from routing.week.polish_days import polish_days
from routing.week.problem import WeekProblem, Wishes
from routing.week.solve import SolvedWeek, WeekEffort

BASELINE = "baseline"


def solve_baseline(problem: WeekProblem, effort: WeekEffort, *, wishes: Wishes | None = None) -> SolvedWeek:
    """Return the week with every point on its first allowed pattern, all time spent on its days."""
    begun, wishes = time.monotonic(), wishes or Wishes()
    ruled = apply_wishes(problem, wishes)
    settler = Settler(problem, ruled, wishes)
    week = settler.settle(first_timetable(ruled, first_masks(ruled)), BASELINE)
    tried = {BASELINE: week.judgement.cost.total}
    ends_at = begun + effort.time_limit_s
    best = polish_days(settler, week, ends_at, (effort.seed, effort.keeper), lambda _: None)
    wall_s = time.monotonic() - begun
    tried[best.engine] = best.judgement.cost.total
    return SolvedWeek(best.timetable, best.plans, best.judgement, best.engine, wall_s, tried)
