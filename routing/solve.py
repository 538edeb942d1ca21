"""Solving a problem: baseline, engines one after the other, the judge; the best judged answer wins."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from routing.engines import baseline
from routing.engines.days import restore, to_loads, to_sequences
from routing.engines.protocol import Task
from routing.engines.remote import Answer, Keeper, run_engine
from routing.errors import EngineError, StoppedError
from routing.judge import Judge, Judgement
from routing.plan import Plan, Sequences
from routing.problem import Problem
from routing.reasons import explain
from routing.schedule import build_plan

type Run = Callable[[str, Task, Keeper], Answer]


@dataclass(frozen=True, slots=True)
class Leg:
    """One engine's turn: its name and its part of the time that is left."""

    engine: str
    share: float


AUTO: tuple[Leg, ...] = (Leg("pyvrp", 0.5), Leg("ortools", 1.0))
"""PyVRP searches better, OR-Tools states more: measured together they beat each parent."""

ORTOOLS: tuple[Leg, ...] = (Leg("ortools", 1.0),)
BASELINE: tuple[Leg, ...] = ()
PORTFOLIOS = {"auto": AUTO, "ortools": ORTOOLS, "pyvrp": (Leg("pyvrp", 1.0),), "baseline": BASELINE}


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Parameters
    ----------
    time_limit_s
        Real seconds for all engines together; the answer comes within two seconds more.
    iterations
        Steps of each engine instead; the same seed then gives the same plan, and the time limit
        only stops what has gone astray. 0 is by time.
    """

    time_limit_s: float = 15.0
    seed: int = 1
    iterations: int = 0
    legs: tuple[Leg, ...] = AUTO
    keeper: Keeper = field(default_factory=Keeper)


@dataclass(frozen=True, slots=True)
class Tried:
    """One engine's answer, judged."""

    plan: Plan
    judgement: Judgement
    wall_s: float


@dataclass(frozen=True, slots=True)
class Solved:
    """The winner, explained, and everything that was tried for it."""

    plan: Plan
    judgement: Judgement
    wall_s: float
    tried: tuple[Tried, ...]


def solve(problem: Problem, effort: Effort, *, run: Run = run_engine) -> Solved:
    """Return the best judged plan within the effort; the baseline's when no engine has a better one.

    Raises
    ------
    StoppedError
        When the effort's keeper says so; a stopped solver's answer is not a plan.
    """
    begun = time.monotonic()
    judge = Judge(problem)
    plan = build_plan(problem, baseline.solve(problem), engine=baseline.NAME)
    tried = [Tried(plan, judge.judge(plan), time.monotonic() - begun)]
    notes: list[str] = []
    for leg in effort.legs:
        best = _best(tried)
        left_s = effort.time_limit_s - (time.monotonic() - begun)
        if left_s <= 0:
            break
        limit_s = left_s if effort.iterations else left_s * leg.share
        task = Task(problem, best.plan.sequences, effort.seed, limit_s, effort.iterations)
        leg_begun = time.monotonic()
        answer = run(leg.engine, task, effort.keeper)
        if answer.trouble:
            notes.append(answer.trouble)
        mended = _mend(problem, answer.sequences, leg.engine, notes)
        if mended is not None:
            tried.append(Tried(mended, judge.judge(mended), time.monotonic() - leg_begun))
    if effort.keeper.cancelled():
        raise StoppedError("the planner was stopped")
    return _finish(problem, judge, tried, notes, begun)


def _mend(problem: Problem, found: Sequences | None, engine: str, notes: list[str]) -> Plan | None:
    """Bring an engine's sequences into a plan that keeps every hour, or say why that cannot be done."""
    if found is None:
        return None
    try:
        return build_plan(problem, to_sequences(restore(problem, to_loads(found))), engine=engine)
    except (EngineError, KeyError) as error:
        notes.append(f"{engine}: its answer could not be read: {error}")
        return None


def _best(tried: list[Tried]) -> Tried:
    """Return the cheapest feasible answer; the baseline stands first and wins a tie."""
    return min(tried, key=lambda each: (not each.judgement.feasible, each.judgement.cost.total))


def _finish(problem: Problem, judge: Judge, tried: list[Tried], notes: list[str], begun: float) -> Solved:
    winner = explain(problem, _best(tried).plan)
    plan = Plan(winner.engine, winner.routes, winner.unserved, tuple(notes))
    return Solved(plan, judge.judge(plan), time.monotonic() - begun, tuple(tried))
