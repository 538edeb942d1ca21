"""The judge of weeks before one that was written on its own, on weeks made by chance."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.week.days import day_problem
from routing.week.judge import judge_week
from routing.week.problem_json import timetable_from_json, timetable_to_json
from routing.week.terms import HORIZON_RULES
from routing.week.timing import time_week
from tests.support.hand_week import random_week
from tests.support.plain_week_judge import judge_plainly


@given(st.integers(0, 100_000))
@settings(max_examples=150, deadline=None)
def test_judge_of_weeks_finds_what_a_plain_one_finds(seed):
    problem, timetable, wishes = random_week(seed)
    plans = time_week(problem, timetable)
    judged, plain = judge_week(problem, plans, wishes), judge_plainly(problem, plans, wishes)
    told = Counter(
        (v.rule, v.day, v.vehicle, v.point, v.facility, v.amount, v.hard)
        for v in judged.violations
        if v.rule in HORIZON_RULES
    )
    assert told == Counter({v: n for v, n in plain.broken.items() if v[0] in HORIZON_RULES})
    shut = {v[:5] for v in plain.broken if v[0] == "facility_closed"}
    assert shut <= {(v.rule, v.day, v.vehicle, v.point, v.facility) for v in judged.violations}
    good = {day for day in plans if not judged.days[day].violations}
    unknown = {d for d in plans if any(v.rule == "vehicle_unknown" for v in judged.days[d].violations)}
    assert good - unknown == plain.good_days - unknown
    assert {name: getattr(judged.cost, name) for name in plain.cost} == plain.cost


@given(st.integers(0, 100_000))
@settings(max_examples=50, deadline=None)
def test_a_day_of_a_week_finds_what_has_gathered_since_the_last_emptying(seed):
    problem, timetable, wishes = random_week(seed)
    plans = time_week(problem, timetable)
    plain = judge_plainly(problem, plans, wishes)
    most = {point.code: point.most_kg or 10**9 for point in problem.points}
    for day in plans:
        for stop in day_problem(problem, day, timetable).stops:
            assert stop.kg == min(plain.found_kg[stop.code, day], most[stop.code])
    assert timetable_from_json(problem, timetable_to_json(problem, timetable)) == timetable


@given(st.integers(0, 100_000))
@settings(max_examples=50, deadline=None)
def test_days_that_nothing_touched_need_no_second_judgement(seed):
    problem, timetable, wishes = random_week(seed)
    plans = time_week(problem, timetable)
    whole = judge_week(problem, plans, wishes)
    some = {day: judged for day, judged in enumerate(whole.days) if day % 2}
    assert judge_week(problem, plans, wishes, some) == whole


@given(st.integers(0, 100_000))
@settings(max_examples=50, deadline=None)
def test_routes_that_are_driven_as_before_are_timed_as_before(seed):
    problem, timetable, _ = random_week(seed)
    other = {day: sequences for day, sequences in timetable.items() if day % 2}
    before = {**time_week(problem, timetable), **time_week(problem, other)}
    assert time_week(problem, timetable, before=before) == time_week(problem, timetable)
