from dataclasses import replace
from datetime import UTC, date, datetime, time

import numpy as np
import pytest

from data.contract.calendar import OperatingCalendar
from data.store.queries.plan_rows import PlannedFacility, PlannedVehicle, WaitingPoint
from routing.day import DayClock, DayRows, Rules, check_rows, make_problem
from routing.errors import DayError
from routing.model.problem import UNREACHABLE, Matrix, Window
from routing.ways import to_wkt

DAY = date(2026, 11, 20)
CALENDAR = OperatingCalendar()
TRUCK = PlannedVehicle(
    "dt-01", "dump_truck", "stationary", 1434, 6.0, "dump_truck", 100_000, 3_000, 45_000, 1
)
POOL = PlannedFacility(1, "pool", "Pool", "pool", 110.67, -6.59, None, None, 600)
LANDFILL = PlannedFacility(2, "tpa", "TPA", "landfill", 110.66, -6.57, time(6), time(16), 600)
POINT = WaitingPoint(7, "P-1", 110.65, -6.6, "stop", 80.0, None, 240, time(7), time(12), date(2026, 11, 17))
ROWS = DayRows([TRUCK], [POOL, LANDFILL], [POINT])
RULES = Rules(CALENDAR)


def ways(n=3):
    values = np.full((n, n), 600, dtype=np.int32)
    np.fill_diagonal(values, 0)
    return {"dump_truck": Matrix(values, values.copy())}


def test_rows_become_integers_of_the_day():
    problem = make_problem(ROWS, ways(), DAY, RULES)
    vehicle, facility, stop = problem.vehicles[0], problem.facilities[0], problem.stops[0]
    assert (vehicle.work, vehicle.capacity_l, vehicle.start, vehicle.end) == ("collect", 6_000, 0, 0)
    assert vehicle.shift == Window(6 * 3600, 14 * 3600 - RULES.reserve_s)
    assert (facility.location, facility.windows) == (1, (Window(6 * 3600, 16 * 3600 - 600),))
    assert (stop.location, stop.kg, stop.litres, stop.windows) == (
        2,
        240,
        1_005,
        (Window(7 * 3600, 12 * 3600),),
    )


def test_container_is_full_whatever_it_weighs_and_never_overfull():
    container = replace(POINT, kind="container", amount_kg_day=5_000.0, container_m3=6.0, window_from=None)
    arm_roll = replace(TRUCK, work="hauled")
    problem = make_problem(DayRows([arm_roll], [POOL, LANDFILL], [container]), ways(), DAY, RULES)
    stop = problem.stops[0]
    assert (stop.work, stop.kg, stop.litres) == ("container", 2_238, 6_000)


@pytest.mark.parametrize(
    ("emptied", "kg"), [(date(2026, 11, 19), 80), (date(2026, 11, 10), 800), (None, 80), (DAY, 80)]
)
def test_waste_grows_with_the_days_since_it_was_emptied(emptied, kg):
    rows = replace(ROWS, points=[replace(POINT, last_emptied_on=emptied)])
    assert make_problem(rows, ways(), DAY, RULES).stops[0].kg == kg


def test_price_rises_with_kilograms_and_days():
    prices = RULES.prices
    assert prices.of(200, 3, container=False) > prices.of(100, 3, container=False)
    assert prices.of(100, 4, container=False) > prices.of(100, 3, container=False)
    assert prices.of(100, 3, container=True) > prices.of(100, 3, container=False)


def test_seconds_count_from_local_midnight():
    clock = DayClock(CALENDAR, DAY)
    assert clock.moment(0) == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert clock.second(datetime(2026, 11, 19, 22, 30, tzinfo=UTC)) == 5 * 3600 + 1800


def test_hours_past_midnight_belong_to_the_same_operating_day():
    clock = DayClock(CALENDAR, DAY)
    assert clock.window(time(20), time(2)) == Window(20 * 3600, 26 * 3600)
    assert clock.window(time(22), time(5)) == Window(22 * 3600, 29 * 3600)
    assert clock.window(None, None) == Window(0, 48 * 3600)


def test_plan_made_during_the_shift_begins_later_and_outside_it_does_not():
    during = replace(RULES, not_before=datetime(2026, 11, 20, 2, tzinfo=UTC))
    after = replace(RULES, not_before=datetime(2026, 11, 21, 2, tzinfo=UTC))
    assert make_problem(ROWS, ways(), DAY, during).vehicles[0].shift.open_s == 9 * 3600
    assert make_problem(ROWS, ways(), DAY, after).vehicles[0].shift.open_s == 6 * 3600


def test_landfill_without_a_road_is_not_offered():
    far = replace(LANDFILL, id=3, code="island")
    cut = ways(4)["dump_truck"].duration_s.copy()
    cut[2, [0, 1, 3]] = cut[[0, 1, 3], 2] = UNREACHABLE
    matrices = {"dump_truck": Matrix(cut, ways(4)["dump_truck"].distance_m)}
    rows = DayRows([TRUCK], [POOL, LANDFILL, far], [POINT])
    assert [f.code for f in make_problem(rows, matrices, DAY, RULES).facilities] == ["tpa"]
    with pytest.raises(DayError, match="no road leads from the pool"):
        make_problem(DayRows([TRUCK], [POOL, POOL, far], [POINT]), matrices, DAY, RULES)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (replace(ROWS, points=[]), "no collection point"),
        (replace(ROWS, vehicles=[]), "no vehicle"),
        (replace(ROWS, facilities=[POOL]), "no landfill"),
    ],
)
def test_day_that_lacks_something_says_what(rows, sentence):
    with pytest.raises(DayError, match=sentence):
        check_rows(rows, DAY)


def test_leg_of_a_single_place_is_still_a_line():
    assert to_wkt(np.array([[110.5, -6.5]])) == "LINESTRING(110.500000 -6.500000,110.500000 -6.500000)"
