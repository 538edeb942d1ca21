"""A checker knows the file alone: what it counts, and every rule that it must not let pass."""

import math

import pytest

from routing.bench.instance import Tour
from routing.bench.pvrpif import check_week, read_pvrpif
from routing.bench.recognise import read_instance
from routing.bench.solutions import read_solution
from tests.unit.routing.bench.conftest import CVRP, KIM, MIXED, RELOADS, SOLOMON, VRPTW


def rules(verdict):
    return {fault.rule for fault in verdict.faults}


def tours(*nodes):
    return [Tour(vehicle, each) for vehicle, each in enumerate(nodes, start=1)]


def test_published_solutions_are_feasible_and_cost_what_they_state(samples):
    """This proves rounding, cutting, scales and the numbering of nodes."""
    seen = set()
    for path in sorted(samples.glob("*/*.sol")):
        instance = read_instance(path.with_suffix(".vrp"))
        solution, stated = read_solution(path, instance.data)
        verdict = instance.check(solution)
        assert not verdict.faults, path
        scales = (1, 100, 0.001) if instance.format == "hfvrp" else (1,)
        assert any(math.isclose(verdict.cost, stated * s, rel_tol=1e-6) for s in scales), path
        assert instance.references("distance")[0].cost == pytest.approx(verdict.cost)
        seen.add(instance.format)
    assert seen == {"cvrp", "vrptw", "mtvrptwr", "hfvrp"}


def test_cvrp_rounds_each_way_to_the_nearest_whole(write):
    verdict = read_instance(write(CVRP)).check(tours((1, 2, 3, 1), (1, 4, 1)))
    assert (verdict.cost, verdict.vehicles, verdict.faults) == (1 + 1 + 3 + 3 + 3, 2, ())


def test_time_windows_cut_ways_and_times_to_a_tenth(write):
    verdict = read_instance(write(VRPTW)).check(tours((1, 2, 3, 1), (1, 4, 1)))
    assert verdict.cost == pytest.approx(1.4 + 1.4 + 2.8 + 3 + 3)
    assert not verdict.faults


def test_a_mixed_fleet_pays_fixed_and_unit_costs_by_vehicle_on_exact_ways(write):
    verdict = read_instance(write(MIXED)).check(tours((1, 2, 1), (1, 3, 1)))
    assert verdict.cost == pytest.approx(400 + 10 * 2 * math.sqrt(2) + 20 * 2 * math.sqrt(8))


def test_reloads_are_allowed_where_the_file_says_so_and_wait_for_what_is_released(write):
    instance = read_instance(write(RELOADS))
    good = instance.check(tours((1, 2, 3, 1, 4, 1)))
    assert not good.faults
    assert good.cost == pytest.approx(10 * (1.4 + 1.4 + 2.8 + 6))
    late = RELOADS.replace("4 30\nVEH", "4 59\nVEH")
    assert rules(read_instance(write(late)).check(tours((1, 2, 3, 1, 4, 1)))) == {"too_late"}
    no_reload = read_instance(write(VRPTW)).check(tours((1, 2, 3, 1, 4, 1)))
    assert rules(no_reload) == {"no_reload_here", "too_many_reloads"}


@pytest.mark.parametrize(
    ("nodes", "rule"),
    [
        (((1, 2, 3, 4, 1),), "over_capacity"),
        (((1, 2, 3, 1),), "customer_visits"),
        (((1, 2, 3, 1), (1, 4, 3, 1)), "customer_visits"),
        (((1, 2, 3, 1), (1, 4)), "depot_at_both_ends"),
        (((1, 2, 3, 1), (1, 4, 9, 1)), "node_unknown"),
        (((1, 2, 1), (1, 3, 1), (1, 4, 1)), "vehicle_unknown"),
    ],
)
def test_what_breaks_a_rule_of_the_file_is_named(write, nodes, rule):
    assert rule in rules(read_instance(write(VRPTW)).check(tours(*nodes)))


def test_a_vehicle_drives_once(write):
    twice = [Tour(1, (1, 2, 3, 1)), Tour(1, (1, 4, 1))]
    assert rules(read_instance(write(VRPTW)).check(twice)) == {"vehicle_twice"}


def test_solomon_counts_vehicles_first_on_exact_ways_when_asked(write):
    instance = read_instance(write(SOLOMON, "tiny.txt"))
    assert instance.check(tours((0, 1, 2, 0))).cost == pytest.approx(1.4 + 1.4 + 2.8)
    exact = instance.under("vehicles").check(tours((0, 1, 2, 0)))
    assert exact.cost == pytest.approx(4 * math.sqrt(2))


def test_kim_counts_miles_along_the_axes(write):
    verdict = read_instance(write(KIM)).check(tours((0, 8, 1, 0), (0, 2, 1, 7, 1, 0)))
    assert verdict.cost == pytest.approx(2 + 12 + 10 + (2 + 10 + 9 + 9 + 10))
    assert verdict.vehicles == 2
    assert not verdict.faults


@pytest.mark.parametrize(
    ("nodes", "rule"),
    [
        (((0, 8, 1, 0), (0, 2, 7, 1, 0)), "over_capacity"),
        (((0, 8, 0), (0, 2, 1, 7, 1, 0)), "not_empty_at_depot"),
        (((0, 8, 1, 2, 1, 7, 1, 0),), None),
        (((0, 7, 1, 8, 1, 0), (0, 2, 1, 0)), "too_late"),
        (((0, 8, 1, 0), (0, 2, 1, 0)), "stop_visits"),
        (((0, 8, 1, 0), (0, 2, 1, 0, 7, 1, 0)), "depot_at_both_ends_only"),
    ],
)
def test_kim_names_what_breaks_a_rule(write, nodes, rule):
    assert rules(read_instance(write(KIM)).check(tours(*nodes))) == ({rule} if rule else set())


def test_kim_limits_the_yards_and_stops_of_a_day(write):
    all_in_one = tours((0, 8, 1, 2, 1, 7, 1, 0))
    yards = KIM.replace("30.0\t", "29.0\t")
    assert rules(read_instance(write(yards)).check(all_in_one)) == {"over_daily_yards"}
    stops = KIM.replace("3\t// stops", "2\t// stops")
    assert rules(read_instance(write(stops)).check(all_in_one)) == {"over_daily_stops"}


# the landfill lies 10 miles away, a quarter of an hour; the stop 2 miles; service of the stop is varied
@pytest.mark.parametrize(
    ("service_s", "rule"),
    [
        (4 * 3600, None),  # from 06:03 to 10:03: lunch waits for 11:00
        (5 * 3600 + 30 * 60, None),  # to 11:33, then lunch
        (6 * 3600 + 60 * 60, "no_lunch"),  # from 06:03 to 13:03: nothing to eat in time
    ],
)
def test_kim_wants_lunch_begun_between_eleven_and_twelve(write, service_s, rule):
    one = "\n".join(KIM.splitlines()[:8]) + f"\n2 5280 5280 0000 2400 {service_s} 1 1\n"
    assert rules(read_instance(write(one)).check(tours((0, 2, 1, 0)))) == ({rule} if rule else set())


def test_kim_needs_no_lunch_on_the_road_when_home_by_noon(write):
    short = "\n".join(KIM.splitlines()[:8]) + "\n2 5280 5280 0000 2400 60 1 1\n"
    assert not read_instance(write(short)).check(tours((0, 2, 1, 0))).faults
    closed = short.replace("0600 1500", "0600 0620")
    assert rules(read_instance(write(closed)).check(tours((0, 2, 1, 0)))) == {"depot_closed"}


def test_a_week_keeps_its_days_and_unloads_before_the_depot(samples):
    data = read_pvrpif(samples / "pvrpif" / "Milano_020_4_0.geojson")
    twice = next(n for n, f in zip(data.numbers, data.frequency, strict=True) if f == 2)
    facility = data.numbers[data.kinds.index("intermediateFacility")]
    away = [Tour(1, (0, twice, facility, 0), day) for day in (0, 2)]
    named = {(f.rule, f.node) for f in check_week(data, away).faults}
    assert ("days_not_allowed", twice) not in named
    shifted = [Tour(1, (0, twice, facility, 0), day) for day in (0, 1)]
    assert ("days_not_allowed", twice) in {(f.rule, f.node) for f in check_week(data, shifted).faults}
    full = [Tour(1, (0, twice, 0), day) for day in (0, 2)]
    assert "not_empty_at_depot" in rules(check_week(data, full))


def test_kim_lunch_takes_its_hour_out_of_the_day(write):
    """Half past eleven at the landfill's lane, an hour of lunch: home at nine past one, not past twelve."""
    one = "\n".join(KIM.splitlines()[:8]) + "\n2 5280 5280 0000 2400 19620 1 1\n"
    late = one.replace("0600 1500", "0600 1300")
    assert not read_instance(write(one)).check(tours((0, 2, 1, 0))).faults
    assert rules(read_instance(write(late)).check(tours((0, 2, 1, 0)))) == {"no_lunch"}
    assert not read_instance(write(late.replace("3600", "60"))).check(tours((0, 2, 1, 0))).faults


def test_a_kim_problem_states_lunch_caps_and_times_rounded_up(write):
    instance = read_instance(write(KIM.replace("5280.00 5280.00", "5281.00 5280.00")))
    problem = instance.problem("vehicles")
    vehicle = problem.vehicles[0]
    assert (vehicle.capacity_kg, vehicle.max_kg, vehicle.max_stops) == (2_000, 3_000, 3)
    assert [(b.duration_s, b.windows[0].open_s, b.windows[0].close_s) for b in vehicle.breaks] == [
        (36_000, 396_000, 432_000)
    ]
    assert [s.kg for s in problem.stops] == [1_250, 800, 900]
    # 10,561 feet at 40 miles an hour are 180.02 seconds
    assert problem.matrices["dump_truck"].duration_s[0, 2] == 1_801


def test_a_problem_with_reloads_states_releases_and_any_number_of_trips(write):
    problem = read_instance(write(RELOADS)).problem("distance")
    assert [s.release_s for s in problem.stops] == [0, 0, 300]
    assert {v.max_trips for v in problem.vehicles} == {0}
    assert {v.max_trips for v in read_instance(write(VRPTW)).problem("distance").vehicles} == {1}
