"""Solving a week: what is left out, what may change, what is told on the way."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from routing.errors import WeekError
from routing.model.parts import Facility, Matrix, Stop, Vehicle, Window
from routing.week import solve
from routing.week.baseline import solve_baseline
from routing.week.bound import week_bound
from routing.week.calm import kept_as, points_to_keep, with_kept_days
from routing.week.first import even_masks, first_masks, first_timetable
from routing.week.given import fitted, merged, moved_to, shown
from routing.week.kernel.arrays import WeekState
from routing.week.polish import Settler
from routing.week.problem import Pin, WeekDay, WeekPoint, WeekProblem, Wishes
from routing.week.solve import WeekEffort, solve_week

SHIFT = Window(21_600, 50_400)
EFFORT = WeekEffort(time_limit_s=2.0, processes=1)
PAIRS = (0b01, 0b10)


def vehicle(name, work="collect"):
    kind = "dump_truck" if work == "collect" else "arm_roll"
    return Vehicle(name, kind, work, 1000, 6000, 100_000, 3000, 30_000, SHIFT, 0, 0, max_trips=2)


def point(number, *, kg=100, patterns=PAIRS, village="A", kept=0, work="collect"):
    stop = Stop(f"P{number}", 2 + number, 0, 0, 300, 600_000, work)
    return WeekPoint(
        stop, (kg, kg), 0, -1, 1, 1, 3, patterns, litres_per_t=1000, village=village, kept=kept, district="X"
    )


def week(points, *, trucks=1, most_moved=None):
    tpa = Facility("tpa", 1, 300, (SHIFT,))
    fleet = tuple(vehicle(f"dt-{n}") for n in range(trucks))
    days = tuple(WeekDay(date(2026, 11, 23 + d), fleet, (tpa,)) for d in range(2))
    size = 2 + len(points)
    ways = np.where(np.eye(size, dtype=bool), 0, 600).astype(np.int32)
    return WeekProblem(days, tuple(points), {"dump_truck": Matrix(ways, ways)}, most_moved=most_moved)


def settled(problem, masks):
    return Settler(problem, problem, Wishes()).settle(first_timetable(problem, masks), "first")


@pytest.fixture
def still(monkeypatch):
    """Let the search find nothing, and remember what it was given."""
    seen = []

    def search(arrays, seconds, seed, start, **options):
        seen.append((arrays, start, options))
        return start

    monkeypatch.setattr(solve, "search", search)
    monkeypatch.setattr(solve, "polish_days", lambda settler, best, *_: best)
    return seen


def test_points_without_a_last_week_are_dealt_evenly_to_the_days():
    problem = week([point(n, village=str(n)) for n in range(6)])
    masks = even_masks(problem)
    assert sorted(masks.values()) == [1, 1, 1, 2, 2, 2]
    assert set(first_masks(problem).values()) == {1}


def test_last_weeks_days_are_kept_where_they_may_be():
    problem = week([point(n, kept=0b10) for n in range(4)])
    assert set(even_masks(problem).values()) == {0b10}


def test_a_point_that_one_of_its_days_cannot_take_is_left_out_of_both():
    both = (0b11,)
    problem = week([point(n, kg=700, patterns=both) for n in range(3)])
    found = settled(problem, first_masks(problem))
    visits = found.judgement.visits
    assert set(visits.values()) == {0b11}
    assert len(visits) == 2
    assert found.judgement.feasible


def test_a_day_that_breaks_a_rule_is_mended_and_names_what_it_lost():
    problem = week([point(n, kg=700) for n in range(3)])
    halts = tuple(each for n in range(3) for each in (("collect", f"P{n}"), ("unload", "tpa")))
    found = Settler(problem, problem, Wishes()).settle({0: {"dt-0": halts}}, "hand")
    assert len(found.missed[0]) == 1
    assert found.judgement.feasible
    assert len(found.judgement.visits) == 2


def test_more_waste_than_the_fleet_carries_says_how_much_and_what_would_do_it(still):
    solved = solve_week(week([point(n, kg=900, village=str(n)) for n in range(7)]), EFFORT)
    (lack,) = solved.lacks
    left = 7 - len(solved.judgement.visits)
    assert (lack.points, lack.kg, lack.class_code) == (left, left * 1800, "dump_truck")
    assert lack.trips == -(-lack.kg // 900)
    assert f"{lack.trips} rit" in lack.message_id
    assert f"{lack.kg / 1000:.1f} t" in lack.message_en
    assert f"{lack.vehicles} more dump trucks" in lack.message_en
    assert shown(lack)["hard"] is False


def test_points_to_which_no_road_leads_want_no_more_trucks(still):
    problem = week([point(0), point(1)])
    problem.matrices["dump_truck"].duration_s[3, :3] = -1
    assert solve_week(problem, EFFORT).lacks == ()


def test_nobody_at_work_is_said_in_one_sentence(still):
    problem = week([point(0, patterns=())])
    with pytest.raises(WeekError, match="no point can be emptied"):
        solve_week(problem, EFFORT)


def test_the_search_begins_from_the_best_week_and_a_stop_ends_it(still):
    problem = week([point(n) for n in range(4)])
    solved = solve_week(problem, EFFORT)
    (_, start, options), *_ = still
    assert (start.chosen >= 0).all()
    assert not options["stopped"]()
    assert solved.judgement.feasible
    still.clear()
    solve_week(problem, EFFORT, stopped=lambda: True)
    assert still == []


def test_days_that_lost_points_are_shorter_in_the_next_round(monkeypatch, still):
    """A stand-in search gives the first day more than it holds, as windows or breaks would make it."""
    problem = week([point(n, kg=700) for n in range(3)])
    rooms = []

    def search(arrays, seconds, seed, start, **options):
        rooms.append(arrays.room_s[0].tolist())
        route = (0, -1, 1, -1, 2, -1)
        return WeekState(((route,), ((),)), arrays.first[:3], 0.0)

    monkeypatch.setattr(solve, "search", search)
    solve_week(problem, EFFORT)
    assert rooms[0][0] > rooms[1][0] > rooms[2][0]
    assert rooms[0][1] == rooms[2][1]


def test_a_round_that_moved_too_many_points_leaves_the_next_one_only_some(monkeypatch, still):
    """A stand-in search moves every point that it may move."""
    points = [point(n, kept=0b01, village="A" if n < 3 else "B") for n in range(5)]
    problem = week(points, most_moved=2, trucks=2)
    offered = []

    def search(arrays, seconds, seed, start, **options):
        masks = [arrays.mask[arrays.first[c] : arrays.first[c + 1]].tolist() for c in range(5)]
        offered.append(sum(0b10 in each for each in masks))
        routes = [tuple(c for c in range(5) if (0b10 in masks[c]) is late) for late in (False, True)]
        days = tuple((((*route, -1) if route else ()), ()) for route in routes)
        chosen = [arrays.first[c] + masks[c].index(max(masks[c])) for c in range(5)]
        return WeekState(days, np.array(chosen), 0.0)

    monkeypatch.setattr(solve, "search", search)
    solved = solve_week(problem, EFFORT)
    assert offered == [5, 2, 2]
    assert set(solved.judgement.visits.values()) == {0b01}


def test_the_points_that_may_move_are_those_of_the_village_that_moved_most():
    points = [point(n, kept=0b01, village="A" if n < 3 else "B") for n in range(5)]
    keep = points_to_keep(week(points), dict.fromkeys((p.code for p in points), 0b10), 3)
    assert keep == {"P3", "P4"}


def test_days_that_break_a_rhythm_may_stay_when_little_may_change():
    problem = week([point(0, patterns=(0b01,), kept=0b11)])
    assert with_kept_days(problem).points[0].patterns == (0b01, 0b11)


def test_another_weeks_timetable_counts_as_last_week():
    problem = week([point(0), point(1)])
    halts = (("collect", "P0"), ("unload", "tpa"))
    kept = kept_as(problem, {1: {"dt-0": halts}})
    assert [(p.kept, p.kept_vehicle) for p in kept.points] == [(0b10, "dt-0"), (0, "")]
    assert fitted(problem, {1: {"dt-0": (("collect", "P9"), *halts), "dt-9": halts}, 5: {}}) == {
        1: {"dt-0": halts}
    }


def test_days_of_an_older_week_move_to_the_same_weekdays():
    monday, later = date(2026, 11, 23), date(2026, 11, 30)
    day = {"dt-0": (("collect", "P0"), ("unload", "tpa"))}
    assert moved_to({1: day}, monday, 7, (later, 7)) == {1: day}
    assert moved_to({1: day}, monday, 7, (date(2026, 11, 25), 7)) == {6: day}
    assert moved_to({1: day}, monday, 7, (later, 14)) == {1: day, 8: day}
    assert moved_to({1: day}, monday, 2, (date(2026, 11, 26), 3)) == {}


def test_wishes_of_the_week_before_hold_with_the_new_ones():
    before = Wishes(pins=(Pin("P0", 0),), times={"P0": 1}, holidays=frozenset({1}))
    now = Wishes(times={"P0": 2}, without_vehicles=frozenset({"dt-0"}))
    both = merged(before, now)
    assert (both.pins, both.times, both.holidays) == ((Pin("P0", 0),), {"P0": 2}, frozenset({1}))
    assert both.without_vehicles == {"dt-0"}


def test_no_week_is_cheaper_than_the_bound(still):
    problem = week([point(n, kg=250, village=str(n)) for n in range(6)])
    told = []
    solved = solve_week(problem, EFFORT, progress=told.append)
    bound = week_bound(problem)
    assert 0 < bound <= solved.judgement.cost.total
    assert told[-1].gap_share == pytest.approx(1 - bound / solved.judgement.cost.total)
    assert week_bound(replace(problem, points=())) == 0


def test_progress_as_json_has_the_day_table_and_the_curve(still):
    told = []
    solve_week(week([point(n) for n in range(4)]), EFFORT, progress=told.append)
    now = told[-1].to_json()
    assert now["phase"] == "done"
    assert [day["day"] for day in now["days"]] == ["2026-11-23", "2026-11-24"]
    assert now["found"] == [[seconds, cost] for seconds, cost in told[-1].found]
    assert sum(day["kg"] for day in now["days"]) > 0


def test_the_baseline_has_every_point_on_its_first_days(monkeypatch):
    problem = week([point(n) for n in range(4)])
    solved = solve_baseline(problem, replace(EFFORT, time_limit_s=0.1))
    assert set(solved.judgement.visits.values()) == {0b01}
    assert solved.engine == "baseline"
