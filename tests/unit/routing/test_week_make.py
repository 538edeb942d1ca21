"""A week from the store's rows: frequencies, gaps, hand-overs, days without trucks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.contract.calendar import OperatingCalendar
from routing.bench.jepara_week import MONDAY, Shape, jepara_rows, made_up_ways
from routing.day import Rules
from routing.errors import DayError, WeekError
from routing.week.days import day_problem
from routing.week.make import make_week

RULES = Rules(OperatingCalendar())
ROWS = jepara_rows(Shape())
WAYS = made_up_ways(ROWS)


def made(rows, **options):
    return make_week(rows, WAYS, RULES, **options)


def with_point(number=0, **changes):
    """Return the rows with one point changed, and its code."""
    points = list(ROWS.points)
    points[number] = replace(points[number], **changes)
    return replace(ROWS, points=tuple(points)), points[number].code


def first_stop():
    return next(n for n, p in enumerate(ROWS.points) if p.tps is None and p.kind == "stop")


def point_of(problem, code):
    return next((p for p in problem.points if p.code == code), None)


def test_a_day_of_the_week_is_a_whole_problem():
    problem = made(ROWS)
    codes = tuple(p.code for p in problem.points[:40])
    wanted = {0: {"": tuple(("collect", code) for code in codes)}}
    day = day_problem(problem, 0, wanted)
    assert len(day.stops) == 40
    assert {v.work for v in day.vehicles} == {"collect", "container"}


@pytest.mark.parametrize(("days", "times"), [(7, 3), (14, 6), (1, 0), (2, 1)])
def test_frequency_is_scaled_to_the_horizon(days, times):
    rows, code = with_point(first_stop(), times_per_week=3, kg=(10.0,) * days)
    dates = tuple(replace(ROWS.days[0], date=MONDAY + timedelta(days=n)) for n in range(days))
    points = tuple(replace(p, kg=(10.0,) * days) for p in rows.points)
    found = point_of(made(replace(rows, days=dates, points=points)), code)
    assert (found.times if found else 0) == times


def test_a_point_of_weekdays_is_emptied_on_them_alone():
    rows, code = with_point(first_stop(), times_per_week=None, weekdays=(0, 3), last_emptied_on=None)
    assert point_of(made(rows), code).patterns == (0b0001001,)


def test_a_frequency_that_no_days_satisfy_names_the_point():
    rows, code = with_point(first_stop(), times_per_week=5, least_gap_days=3, most_gap_days=4)
    with pytest.raises(WeekError, match=code):
        made(rows)


def test_more_visits_than_weekdays_say_so():
    rows, _ = with_point(first_stop(), times_per_week=4, weekdays=(0, 3), last_emptied_on=None)
    with pytest.raises(WeekError, match="only 2 of its days"):
        made(rows)


def test_a_holiday_that_breaks_a_greatest_gap_leaves_the_nearest_days():
    number = first_stop()
    rows, code = with_point(
        number,
        times_per_week=7,
        least_gap_days=1,
        most_gap_days=1,
        last_emptied_on=MONDAY - timedelta(days=1),
    )
    days = list(rows.days)
    days[2] = replace(days[2], holiday="Libur", collects=False)
    problem = made(replace(rows, days=tuple(days)))
    assert point_of(problem, code).patterns == (0b1111011,)
    assert problem.days[2].vehicles == ()
    assert set(problem.days[2].away.values()) == {"holiday"}


def test_an_urgent_day_is_in_every_pattern():
    rows, code = with_point(first_stop(), times_per_week=2, urgent_days=(MONDAY + timedelta(days=4),))
    assert all(mask >> 4 & 1 for mask in point_of(made(rows), code).patterns)


def test_what_villages_hand_over_waits_where_the_truck_comes():
    problem = made(ROWS)
    handed = next(p for p in ROWS.points if p.empties_tps)
    brought = [p for p in ROWS.points if p.tps == handed.empties_tps]
    found = point_of(problem, handed.code)
    assert found.gathers_kg[0] == round(sum(p.kg[0] for p in brought))
    own = next(v for v in ROWS.vehicles if v.work == "village").class_code
    stops = [point_of(problem, p.code).stop for p in brought]
    assert all(set(stop.classes) <= {"pickup", "three_wheeler"} for stop in stops)
    tips = [f for f in problem.days[0].facilities if own in f.classes]
    assert tips
    assert all(f.feeds for f in tips)


def test_a_landfill_that_is_shut_on_a_day_takes_that_day_from_the_patterns():
    landfill = next(f for f in ROWS.facilities if f.kind == "landfill")
    days = list(ROWS.days)
    days[1] = replace(days[1], facilities=days[1].facilities - {landfill.id})
    problem = made(replace(ROWS, days=tuple(days)))
    lorry = [p for p in problem.points if "pickup" not in p.stop.classes]
    assert not any(mask >> 1 & 1 for p in lorry for mask in p.patterns)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("points", "no collection point"),
        ("vehicles", "no vehicle is planned"),
        ("facilities", "no landfill"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(missing, words):
    with pytest.raises(WeekError, match=words):
        made(replace(ROWS, **{missing: ()}))


def test_holidays_all_week_are_said():
    days = tuple(replace(day, collects=False) for day in ROWS.days)
    with pytest.raises(WeekError, match="every day"):
        made(replace(ROWS, days=days))


def test_no_road_to_any_facility_is_said():
    ways = {name: replace(m, duration_s=m.duration_s.copy()) for name, m in WAYS.items()}
    for matrix in ways.values():
        matrix.duration_s[:, 1 : len(ROWS.facilities)] = -1
        matrix.duration_s[range(1, len(ROWS.facilities)), range(1, len(ROWS.facilities))] = 0
    yards = {v.pool_id for v in ROWS.vehicles if v.work == "village"}
    rows = replace(ROWS, vehicles=tuple(v for v in ROWS.vehicles if v.pool_id not in yards))
    with pytest.raises(DayError, match="no road"):
        make_week(rows, ways, RULES)


def test_days_of_last_week_count_only_where_they_were_a_whole_rhythm():
    whole, code = with_point(first_stop(), times_per_week=2, kept_days=(MONDAY, MONDAY + timedelta(days=3)))
    assert point_of(made(whole), code).kept == 0b0001001
    part, code = with_point(first_stop(), times_per_week=2, kept_days=(MONDAY,))
    assert point_of(made(part), code).kept == 0


def test_the_one_vehicle_that_stands_at_a_hand_over_place_serves_its_points_alone():
    yards = {f.id: f.code for f in ROWS.facilities}
    stationed = {}
    for vehicle in ROWS.vehicles:
        stationed.setdefault(yards[vehicle.pool_id], []).append(vehicle.id)
    handing = {p.code: p.tps for p in ROWS.points if p.tps is not None}
    served = {p.code: p.stop.vehicle for p in made(ROWS).points}
    assert handing
    for code, tps in handing.items():
        here = stationed.get(tps, [])
        assert served[code] == (here[0] if len(here) == 1 else "")
    assert not any(vehicle for code, vehicle in served.items() if code not in handing)
