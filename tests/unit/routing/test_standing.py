"""Where a truck will be when the new plan reaches it, and what is left to it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.contract.calendar import OperatingCalendar
from routing.day import DayClock
from routing.demand import Densities
from routing.model.problem import UNREACHABLE, Break, Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.replanning.standing import View, latest_home_s, stand, stand_broken

from .test_progress import PLACES, ROUTE, STOPS, halt, look

CLOCK = DayClock(OperatingCalendar(), date(2026, 11, 20))
HOUR = 3600
POOL_ROW, TPA_ROW, START_ROW = 0, 1, 5
ROWS = {"f:pool": 0, "f:TPA": 1, "p:A": 2, "p:B": 3, "p:C": 4}
TRUCK = Vehicle(
    "dt-01", "dump_truck", "collect", 1434, 6000, 1, 1, 1, Window(6 * HOUR, 14 * HOUR), 0, 0, "dump_truck"
)
LANDFILL = Facility("TPA", 1, 600, (Window(6 * HOUR, 16 * HOUR),))


def view(frozen, *, ways=600, landfill=LANDFILL, cut=()):
    """Return the day from `frozen` minutes after six; every way takes `ways` seconds."""
    seconds = np.full((6, 6), ways, dtype=np.int32)
    np.fill_diagonal(seconds, 0)
    for pair in cut:
        seconds[pair] = UNREACHABLE
    stops = tuple(Stop(code, ROWS[f"p:{code}"], 150, 628, 300, 10**6) for code in "ABC")
    problem = Problem((TRUCK,), (landfill,), stops, {"dump_truck": Matrix(seconds, seconds.copy())})
    return View(problem, CLOCK, 6 * HOUR + frozen * 60, ROWS, {"dt-01": START_ROW}, Densities())


def onward(stood):
    return [going.stop.number for going in stood.onward]


def test_halt_on_the_way_to_is_frozen_and_the_truck_is_free_there_afterwards():
    found = stand(TRUCK, look(halt(1, 20), now=30), view(31))
    assert onward(found) == [2]
    assert found.standing.row == ROWS["p:B"]
    # 10 minutes to drive, and no more than 15 minutes before it was planned: then 5 minutes of service
    assert found.standing.free_s == 6 * HOUR + (40 + 5) * 60
    assert found.standing.remaining == (("unload", "TPA"), ("collect", "C"), ("unload", "TPA"))
    assert (found.standing.aboard_kg, found.standing.aboard_l) == (300, 2 * 628)


def test_later_the_plan_comes_the_more_is_frozen():
    assert onward(stand(TRUCK, look(halt(1, 20), now=30), view(59))) == [2, 3]


def test_unloading_on_the_way_empties_the_truck_and_counts_as_a_trip():
    standing = stand(TRUCK, look(halt(1, 20), now=30), view(59)).standing
    assert (standing.aboard_kg, standing.aboard_stream, standing.trips, standing.stops) == (0, "", 1, 2)


@pytest.mark.parametrize(
    "changes",
    [{"cut": [(START_ROW, ROWS["p:B"])]}, {}],
    ids=["road", "facility"],
)
def test_truck_turns_round_where_it_is_when_it_cannot_go_on(changes):
    at = look(halt(1, 20), now=30) if changes else look(halt(1, 20), halt(2, 28, 1), now=30)
    shut = replace(LANDFILL, windows=())
    found = stand(TRUCK, at, view(31, **(changes or {"landfill": shut})))
    assert onward(found) == []
    assert (found.standing.row, found.standing.free_s) == (START_ROW, 6 * HOUR + 31 * 60)


def test_broken_truck_leaves_all_that_is_ahead_to_others():
    found = stand_broken(look(halt(1, 20), now=30), view(31))
    assert found.standing.broken
    assert [code for _, code in found.standing.remaining] == ["B", "TPA", "C", "TPA"]


def test_rest_that_was_had_is_not_had_again_and_one_under_way_is_finished():
    lunch = Break(1800, (Window(11 * HOUR, 12 * HOUR),), "lunch")
    rested = replace(TRUCK, breaks=(lunch,))
    rest = {
        "label": "lunch",
        "begins_at": CLOCK.moment(6 * HOUR + 40 * 60).isoformat(),
        "ends_at": CLOCK.moment(6 * HOUR + 70 * 60).isoformat(),
    }
    at = look(halt(1, 20), now=30)
    assert stand(rested, at, view(31)).standing.breaks == (lunch,)
    standing = stand(rested, replace(at, route=replace(ROUTE, rests=(rest,))), view(31)).standing
    assert (standing.breaks, standing.free_s) == ((), 6 * HOUR + 70 * 60)


def test_truck_that_is_late_may_still_tip_and_come_home():
    late = view(8 * 60 + 30)
    standing = stand(TRUCK, look(halt(1, 20), now=8 * 60 + 29), late).standing
    latest_s = latest_home_s(TRUCK, standing, late.problem)
    assert latest_s >= standing.free_s + 600 + 600 + 600
    assert latest_home_s(TRUCK, replace(standing, free_s=7 * HOUR), late.problem) == 14 * HOUR


def test_places_of_the_route_have_rows():
    assert set(PLACES) == set(ROWS)
    assert [stop.place for stop in STOPS] == list(PLACES)
