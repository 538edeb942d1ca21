"""A week as arrays and back: nothing is lost on the way, and what the search may not know is taken off."""

from dataclasses import replace

import numpy as np
import pytest

from routing.bench.jepara_week import jepara_week
from routing.week.arrays_of import Policy, arrays_of
from routing.week.first import even_masks, first_timetable
from routing.week.kernel.cost import cost_of
from routing.week.polish import Settler
from routing.week.problem import Wishes


@pytest.fixture(scope="module")
def problem():
    whole = jepara_week()
    return replace(whole, points=tuple(p for p in whole.points if p.district == "Pecangaan"))


@pytest.fixture(scope="module")
def settled(problem):
    return Settler(problem, problem, Wishes()).settle(first_timetable(problem, even_masks(problem)), "first")


def test_a_timetable_comes_back_from_the_search_as_it_went(problem, settled):
    arrayed = arrays_of(problem)
    assert arrayed.timetable(arrayed.state(settled.timetable)) == settled.timetable


def test_cost_of_the_arrays_is_what_the_judge_charges_for_driving(problem, settled):
    arrayed = arrays_of(problem)
    cost = cost_of(arrayed.arrays, arrayed.state(settled.timetable))
    judged = settled.judgement.cost
    waiting = judged.driving * 0.05
    assert cost == pytest.approx(judged.total, abs=waiting)


def test_lunch_and_reserve_are_taken_off_the_shift(problem):
    arrays = arrays_of(problem).arrays
    assert arrays.room_s.max() == 8 * 3600 - 900 - 1800
    friday = arrays.room_s[:, 4].max()
    assert friday == 8 * 3600 - 900 - 3600


def test_days_that_could_not_hold_what_was_planned_become_shorter(problem):
    loose, tight = arrays_of(problem).arrays, arrays_of(problem, Policy(tight={2: 0.1})).arrays
    assert np.allclose(tight.room_s[:, 2], 0.9 * loose.room_s[:, 2])
    assert np.array_equal(tight.room_s[:, 3], loose.room_s[:, 3])


def test_points_that_shall_stay_have_their_days_alone(problem):
    points = tuple(replace(p, kept=p.patterns[-1]) for p in problem.points)
    kept = replace(problem, points=points)
    arrays = arrays_of(kept, Policy(still=frozenset(p.code for p in points))).arrays
    assert arrays.mask.tolist() == [p.kept for p in points]
    assert not arrays.pattern_cost.any()


def test_a_container_fills_its_truck(problem):
    arrays = arrays_of(problem).arrays
    rolls = [n for n, v in enumerate(arrays_of(problem).vehicles) if v.startswith("ar")]
    assert set(arrays.capacity_l[rolls]) == {1.0}
    boxes = [n for n, p in enumerate(problem.points) if p.stop.work == "container"]
    for number in boxes:
        own = slice(arrays.first[number], arrays.first[number + 1])
        assert arrays.litres[own].max() == 1.0


def test_what_is_handed_over_counts_once_in_the_balance(problem):
    arrays = arrays_of(problem).arrays
    for number, point in enumerate(problem.points):
        own = slice(arrays.first[number], arrays.first[number + 1])
        assert arrays.kg[own].any() == ("pickup" not in point.stop.classes)
        assert arrays.litres[own].any()


def test_a_point_on_days_that_are_none_of_its_patterns_is_left_to_the_search(problem, settled):
    arrayed = arrays_of(problem)
    day = next(iter(settled.timetable))
    rest = {d: s for d, s in settled.timetable.items() if d != day}
    state = arrayed.state(rest)
    assert (state.chosen < 0).any()
    driven = {halt for routes in state.routes for route in routes for halt in route if halt >= 0}
    assert driven == set(np.flatnonzero(state.chosen >= 0).tolist())
