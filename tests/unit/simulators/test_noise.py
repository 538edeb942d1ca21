import numpy as np
import pytest

from geo.position import haversine_m
from simulators.drive import Moment
from simulators.noise import GpsNoise, Mischief, Weather

STANDING = Moment(110.67, -6.59, 0.0, 90.0, "serve")
MOVING = Moment(110.67, -6.59, 30.0, 90.0, "drive")


@pytest.mark.parametrize("seed", range(6))
def test_errors_are_some_metres_and_drift_slowly(seed):
    noise = GpsNoise(seed)
    fixes = [noise.observe(STANDING, 1000.0 + 10 * i, i + 1) for i in range(400)]
    lon, lat = np.array([fix.lon for fix in fixes]), np.array([fix.lat for fix in fixes])
    errors = haversine_m(lon, lat, 110.67, -6.59)
    assert 1.5 < errors.mean() < 15
    assert errors.max() < 26  # a stop 12 m off still lies inside a fence of 40 m
    steps = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert steps.mean() < errors.mean()


def test_standing_truck_reports_walking_pace_at_most_and_no_course():
    noise = GpsNoise(1)
    fixes = [noise.observe(STANDING, 1000.0 + 10 * i, i + 1) for i in range(300)]
    assert max(fix.vel for fix in fixes) < 5
    assert {fix.cog for fix in fixes} == {None}


def test_moving_truck_reports_speed_and_course_near_the_truth():
    fix = GpsNoise(1).observe(MOVING, 1000.0, 1)
    assert fix.vel == pytest.approx(30, abs=5)
    assert fix.cog == pytest.approx(90, abs=20)
    assert fix.tst == 1000.0


def test_same_seed_gives_the_same_errors():
    one, two = GpsNoise(3), GpsNoise(3)
    assert [one.observe(MOVING, 10.0 * i, 1) for i in range(9)] == [
        two.observe(MOVING, 10.0 * i, 1) for i in range(9)
    ]


def test_dead_zones_last_some_minutes_and_depend_on_seed_and_time_only():
    weather = Weather(Mischief(dead_zone=1), 5)
    seconds = range(1_760_000_000, 1_760_000_000 + 6 * 3600, 5)
    dead = [weather.dead(s) for s in seconds]
    assert 5 * sum(dead) + 60 >= 6 * 120
    assert 5 * sum(dead) <= 6 * 480 + 60
    assert [Weather(Mischief(dead_zone=1), 5).dead(s) for s in seconds] == dead


def test_without_mischief_nothing_happens():
    weather = Weather(Mischief(0, 0, 0, 0), 5)
    assert not any(weather.dead(3600.0 * h + 60 * m) for h in range(100) for m in range(60))
    assert not any(weather.late() or weather.double() for _ in range(1000))
