from dataclasses import replace

import pytest

from routing.engines import baseline, by_ortools, by_pyvrp
from routing.engines.protocol import Task
from routing.engines.repair import mend
from routing.judging.judge import Judge
from routing.model.problem import UNREACHABLE, Facility, Matrix, Vehicle, Window
from routing.model.sample import DayShape, make_day
from routing.timing.schedule import build_plan

ENGINES = {"ortools": by_ortools.solve, "pyvrp": by_pyvrp.solve}
SMALL = DayShape(stops=30, containers=6, dump_trucks=4, arm_rolls=2, village_count=8)
engines = pytest.mark.parametrize("name", ENGINES)


def answer(name, problem, *, start=None, iterations=40, seed=1):
    given = baseline.solve(problem) if start is None else start
    told = []
    found = ENGINES[name](Task(problem, given, seed, 20.0, iterations), told.append)
    return build_plan(problem, mend(problem, found), engine=name), told


@engines
def test_engine_never_ends_worse_than_it_began(name):
    problem = make_day(4, SMALL)
    start = build_plan(problem, baseline.solve(problem), engine="savings")
    plan, told = answer(name, problem)
    judge = Judge(problem)
    judgement = judge.judge(plan)
    assert judgement.feasible
    assert judgement.cost.total <= judge.judge(start).cost.total
    assert told


@engines
def test_engine_answers_without_a_start(name):
    problem = make_day(5, SMALL)
    plan, _ = answer(name, problem, start={}, iterations=200)
    judgement = Judge(problem).judge(plan)
    assert judgement.feasible
    assert judgement.unserved == 0


@engines
def test_same_seed_and_iterations_give_the_same_plan(name):
    problem = make_day(6, SMALL)
    assert answer(name, problem, seed=3)[0] == answer(name, problem, seed=3)[0]


@engines
def test_landfill_that_closes_at_noon_is_kept(name):
    problem = make_day(7, SMALL)
    noon = tuple(replace(f, windows=(Window(6 * 3600, 12 * 3600),)) for f in problem.facilities)
    problem = replace(problem, facilities=noon)
    plan, _ = answer(name, problem)
    assert Judge(problem).judge(plan).feasible
    assert max(c.begin_s for r in plan.routes for c in r.calls if c.kind == "unload") <= 12 * 3600


@engines
def test_classes_windows_trip_limits_and_missing_roads_are_kept(name):
    problem = make_day(8, SMALL)
    way = problem.matrices["dump_truck"]
    cut = way.duration_s.copy()
    cut[2, 3:9] = UNREACHABLE
    small = Vehicle(
        "st-01", "small", "collect", 600, 2_500, 90_000, 3_000, 40_000, Window(21_600, 50_400), 0, 0
    )
    problem = replace(
        problem,
        vehicles=(*(replace(v, max_trips=3) for v in problem.vehicles), small),
        stops=tuple(
            replace(
                s,
                classes=("small",) if i % 7 == 0 and s.work == "collect" else (),
                windows=(Window(25_000, 30_000), Window(36_000, 45_000)) if i % 5 == 0 else (),
            )
            for i, s in enumerate(problem.stops)
        ),
        matrices={"dump_truck": Matrix(cut, way.distance_m)},
    )
    plan, _ = answer(name, problem)
    assert Judge(problem).judge(plan).violations == ()


@engines
def test_nearer_of_two_landfills_is_used(name):
    problem = make_day(9, SMALL)
    problem = replace(
        problem,
        facilities=(*problem.facilities, Facility("tpa-2", 12, 300, (Window(21_600, 57_600),))),
    )
    plan, _ = answer(name, problem)
    assert Judge(problem).judge(plan).feasible
    assert {c.place for r in plan.routes for c in r.calls if c.kind == "unload"} == {"tpa", "tpa-2"}


@engines
def test_only_containers_or_only_stops_are_no_trouble(name):
    problem = make_day(10, SMALL)
    for work in ("collect", "container"):
        one = replace(problem, stops=tuple(s for s in problem.stops if s.work == work))
        assert Judge(one).judge(answer(name, one)[0]).feasible
