from dataclasses import replace

from routing.engines import baseline
from routing.engines.repair import mend
from routing.handover import first_stage, has_hand_over, second_stage, solve_in_stages
from routing.judging.judge import Judge
from routing.model.problem import Window
from routing.timing.schedule import build_plan


def judged(problem, sequences):
    return Judge(problem).judge(build_plan(problem, sequences, engine="tried"))


def test_truck_empties_the_tps_after_the_last_cart_and_takes_all_of_it(village):
    sequences = baseline.solve(village)
    plan = build_plan(village, sequences, engine="savings")
    judgement = Judge(village).judge(plan)
    assert judgement.violations == ()
    assert judgement.unserved == 0
    calls = {r.vehicle: r.calls for r in plan.routes}
    last_s = max(c.leave_s for v, cs in calls.items() if v != "truck" for c in cs if c.kind == "unload")
    assert calls["truck"][0].begin_s >= last_s
    assert calls["truck"][0].load_kg == 100 + 4 * 150


def test_stages_part_carts_and_their_lanes_from_the_rest(village):
    first = first_stage(village)
    assert {v.id for v in first.vehicles} == {"cart-1", "cart-2"}
    assert {s.code for s in first.stops} == {f"lane-{i}" for i in range(4)}
    second = second_stage(village, baseline.solve(first))
    assert [v.id for v in second.vehicles] == ["truck"]
    assert [(s.code, s.kg) for s in second.stops] == [("tps", 700)]
    assert not has_hand_over(first)
    assert not has_hand_over(second)


def test_carts_bring_no_more_than_a_truck_can_take_away(village):
    weak = tuple(replace(v, capacity_kg=450) if v.id == "truck" else v for v in village.vehicles)
    problem = replace(village, vehicles=weak)
    judgement = judged(problem, baseline.solve(problem))
    assert judgement.violations == ()
    assert judgement.unserved == 2


def test_carts_hand_over_before_the_truck_must_have_come(village):
    early = tuple(replace(s, windows=(Window(0, 900),)) if s.code == "tps" else s for s in village.stops)
    problem = replace(village, stops=early)
    judgement = judged(problem, baseline.solve(problem))
    assert judgement.violations == ()
    assert judgement.served >= 4


def test_late_hand_over_is_mended(village):
    late = {
        "cart-1": (("collect", "lane-0"), ("collect", "lane-1"), ("unload", "tps-gate")),
        "truck": (("collect", "tps"), ("unload", "tpa")),
    }
    assert judged(village, mend(village, late)).violations == ()


def test_without_hand_over_there_is_one_stage(day):
    shares = []
    solve_in_stages(day, lambda _, share: shares.append(share) or {})
    assert shares == [1.0]
