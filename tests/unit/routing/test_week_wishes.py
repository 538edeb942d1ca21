"""What people fixed, put into the problem of a week; weeks as bytes and JSON."""

from dataclasses import replace

import pytest

from routing.errors import HandPlanError, ProblemError
from routing.week.apply import apply_wishes
from routing.week.days import day_problem
from routing.week.problem import Pin, Wishes
from routing.week.problem_json import (
    digest_of,
    timetable_from_json,
    timetable_to_json,
    week_from_bytes,
    week_to_bytes,
    wishes_from_json,
    wishes_to_json,
)
from routing.week.timing import time_week
from tests.support.hand_week import hand_week, load

TUE, FRI = 1 << 1, 1 << 4
WISHES = Wishes(
    pins=(Pin("P1", 1, "dt-02"), Pin("P2", None, "dt-01")),
    excluded=frozenset({"P4"}),
    times={"P3": 3},
    without_vehicles=frozenset({"dt-02"}),
    closed_facilities=frozenset({"other"}),
    holidays=frozenset({5}),
)


def points_of(problem):
    return {point.code: point for point in problem.points}


def test_what_people_fixed_narrows_the_problem():
    problem = hand_week()
    found = apply_wishes(problem, replace(WISHES, without_vehicles=frozenset()))
    points = points_of(found)
    assert points.keys() == {"P1", "P2", "P3"}
    assert (points["P1"].stop.vehicle, points["P2"].stop.vehicle) == ("dt-02", "dt-01")
    assert all(mask & TUE for mask in points["P1"].patterns)
    assert {mask.bit_count() for mask in points["P3"].patterns} == {3}
    assert found.days[5].vehicles == ()
    assert all(not mask & 1 << 5 for point in found.points for mask in point.patterns)


def test_wishes_applied_twice_change_nothing_more():
    once = apply_wishes(hand_week(), WISHES)
    twice = apply_wishes(once, WISHES)
    assert (twice.days, twice.points) == (once.days, once.points)


def test_a_what_if_takes_vehicles_away_with_a_reason_and_closes_facilities():
    found = apply_wishes(hand_week(), replace(WISHES, closed_facilities=frozenset({"tpa"})))
    assert {v.id for day in found.days for v in day.vehicles} == {"dt-01"}
    assert found.days[0].away == {"dt-02": "what_if"}
    assert found.days[5].away == {"dt-01": "holiday", "dt-02": "holiday"}
    assert not any(day.facilities for day in found.days)


def test_a_pin_on_a_day_outside_the_rhythm_takes_the_days_around_it_that_break_it_least():
    found = points_of(apply_wishes(hand_week(), Wishes(pins=(Pin("P1", 0),))))["P1"]
    assert found.patterns
    assert all(mask & 1 and mask.bit_count() == 2 for mask in found.patterns)


def test_a_frequency_that_its_gaps_forbid_lets_the_gaps_give_way():
    found = points_of(apply_wishes(hand_week(), Wishes(times={"P1": 5})))["P1"]
    assert (found.times, found.least_gap, found.most_gap) == (5, 1, 4)
    assert {mask.bit_count() for mask in found.patterns} == {5}


def test_a_problem_is_read_as_it_was_written_and_named_by_its_digest():
    problem = replace(hand_week(), territories={"dt-01": frozenset({"B", "A"})}, most_moved=3, label="x")
    content = week_to_bytes(problem)
    again = week_from_bytes(content)
    assert (again.days, again.points, again.territories, again.prices, again.most_moved) == (
        problem.days,
        problem.points,
        problem.territories,
        problem.prices,
        3,
    )
    assert (again.matrices["dump_truck"].distance_m == problem.matrices["dump_truck"].distance_m).all()
    assert digest_of(week_to_bytes(again)) == digest_of(content)


def test_wishes_and_timetables_are_read_as_they_were_written():
    problem = hand_week()
    assert wishes_from_json(problem, wishes_to_json(problem, WISHES)) == WISHES
    assert wishes_from_json(problem, {}) == Wishes()
    assert wishes_from_json(problem, {"pins": [{"point": "P1", "day": "2020-01-01"}]}) == Wishes()
    timetable = {1: {"dt-01": load("P1")}, 3: {}, 4: {"dt-02": ()}}
    assert timetable_to_json(problem, timetable) == {
        "2026-11-24": {"dt-01": [["collect", "P1"], ["unload", "tpa"]]}
    }
    with pytest.raises(HandPlanError, match="2020-01-01 is no day of this week"):
        timetable_from_json(problem, {"2020-01-01": {}})
    with pytest.raises(HandPlanError, match="is no halt"):
        timetable_from_json(problem, {"2026-11-24": {"dt-01": [["rest", "P1"]]}})


def test_who_does_not_work_is_lent_from_another_day_and_what_is_shut_stays_shut():
    problem = hand_week()
    shut = replace(problem.days[1], facilities=())
    problem = replace(problem, days=(problem.days[0], shut, *problem.days[2:]))
    timetable = {1: {"dt-01": load("P1")}, 6: {"dt-01": load("P1")}}
    assert [f.windows for f in day_problem(problem, 1, timetable).facilities] == [()]
    assert [v.id for v in day_problem(problem, 6, timetable).vehicles] == ["dt-01"]
    with pytest.raises(ProblemError):
        day_problem(problem, 6, {})


def test_a_timetable_that_names_the_unknown_is_refused_with_everything_that_it_names():
    with pytest.raises(HandPlanError) as refused:
        time_week(hand_week(), {1: {"dt-01": (("collect", "P9"), ("unload", "x"))}, 9: {"dt-01": ()}})
    assert refused.value.faults == (
        "unknown day 9",
        "day 1, vehicle 'dt-01': unknown point 'P9'",
        "day 1, vehicle 'dt-01': unknown place 'x'",
    )


def test_a_vehicle_that_never_works_has_its_halts_without_times():
    plan = time_week(hand_week(), {1: {"ghost": load("P1"), "dt-01": load("P2")}})[1]
    assert [(route.vehicle, route.return_s > 0) for route in plan.routes] == [
        ("dt-01", True),
        ("ghost", False),
    ]
