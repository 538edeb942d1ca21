import numpy as np
import pytest
from msgspec.structs import replace

from data.contract import polyline
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


def frozen_until(route, count, *, order=None, version=2):
    """Return a route changed in mid-shift: `count` stops frozen, the rest in another order."""
    stops = [replace(stop, frozen=number < count) for number, stop in enumerate(route.stops)]
    stops = [*stops[:count], *(stops[number] for number in order or range(count, len(stops)))]
    return replace(
        route, version=version, stops=[replace(stop, n=n) for n, stop in enumerate(stops, start=1)]
    )


def served_after(vehicle, route, moment):
    vehicle.happen(moment)
    assert vehicle.accept(route, moment)
    return [h.place for h in vehicle.happen(1e12)]


def test_changed_route_is_carried_on_from_the_frozen_stop_that_the_truck_is_on_its_way_to():
    vehicle, route = make_vehicle(), make_route(stops=6, trips=1)
    vehicle.accept(route, EARLY)
    under_way = vehicle._day.happenings[1].at_s + 30
    changed = frozen_until(route, 3, order=[5, 3, 4, 6, 7])
    told = served_after(vehicle, changed, under_way)
    places = [stop.place for stop in route.stops]
    assert told == [places[i] for i in (2, 5, 3, 4, 6)]


def test_what_was_skipped_or_given_to_others_is_not_driven_to_again():
    vehicle, route = Vehicle(*POOL, skip_share=1.0, seed=1), make_route(stops=4, trips=1)
    vehicle.accept(route, EARLY)
    third = vehicle._day.happenings[2].at_s
    assert [h.event for h in vehicle.happen(third)] == ["skipped"] * 3
    changed = replace(frozen_until(route, 1), stops=[*frozen_until(route, 1).stops[:3], route.stops[-1]])
    assert vehicle.accept(changed, third)
    assert vehicle.happen(1e12) == []


def test_stop_that_was_taken_away_on_the_way_to_it_makes_the_truck_turn_round():
    vehicle, route = make_vehicle(), make_route(stops=4, trips=1)
    vehicle.accept(route, EARLY)
    second = vehicle._day.happenings[1].at_s
    drive = next(p for p in vehicle._day.phases if p.kind == "drive" and p.begins_s >= second)
    moment = (drive.begins_s + drive.ends_s) / 2
    vehicle.happen(moment)
    came = track(vehicle, drive.begins_s, moment)
    away = make_route(stops=4, trips=1, seed=9)
    legs = frozen_until(route, 2).stops[:2] + [replace(s, n=n) for n, s in enumerate(away.stops[2:], 3)]
    first = polyline.decode(legs[2].leg).reshape(-1, 2)
    bent = np.vstack([[[route.stops[1].lon, route.stops[1].lat]], first[1:]])
    legs[2] = replace(legs[2], leg=polyline.encode(bent))
    assert vehicle.accept(replace(route, version=2, stops=legs), moment)
    driven = track(vehicle, moment, moment + 600)
    there = np.array([route.stops[1].lon, route.stops[1].lat])
    back = int(np.argmin(haversine_m(driven[:, 0], driven[:, 1], *there)))
    assert haversine_m(*driven[back], *there) < 40, "it comes back to where it turned off"
    off = [haversine_m(came[:, 0], came[:, 1], *here).min() for here in driven[:back]]
    assert len(off) > 20
    assert max(off) < 40, "by the road that it came"
    before = track(vehicle, moment - 1, moment)
    line = np.vstack([before[-1:], driven])
    assert haversine_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).max() < 80 / 3.6


def test_broken_truck_that_is_mended_goes_on_with_what_is_left():
    vehicle, route = make_vehicle(), make_route(stops=6, trips=2)
    vehicle.accept(route, EARLY)
    done = vehicle.happen(vehicle._day.happenings[1].at_s)
    moment = done[-1].at_s + 60
    vehicle.clear(moment)
    assert vehicle.at(moment + 3600).speed_kmh == 0
    assert vehicle.accept(route, moment + 3600)
    rest = vehicle.happen(1e12)
    assert [h.place for h in done + rest] == [s.place for s in route.stops if s.kind != "end"]


def test_point_that_filled_again_is_served_again():
    vehicle, route = make_vehicle(), make_route(stops=4, trips=1)
    vehicle.accept(route, EARLY)
    first = vehicle.happen(vehicle._day.happenings[0].at_s)
    changed = frozen_until(route, 2)
    again = replace(changed.stops[0], frozen=False, leg=changed.stops[2].leg)
    stops = [*changed.stops[:3], again, *changed.stops[3:]]
    changed = replace(changed, stops=[replace(stop, n=n) for n, stop in enumerate(stops, start=1)])
    told = served_after(vehicle, changed, first[0].at_s + 30)
    assert told.count(first[0].place) == 1


def test_restart_after_a_change_remembers_what_was_served():
    vehicle, route = make_vehicle(), make_route(stops=6, trips=2)
    vehicle.accept(route, EARLY)
    vehicle.happen(vehicle._day.happenings[1].at_s)
    vehicle.clear(vehicle._day.happenings[1].at_s + 50)
    again = make_vehicle()
    again.restore(vehicle.save())
    moment = LEAVES + 9000
    again.accept(route, moment)
    vehicle.accept(route, moment)
    assert again.happen(1e12) == vehicle.happen(1e12)
