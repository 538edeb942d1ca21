"""Whatever goes wrong and whenever: what is left of the day is planned anew and keeps every rule."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.model.plan import Unserved
from routing.model.sample import DayShape, make_full_day
from routing.replanning.kernel import adapt, make_rest
from routing.timing.schedule import build_plan
from tests.support.interrupted import interrupt

SMALL = DayShape(stops=50, containers=8, dump_trucks=6, arm_rolls=3, village_count=8)


@cache
def planned(seed):
    problem = make_full_day(seed, SMALL)
    return problem, build_plan(problem, baseline.solve(problem), engine="savings")


def judged(problem, sequences):
    plan = build_plan(problem, sequences, engine="tried")
    excused = tuple(Unserved(u.stop, "not_enough_capacity") for u in plan.unserved)
    return Judge(problem).judge(replace(plan, unserved=excused))


@given(st.integers(0, 5), st.integers(6 * 3600, 14 * 3600), st.data())
@settings(max_examples=40, deadline=None)
def test_rest_of_a_day_keeps_every_rule_whatever_breaks_down(seed, now_s, data):
    problem, plan = planned(seed)
    names = [r.vehicle for r in plan.routes]
    broken = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names) - 1))
    situation = interrupt(problem, plan, now_s, broken=broken)
    rest = make_rest(situation)
    sequences = adapt(rest, situation.standings)
    assert judged(rest, sequences).violations == ()
    if not broken:
        assert {n: s for n, s in sequences.items() if s} == {
            n: s.remaining for n, s in situation.standings.items() if s.remaining
        }
