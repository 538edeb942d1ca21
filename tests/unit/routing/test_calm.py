"""A truck that keeps its points keeps their order too, unless another one is worth telling the driver."""

from dataclasses import replace

import pytest

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.judging.reasons import explain
from routing.model.plan import Plan
from routing.model.sample import DayShape, make_day
from routing.replanning.calm import calm
from routing.replanning.kernel import Replanned, Standing
from routing.solve import Solved
from routing.timing.schedule import build_plan


def replanned(problem):
    plan = explain(problem, build_plan(problem, baseline.solve(problem), engine="x"))
    return Replanned(problem, plan.sequences, Solved(plan, Judge(problem).judge(plan), 0.1, ()))


@pytest.fixture(scope="module")
def found():
    return replanned(make_day(3, DayShape(stops=24, containers=0, dump_trucks=3, arm_rolls=0)))


def standings(plan: Plan, *, other=None):
    """Return trucks that were to drive the plan, one of them its first trip the other way round."""
    return {
        route.vehicle: Standing(
            0, 0, remaining=turned(route.sequence) if route.vehicle == other else route.sequence
        )
        for route in plan.routes
    }


def turned(sequence):
    first = next(n for n, (kind, _) in enumerate(sequence) if kind == "unload")
    return (*sequence[:first][::-1], *sequence[first:])


def test_old_order_is_kept_when_the_new_one_saves_little(found):
    name = found.plan.routes[0].vehicle
    before = standings(found.plan, other=name)
    after = calm(found, before, worth_it=10**9)
    assert after.plan.sequences[name] == before[name].remaining
    assert after.solved.judgement == Judge(found.problem).judge(after.plan)
    assert after.solved.judgement.feasible


def test_new_order_stands_when_it_is_worth_it_or_other_points_are_served(found):
    name = found.plan.routes[0].vehicle
    assert calm(found, standings(found.plan, other=name), worth_it=1) == found
    fewer = standings(found.plan)
    fewer[name] = replace(fewer[name], remaining=fewer[name].remaining[1:])
    assert calm(found, fewer, worth_it=10**9).plan == found.plan


def test_old_order_that_breaks_a_rule_is_not_kept(found):
    name = found.plan.routes[0].vehicle
    bad = standings(found.plan)
    bad[name] = replace(bad[name], remaining=tuple(h for h in bad[name].remaining if h[0] == "collect"))
    assert calm(found, bad, worth_it=10**9).plan == found.plan
