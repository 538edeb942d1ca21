"""The judge and the timing against brute force, on small days that use all of the model."""

import random
from collections import Counter
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from routing.judging.judge import Judge, Rule
from routing.model.plan import Plan
from routing.model.problem import Break, Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.timing.schedule import Scheduler, build_plan, retime_plan
from tests.support.full_days import tight_day
from tests.support.full_mutations import mutate
from tests.support.plain_clock import best_day
from tests.support.plain_judge import is_feasible

MISSTATED = {"time_misstated", "load_misstated", "distance_misstated", "trip_misstated", "break_during_work"}


@pytest.mark.parametrize("first", [0, 100])
def test_judge_and_brute_force_agree_on_every_change_to_a_good_plan(first):
    for seed in range(first, first + 100):
        problem, plan = tight_day(seed)
        rng = random.Random(seed)  # test data, no secret
        days = [(problem, plan), *(mutate(rng, problem, plan) for _ in range(5))]
        for number, (day, changed) in enumerate(days):
            violations = Judge(day).judge(changed).violations
            assert (not violations) == is_feasible(day, changed), (seed, number, violations)


def test_every_rule_is_broken_by_some_change_alone_or_with_others():
    broken: Counter[str] = Counter()
    for seed in range(150):
        problem, plan = tight_day(seed)
        rng = random.Random(seed)  # test data, no secret
        for _ in range(4):
            day, changed = mutate(rng, problem, plan)
            broken.update(v.rule for v in Judge(day).judge(changed).violations)
    assert set(get_args(Rule)) == set(broken)


@pytest.mark.parametrize("seed", [*range(8), 63, 108])
def test_a_truck_is_home_as_soon_as_can_be_and_leaves_as_late_as_can_be_for_that(seed):
    problem, plan = tight_day(seed)
    problem = replace(problem, facilities=tuple(replace(f, feeds="") for f in problem.facilities))
    changed, _ = mutate(random.Random(seed), problem, plan)  # test data, no secret
    for day in (problem, changed):
        for vehicle in day.vehicles:
            halts = plan.sequences.get(vehicle.id, ())
            route = Scheduler(day).route(vehicle, halts)
            found = (route.return_s, route.leave_s) if route else None
            assert found == best_day(day, vehicle, halts, 150), vehicle


def test_lenient_timing_states_only_what_is_true_whatever_the_order():
    for seed in range(100):
        problem, plan = tight_day(seed)
        day, changed = mutate(random.Random(seed), problem, plan)  # test data, no secret
        halts = {v: s for v, s in changed.sequences.items() if v in {w.id for w in day.vehicles}}
        known = {s.code for s in day.stops} | {f.code for f in day.facilities}
        if any(code not in known for s in halts.values() for _, code in s):
            continue
        rules = {v.rule for v in Judge(day).judge(retime_plan(day, halts, engine="hand")).violations}
        assert not rules & MISSTATED, (seed, rules)


def test_strict_timing_of_a_good_plan_is_the_same_plan():
    for seed in range(100):
        problem, plan = tight_day(seed)
        if is_feasible(problem, plan):
            built = build_plan(problem, plan.sequences, engine="drawn")
            assert Judge(problem).judge(replace(built, unserved=plan.unserved)).feasible, seed


@pytest.mark.parametrize(("out", "rules"), [(False, set()), (True, {"break_missed"})])
def test_a_truck_on_the_road_has_no_break_before_its_own_day(out, rules):
    yard = Matrix(np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32))
    early = Break(50, (Window(0, 99),))
    truck = Vehicle("a", "truck", "collect", 9, 9, 0, 0, 0, Window(100, 900), 0, 0, breaks=(early,), out=out)
    stop = Stop("s", 0, 1, 1, 10, 0, windows=(Window(200, 200),))
    problem = Problem((truck,), (Facility("f", 0, 10, (Window(0, 900),)),), (stop,), {"dump_truck": yard})
    plan = retime_plan(problem, {"a": (("collect", "s"), ("unload", "f"))}, engine="hand")
    assert {v.rule for v in Judge(problem).judge(plan).violations} == rules
    assert (Scheduler(problem).route(truck, plan.routes[0].sequence) is None) == out


def test_what_a_truck_hands_over_to_itself_is_on_it_again_later():
    yard = Matrix(np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32))
    truck = Vehicle("a", "truck", "collect", 99, 99, 0, 0, 0, Window(0, 900), 0, 0)
    hours = (Window(0, 900),)
    facilities = (Facility("tpa", 0, 10, hours), Facility("tps", 0, 10, hours, feeds="s0"))
    stops = (Stop("s0", 0, 3, 3, 10, 0), Stop("s1", 0, 5, 5, 10, 0))
    problem = Problem((truck,), facilities, stops, {"dump_truck": yard})
    halts = (("collect", "s1"), ("unload", "tps"), ("collect", "s0"), ("unload", "tpa"))
    plan = build_plan(problem, {"a": halts}, engine="hand")
    assert [call.load_kg for call in plan.routes[0].calls] == [5, 0, 8, 0]
    assert Judge(problem).judge(plan).feasible


def test_cost_is_summed_in_another_way():
    for seed in range(100):
        problem, plan = tight_day(seed)
        assert Judge(problem).judge(plan).cost.total == _cost(problem, plan), seed


def _cost(problem, plan: Plan) -> int:
    vehicles = {v.id: v for v in problem.vehicles}
    stops = {s.code: s for s in problem.stops}
    total = sum(stops[u.stop].price for u in plan.unserved)
    for route in plan.routes:
        v = vehicles[route.vehicle]
        metres = route.home_m + sum(c.leg_m for c in route.calls)
        total += v.fixed_cost + metres * v.cost_per_km // 1000
        total += (route.return_s - route.leave_s) * v.cost_per_hour // 3600
        if route.return_s > v.shift.close_s:
            total += (route.return_s - v.shift.close_s) * v.overtime_per_hour // 3600
        kept = [stops[c.place].keeps for c in route.calls if c.kind == "collect"]
        total += problem.change_price * sum(k not in {"", route.vehicle} for k in kept)
    return total
