"""What always gives a feasible plan, on small days of the full model with nothing to spare."""

import random
from dataclasses import replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from routing.engines import baseline
from routing.engines.repair import mend
from routing.errors import EngineError
from routing.judging.judge import Judge
from routing.model.plan import Unserved
from routing.timing.schedule import build_plan
from tests.support.full_days import tight_day

seeds = st.integers(0, 100_000)


def tight(seed, *, hands_over=False):
    """Return a day, a plan of it that keeps all rules, and its judgement; without hand-over if not asked."""
    problem, plan = tight_day(seed)
    if not hands_over:
        problem = replace(problem, facilities=tuple(replace(f, feeds="") for f in problem.facilities))
    try:
        judgement = judged(problem, plan.sequences)
    except EngineError:
        judgement = None
    assume(judgement is not None and judgement.feasible)
    return problem, plan.sequences, judgement


def judged(problem, sequences):
    plan = build_plan(problem, sequences, engine="tried")
    excused = tuple(Unserved(u.stop, "not_enough_capacity") for u in plan.unserved)
    return Judge(problem).judge(replace(plan, unserved=excused))


@given(seeds)
@example(8738)  # a truck that cannot come home without a stop: another one took it too
@settings(max_examples=60, deadline=None)
def test_baseline_keeps_every_rule(seed):
    problem, _, _ = tight(seed)
    assert judged(problem, baseline.solve(problem)).violations == ()


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_mending_a_feasible_plan_never_makes_it_dearer(seed):
    problem, sequences, before = tight(seed)
    # one of two breaks before a release and the other on the way: the engines' clock has both on one side
    assume(all(len(v.breaks) < 2 for v in problem.vehicles) or not any(s.release_s for s in problem.stops))
    after = judged(problem, mend(problem, sequences))
    assert after.violations == ()
    assert after.cost.total <= before.cost.total


@given(seeds, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_shuffled_halts_given_to_the_wrong_trucks_are_mended(seed, shuffle):
    problem, sequences, _ = tight(seed)
    rng = random.Random(shuffle)
    days = [rng.sample(halts, len(halts)) for halts in sequences.values()]
    names = [v.id for v in problem.vehicles]
    wrong = dict(zip(rng.sample(names, len(days)), map(tuple, days), strict=True))
    assert judged(problem, mend(problem, wrong)).violations == ()


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_baseline_and_mending_keep_the_rules_of_hand_over(seed):
    problem, sequences, _ = tight(seed, hands_over=True)
    assert judged(problem, baseline.solve(problem)).violations == ()
    assert judged(problem, mend(problem, sequences)).violations == ()
