import time
from dataclasses import replace

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.model.problem import Window
from routing.model.sample import DayShape, make_day
from routing.timing.schedule import build_plan


def judged(problem):
    return Judge(problem).judge(build_plan(problem, baseline.solve(problem), engine=baseline.NAME))


def test_baseline_serves_a_usual_day_whole(day):
    judgement = judged(day)
    assert judgement.feasible
    assert judgement.unserved == 0


def test_baseline_answers_500_points_within_two_seconds_of_one_core():
    problem = make_day(2, DayShape(stops=450, containers=50, dump_trucks=30, arm_rolls=12))
    begun = time.process_time()
    judgement = judged(problem)
    assert time.process_time() - begun < 2.0
    assert judgement.feasible
    assert judgement.served > 400


def test_baseline_keeps_a_landfill_that_closes_at_noon(day):
    noon = tuple(replace(f, windows=(Window(6 * 3600, 12 * 3600),)) for f in day.facilities)
    assert judged(replace(day, facilities=noon)).feasible


def test_baseline_leaves_out_what_costs_more_than_its_price(day):
    cheap = replace(day, stops=tuple(replace(s, price=1) for s in day.stops))
    judgement = judged(cheap)
    assert judgement.feasible
    assert judgement.served == 0


def test_baseline_keeps_trip_limits(day):
    once = replace(day, vehicles=tuple(replace(v, max_trips=1) for v in day.vehicles))
    judgement = judged(once)
    assert judgement.feasible
    assert judgement.trips <= len(day.vehicles)


def test_baseline_of_an_empty_day_is_empty(day):
    assert baseline.solve(replace(day, stops=())) == {}
