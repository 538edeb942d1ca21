"""Narrower problems: daily caps shared out among trips, and one vehicle less."""

from dataclasses import replace

from routing.bench.kim_problem import KimInstance
from routing.bench.made_up import make_kim
from routing.engines.narrowed import (
    CAPPED,
    FEWER,
    FRESH,
    caps_bind,
    least_vehicles,
    share_caps,
    vehicles_count,
)
from routing.engines.portfolio import Leg
from routing.engines.protocol import Task
from routing.engines.remote import Keeper, run_engine
from routing.judging.judge import Judge
from routing.model.problem import Problem
from routing.timing.schedule import build_plan


def with_vehicles(problem, **changes):
    vehicles = tuple(replace(v, **changes) for v in problem.vehicles)
    return Problem(vehicles, problem.facilities, problem.stops, problem.matrices)


PROBLEM = KimInstance(make_kim(1, 12)).problem("vehicles")


def test_a_cap_of_the_day_becomes_equal_trips():
    shared = share_caps(with_vehicles(PROBLEM, capacity_kg=28_000, max_kg=40_000))
    assert {(v.capacity_kg, v.max_trips) for v in shared.vehicles} == {(20_000, 2)}


def test_the_largest_stop_still_fits():
    largest = max(s.kg for s in PROBLEM.stops)
    shared = share_caps(with_vehicles(PROBLEM, capacity_kg=largest, max_kg=largest + 2))
    assert {(v.capacity_kg, v.max_trips) for v in shared.vehicles} == {(largest, 2)}


def test_fewer_trips_than_the_cap_allows_leave_the_capacity_be():
    shared = share_caps(with_vehicles(PROBLEM, capacity_kg=28_000, max_kg=80_000, max_trips=2))
    assert {(v.capacity_kg, v.max_trips) for v in shared.vehicles} == {(28_000, 2)}


def test_without_caps_nothing_is_shared_and_the_search_begins_from_nothing():
    free = with_vehicles(PROBLEM, max_kg=0)
    capped = with_vehicles(PROBLEM, max_kg=40_000, max_trips=0)
    once = with_vehicles(PROBLEM, max_kg=40_000, max_trips=1)
    assert [caps_bind(p) for p in (free, capped, once)] == [False, True, False]
    leg = Leg("pyvrp", method=CAPPED)
    assert [leg.method_for(p) for p in (free, capped)] == [FRESH, CAPPED]


def test_a_fleet_is_made_smaller_only_where_a_vehicle_costs_more_than_any_detour():
    cheap = with_vehicles(PROBLEM, fixed_cost=1_000)
    assert [vehicles_count(p) for p in (PROBLEM, cheap)] == [True, False]
    leg = Leg("pyvrp", method=FEWER)
    assert [leg.method_for(p) for p in (PROBLEM, cheap)] == [FEWER, ""]


def test_the_caps_of_a_day_say_how_many_vehicles_it_takes():
    kg = sum(s.kg for s in PROBLEM.stops)
    assert least_vehicles(with_vehicles(PROBLEM, max_kg=kg)) == 1
    assert least_vehicles(with_vehicles(PROBLEM, max_kg=kg - 1)) == 2
    assert least_vehicles(with_vehicles(PROBLEM, max_kg=0)) == 1


def test_a_truck_that_the_others_can_do_without_stays_at_home():
    """Two trucks share what one can do; the fixed cost of a truck is more than any way."""
    first, second = (v.id for v in PROBLEM.vehicles[:2])
    tip = ("unload", PROBLEM.facilities[0].code)
    halts = [("collect", s.code) for s in PROBLEM.stops]
    start = {first: (*halts[:6], tip), second: (*halts[6:], tip)}
    task = Task(PROBLEM, start, 1, 20.0, iterations=200, method=FEWER)
    answer = run_engine("pyvrp", task, Keeper())
    assert answer.trouble == ""
    assert len(answer.sequences) == 1
    plan = build_plan(PROBLEM, answer.sequences, engine="pyvrp")
    assert Judge(PROBLEM).judge(plan).feasible
    assert not plan.unserved


def test_news_with_more_trips_than_are_shared_out_are_passed_over():
    """What a search without shared caps found must not end the one that has them."""
    capped = with_vehicles(PROBLEM, capacity_kg=28_000, max_kg=28_000)
    tip = ("unload", capped.facilities[0].code)
    twice = tuple(halt for s in capped.stops[:2] for halt in (("collect", s.code), tip))
    task = Task(capped, {}, 1, 20.0, iterations=60, method=CAPPED, hear=lambda: {"1": twice})
    answer = run_engine("pyvrp", task, Keeper())
    assert answer.trouble == ""
