"""A point that the day's plan neither serves nor names: left for another day, or come after the plan."""

from datetime import date

from api.point_status import NOT_TODAY, UNPLANNED
from api.situation import Situation


def situation(**known):
    nothing = {"stops": {}, "visits": {}, "rits": {}, "emptied": {}, "facilities": (), "hindrances": {}}
    return Situation(day=date(2026, 11, 17), routes={"dt-01": None}, **nothing, **known)


def test_point_that_came_after_the_plan_is_unplanned():
    assert situation().without_plan(7, due=True) == UNPLANNED
    assert situation(of_week=frozenset({8})).without_plan(7, due=True) == UNPLANNED


def test_point_that_the_week_empties_on_another_day_is_not_today():
    assert situation(of_week=frozenset({7})).without_plan(7, due=True) == NOT_TODAY


def test_point_that_is_left_out_or_not_due_is_not_today():
    assert situation(left_out=frozenset({7})).without_plan(7, due=True) == NOT_TODAY
    assert situation().without_plan(7, due=False) == NOT_TODAY
