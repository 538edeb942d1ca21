from dataclasses import replace

import pytest

from routing.plan import Plan, Unserved
from routing.problem import UNREACHABLE, Facility, Matrix, Window
from routing.reasons import CODES, explain
from routing.sample import DayShape, make_day

SHAPE = DayShape(stops=6, containers=1, dump_trucks=2, arm_rolls=1, village_count=2)


def reason(problem, code="p-0000", routes=()):
    served = {c.place for r in routes for c in r.calls}
    left = tuple(Unserved(s.code, "unexplained") for s in problem.stops if s.code not in served)
    plan = explain(problem, Plan("none", tuple(routes), left))
    return next(u for u in plan.unserved if u.stop == code)


def with_stop(problem, **changes):
    return replace(problem, stops=(replace(problem.stops[0], **changes), *problem.stops[1:]))


@pytest.fixture
def problem():
    return make_day(1, SHAPE)


def test_no_class_may_enter(problem):
    assert reason(with_stop(problem, classes=("tiny",))).code == "no_vehicle_allowed"


def test_no_truck_of_its_kind(problem):
    dumps = replace(problem, vehicles=tuple(v for v in problem.vehicles if v.work == "collect"))
    assert reason(dumps, "k-0006").code == "no_vehicle_allowed"


def test_too_large_for_any_truck_names_both_sizes(problem):
    found = reason(with_stop(problem, kg=9_999))
    assert found.code == "too_large"
    assert (found.detail["kg"], found.detail["capacity_kg"]) == (9_999, 1_434)


def test_no_road_leads_there(problem):
    way = problem.matrices["dump_truck"]
    cut = way.duration_s.copy()
    row = problem.stops[0].location
    cut[:, row] = UNREACHABLE
    cut[row, row] = 0
    assert (
        reason(replace(problem, matrices={"dump_truck": Matrix(cut, way.distance_m)})).code == "unreachable"
    )


def test_landfill_closed_before_any_truck_can_tip(problem):
    closed = replace(problem, facilities=(Facility("tpa", 1, 300, (Window(0, 21_700),)),))
    assert reason(closed).code == "landfill_closed"
    assert reason(replace(problem, facilities=(Facility("tpa", 1, 300, ()),))).code == "landfill_closed"


def test_window_closed_before_any_truck_arrives(problem):
    assert reason(with_stop(problem, windows=(Window(0, 21_610),))).code == "window_closed"


def test_shift_too_short_says_what_was_needed(problem):
    hurried = replace(
        problem, vehicles=tuple(replace(v, shift=Window(21_600, 22_600)) for v in problem.vehicles)
    )
    found = reason(hurried)
    assert found.code == "shift_too_short"
    assert found.detail["needed_s"] > found.detail["shift_s"] == 1_000


def test_cheaper_left_out_names_cost_and_price(problem):
    found = reason(with_stop(problem, price=5))
    assert found.code == "cheaper_left_out"
    assert found.detail["extra_cost"] > found.detail["price"] == 5


def test_hours_of_all_trucks_taken(problem):
    from routing.engines import baseline
    from routing.schedule import build_plan

    crowded = make_day(1, DayShape(stops=200, containers=0, dump_trucks=1, arm_rolls=0))
    plan = explain(crowded, build_plan(crowded, baseline.solve(crowded), engine="savings"))
    assert "not_enough_capacity" in {u.code for u in plan.unserved}
    assert {u.code for u in plan.unserved} <= set(CODES)
