"""Bench of the day planner: engines against the savings baseline on made-up days, in the same run."""

from statistics import mean
from typing import Any

from routing.sample import DayShape, make_day
from routing.engines.portfolio import Rows
from routing.solve import AUTO, ORTOOLS, Effort, solve

CONTESTANTS: dict[str, Rows] = {"ortools": ORTOOLS, "auto": AUTO}

SHORT_S = 8.0
LONG_S = 20.0


def run(*, short: bool) -> dict[str, Any]:
    """Plan seeded days of Jepara's size and compare judged costs.

    Parameters
    ----------
    short
        Two days of 8 s for each contestant; otherwise five of 20 s and a day of 500 points.

    Returns
    -------
    Per day and contestant: total cost in rupiah (stops left out at their price), what it saves against
    the savings baseline of the same run in %, engine that won, seconds, km, rit, stops left out.
    """
    limit_s = SHORT_S if short else LONG_S
    days = [_compare(seed, DayShape(), limit_s) for seed in ((1, 2) if short else (1, 2, 3, 4, 5))]
    if not short:
        large = DayShape(stops=440, containers=60, dump_trucks=30, arm_rolls=18)
        days.append(_compare(1, large, limit_s))
    return {
        "what": "plan cost against a savings baseline, same run, same judge",
        "time_limit_s": limit_s,
        "saving_pct": {
            name: round(mean(day["plans"][name]["saving_pct"] for day in days), 2) for name in CONTESTANTS
        },
        "days": days,
    }


def _compare(seed: int, shape: DayShape, limit_s: float) -> dict[str, Any]:
    problem = make_day(seed, shape)
    plans: dict[str, Any] = {}
    for name, legs in CONTESTANTS.items():
        solved = solve(problem, Effort(time_limit_s=limit_s, legs=legs))
        baseline, verdict = solved.tried[0], solved.judgement
        base = baseline.judgement.cost.total
        plans.setdefault("savings", {"cost": base, "wall_s": round(baseline.wall_s, 3)})
        plans[name] = {
            "cost": verdict.cost.total,
            "saving_pct": round(100 * (base - verdict.cost.total) / base, 2),
            "winner": solved.plan.engine,
            "feasible": verdict.feasible,
            "wall_s": round(solved.wall_s, 2),
            "km": round(verdict.distance_m / 1000, 1),
            "trips": verdict.trips,
            "unserved": verdict.unserved,
        }
    return {"seed": seed, "points": len(problem.stops), "vehicles": len(problem.vehicles), "plans": plans}
