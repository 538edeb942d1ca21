import subprocess
import sys
from dataclasses import replace

import pytest

from routing.judging.judge import Judge
from routing.model.plan import Plan, Unserved
from routing.model.problem import UNREACHABLE, Facility, Matrix, Window
from routing.model.sample import make_day
from routing.timing.schedule import build_plan


def rules(problem, plan):
    return {violation.rule for violation in Judge(problem).judge(plan).violations}


def with_route(plan, route, index=0):
    routes = list(plan.routes)
    routes[index] = route
    return replace(plan, routes=tuple(routes))


def with_call(plan, call, index=0, **changes):
    route = plan.routes[index]
    calls = list(route.calls)
    calls[call] = replace(calls[call], **changes)
    return with_route(plan, replace(route, calls=tuple(calls)), index)


def collector(plan):
    return next(i for i, r in enumerate(plan.routes) if r.vehicle.startswith("dt"))


def test_good_plan_breaks_nothing(day, good_plan):
    judgement = Judge(day).judge(good_plan)
    assert judgement.feasible
    assert judgement.served + judgement.unserved == len(day.stops)
    assert judgement.kg == sum(s.kg for s in day.stops)


def test_cost_is_fixed_way_and_hours(day, good_plan):
    cost = Judge(day).judge(good_plan).cost
    vehicles = {v.id: v for v in day.vehicles}
    assert cost.fixed == sum(vehicles[r.vehicle].fixed_cost for r in good_plan.routes)
    assert cost.distance == sum(
        r.distance_m * vehicles[r.vehicle].cost_per_km // 1000 for r in good_plan.routes
    )
    assert cost.time == sum(
        r.duration_s * vehicles[r.vehicle].cost_per_hour // 3600 for r in good_plan.routes
    )
    assert cost.total == cost.driving


def test_left_out_stop_costs_its_price(day, good_plan):
    route = good_plan.routes[0]
    code = route.calls[0].place
    plan = replace(
        good_plan,
        routes=good_plan.routes[1:],
        unserved=tuple(Unserved(c.place, "x") for c in route.calls if c.kind == "collect"),
    )
    judgement = Judge(day).judge(plan)
    assert judgement.feasible
    assert judgement.cost.left_out >= next(s.price for s in day.stops if s.code == code)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"arrive_s": 0}, "time_misstated"),
        ({"leave_s": 0}, "time_misstated"),
        ({"begin_s": 0}, "time_misstated"),
        ({"load_kg": 0}, "load_misstated"),
        ({"load_l": 0}, "load_misstated"),
        ({"trip": 2}, "trip_misstated"),
        ({"leg_m": 1}, "distance_misstated"),
        ({"leg_s": 1}, "distance_misstated"),
        ({"place": "nowhere"}, "place_unknown"),
    ],
)
def test_misstated_call_is_caught(day, good_plan, change, rule):
    assert rule in rules(day, with_call(good_plan, 0, collector(good_plan), **change))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"home_m": 1}, "distance_misstated"),
        ({"return_s": 30_000}, "time_misstated"),
        ({"leave_s": 0}, "shift_begin"),
        ({"vehicle": "ghost"}, "vehicle_unknown"),
    ],
)
def test_misstated_route_is_caught(day, good_plan, change, rule):
    assert rule in rules(day, with_route(good_plan, replace(good_plan.routes[0], **change)))


def test_truck_that_comes_home_loaded_is_caught(day, good_plan):
    plan = build_plan(
        day, {**good_plan.sequences, "dt-01": good_plan.sequences["dt-01"][:-1]}, engine="mutant"
    )
    assert rules(day, plan) == {"not_empty_at_end"}


def test_skipped_unloading_overloads(day, good_plan):
    halts = [h for h in good_plan.sequences["dt-01"] if h[0] == "collect"]
    plan = build_plan(day, {**good_plan.sequences, "dt-01": (*halts, ("unload", "tpa"))}, engine="mutant")
    assert {"over_kg", "over_litres"} & rules(day, plan)


def test_second_container_on_one_trip_is_caught(day, good_plan):
    light = make_day(1)
    stops = tuple(replace(s, kg=1, litres=1) for s in light.stops)
    light = replace(light, stops=stops)
    halts = tuple(("collect", s.code) for s in stops if s.work == "container")[:2]
    others = {v: s for v, s in good_plan.sequences.items() if v.startswith("dt")}
    plan = build_plan(light, {**others, "ar-01": (*halts, ("unload", "tpa"))}, engine="mutant")
    assert "container_taken" in rules(light, plan)


def test_wrong_kind_of_truck_is_caught(day, good_plan):
    swapped = {"ar-01": good_plan.sequences["dt-01"], "dt-01": good_plan.sequences["ar-01"]}
    plan = build_plan(day, {**good_plan.sequences, **swapped}, engine="mutant")
    assert "vehicle_not_allowed" in rules(day, plan)


def test_closed_class_is_caught(day, good_plan):
    closed = replace(day, stops=tuple(replace(s, classes=("tiny",)) for s in day.stops))
    assert "vehicle_not_allowed" in rules(closed, good_plan)


def test_stop_served_twice_or_also_excused_is_caught(day, good_plan):
    halts = good_plan.sequences["dt-01"]
    twice = build_plan(day, {**good_plan.sequences, "dt-01": (halts[0], *halts)}, engine="mutant")
    assert "stop_twice" in rules(day, twice)
    excused = replace(good_plan, unserved=(Unserved(halts[0][1], "why"),))
    assert rules(day, excused) == {"stop_served_and_unserved"}


def test_forgotten_stop_and_missing_reason_are_caught(day):
    assert rules(day, Plan("none", ())) == {"stop_forgotten"}
    silent = Plan("none", (), tuple(Unserved(s.code, "") for s in day.stops))
    assert rules(day, silent) == {"reason_missing"}


def test_two_routes_of_one_truck_are_caught(day, good_plan):
    plan = replace(good_plan, routes=(*good_plan.routes, replace(good_plan.routes[0], calls=())))
    assert "vehicle_twice" in rules(day, plan)


def test_closed_landfill_is_caught(day, good_plan):
    closed = replace(day, facilities=(Facility("tpa", 1, 300, (Window(0, 60),)),))
    assert "facility_closed" in rules(closed, good_plan)
    never = replace(day, facilities=(Facility("tpa", 1, 300, ()),))
    assert "facility_closed" in rules(never, good_plan)


def test_stop_outside_its_window_is_caught(day, good_plan):
    shut = replace(day, stops=tuple(replace(s, windows=(Window(0, 60),)) for s in day.stops))
    assert "stop_window" in rules(shut, good_plan)


def test_shift_end_and_trip_limit_are_caught(day, good_plan):
    short = replace(
        day, vehicles=tuple(replace(v, shift=Window(21_600, 21_700), max_trips=1) for v in day.vehicles)
    )
    assert {"shift_end", "too_many_trips"} <= rules(short, good_plan)


def test_way_without_road_is_caught(day, good_plan):
    cut = day.matrices["dump_truck"].duration_s.copy()
    cut[:, 5] = UNREACHABLE
    cut[5, 5] = 0
    broken = replace(day, matrices={"dump_truck": Matrix(cut, day.matrices["dump_truck"].distance_m)})
    assert "no_road" in rules(broken, good_plan)


def loaded_with(module):
    code = f"import sys, {module}; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def test_judge_knows_neither_solvers_nor_the_timing_of_engines():
    loaded = loaded_with("routing.judging.judge")
    assert {name.split(".")[0] for name in loaded}.isdisjoint({"ortools", "pyvrp"})
    assert not {name for name in loaded if name.startswith(("routing.timing.schedule", "routing.engines"))}


def test_desk_knows_no_solver():
    assert {name.split(".")[0] for name in loaded_with("routing.desk")}.isdisjoint({"ortools", "pyvrp"})
