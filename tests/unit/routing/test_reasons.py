from dataclasses import replace

import pytest

from routing.judging.reasons import CODES, explain
from routing.model.plan import Plan, Unserved
from routing.model.problem import UNREACHABLE, Facility, Matrix, Window
from routing.model.sample import DayShape, make_day

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


def test_no_facility_takes_the_stream_from_these_trucks(problem):
    organic = with_stop(problem, stream="organic")
    takes_all = replace(problem.facilities[0], classes=("pickup",), code="tps")
    facilities = (replace(problem.facilities[0], streams=("residue",)), takes_all)
    found = reason(replace(organic, facilities=facilities))
    assert (found.code, found.detail) == ("no_facility", {"facilities": 1})


def test_no_truck_may_carry_the_stream(problem):
    only = replace(problem, vehicles=tuple(replace(v, streams=("residue",)) for v in problem.vehicles))
    found = reason(with_stop(only, stream="organic"))
    assert (found.code, found.detail["of_kind"]) == ("no_vehicle_allowed", 2)


def test_a_closed_landfill_says_how_much_longer_it_would_have_to_be_open(problem):
    def closing(second):
        return replace(problem, facilities=(Facility("tpa", 1, 300, (Window(0, second),)),))

    late_s = reason(closing(21_700)).detail["late_s"]
    assert reason(closing(21_700 + late_s - 1)).code == "landfill_closed"
    assert reason(closing(21_700 + late_s)).code != "landfill_closed"


def test_a_closed_window_says_how_much_longer_it_would_have_to_be_open(problem):
    late_s = reason(with_stop(problem, windows=(Window(0, 21_610),))).detail["late_s"]
    assert reason(with_stop(problem, windows=(Window(0, 21_609 + late_s),))).code == "window_closed"
    assert reason(with_stop(problem, windows=(Window(0, 21_610 + late_s),))).code != "window_closed"


def test_a_short_shift_says_how_much_longer_it_would_have_to_be(problem):
    def ending(second):
        shift = Window(21_600, second)
        return replace(problem, vehicles=tuple(replace(v, shift=shift) for v in problem.vehicles))

    longer_s = reason(ending(22_600)).detail["longer_s"]
    assert reason(ending(22_600 + longer_s - 1)).code == "shift_too_short"
    assert reason(ending(22_600 + longer_s)).code != "shift_too_short"


def test_a_landfill_that_has_its_tonnes_says_what_is_left(problem):
    full = replace(problem, facilities=(replace(problem.facilities[0], max_kg=10),))
    found = reason(full)
    assert (found.code, found.detail["left_kg"]) == ("facility_full", 10)


def crowded_day(**changes):
    from routing.engines import baseline
    from routing.timing.schedule import build_plan

    day = make_day(1, DayShape(stops=60, containers=0, dump_trucks=1, arm_rolls=0))
    day = replace(day, vehicles=tuple(replace(v, **changes) for v in day.vehicles))
    return day, explain(day, build_plan(day, baseline.solve(day), engine="savings"))


def test_too_few_hours_name_the_overtime_that_would_do(problem):
    day, plan = crowded_day()
    found = next(u for u in plan.unserved if u.code == "not_enough_capacity")
    assert found.detail["overtime_s"] > 0
    latest_s = day.vehicles[0].shift.close_s + found.detail["overtime_s"]
    longer = replace(day, vehicles=tuple(replace(v, latest_s=latest_s) for v in day.vehicles))
    left = tuple(Unserved(u.stop, "unexplained") for u in plan.unserved)
    again = explain(longer, replace(plan, unserved=left))
    assert next(u for u in again.unserved if u.stop == found.stop) != found


def test_a_truck_at_its_cap_of_trips_is_not_said_to_need_overtime(problem):
    _, plan = crowded_day(max_trips=1)
    assert {u.code for u in plan.unserved} == {"not_enough_capacity"}
    assert all("overtime_s" not in u.detail for u in plan.unserved)


def test_cheaper_left_out_names_cost_and_price(problem):
    found = reason(with_stop(problem, price=5))
    assert found.code == "cheaper_left_out"
    assert found.detail["extra_cost"] > found.detail["price"] == 5


def test_hours_of_all_trucks_taken(problem):
    from routing.engines import baseline
    from routing.timing.schedule import build_plan

    crowded = make_day(1, DayShape(stops=200, containers=0, dump_trucks=1, arm_rolls=0))
    plan = explain(crowded, build_plan(crowded, baseline.solve(crowded), engine="savings"))
    assert "not_enough_capacity" in {u.code for u in plan.unserved}
    assert {u.code for u in plan.unserved} <= set(CODES)
