"""No plan is cheaper than the bound; where nothing binds, the bound comes near."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines import baseline
from routing.judging.bound import lower_bound
from routing.judging.judge import Judge
from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.model.sample import DayShape, make_day
from routing.timing.schedule import build_plan

DAY = Window(0, 36_000)
TRUCK = Vehicle("t", "dump", "collect", 1_000, 4_000, 3_600, 1_000, 3_600, DAY, 0, 0)


def line_problem(*stops, truck=TRUCK):
    """Yard at 0, landfill at 1 km, stops every kilometre after it; a metre costs 1 and takes 0.1 s."""
    places = np.arange(len(stops) + 2) * 1_000
    way_m = np.abs(places[:, None] - places[None, :])
    matrix = Matrix((way_m // 10).astype(np.int32), way_m.astype(np.int32))
    landfill = Facility("tpa", 1, 100, (DAY,))
    return Problem((truck,), (landfill,), stops, {"dump_truck": matrix})


def stop(row, *, kg=1_000, price=10**7, **more):
    return Stop(f"p{row}", row, kg, 0, 60, price, **more)


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_costs_less_than_the_bound(seed):
    day = make_day(seed, DayShape(stops=25, containers=5, dump_trucks=4, arm_rolls=2, village_count=6))
    chance = np.random.default_rng(seed)
    prices = [int(p) for p in chance.integers(0, 900_000, len(day.stops))]
    day = replace(day, stops=tuple(replace(s, price=p) for s, p in zip(day.stops, prices, strict=True)))
    plan = build_plan(day, baseline.solve(day), engine="savings")
    assert lower_bound(day) <= Judge(day).judge(plan).cost.total


def test_full_loads_far_from_the_landfill_are_charged_their_whole_round():
    two_kilometres_out_and_back = 2 * 1_000 + 200
    service_and_unloading = 60 + 100
    driven_and_worked_s = 200 + 160
    fixed = TRUCK.fixed_cost * driven_and_worked_s / 36_000
    bound = lower_bound(line_problem(stop(2)))
    assert bound == int(two_kilometres_out_and_back + service_and_unloading + fixed)


def test_a_stop_counts_no_more_than_its_price():
    assert lower_bound(line_problem(stop(2, price=7))) == 7


def test_a_stop_that_no_truck_may_serve_counts_its_price():
    assert lower_bound(line_problem(stop(2, price=7_000_000, classes=("pickup",)))) == 7_000_000


def test_a_load_of_bulky_and_heavy_stops_is_not_charged_twice():
    bulky = replace(stop(2, kg=100), litres=3_600)
    heavy = replace(stop(3, kg=900), litres=400)
    day = line_problem(bulky, heavy)
    halts = (("collect", "p2"), ("collect", "p3"), ("unload", "tpa"))
    plan = build_plan(day, {"t": halts}, engine="hand")
    verdict = Judge(day).judge(plan)
    assert verdict.feasible
    assert lower_bound(day) <= verdict.cost.total


def test_a_place_without_a_road_counts_its_price_even_when_it_weighs_nothing():
    day = line_problem(stop(2, kg=0, price=500))
    for table in (day.matrices["dump_truck"].duration_s, day.matrices["dump_truck"].distance_m):
        table[2, :2] = table[:2, 2] = -1
    assert lower_bound(day) == 500
