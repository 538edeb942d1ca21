"""Solving a problem: baseline, then engines in child processes on both cores; the best judged answer wins."""

import time
from dataclasses import dataclass, field, replace

from routing.engines import baseline
from routing.engines.court import Court, Tried
from routing.engines.narrowed import CAPPED, FEWER
from routing.engines.portfolio import SPARE_S, Leg, Progress, Rows, Run, Wish, search, search_in_turn
from routing.engines.remote import Keeper, run_engine
from routing.errors import EngineError, StoppedError
from routing.handover import has_hand_over, solve_in_stages
from routing.judging.judge import Judgement
from routing.judging.reasons import explain
from routing.model.plan import Plan, Sequences
from routing.model.problem import Problem

__all__ = ["AUTO", "BASELINE", "ORTOOLS", "PORTFOLIOS", "Effort", "Leg", "Solved", "Tried", "solve"]

AUTO: Rows = (
    (Leg("pyvrp", method=CAPPED, until=0.6, until_exact=1.0), Leg("ruin")),
    (Leg("pyvrp", until=0.5, method=FEWER, until_exact=0.85), Leg("ortools")),
)
"""PyVRP searches better, OR-Tools states more and has the last word; handing each other their best they
beat each alone. On one core daily caps are shared out among trips, or, where none bind, the search begins
from nothing; on the other it begins from the baseline and leaves caps to mending. Where the searcher cannot
state the problem, ruin and recreate on all rules ends the first row. Figures: docs/routing-bench.md."""

ORTOOLS: Rows = ((Leg("ortools"),),)
BASELINE: Rows = ()
PORTFOLIOS: dict[str, Rows] = {
    "auto": AUTO,
    "ortools": ORTOOLS,
    "pyvrp": ((Leg("pyvrp"),),),
    "ruin": ((Leg("ruin"),),),
    "baseline": BASELINE,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Parameters
    ----------
    time_limit_s
        Real seconds for everything; the answer comes within two seconds more.
    iterations
        Steps of each engine instead, one engine after the other: the same seed then gives the same plan,
        and the time limit only stops what has gone astray. 0 is by time.
    legs
        Who works: one of `PORTFOLIOS`.
    """

    time_limit_s: float = 15.0
    seed: int = 1
    iterations: int = 0
    legs: Rows = AUTO
    keeper: Keeper = field(default_factory=Keeper)


@dataclass(frozen=True, slots=True)
class Solved:
    """The winner, explained, and each engine's best."""

    plan: Plan
    judgement: Judgement
    wall_s: float
    tried: tuple[Tried, ...]


def solve(
    problem: Problem,
    effort: Effort,
    *,
    run: Run = run_engine,
    progress: Progress | None = None,
    start: tuple[str, Sequences] | None = None,
) -> Solved:
    """Return the best judged plan within the effort; the baseline's when no engine has a better one.

    Parameters
    ----------
    start
        Name and halts of a mended plan to begin with instead of the baseline.
    progress
        Called with every new best answer while the engines work, from a thread of theirs.

    Raises
    ------
    StoppedError
        When the effort's keeper says so; a stopped solver's answer is not a plan.
    """
    begun = time.monotonic()
    court = Court(problem, begun)
    if start is None:
        court.consider(baseline.NAME, baseline.solve(problem))
    else:
        court.consider(*start, mended=True)
    if effort.legs:
        late_s = max(0.0, 4 * court.slowest_s - SPARE_S)
        ends_at = begun + effort.time_limit_s - late_s
        wish = Wish(effort.legs, effort.seed, ends_at, effort.keeper, run, progress, effort.iterations)
        if has_hand_over(problem):
            _in_stages(court, wish)
        else:
            _work(court, wish)
    if effort.keeper.cancelled():
        raise StoppedError("the planner was stopped")
    winner = explain(problem, court.best.plan)
    plan = Plan(winner.engine, winner.routes, winner.unserved, tuple(court.notes))
    return Solved(plan, court.judge(plan), time.monotonic() - begun, court.tried)


def _work(court: Court, wish: Wish) -> None:
    if wish.iterations:
        search_in_turn(court, wish)
    else:
        search(court, wish)


def _in_stages(court: Court, wish: Wish) -> None:
    """Solve a problem with hand-overs in its two stages, each with its share of the time."""
    begun, winners = time.monotonic(), [baseline.NAME]

    def part(stage: Problem, share: float) -> Sequences:
        own = Court(stage, court.begun)
        own.consider(baseline.NAME, baseline.solve(stage))
        ends_at = min(wish.ends_at, time.monotonic() + share * (wish.ends_at - begun))
        if stage.stops:
            _work(own, replace(wish, ends_at=ends_at, progress=None))
        for note in own.notes:
            court.note(note)
        winners.append(own.best.plan.engine)
        return own.best.plan.sequences

    try:
        joined = solve_in_stages(court.problem, part)
    except EngineError as error:
        court.note(f"the stages of the hand-over do not go together: {error}")
        return
    court.consider(winners[-1], joined)
