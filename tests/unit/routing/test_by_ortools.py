"""What OR-Tools' model states must hold in its raw answers, before anybody mends them."""

import time
from dataclasses import replace

import pytest

from routing.engines.by_ortools import METHODS, solve
from routing.engines.by_ortools.engine import make_graph
from routing.engines.by_ortools.model import make_model
from routing.engines.by_ortools.search import Effort, begin_from, close
from routing.engines.protocol import Task
from routing.errors import EngineError
from routing.judging.judge import Judge
from routing.model.parts import Break
from routing.model.problem import Facility, Window
from routing.model.sample import DayShape, make_day
from routing.timing.schedule import build_plan, retime_plan
from tests.support.little_day import DAY, HOUR, each_stop, little, truck

methods = pytest.mark.parametrize("method", METHODS)


def answered(problem, *, start=None, method="", iterations=60, seed=1):
    """The plan of the raw answer, found feasible by the judge, with its judgement."""
    found = solve(Task(problem, start or {}, seed, 20.0, iterations, method), lambda _: None)
    plan = build_plan(problem, found, engine="ortools")
    judgement = Judge(problem).judge(plan)
    assert judgement.violations == ()
    return plan, judgement


@methods
def test_no_work_during_lunch(method):
    """In a shift of two hours and a half, lunch leaves no time for a second trip."""
    short = truck(shift=Window(6 * HOUR, 8 * HOUR + 1_800))
    lunch = Break(HOUR, (Window(7 * HOUR, 7 * HOUR + 600),))
    assert answered(little([short]), method=method)[0].routes[0].trips == 2
    plan, judgement = answered(little([replace(short, breaks=(lunch,))]), method=method)
    assert judgement.served >= 4
    (route,) = plan.routes
    (rest,) = route.rests
    assert 7 * HOUR <= rest.begin_s <= 7 * HOUR + 600
    for call in route.calls:
        assert call.leave_s <= rest.begin_s or call.begin_s >= rest.end_s


def test_lunch_not_between_its_windows():
    """Work at dawn and at half past nine leaves an hour only where no window for lunch is open."""
    lunch = Break(HOUR, (Window(6 * HOUR, 6 * HOUR + 60), Window(9 * HOUR, 9 * HOUR + 60)))
    dawn, late = Window(6 * HOUR, 6 * HOUR + 1_800), Window(9 * HOUR + 1_800, 9 * HOUR + 2_700)
    problem = each_stop(
        little([truck(breaks=(lunch,))], stops=3), windows=lambda i: (late if i == 2 else dawn,)
    )
    assert answered(problem)[1].served == 2


def test_two_windows_of_a_stop_leave_a_gap_that_is_kept():
    gap = (Window(6 * HOUR, 6 * HOUR + 120), Window(10 * HOUR, 11 * HOUR))
    plan, judgement = answered(each_stop(little([truck()]), windows=lambda i: gap if i % 2 else ()))
    assert judgement.unserved == 0
    assert max(c.begin_s for r in plan.routes for c in r.calls if c.kind == "collect") >= 10 * HOUR


@methods
def test_caps_of_stops_tonnes_and_trips_of_a_day(method):
    for cap, most in (("max_stops", 3), ("max_kg", 350), ("max_trips", 1)):
        plan, judgement = answered(little([truck(**{cap: most})]), method=method)
        served = {"max_stops": 3, "max_kg": 3, "max_trips": 4}[cap]
        assert (judgement.served, plan.routes[0].trips) == (served, 1), cap


def test_truck_with_a_spent_trip_stays_at_home():
    spent = truck(max_trips=1, aboard_kg=50, out=True, fixed_cost=0)
    problem = little([spent, truck("t-2", cost_per_km=8_000)])
    plan, _ = answered(problem)
    by_vehicle = {r.vehicle: r for r in plan.routes}
    assert by_vehicle["t-1"].sequence == (("unload", "tpa"),)
    assert by_vehicle["t-2"].trips == 2


@methods
def test_two_streams_never_share_a_load(method):
    places = (
        Facility("tpa", 1, 600, (DAY,), streams=("residue",)),
        Facility("compost", 2, 600, (DAY,), streams=("organic",)),
    )
    problem = each_stop(
        little([truck()], facilities=places), stream=lambda i: "organic" if i % 2 else "residue"
    )
    plan, judgement = answered(problem, method=method)
    assert judgement.unserved == 0
    assert {c.place for c in plan.routes[0].calls if c.kind == "unload"} == {"tpa", "compost"}


def test_facility_that_refuses_the_class_is_not_used():
    places = (
        Facility("near", 1, 600, (DAY,), classes=("compactor",)),
        Facility("far", 2, 600, (DAY,)),
    )
    plan, judgement = answered(little([truck()], facilities=places))
    assert judgement.unserved == 0
    assert {c.place for r in plan.routes for c in r.calls if c.kind == "unload"} == {"far"}


def test_stop_with_its_own_truck_is_served_by_that_truck():
    fleet = [truck(), truck("t-2", cost_per_km=40_000)]
    plan, judgement = answered(each_stop(little(fleet), vehicle=lambda i: "t-2" if i == 3 else ""))
    assert judgement.unserved == 0
    (route,) = [r for r in plan.routes if ("collect", "p-3") in r.sequence]
    assert route.vehicle == "t-2"


def test_price_of_change_keeps_stops_where_they_were():
    fleet = [truck(), truck("t-2", cost_per_km=6_000)]
    problem = each_stop(little(fleet, stops=4), keeps=lambda _: "t-2")
    assert {r.vehicle for r in answered(problem)[0].routes} == {"t-1"}
    kept = replace(problem, change_price=30_000)
    assert {r.vehicle for r in answered(kept)[0].routes} == {"t-2"}


def test_overtime_is_worked_when_it_pays_and_only_then():
    day = Window(6 * HOUR, 6 * HOUR + 2_400)
    late = truck(shift=day, latest_s=10 * HOUR, overtime_per_hour=360_000, fixed_cost=0)
    dear = little([late])
    _, judgement = answered(dear)
    assert judgement.served == len(dear.stops)
    assert judgement.cost.overtime > 0
    _, judgement = answered(each_stop(dear, price=lambda _: 20_000))
    assert judgement.cost.overtime == 0


@methods
def test_loaded_truck_on_the_road_tips_first(method):
    problem = little([truck(aboard_kg=300, aboard_l=1_500, aboard_stream="residue", out=True, fixed_cost=0)])
    plan, judgement = answered(problem, method=method)
    assert judgement.unserved == 0
    assert plan.routes[0].calls[0].kind == "unload"


def test_truck_on_the_road_takes_what_lies_near_its_way_home():
    """Its way home is paid for in any case, so it is the cheaper one, though the other's round is shorter."""
    fleet = [truck(out=True, start=1, fixed_cost=0), truck("t-2", fixed_cost=0)]
    plan, judgement = answered(little(fleet, stops=1))
    assert judgement.unserved == 0
    assert [r.vehicle for r in plan.routes] == ["t-1"]


def test_start_and_streams_of_what_is_aboard():
    places = (
        Facility("tpa", 1, 600, (DAY,), streams=("residue",)),
        Facility("compost", 2, 600, (DAY,), streams=("organic",)),
    )
    loaded = truck(aboard_kg=300, aboard_stream="organic", out=True, fixed_cost=0)
    plan, _ = answered(little([loaded], facilities=places))
    assert plan.routes[0].calls[0].place == "compost"


def test_trip_waits_for_the_last_release_of_its_stops():
    """What is released at eight cannot share a trip with what must be fetched before seven."""
    problem = each_stop(
        little([truck()], stops=2),
        release_s=lambda i: 8 * HOUR * i,
        windows=lambda i: (Window(6 * HOUR, 9 * HOUR if i else 7 * HOUR),),
    )
    apart = (("collect", "p-0"), ("unload", "tpa"), ("collect", "p-1"), ("unload", "tpa"))
    plan, judgement = answered(problem, start={"t-1": apart})
    assert judgement.unserved == 0
    assert plan.routes[0].sequence == apart


def test_landfill_that_closes_for_hours_is_reached_before():
    """It opens again only when the truck must be home; so there is time for one short trip."""
    hours = (Window(6 * HOUR, 6 * HOUR + 2_100), Window(10 * HOUR, 15 * HOUR))
    early = truck(shift=Window(6 * HOUR, 9 * HOUR), fixed_cost=0)
    plan, judgement = answered(little([early], facilities=(Facility("tpa", 1, 600, hours),)))
    assert 0 < judgement.served < 8
    assert [c.begin_s <= 6 * HOUR + 2_100 for c in plan.routes[0].calls if c.kind == "unload"] == [True]


def test_stop_that_never_opens_while_trucks_work_is_left_out():
    night = Window(20 * HOUR, 21 * HOUR)
    _, judgement = answered(each_stop(little([truck()]), windows=lambda i: (night,) if i == 3 else ()))
    assert judgement.unserved == 1


def test_truck_on_the_road_with_nothing_aboard_may_just_go_home():
    """Its landfill opens too late for anything else."""
    late = Facility("tpa", 1, 600, (Window(13 * HOUR, 15 * HOUR),))
    out = truck(out=True, fixed_cost=0, start=1, shift=Window(6 * HOUR, 7 * HOUR))
    plan, judgement = answered(little([out, truck("t-2")], facilities=(late,)))
    assert {r.vehicle: r.trips for r in plan.routes}["t-1"] == 0
    assert judgement.served >= 4


def test_containers_one_by_one_each_to_a_facility_that_takes_it():
    places = (
        Facility("tpa", 1, 600, (DAY,), streams=("residue",)),
        Facility("compost", 2, 600, (DAY,), streams=("organic",)),
    )
    problem = little([truck(work="container", max_trips=6)], facilities=places)
    problem = each_stop(
        problem, work=lambda _: "container", stream=lambda i: "organic" if i % 2 else "residue"
    )
    plan, judgement = answered(problem)
    assert judgement.served == 6
    assert plan.routes[0].trips == 6


@methods
def test_start_is_really_begun_from(method):
    """Without one step of search the answer is the start, facility by facility."""
    problem = make_day(4, DayShape(stops=30, containers=0, dump_trucks=4, arm_rolls=0, village_count=8))
    start = solve(Task(problem, {}, 1, 20.0, 20), lambda _: None)
    told = []
    found = solve(Task(problem, start, 5, 20.0, 1, method), told.append)
    judge = Judge(problem)
    costs = [judge.judge(build_plan(problem, each, engine="e")).cost.total for each in (start, found)]
    assert costs[0] == costs[1] or (method == "ils" and costs[1] < costs[0])


def test_day_that_the_model_refuses_is_left_out_of_the_start():
    problem = little([truck(), truck("t-2")])
    heavy = (*(("collect", f"p-{i}") for i in range(6)), ("unload", "tpa"))
    fine = (("collect", "p-6"), ("collect", "p-7"), ("unload", "tpa"))
    graph = make_graph(Task(problem, {}, 1, 1.0), "collect", {"t-1": heavy, "t-2": fine})
    model = make_model(graph)
    effort = Effort("gls", time.monotonic() + 5, 1)
    close(model, effort)
    given = begin_from(model, {"t-1": heavy, "t-2": fine}, effort)
    used = [v.id for i, v in enumerate(graph.vehicles) if model.routing.IsVehicleUsed(given, i)]
    assert used == ["t-2"]


@methods
def test_same_seed_and_iterations_give_the_same_answer(method):
    problem = make_day(6, DayShape(stops=20, containers=4, dump_trucks=3, arm_rolls=2, village_count=6))
    answers = [solve(Task(problem, {}, 3, 20.0, 25, method), lambda _: None) for _ in range(2)]
    assert answers[0] == answers[1]


def test_unknown_stop_in_the_start_is_refused():
    problem = little([truck()])
    with pytest.raises(EngineError, match="p-99"):
        solve(Task(problem, {"t-1": (("collect", "p-99"), ("unload", "tpa"))}, 1, 1.0, 5), lambda _: None)


def test_better_answers_are_told_whole():
    """Telling names trucks of both kinds of work, so that a killed engine leaves a whole plan behind."""
    problem = make_day(6, DayShape(stops=12, containers=4, dump_trucks=2, arm_rolls=2, village_count=6))
    told = []
    found = solve(Task(problem, {}, 1, 20.0, 30), told.append)
    assert told[-1] == found
    plan = retime_plan(problem, told[-1], engine="ortools")
    assert {call.place for r in plan.routes for call in r.calls} >= {s.code for s in problem.stops}
