import numpy as np
import pytest
from msgspec.structs import replace

from geo.position import haversine_m
from simulators.vehicle import Vehicle
from tests.support.simulated_routes import LEAVES, POOL, make_route

EARLY = LEAVES - 600


def make_vehicle(seed=1):
    return Vehicle(*POOL, skip_share=0, seed=seed)


def track(vehicle, begin, end):
    return np.array([(m.lon, m.lat) for m in (vehicle.at(t) for t in np.arange(begin, end, 1.0))])


def test_truck_without_a_plan_stays_parked():
    vehicle = make_vehicle()
    assert vehicle.at(LEAVES).kind == "parked"
    assert vehicle.happen(LEAVES + 1e6) == []


def test_truck_leaves_when_planned():
    vehicle = make_vehicle()
    assert vehicle.accept(make_route(), EARLY)
    assert vehicle.at(LEAVES - 1).kind == "parked"
    assert vehicle.at(LEAVES + 1).kind == "drive"


def test_late_route_starts_when_it_arrives():
    vehicle = make_vehicle()
    assert vehicle.accept(make_route(), LEAVES + 1800)
    assert vehicle.at(LEAVES + 1801).kind == "drive"


def test_known_route_is_not_taken_twice():
    vehicle = make_vehicle()
    assert vehicle.accept(make_route(), EARLY)
    assert not vehicle.accept(make_route(), LEAVES + 500)


def test_route_of_another_week_is_not_driven():
    assert not make_vehicle().accept(make_route(), LEAVES + 7 * 86400)


def test_new_version_continues_with_the_stops_not_yet_served():
    vehicle, route = make_vehicle(), make_route(stops=6, trips=2)
    vehicle.accept(route, EARLY)
    second = vehicle._day.happenings[1].at_s
    served = vehicle.happen(second + 30)
    before = vehicle.at(second + 30)
    assert vehicle.accept(replace(route, version=2), second + 30)
    after = vehicle.at(second + 30)
    rest = vehicle.happen(1e12)
    assert haversine_m(before.lon, before.lat, after.lon, after.lat) < 1
    assert [h.stop for h in served] + [h.stop for h in rest] == [s.n for s in route.stops if s.kind != "end"]


def test_new_version_during_a_service_lets_it_finish():
    vehicle, route = make_vehicle(), make_route(stops=6, trips=2)
    vehicle.accept(route, EARLY)
    serve = next(phase for phase in vehicle._day.phases if phase.kind == "serve")
    vehicle.happen(serve.begins_s + 10)
    vehicle.accept(replace(route, version=2), serve.begins_s + 10)
    assert vehicle.at(serve.ends_s - 1).speed_kmh == 0
    told = vehicle.happen(1e12)
    assert [h.stop for h in told] == [s.n for s in route.stops if s.kind != "end"]
    assert told[0].at_s == serve.ends_s


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.9])
def test_change_of_route_never_makes_the_truck_jump(share):
    vehicle = make_vehicle()
    vehicle.accept(make_route(seed=1), EARLY)
    change = LEAVES + share * (vehicle._day.ends_s - LEAVES)
    before = track(vehicle, change - 60, change)
    vehicle.happen(change)
    vehicle.accept(make_route(seed=2, version=2), change)
    after = track(vehicle, change, vehicle._day.ends_s)
    line = np.vstack([before, after])
    assert haversine_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).max() < 80 / 3.6


def test_tomorrows_route_waits_until_the_truck_is_home():
    vehicle, today = make_vehicle(), make_route()
    tomorrow = replace(make_route(plan=2, day="2025-10-10"), leaves=LEAVES + 86400)
    vehicle.accept(today, EARLY)
    assert vehicle.accept(tomorrow, LEAVES + 600)
    home = vehicle._day.ends_s
    assert len(vehicle.happen(home + 3600)) == len(today.stops) - 1
    assert vehicle.route == tomorrow
    assert vehicle.at(LEAVES + 86300).kind == "parked"
    assert vehicle.at(LEAVES + 86410).kind == "drive"


def test_cleared_route_stops_the_truck_where_it_is():
    vehicle = make_vehicle()
    vehicle.accept(make_route(), EARLY)
    vehicle.clear(LEAVES + 40)
    here = vehicle.at(LEAVES + 40)
    assert vehicle.at(LEAVES + 4000) == here
    assert vehicle.happen(1e12) == []


def test_cancelled_route_is_taken_once_and_not_driven():
    vehicle = make_vehicle()
    vehicle.accept(make_route(), EARLY)
    cancelled = replace(make_route(), cancelled=True)
    assert vehicle.accept(cancelled, EARLY + 10)
    assert not vehicle.accept(cancelled, EARLY + 20)
    assert vehicle.at(LEAVES + 100).kind == "parked"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_restart_goes_on_where_the_truck_was(share):
    vehicle = make_vehicle()
    vehicle.accept(make_route(), EARLY)
    stop = LEAVES + share * (vehicle._day.ends_s - LEAVES)
    vehicle.happen(stop)
    again = make_vehicle()
    again.restore(vehicle.save())
    assert again.at(stop + 100) == vehicle.at(stop + 100)
    assert again.happen(1e12) == vehicle.happen(1e12)
