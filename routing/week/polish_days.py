"""The last share of the time: each day of a week on the full model, by the engines of a single day."""

import time
from collections.abc import Callable

from routing.engines.remote import Keeper
from routing.errors import StoppedError
from routing.model.plan import Sequences
from routing.model.problem import Problem
from routing.solve import Effort, solve
from routing.week.polish import JudgedWeek, Settler

DAYS = "days"

LEAST_S = 3.0
"""A day is not begun with less: its engines are processes that must start first."""


def polish_days(
    settler: Settler,
    best: JudgedWeek,
    ends_at: float,
    effort: tuple[int, Keeper],
    told: Callable[[JudgedWeek], None],
) -> JudgedWeek:
    """Return the week with every day that could be made better; points keep their days.

    Parameters
    ----------
    ends_at
        Monotonic second.
    effort
        Seed, and how children are kept; what it says about being cancelled is obeyed.
    told
        Called with every better week.
    """
    _, keeper = effort
    # those with the longest way first: when time is short they are worth it most
    order = sorted(best.plans, key=lambda day: -sum(r.distance_m for r in best.plans[day].routes))
    for number, day in enumerate(order):
        left_s = ends_at - time.monotonic()
        share_s = max(LEAST_S, left_s / (len(order) - number))
        if left_s < LEAST_S or keeper.cancelled():
            break
        found = _solve_day(settler.problem_of(day, best.timetable), best.timetable[day], share_s, effort)
        if found is None:
            continue
        other = settler.settle({**best.timetable, day: found}, DAYS)
        if other.rank < best.rank:
            best = other
            told(best)
    return best


def _solve_day(
    problem: Problem, sequences: Sequences, seconds: float, effort: tuple[int, Keeper]
) -> Sequences | None:
    """Return better halts for a day, None when it was stopped."""
    seed, keeper = effort
    # engines may take up to two seconds longer than they are given
    wish = Effort(time_limit_s=max(1.0, seconds - 1.0), seed=seed, keeper=keeper)
    try:
        return solve(problem, wish, start=("week", sequences)).plan.sequences
    except StoppedError:
        return None
