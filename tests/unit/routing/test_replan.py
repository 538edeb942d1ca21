import time
from dataclasses import replace

import pytest

from routing.engines import baseline
from routing.judging.judge import Judge
from routing.model.plan import Unserved
from routing.model.problem import UNREACHABLE, Matrix, Stop, Window
from routing.model.sample import DayShape, make_day
from routing.replanning.kernel import SPENT, adapt, make_rest, replan
from routing.solve import BASELINE, Effort
from routing.timing.schedule import build_plan
from tests.support.interrupted import interrupt

NINE = 9 * 3600


@pytest.fixture(scope="module")
def planned(day, good_plan):
    return day, good_plan


def judged(problem, sequences):
    plan = build_plan(problem, sequences, engine="tried")
    excused = tuple(Unserved(u.stop, "not_enough_capacity") for u in plan.unserved)
    return Judge(problem).judge(replace(plan, unserved=excused))


def stops_of(sequence):
    return [code for kind, code in sequence if kind == "collect"]


def busiest(plan):
    return max(plan.routes, key=lambda r: sum(c.begin_s > NINE for c in r.calls)).vehicle


def test_undisturbed_day_goes_on_as_it_was(planned):
    problem, plan = planned
    situation = interrupt(problem, plan, NINE)
    rest = make_rest(situation)
    sequences = adapt(rest, situation.standings)
    for name, standing in situation.standings.items():
        assert sequences.get(name, ()) == standing.remaining
    judgement = judged(rest, sequences)
    assert judgement.feasible
    assert judgement.cost.changes == 0


def test_stops_of_a_broken_truck_go_to_others_and_nothing_else_moves(planned):
    problem, plan = planned
    broken = busiest(plan)
    situation = interrupt(problem, plan, NINE, broken=[broken])
    rest = make_rest(situation)
    sequences = adapt(rest, situation.standings)
    assert broken not in sequences
    assert judged(rest, sequences).feasible
    orphans = set(stops_of(situation.standings[broken].remaining))
    taken = {code for halts in sequences.values() for code in stops_of(halts)}
    assert orphans
    assert orphans <= taken
    for name, halts in sequences.items():
        own = [code for code in stops_of(halts) if code not in orphans]
        assert own == stops_of(situation.standings[name].remaining)


def test_urgent_stop_is_put_in(planned):
    problem, plan = planned
    urgent = Stop("urgent", 40, 150, 700, 180, 5_000_000)
    situation = interrupt(problem, plan, NINE)
    situation = replace(
        situation, problem=replace(situation.problem, stops=(*situation.problem.stops, urgent))
    )
    rest = make_rest(situation)
    sequences = adapt(rest, situation.standings)
    assert judged(rest, sequences).feasible
    assert any("urgent" in stops_of(halts) for halts in sequences.values())


def test_closed_road_is_gone_round_or_its_stops_left_out(planned):
    problem, plan = planned
    situation = interrupt(problem, plan, NINE)
    way = problem.matrices["dump_truck"]
    shut = situation.problem.stops[0].location
    cut = way.duration_s.copy()
    cut[:, shut] = UNREACHABLE
    cut[shut, shut] = 0
    closed = replace(situation.problem, matrices={"dump_truck": Matrix(cut, way.distance_m)})
    rest = make_rest(replace(situation, problem=closed))
    judgement = judged(rest, adapt(rest, situation.standings))
    assert judgement.violations == ()
    assert judgement.unserved == 1


def test_facility_that_closed_is_not_driven_to(planned):
    problem, plan = planned
    second = replace(problem.facilities[0], code="tpa-2", location=30)
    situation = interrupt(replace(problem, facilities=(*problem.facilities, second)), plan, NINE)
    shut = tuple(
        replace(f, windows=(Window(0, NINE),)) if f.code == "tpa" else f for f in situation.problem.facilities
    )
    rest = make_rest(replace(situation, problem=replace(situation.problem, facilities=shut)))
    sequences = adapt(rest, situation.standings)
    assert judged(rest, sequences).feasible
    assert {c for halts in sequences.values() for kind, c in halts if kind == "unload"} == {"tpa-2"}


def test_full_facility_is_shut_and_a_used_up_truck_serves_nothing_more(planned):
    problem, plan = planned
    limited = replace(
        problem,
        vehicles=tuple(replace(v, max_trips=1) for v in problem.vehicles),
        facilities=(replace(problem.facilities[0], max_kg=9_000),),
    )
    situation = replace(interrupt(limited, plan, NINE), tipped={"tpa": 9_000})
    used = {n: replace(s, trips=1, aboard_kg=0, aboard_l=0) for n, s in situation.standings.items()}
    rest = make_rest(replace(situation, standings=used))
    assert rest.facilities[0].windows == ()
    assert {v.streams for v in rest.vehicles} == {SPENT}
    left = make_rest(replace(situation, tipped={"tpa": 4_000}))
    assert left.facilities[0].max_kg == 5_000


def test_truck_that_was_demanded_and_broke_is_demanded_no_longer(planned):
    problem, plan = planned
    broken = busiest(plan)
    situation = interrupt(problem, plan, NINE, broken=[broken])
    code = stops_of(situation.standings[broken].remaining)[0]
    stops = tuple(replace(s, vehicle=broken) if s.code == code else s for s in situation.problem.stops)
    rest = make_rest(replace(situation, problem=replace(situation.problem, stops=stops)))
    assert all(not s.vehicle for s in rest.stops)


def test_whole_replan_is_never_worse_than_the_least_change(planned):
    problem, plan = planned
    situation = interrupt(problem, plan, NINE, broken=[busiest(plan)])
    replanned = replan(situation, Effort(legs=BASELINE, iterations=3))
    assert replanned.solved.judgement.feasible
    least = judged(replanned.problem, replanned.start).cost.total
    assert replanned.solved.judgement.cost.total <= least


def test_500_points_and_40_trucks_are_replanned_in_a_second_before_any_solver():
    problem = make_day(2, DayShape(stops=450, containers=50, dump_trucks=30, arm_rolls=12))
    plan = build_plan(problem, baseline.solve(problem), engine="savings")
    situation = interrupt(problem, plan, NINE, broken=[busiest(plan)])
    begun = time.process_time()
    rest = make_rest(situation)
    sequences = adapt(rest, situation.standings)
    assert time.process_time() - begun < 1.0
    assert judged(rest, sequences).feasible
