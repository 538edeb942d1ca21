"""The baseline before the judge on days of the sample; `test_full_model` tries to fool the judge."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.model.problem import Window
from routing.model.sample import DayShape, make_day
from routing.timing.schedule import build_plan, next_opening

shapes = st.builds(
    DayShape,
    stops=st.integers(0, 60),
    containers=st.integers(0, 12),
    dump_trucks=st.integers(1, 6),
    arm_rolls=st.integers(0, 4),
    village_count=st.integers(1, 12),
)
seeds = st.integers(0, 10_000)


@given(seeds, shapes, st.integers(6, 16), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_baseline_passes_the_judge_whatever_the_day(seed, shape, closes_h, max_trips):
    problem = make_day(seed, shape)
    problem = replace(
        problem,
        facilities=tuple(replace(f, windows=(Window(21_600, closes_h * 3600),)) for f in problem.facilities),
        vehicles=tuple(replace(v, max_trips=max_trips) for v in problem.vehicles),
    )
    plan = build_plan(problem, baseline.solve(problem), engine="savings")
    assert Judge(problem).judge(plan).violations == ()


windows = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 200)), min_size=1, max_size=4).map(
    lambda pairs: tuple(sorted((Window(a, a + b) for a, b in pairs), key=lambda w: w.open_s))
)


@given(windows, st.integers(0, 1500))
def test_next_opening_is_the_first_open_second(windows, arrive_s):
    found = next_opening(windows, arrive_s)
    seconds = [s for w in windows for s in range(w.open_s, w.close_s + 1) if s >= arrive_s]
    assert found == min(seconds, default=None)
