import numpy as np
import pytest
from msgspec.structs import replace

from geo.position import haversine_m
from simulators.drive import Start, plan_day, remaining
from tests.support.simulated_routes import LEAVES, POOL, make_route

START = Start(lon=POOL[0], lat=POOL[1], at_s=LEAVES)


def driven(day, step_s=1.0):
    times = np.arange(day.start.at_s - 60, day.ends_s + 60, step_s)
    moments = [day.at(float(t)) for t in times]
    return times, np.array([(m.lon, m.lat, m.speed_kmh) for m in moments]), [m.kind for m in moments]


@pytest.mark.parametrize("seed", range(5))
def test_each_stop_is_served_for_at_least_a_minute_within_15_m(seed):
    route = make_route(stops=7, trips=3, seed=seed)
    _, track, kinds = driven(plan_day(route, START, skip_share=0, seed=seed))
    standing = np.array([kind in ("serve", "unload") for kind in kinds])
    for stop in route.stops[:-1]:
        near = haversine_m(track[:, 0], track[:, 1], stop.lon, stop.lat) <= 15
        assert (near & standing & (track[:, 2] == 0)).sum() >= 60, stop.n


@pytest.mark.parametrize("seed", range(5))
def test_truck_never_jumps_nor_exceeds_80_kmh(seed):
    times, track, _ = driven(plan_day(make_route(seed=seed), START, skip_share=0.3, seed=seed))
    steps_m = haversine_m(track[:-1, 0], track[:-1, 1], track[1:, 0], track[1:, 1])
    assert (steps_m / np.diff(times) * 3.6).max() < 80
    assert track[:, 2].max() < 80


def test_speed_changes_smoothly():
    _, track, _ = driven(plan_day(make_route(), START, skip_share=0, seed=1))
    assert np.abs(np.diff(track[:, 2])).max() < 2 * 3.6


def test_truck_follows_the_planned_order_and_unloads_on_every_trip():
    route = make_route(stops=6, trips=2)
    day = plan_day(route, START, skip_share=0, seed=1)
    assert [h.stop for h in day.happenings] == [stop.n for stop in route.stops if stop.kind != "end"]
    assert [h.event for h in day.happenings].count("unloaded") == 2


def test_truck_comes_home_empty():
    day = plan_day(make_route(), START, skip_share=0, seed=1)
    last = day.at(day.ends_s + 1)
    assert haversine_m(last.lon, last.lat, *POOL) < 15
    assert last.kind == "parked"
    assert day.happenings[-1].event == "unloaded"


def test_same_seed_gives_the_same_day_and_another_seed_another():
    route = make_route()
    one, two, other = (plan_day(route, START, skip_share=0.1, seed=s) for s in (1, 1, 2))
    assert one.phases == two.phases
    assert one.happenings == two.happenings
    assert one.phases != other.phases


def test_truck_drives_at_about_the_planned_pace():
    route = make_route(stops=8, trips=2)
    day = plan_day(route, START, skip_share=0, seed=1)
    planned_s = route.stops[-1].arrive - route.leaves
    assert day.ends_s - LEAVES == pytest.approx(planned_s, rel=0.12)


def test_skipped_stop_is_told_with_a_reason_and_not_served():
    day = plan_day(make_route(), START, skip_share=1, seed=1)
    assert {h.event for h in day.happenings} == {"skipped", "unloaded"}
    assert all(h.reason for h in day.happenings if h.event == "skipped")


def test_place_beside_the_road_is_driven_to():
    route = make_route(stops=1, trips=1)
    stop = replace(route.stops[0], lat=route.stops[0].lat + 0.0005)  # 55 m off the end of its leg
    day = plan_day(replace(route, stops=[stop, *route.stops[1:]]), START, skip_share=0, seed=1)
    serve = next(phase for phase in day.phases if phase.kind == "serve")
    here = day.at(serve.begins_s + 1)
    assert haversine_m(here.lon, here.lat, stop.lon, stop.lat) < 15


def test_driver_who_is_far_too_early_waits():
    route = make_route(stops=1, trips=1)
    late = replace(route.stops[0], arrive=route.stops[0].arrive + 3600)
    day = plan_day(replace(route, stops=[late, *route.stops[1:]]), START, skip_share=0, seed=1)
    serve = next(phase for phase in day.phases if phase.kind == "serve")
    assert serve.begins_s >= late.arrive - 900


def test_damaged_leg_is_refused():
    route = make_route()
    bad = replace(route.stops[0], leg="\x01\x02")
    with pytest.raises(ValueError, match="polyline"):
        plan_day(replace(route, stops=[bad, *route.stops[1:]]), START, skip_share=0, seed=1)


def test_unloading_without_a_load_is_left_out():
    stops = make_route(stops=2, trips=2).stops  # collect, unload, collect, unload, end
    assert remaining(stops, [stops[0].place], load_kg=0) == [2, 3, 4]
    assert remaining(stops, [stops[0].place], load_kg=300) == [1, 2, 3, 4]
    assert remaining(stops, [stops[0].place, stops[2].place], load_kg=0) == [4]
