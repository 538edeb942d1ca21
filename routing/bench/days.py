"""Bench of the day planner: engines against each other and the savings baseline, in the same run.

Made-up days of the regency's size, and counties in Kim's manner with a mixed fleet. Costs are the
judge's, in the unit of the problem; every engine begins from the baseline's plan.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from routing.bench.kim_problem import KimInstance
from routing.bench.made_up import make_kim, mixed_fleet
from routing.bench.memory import PeakMemory
from routing.engines.portfolio import Leg, Rows
from routing.model.problem import Problem
from routing.model.sample import DayShape, make_day
from routing.solve import AUTO, BASELINE, PORTFOLIOS, Effort, solve

GLS = "ortools_gls"
"""OR-Tools alone with guided local search on the full model: the usual way, and the peer to beat."""

CONTESTANTS: Mapping[str, Rows] = {
    GLS: ((Leg("ortools", method="gls"),),),
    "pyvrp": PORTFOLIOS["pyvrp"],
    "auto": AUTO,
}

SHORT_S = 6.0
LONG_S = 20.0
MIXED_STOPS = 275
MANY_STOPS = 2_000
"""A first answer for so many stops of Kim's kind is asked within ten seconds."""


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with its family and what sets it apart there."""

    family: str
    seed: int
    problem: Problem


def run(*, short: bool) -> dict[str, Any]:
    """Plan seeded problems with every contestant and compare judged costs.

    Parameters
    ----------
    short
        One problem of each family, 6 s for each contestant; otherwise three of 20 s and a large day.

    Returns
    -------
    Per family: what each contestant saves against the baseline and against OR-Tools alone, in %; the
    worst gap of the portfolio to the best single engine; seconds to a first answer for 2,000 stops; peak
    memory; each problem's figures in a list.
    """
    limit_s = SHORT_S if short else LONG_S
    with PeakMemory() as memory:
        rows = [_compare(case, limit_s) for case in _cases(short=short)]
    return {
        "what": "judged cost of plans, same run, same start, same judge",
        "time_limit_s": limit_s,
        **{family: _means([r for r in rows if r["family"] == family]) for family in ("day", "mixed_fleet")},
        "first_answer_2000_stops": _first_answer(),
        "slowest_answer_s": max(row["plans"][name]["wall_s"] for row in rows for name in CONTESTANTS),
        "violations": sum(row["plans"][name]["violations"] for row in rows for name in CONTESTANTS),
        "peak_mb": round(memory.mb),
        "problems": rows,
    }


def _cases(*, short: bool) -> Iterator[Case]:
    for seed in (1,) if short else (1, 2, 3):
        yield Case("day", seed, make_day(seed, DayShape()))
        yield Case("mixed_fleet", seed, mixed_fleet(make_kim(seed, MIXED_STOPS)))
    if not short:
        large = DayShape(stops=440, containers=60, dump_trucks=30, arm_rolls=18)
        yield Case("day", 1, make_day(1, large))


def _compare(case: Case, limit_s: float) -> dict[str, Any]:
    problem = case.problem
    baseline = solve(problem, Effort(time_limit_s=limit_s, legs=BASELINE))
    plans: dict[str, Any] = {
        "savings": {"cost": baseline.judgement.cost.total, "wall_s": round(baseline.wall_s, 3)}
    }
    for name, legs in CONTESTANTS.items():
        solved = solve(problem, Effort(time_limit_s=limit_s, legs=legs))
        verdict = solved.judgement
        plans[name] = {
            "cost": verdict.cost.total,
            "winner": solved.plan.engine,
            "violations": len(verdict.violations),
            "wall_s": round(solved.wall_s, 2),
            "distance": verdict.distance_m,
            "vehicles": len(solved.plan.routes),
            "trips": verdict.trips,
            "unserved": verdict.unserved,
            "notes": list(solved.plan.notes),
        }
    return {
        "family": case.family,
        "seed": case.seed,
        "points": len(problem.stops),
        "vehicles": len(problem.vehicles),
        "plans": plans,
    }


def _means(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the savings of a family in %, and how far the portfolio is behind the best single engine."""
    singles = [name for name in CONTESTANTS if name != "auto"]
    behind = [
        -_saving_pct(row, "auto", min(singles, key=lambda name: row["plans"][name]["cost"])) for row in rows
    ]
    return {
        "saving_pct_against_savings": {
            name: round(mean(_saving_pct(row, name, "savings") for row in rows), 2) for name in CONTESTANTS
        },
        "saving_pct_of_auto_against_ortools_gls": round(
            mean(_saving_pct(row, "auto", GLS) for row in rows), 2
        ),
        "auto_behind_best_single_pct": {"mean": round(mean(behind), 2), "worst": round(max(behind), 2)},
    }


def _saving_pct(row: Mapping[str, Any], name: str, than: str) -> float:
    cost, other = row["plans"][name]["cost"], row["plans"][than]["cost"]
    return float(100 * (other - cost) / other)


def _first_answer() -> dict[str, Any]:
    """Return how long a first answer takes for a large county, lunch and daily caps kept."""
    instance = KimInstance(make_kim(1, MANY_STOPS))
    problem = instance.problem("vehicles")
    begun = time.monotonic()
    solved = solve(problem, Effort(legs=BASELINE))
    wall_s = time.monotonic() - begun
    verdict = instance.check(instance.tours(solved.plan))
    return {"wall_s": round(wall_s, 2), "violations": len(verdict.faults), "vehicles": verdict.vehicles}
