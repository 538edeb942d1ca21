"""What PyVRP's model states must hold in its raw answers, before anybody mends them."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.by_pyvrp import solve
from routing.engines.by_pyvrp.answers import to_sequences, to_solution
from routing.engines.by_pyvrp.clock import make_clock
from routing.engines.by_pyvrp.model import certain_stops, make_model
from routing.engines.by_pyvrp.pool import Column, Cover, Pool, choose, once_each
from routing.engines.by_pyvrp.recombine import Recombiner
from routing.engines.by_pyvrp.search import Ears, Limits, Search
from routing.engines.narrowed import FRESH
from routing.engines.protocol import Task
from routing.judging.judge import Judge
from routing.model.parts import Break
from routing.model.problem import Facility, Window
from routing.timing.schedule import build_plan
from tests.support.little_day import DAY, HOUR, NOON, each_stop, little, truck


def answered(problem, *, start=None, iterations=60, seed=1):
    """The plan of the raw answer, found feasible by the judge, with its judgement."""
    found = solve(Task(problem, start or {}, seed, 20.0, iterations), lambda _: None)
    plan = build_plan(problem, found, engine="pyvrp")
    judgement = Judge(problem).judge(plan)
    assert judgement.violations == ()
    return plan, judgement


def loads(plan):
    """Codes of every load of a plan, by vehicle, with the facility that took it."""
    found = []
    for route in plan.routes:
        load = []
        for call in route.calls:
            if call.kind == "collect":
                load.append(call.place)
            else:
                found.append((route.vehicle, load, call.place))
                load = []
    return found


def test_two_streams_never_share_a_load_and_each_goes_where_it_is_taken():
    tips = (
        Facility("tpa", 1, 600, (DAY,), streams=("residue",)),
        Facility("yard", 2, 300, (DAY,), streams=("organic",)),
    )
    streams = {i: "organic" if i % 2 else "residue" for i in range(8)}
    problem = each_stop(little([truck()], facilities=tips), stream=streams.get)
    plan, judgement = answered(problem)
    assert judgement.unserved == 0
    by_code = {s.code: s.stream for s in problem.stops}
    for _, load, tip in loads(plan):
        assert {by_code[code] for code in load} == {"residue" if tip == "tpa" else "organic"}


def test_class_that_may_not_tip_somewhere_goes_elsewhere():
    tips = (Facility("tpa", 1, 600, (DAY,), classes=("big",)), Facility("far", 2, 600, (DAY,)))
    plan, _ = answered(little([truck()], facilities=tips))
    assert {tip for _, _, tip in loads(plan)} == {"far"}


def test_stop_with_two_windows_is_served_once_and_inside_one():
    windows = (Window(6 * HOUR, 6 * HOUR + 600), Window(10 * HOUR, 10 * HOUR + 600))
    problem = each_stop(little([truck()]), windows=lambda i: windows if i in {0, 7} else ())
    plan, judgement = answered(problem, iterations=200)
    assert judgement.unserved == 0
    again, _ = answered(problem, start=plan.sequences, iterations=1)
    assert Judge(problem).judge(again).cost.total <= judgement.cost.total


def test_truck_on_the_road_comes_home_empty_and_first_tips_what_is_aboard():
    tips = (
        Facility("tpa", 1, 600, (DAY,), streams=("residue",)),
        Facility("yard", 2, 300, (DAY,), streams=("organic",)),
    )
    out = truck("t-out", fixed_cost=0, out=True, start=5, aboard_kg=100, aboard_l=10, aboard_stream="organic")
    idle = truck("t-idle", fixed_cost=0, out=True, start=6)
    plan, judgement = answered(little([out, idle], facilities=tips))
    assert judgement.unserved == 0
    first = next(r for r in plan.routes if r.vehicle == "t-out").calls[0]
    assert (first.kind, first.place) == ("unload", "yard")


def test_stop_is_left_to_who_keeps_it_unless_that_costs_more():
    trucks = [truck("t-1", fixed_cost=0), truck("t-2", fixed_cost=0)]
    problem = each_stop(little(trucks, change_price=10**6), keeps=lambda i: f"t-{i % 2 + 1}")
    plan, judgement = answered(problem, iterations=200)
    assert judgement.cost.changes == 0
    assert judgement.unserved == 0
    assert {v for v, _, _ in loads(plan)} == {"t-1", "t-2"}


def test_load_released_late_starts_late():
    problem = each_stop(little([truck(capacity_kg=800)]), release_s=lambda i: NOON if i < 2 else 0)
    plan, judgement = answered(problem, iterations=200)
    assert judgement.unserved == 0
    late = {"p-0", "p-1"}
    assert any(set(load) & late for _, load, _ in loads(plan))


def test_containers_are_hauled_one_at_a_time_as_often_as_the_cap_allows():
    roll = truck("ar-1", work="container", class_code="roll", max_trips=3)
    problem = each_stop(little([roll]), work=lambda _: "container")
    plan, judgement = answered(problem)
    assert judgement.served == 3
    assert all(len(load) == 1 for _, load, _ in loads(plan))


def test_overtime_is_used_only_when_it_pays():
    short = truck(
        shift=Window(6 * HOUR, 8 * HOUR), latest_s=10 * HOUR, overtime_per_hour=10_000, capacity_kg=900
    )
    dear = replace(short, overtime_per_hour=10**7)
    assert answered(little([short], stops=16))[0].routes[0].return_s > 8 * HOUR
    assert answered(little([dear], stops=16))[0].routes[0].return_s <= 8 * HOUR


def test_answer_is_read_back_as_it_was():
    problem = little([truck("t-1"), truck("t-2")])
    found = solve(Task(problem, {}, 1, 20.0, 60), lambda _: None)
    model = make_model(problem)
    again = to_sequences(model, to_solution(model, found))
    assert sorted(again.values()) == sorted(found.values())


def test_clock_cuts_the_rest_of_everybody_out_of_the_day():
    lunch = Break(HOUR, (Window(NOON, NOON + 600),))
    clock = make_clock(little([truck("t-1", breaks=(lunch,)), truck("t-2", breaks=(lunch,))]))
    assert clock.window(Window(8 * HOUR, 9 * HOUR)) == Window(8 * HOUR, 9 * HOUR)
    assert clock.window(Window(14 * HOUR, 15 * HOUR)) == Window(13 * HOUR, 14 * HOUR)
    assert clock.opening(NOON + HOUR // 2) == NOON
    assert clock.closing(NOON + HOUR // 2) == NOON + HOUR // 2
    other = make_clock(little([truck("t-1", breaks=(lunch,)), truck("t-2")]))
    assert other.breaks == ()
    assert other.back_by_s(truck("t-1", breaks=(lunch,))) == DAY.close_s - HOUR


def test_only_stops_that_the_start_serves_and_that_are_dear_are_certain():
    problem = each_stop(little([truck()]), price=lambda i: 10 if i else 10**7)
    start = {"t-1": (("collect", "p-0"), ("collect", "p-1"), ("unload", "tpa"))}
    assert certain_stops(problem, start) == {"p-0"}


def test_best_covering_takes_routes_of_different_plans():
    def column(clients, cost, kind=0):
        return Column(clients, kind, frozenset(clients), cost)

    pool = Pool()
    for each in (column("ab", 10), column("cd", 30), column("ac", 25), column("cd", 12), column("bd", 9)):
        pool.add(Column(each.route, 0, frozenset(ord(c) - ord("a") for c in each.clients), each.cost))
    cover = Cover(np.full(4, 1_000.0), np.array([2]), 0)
    assert {c.route for c in choose(pool.latest(), cover, 40, 5.0)} == {"ab", "cd"}
    assert choose(pool.latest(), cover, 22, 5.0) == ()
    one_truck = Cover(np.full(4, 100.0), np.array([1]), 0)
    assert {c.route for c in choose(pool.latest(), one_truck, 500, 5.0)} == {"bd"}


def test_client_of_two_routes_stays_in_the_first():
    assert once_each([[[1, 2], [3]], [[2, 4]]]) == [[[1, 2], [3]], [[4]]]


@pytest.fixture
def searches():
    problem = little([truck("t-1"), truck("t-2"), truck("t-3")], stops=12)
    model = make_model(problem)
    return [Search(model.data, model.neighbours, model.penalty_manager(), seed) for seed in (1, 2)]


def test_merged_plan_is_no_worse_than_either(searches):
    mine, other = searches
    theirs = other.run(Limits(float("inf"), 5), Ears())
    merged = Recombiner(mine).merge(theirs)
    assert mine.cost(merged) <= mine.cost(theirs)


def test_news_of_a_better_plan_are_kept_and_of_a_worse_are_not(searches):
    mine, other = searches
    better = other.run(Limits(float("inf"), 100), Ears())
    start = mine.best
    assert mine.take(better) == (mine.cost(better) < mine.cost(start))
    assert not mine.take(start)


def test_a_search_from_nothing_does_not_depend_on_the_plan_it_is_given():
    problem = little([truck()])
    given, _ = answered(problem, iterations=5)
    halts = given.sequences["t-1"]
    collected = [halt for halt in halts if halt[0] == "collect"]
    one_by_one = tuple(h for halt in reversed(collected) for h in (halt, ("unload", halts[-1][1])))

    def found(start):
        return solve(Task(problem, start, 1, 20.0, 20, FRESH), lambda _: None)

    assert found({"t-1": one_by_one}) == found({"t-1": halts})
