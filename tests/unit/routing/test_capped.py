"""Daily caps shared out among trips: what a searcher of trips can keep."""

from dataclasses import replace

from routing.bench.kim_problem import KimInstance
from routing.bench.made_up import make_kim
from routing.engines.by_pyvrp.capped import CAPPED, caps_bind, share_caps
from routing.engines.portfolio import Leg
from routing.problem import Problem


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


def test_without_caps_nothing_is_shared_and_the_method_is_the_usual():
    free = with_vehicles(PROBLEM, max_kg=0)
    capped = with_vehicles(PROBLEM, max_kg=40_000, max_trips=0)
    once = with_vehicles(PROBLEM, max_kg=40_000, max_trips=1)
    assert [caps_bind(p) for p in (free, capped, once)] == [False, True, False]
    leg = Leg("pyvrp", method=CAPPED)
    assert [leg.method_for(p) for p in (free, capped)] == ["", CAPPED]
