"""Tries to fool the judge: every change that makes a good plan worse must be seen."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.engines import baseline
from routing.judge import Judge
from routing.problem import Window
from routing.sample import DayShape, make_day
from routing.schedule import build_plan, next_opening

shapes = st.builds(
    DayShape,
    stops=st.integers(0, 60),
    containers=st.integers(0, 12),
    dump_trucks=st.integers(1, 6),
    arm_rolls=st.integers(0, 4),
    village_count=st.integers(1, 12),
)
seeds = st.integers(0, 10_000)
CALL_FIELDS = ("arrive_s", "leave_s", "load_kg", "load_l", "leg_s", "leg_m", "trip")
ROUTE_FIELDS = ("return_s", "home_s", "home_m")


def good(seed, shape):
    problem = make_day(seed, shape)
    plan = build_plan(problem, baseline.solve(problem), engine="savings")
    return problem, plan


@given(seeds, shapes, st.integers(6, 16), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_baseline_passes_the_judge_whatever_the_day(seed, shape, closes_h, max_trips):
    problem = make_day(seed, shape)
    problem = replace(
        problem,
        facilities=tuple(replace(f, windows=(Window(21_600, closes_h * 3600),)) for f in problem.facilities),
        vehicles=tuple(replace(v, max_trips=max_trips) for v in problem.vehicles),
    )
    plan = build_plan(problem, baseline.solve(problem), engine="savings")
    assert Judge(problem).judge(plan).violations == ()


@given(seeds, shapes, st.data())
@settings(max_examples=60, deadline=None)
def test_no_stated_figure_can_be_changed_unseen(seed, shape, data):
    problem, plan = good(seed, shape)
    assume(plan.routes)
    number = data.draw(st.integers(0, len(plan.routes) - 1))
    route = plan.routes[number]
    by = data.draw(st.integers(-5_000, 5_000).filter(bool))
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(route.calls) - 1))
        name = data.draw(st.sampled_from(CALL_FIELDS))
        call = replace(route.calls[at], **{name: getattr(route.calls[at], name) + by})
        route = replace(route, calls=(*route.calls[:at], call, *route.calls[at + 1 :]))
    else:
        name = data.draw(st.sampled_from(ROUTE_FIELDS))
        route = replace(route, **{name: getattr(route, name) + by})
    mutant = replace(plan, routes=(*plan.routes[:number], route, *plan.routes[number + 1 :]))
    assert not Judge(problem).judge(mutant).feasible


@given(seeds, shapes, st.data())
@settings(max_examples=60, deadline=None)
def test_no_halt_can_be_dropped_or_doubled_unseen(seed, shape, data):
    problem, plan = good(seed, shape)
    assume(plan.routes)
    vehicle = data.draw(st.sampled_from(sorted(plan.sequences)))
    halts = plan.sequences[vehicle]
    at = data.draw(st.integers(0, len(halts) - 1))
    if data.draw(st.booleans()) and halts[at][0] == "collect":
        halts = (*halts[:at], halts[at], *halts[at:])
    else:
        halts = halts[:at] + halts[at + 1 :]
    assume(halts)
    mutant = build_plan(problem, {**plan.sequences, vehicle: halts}, engine="mutant")
    mutant = replace(mutant, unserved=plan.unserved)
    judgement = Judge(problem).judge(mutant)
    # an unloading may be dropped lawfully when both loads fit together
    merged = plan.sequences[vehicle][at][0] == "unload" and judgement.feasible
    assert merged or not judgement.feasible
    if merged:
        assert judgement.trips == Judge(problem).judge(plan).trips - 1


windows = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 200)), min_size=1, max_size=4).map(
    lambda pairs: tuple(sorted((Window(a, a + b) for a, b in pairs), key=lambda w: w.open_s))
)


@given(windows, st.integers(0, 1500))
def test_next_opening_is_the_first_open_second(windows, arrive_s):
    found = next_opening(windows, arrive_s)
    seconds = [s for w in windows for s in range(w.open_s, w.close_s + 1) if s >= arrive_s]
    assert found == min(seconds, default=None)
