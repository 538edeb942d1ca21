"""What people leave unsaid: a vehicle is emptied when it is full, and before it comes home."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from routing.model.parts import Facility, Matrix, Stop, Vehicle, Window
from routing.week.problem import WeekDay, WeekPoint, WeekProblem
from routing.week.unloadings import with_unloadings

SHIFT = Window(21_600, 50_400)


def vehicle(name, work="collect"):
    return Vehicle(name, "dump_truck", work, 250, 6000, 0, 2000, 30_000, SHIFT, 0, 0)


def point(code, row, stream="residue", work="collect"):
    stop = Stop(code, row, 0, 0, 300, 600_000, work, stream=stream)
    return WeekPoint(stop, (100, 100), 0, -1, 1, 1, 7, (1, 2))


@pytest.fixture
def week():
    near = Facility("tpa", 1, 300, (SHIFT,), ("residue",))
    far = Facility("tps3r", 6, 300, (SHIFT,), ("organic",))
    days = tuple(
        WeekDay(date(2026, 11, 23 + d), (vehicle("dt-01"), vehicle("al-01", "container")), (near, far))
        for d in range(2)
    )
    ways = np.full((8, 8), 600, dtype=np.int32)
    np.fill_diagonal(ways, 0)
    points = (
        *(point(f"P{row - 1}", row) for row in (2, 3, 4)),
        point("O1", 5, "organic"),
        point("K1", 7, work="container"),
    )
    return WeekProblem(days, points, {"dump_truck": Matrix(ways, ways)})


def collect(*codes):
    return tuple(("collect", code) for code in codes)


def done(week, halts, name="dt-01", day=0):
    return [code for _, code in with_unloadings(week, {day: {name: tuple(halts)}})[day][name]]


def test_a_full_vehicle_is_emptied_before_the_stop_that_is_too_much(week):
    assert done(week, collect("P1", "P2", "P3")) == ["P1", "P2", "tpa", "P3", "tpa"]


def test_what_waits_counts_from_the_visit_before(week):
    both = {0: {"dt-01": collect("P1", "P2")}, 1: {"dt-01": collect("P1", "P2")}}
    assert [code for _, code in with_unloadings(week, both)[1]["dt-01"]] == ["P1", "P2", "tpa"]
    assert done(week, collect("P1", "P2"), day=1) == ["P1", "tpa", "P2", "tpa"], "two days' waste each"


def test_streams_never_share_a_load_and_go_where_they_are_taken(week):
    assert done(week, collect("P1", "O1")) == ["P1", "tpa", "O1", "tps3r"]


def test_what_people_say_of_unloadings_stays(week):
    said = (*collect("P1", "P2", "P3"), ("unload", "tpa"))
    assert done(week, said) == ["P1", "P2", "P3", "tpa"]
    assert done(week, (("collect", "P1"), ("unload", "tpa"), ("collect", "P2"))) == ["P1", "tpa", "P2", "tpa"]


def test_of_two_facilities_the_nearer_by_road_is_taken(week):
    ways = week.matrices["dump_truck"].duration_s.copy()
    ways[2, 6] = 60
    days = tuple(
        replace(day, facilities=tuple(replace(f, streams=()) for f in day.facilities)) for day in week.days
    )
    near = replace(week, days=days, matrices={"dump_truck": Matrix(ways, ways)})
    assert done(near, collect("P1")) == ["P1", "tps3r"]
    assert done(near, collect("P2")) == ["P2", "tpa"]


def test_a_hauled_container_is_emptied_each_time(week):
    other = replace(week.points[-1], stop=replace(week.points[-1].stop, code="K2"))
    more = replace(week, points=(*week.points, other))
    assert done(more, collect("K1", "K2"), "al-01") == ["K1", "tpa", "K2", "tpa"]


def test_where_nothing_may_be_added_the_judge_has_the_word(week):
    closed = replace(week, days=tuple(replace(day, facilities=day.facilities[:1]) for day in week.days))
    assert done(closed, collect("O1")) == ["O1"]
    assert done(week, collect("P1"), "nobody") == ["P1"]
    assert done(week, ()) == []
