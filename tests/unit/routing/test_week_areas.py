"""Areas of a week: what does not make up the week is named, and the parts are apart."""

from datetime import date

import numpy as np
import pytest

from routing.model.parts import Facility, Matrix, Stop, Vehicle, Window
from routing.week.areas import Area, area_faults, join, restrict
from routing.week.problem import WeekDay, WeekPoint, WeekProblem

SHIFT = Window(21_600, 50_400)


def vehicle(name):
    return Vehicle(name, "dump_truck", "collect", 4000, 6000, 0, 2000, 30_000, SHIFT, 0, 0)


def point(code, row, district):
    stop = Stop(code, row, 0, 0, 300, 600_000)
    return WeekPoint(stop, (100, 100), 100, -1, 1, 1, 7, (1, 2), district=district)


@pytest.fixture
def week():
    tpa = Facility("tpa", 1, 300, (SHIFT,), max_kg=1000)
    days = tuple(
        WeekDay(date(2026, 11, 23 + d), (vehicle("dt-01"), vehicle("dt-02")), (tpa,), {"dt-03": "kir"})
        for d in range(2)
    )
    ways = np.full((5, 5), 600, dtype=np.int32)
    points = (point("P1", 2, "Jepara"), point("P2", 3, "Tahunan"), point("P3", 4, "Tahunan"))
    return WeekProblem(days, points, {"dump_truck": Matrix(ways, ways)})


NORTH = Area("utara", frozenset({"Jepara"}), frozenset({"dt-01"}))
SOUTH = Area("selatan", frozenset({"Tahunan"}), frozenset({"dt-02", "dt-03"}))


def test_areas_that_make_up_the_week_have_no_fault(week):
    assert area_faults(week, [NORTH, SOUTH]) == []


@pytest.mark.parametrize(
    ("areas", "fault"),
    [
        ([NORTH], "the points of Tahunan are in no area"),
        ([NORTH, Area("selatan", SOUTH.districts, NORTH.vehicles)], "dt-01 is in 2 areas"),
        ([NORTH, SOUTH, Area("x", frozenset({"Bangsri"}), frozenset({"dt-09"}))], "no vehicle dt-09"),
        ([NORTH, SOUTH, Area("x", frozenset({"Bangsri"}), frozenset({"dt-09"}))], "no point lies in its"),
        ([NORTH, Area("selatan", SOUTH.districts, frozenset())], "area selatan: it has no vehicle"),
    ],
)
def test_what_does_not_make_up_the_week_is_named(week, areas, fault):
    assert any(fault in each for each in area_faults(week, areas))


def test_an_area_has_its_points_and_vehicles_and_its_share_of_a_landfill(week):
    south = restrict(week, SOUTH)
    assert [p.code for p in south.points] == ["P2", "P3"]
    assert [[v.id for v in day.vehicles] for day in south.days] == [["dt-02"], ["dt-02"]]
    assert south.days[0].away == {"dt-03": "kir"}
    assert south.days[0].facilities[0].max_kg == 666


def test_a_landfill_without_limit_stays_without(week):
    day = week.days[0]
    free = tuple(Facility("tpa", 1, 300, (SHIFT,)) for _ in day.facilities)
    open_week = WeekProblem((WeekDay(day.date, day.vehicles, free),), week.points, week.matrices)
    assert restrict(open_week, NORTH).days[0].facilities[0].max_kg == 0


def test_joined_days_hold_the_vehicles_of_every_part():
    north = {0: {"dt-01": (("collect", "P1"), ("unload", "tpa"))}}
    south = {0: {"dt-02": (("collect", "P2"),)}, 1: {"dt-02": (("collect", "P3"),)}}
    assert join([north, south]) == {
        0: {"dt-01": (("collect", "P1"), ("unload", "tpa")), "dt-02": (("collect", "P2"),)},
        1: {"dt-02": (("collect", "P3"),)},
    }
