"""A plan made by hand, timed and judged: when each truck is where, and what the plan breaks."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.judging.judge import Judge, Judgement
from routing.judging.reasons import explain
from routing.model.plan import Plan, Sequences, Unserved
from routing.model.problem import Problem
from routing.timing.schedule import retime_plan

HAND = "hand"
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan with its verdict."""

    plan: Plan
    judgement: Judgement


def check(problem: Problem, sequences: Sequences, *, explain_within_s: float) -> Checked:
    """Time halts as somebody wishes them and judge what comes of it.

    Parameters
    ----------
    explain_within_s
        Real seconds for the reasons of stops that the plan leaves out; those that time does not allow
        keep the code `unexplained`.

    Raises
    ------
    EngineError
        When a sequence names unknown things.
    """
    plan = retime_plan(problem, sequences, engine=HAND)
    plan = replace(plan, unserved=tuple(_explained(problem, plan, explain_within_s)))
    return Checked(plan, Judge(problem).judge(plan))


def check_as_stated(problem: Problem, plan: Plan) -> Checked:
    """Judge a plan with the times that it states itself."""
    return Checked(plan, Judge(problem).judge(plan))


def _explained(problem: Problem, plan: Plan, within_s: float) -> Iterator[Unserved]:
    ends_at = time.monotonic() + within_s
    for first in range(0, len(plan.unserved), _AT_ONCE):
        few = plan.unserved[first : first + _AT_ONCE]
        in_time = time.monotonic() < ends_at
        yield from explain(problem, replace(plan, unserved=few)).unserved if in_time else few
